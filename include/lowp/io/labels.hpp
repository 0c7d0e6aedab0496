// lowp/io/labels.hpp -- labels that models understand, made of the numbers that files have for classes.
//
// Files write -1 and 1, 0 and 1, 1 and 2, or 1 to 10. The numbers that occur, in ascending order, are the classes; how
// many there are has to be what the caller says, so that a file of something else is not taken for classes.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace lowp {

namespace detail {

// The different numbers among the targets, ascending; `expected` says how many there have to be.
inline std::vector<float> distinct_targets(std::span<const float> targets, std::size_t count,
                                           const std::string& expected, const std::string& name)
{
    std::vector<float> distinct(targets.begin(), targets.end());
    if (std::any_of(distinct.begin(), distinct.end(), [](float target) { return std::isnan(target); }))
        throw std::runtime_error(name + ": a target is NaN, expected numbers");
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    if (distinct.size() == count) return distinct;

    constexpr std::size_t most = 5;
    std::string shown;
    for (std::size_t i = 0; i < std::min(most, distinct.size()); ++i) {
        char digits[32];  // the shortest that reads back
        const auto end = std::to_chars(digits, digits + sizeof digits, distinct[i]).ptr;
        shown += (i == 0 ? " (" : ", ") + std::string(digits, end);
    }
    if (!distinct.empty()) shown += distinct.size() > most ? ", ...)" : ")";
    throw std::runtime_error(name + ": " + std::to_string(distinct.size()) + " different targets" + shown +
                             ", expected " + expected);
}

}  // namespace detail

// -1 for the smaller of two numbers, 1 for the larger: what logistic regression wants. Throws std::runtime_error if
// there are not exactly two; `name` stands for the file in the message.
inline std::vector<float> binary_labels(std::span<const float> targets, const std::string& name)
{
    const auto distinct = detail::distinct_targets(targets, 2, "two classes", name);
    std::vector<float> labels(targets.begin(), targets.end());
    for (float& label : labels) label = label == distinct[0] ? -1.0f : 1.0f;
    return labels;
}

// 0 for the smallest number, classes - 1 for the largest. Throws std::runtime_error if there are not exactly that many.
inline std::vector<std::uint32_t> class_labels(std::span<const float> targets, std::size_t classes,
                                               const std::string& name)
{
    const auto distinct = detail::distinct_targets(
        targets, classes, std::to_string(classes) + (classes == 1 ? " class" : " classes"), name);
    std::vector<std::uint32_t> labels;
    labels.reserve(targets.size());
    for (const float target : targets)
        labels.push_back(
            static_cast<std::uint32_t>(std::lower_bound(distinct.begin(), distinct.end(), target) - distinct.begin()));
    return labels;
}

}  // namespace lowp

// lowp/precision/parse.hpp -- names from outside, or an exception that says what was expected.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "lowp/core/closest.hpp"
#include "lowp/format/text.hpp"
#include "lowp/linalg/accumulate.hpp"
#include "lowp/round/any_rounding.hpp"

namespace lowp {

// std::invalid_argument: "unknown <kind> '<text>', expected <expected>; did you mean '<closest>' or '<as close>'?"
[[noreturn]] inline void unknown_name(std::string_view kind, std::string_view text, std::string_view expected,
                                      std::span<const std::string> known)
{
    std::string message =
        "unknown " + std::string(kind) + " '" + std::string(text) + "', expected " + std::string(expected);
    const auto best = closest(text, known);
    for (std::size_t i = 0; i < best.size(); ++i)
        message.append(i == 0 ? "; did you mean '" : i + 1 < best.size() ? ", '" : " or '").append(best[i]).append("'");
    if (!best.empty()) message += "?";
    throw std::invalid_argument(message);
}

template <class Range>
std::vector<std::string> names_of(const Range& names)
{
    std::vector<std::string> all;
    for (const auto& name : names) all.emplace_back(name);
    return all;
}
inline std::string joined(std::span<const std::string> names)
{
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
    return all;
}

// The names of the floating formats that have one of their own.
inline std::vector<std::string> format_names()
{
    std::vector<std::string> names;
    for (const auto& named : named_formats) names.emplace_back(named.name);
    return names;
}

// Throw std::invalid_argument where the text names nothing.
inline any_format parse_format(std::string_view text)
{
    if (const auto format = read_format(text)) return *format;
    auto known = format_names();
    for (const auto& named : named_formats)  // as ml_dtypes spells them
        if (named.format.width() <= 8)
            known.push_back(
                std::string("float").append(std::to_string(named.format.width())).append("_").append(named.name));
    known.insert(known.end(), {"int4", "uint4", "int8", "uint8", "float16", "float32", "q2.5", "q5.10", "l4.3",
                               "binary8p3se", "binary8p4se", "binary8p5se", "binary6p3sf", "binary4p2sf"});
    unknown_name("format", text, format_grammar, known);
}
inline any_rounding parse_rounding(std::string_view text, stream source = {})
{
    if (const auto mode = read_rounding(text, source)) return *mode;
    const auto known = names_of(rounding_names);
    unknown_name("rounding mode", text, "one of " + joined(known), known);
}
inline any_accumulator parse_accumulator(std::string_view text)
{
    if (const auto order = read_accumulator(text)) return *order;
    const auto known = names_of(accumulator_names);
    unknown_name("accumulator", text, "one of " + joined(known), known);
}

}  // namespace lowp

// lowp/precision/operation_names.hpp -- the operations whose round-off error is measured, and their names.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "lowp/precision/parse.hpp"

namespace lowp {

// What each computes, step by step: lowp/precision/operation_steps.hpp.
enum class operation : unsigned char {
    conversion,  // numbers rounded to the format, and no more
    dot,         // dot products of rows
    sum,         // sums of rows
    softmax,     // of rows
    layer_norm,  // of rows, without gain and bias
    sgd_update,  // weights less small updates
    composed,    // ten operations, one after the other
};
inline constexpr std::array<std::string_view, 7> operation_names{"conversion", "dot",        "sum",     "softmax",
                                                                 "layer_norm", "sgd_update", "composed"};

constexpr std::string_view operation_text(operation what) noexcept
{
    return operation_names[static_cast<std::size_t>(what)];
}
constexpr std::optional<operation> read_operation(std::string_view text) noexcept
{
    for (std::size_t k = 0; k < operation_names.size(); ++k)
        if (text == operation_names[k]) return static_cast<operation>(k);
    return std::nullopt;
}
// Throws std::invalid_argument, which lists all names, where the text is none of them.
inline operation parse_operation(std::string_view text)
{
    if (const auto what = read_operation(text)) return *what;
    const auto known = names_of(operation_names);
    unknown_name("operation", text, "one of " + joined(known), known);
}

}  // namespace lowp

// lowp/select/argument.hpp -- what is wrong with an argument, in one sentence.
#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

#include "lowp/core/matrix_view.hpp"

namespace lowp::detail {

// A number in the fewest digits that say it.
inline std::string shown(double x)
{
    char text[32];
    return std::string(text, std::to_chars(text, text + sizeof text, x).ptr);
}
template <std::integral N>
std::string shown(N n)
{
    return std::to_string(n);
}
inline std::string shown(std::string_view text) { return std::string(1, '\'').append(text).append("'"); }

inline std::string element(const char* name, std::size_t i) { return std::string(name) + "[" + shown(i) + "]"; }
inline std::string element(const char* name, std::size_t i, std::size_t j)
{
    return std::string(name) + "(" + shown(i) + ", " + shown(j) + ")";
}

// Throws std::invalid_argument: "<function>: <what> is <value>, expected <expected>".
template <class Value>
[[noreturn]] void bad_argument(std::string_view function, std::string_view what, const Value& value,
                               std::string_view expected)
{
    throw std::invalid_argument(std::string(function) + ": " + std::string(what) + " is " + shown(value) +
                                ", expected " + std::string(expected));
}

// As many of something as there are of what it belongs to.
inline void expect_count(const char* function, const char* what, std::size_t count, std::size_t expected,
                         const char* of_what)
{
    if (count != expected)
        bad_argument(function, "the number of " + std::string(what), count,
                     shown(expected) + ", one for each " + of_what);
}

// Every number finite: an embedding, a complete matrix.
inline void expect_finite(const char* function, const char* name, matrix_view<const double> m)
{
    for (std::size_t i = 0; i < m.rows; ++i)
        for (std::size_t j = 0; j < m.columns; ++j)
            if (!std::isfinite(m(i, j))) bad_argument(function, element(name, i, j), m(i, j), "a finite number");
}

}  // namespace lowp::detail

// lowp/number/formatter.hpp -- std::format for numbers, where the standard library has it.
//
// `{}` is the shortest text that reads back (lowp/number/text.hpp); any other specification is that of a double.
#pragma once

#include <version>

#if defined(__cpp_lib_format)
#include <algorithm>
#include <format>
#include <string>

#include "lowp/number/number.hpp"
#include "lowp/number/text.hpp"

template <auto F>
struct std::formatter<lowp::number<F>, char> {
    constexpr auto parse(std::format_parse_context& context)
    {
        is_plain = context.begin() == context.end() || *context.begin() == '}';
        return as_double.parse(context);
    }
    auto format(lowp::number<F> x, auto& context) const
    {
        if constexpr (lowp::carries<double>(F))
            if (!is_plain) return as_double.format(static_cast<double>(x), context);
        return std::ranges::copy(lowp::to_text(x), context.out()).out;
    }

private:
    std::formatter<double, char> as_double;
    bool is_plain = true;
};
#endif

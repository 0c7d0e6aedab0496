// lowp/number/stream.hpp -- numbers to and from streams.
//
// Output is that of a double with the same value, flags, width and precision included; input is rounded once.
#pragma once

#include <istream>
#include <ostream>
#include <string>

#include "lowp/number/number.hpp"
#include "lowp/number/text.hpp"

namespace lowp {

template <auto F, class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, number<F> x)
{
    if constexpr (carries<double>(F))
        return out << static_cast<double>(x);
    else
        return out << to_text(x);
}

// Takes what could be a number and reads it: decimal, 0x and hexadecimal, inf, nan. Sets failbit where it is none, or
// beyond the format (the value is then what it rounds to).
template <auto F, class Traits>
std::basic_istream<char, Traits>& operator>>(std::basic_istream<char, Traits>& in, number<F>& x)
{
    const typename std::basic_istream<char, Traits>::sentry sentry(in);
    if (!sentry) return in;
    std::string text;
    for (auto next = in.peek(); next != Traits::eof(); next = in.peek()) {
        const char c = Traits::to_char_type(next);
        const char low = detail::lower_case(c), before = text.empty() ? 'e' : detail::lower_case(text.back());
        const bool is_hexadecimal = text.find_first_of("xX") != std::string::npos;
        const bool is_sign =
            (c == '+' || c == '-') && (text.empty() || before == 'p' || (before == 'e' && !is_hexadecimal));
        if (!is_sign && c != '.' && !(low >= '0' && low <= '9') && !(low >= 'a' && low <= 'z')) break;
        text.push_back(c);
        in.get();
    }
    const auto read = read_number(text);
    x = read ? convert<number<F>>(*read) : number<F>(0);
    if (!read || (read->is_nan() && !F.has_nan()) || (read->is_infinite() && !F.has_infinity()) ||
        (read->is_finite() && overflows(F, *read, nearest_even{})))
        in.setstate(std::ios_base::failbit);
    return in;
}

}  // namespace lowp

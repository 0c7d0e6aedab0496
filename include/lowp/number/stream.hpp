// lowp/number/stream.hpp -- numbers to and from streams.
//
// Output is that of a double with the same value, flags, width and precision included; input is rounded once.
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <string_view>

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

namespace detail {

// Whether a text can go on to become a number: with or without a sign, decimal, 0x and hexadecimal, inf, nan.
constexpr bool may_become_number(std::string_view text) noexcept
{
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    for (const std::string_view name : {"infinity", "nan"})
        if (text.size() <= name.size() && begins_with(text, name.substr(0, text.size()))) return true;
    const bool hexadecimal = begins_with(text, "0x");
    if (hexadecimal) text.remove_prefix(2);
    std::size_t i = 0, points = 0;
    for (; i < text.size() && (digit_value(text[i], hexadecimal ? 16 : 10) >= 0 || text[i] == '.'); ++i)
        points += text[i] == '.' ? 1 : 0;
    if (points > 1) return false;
    if (i == text.size()) return true;
    if (text == "0x" || i == points || lower_case(text[i]) != (hexadecimal ? 'p' : 'e')) return false;
    if (++i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    while (i < text.size() && digit_value(text[i], 10) >= 0) ++i;
    return i == text.size();
}

}  // namespace detail

// Takes as much as can be a number, as for a float, and reads it. Sets failbit where it is none, or beyond the format
// (the value is then what it rounds to).
template <auto F, class Traits>
std::basic_istream<char, Traits>& operator>>(std::basic_istream<char, Traits>& in, number<F>& x)
{
    const typename std::basic_istream<char, Traits>::sentry sentry(in);
    if (!sentry) return in;
    std::string text;
    for (auto next = in.peek(); next != Traits::eof(); next = in.peek()) {
        text.push_back(Traits::to_char_type(next));
        if (!detail::may_become_number(text)) {
            text.pop_back();
            break;
        }
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

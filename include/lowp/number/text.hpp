// lowp/number/text.hpp -- to_chars and from_chars for numbers, found by argument like those of <charconv>.
//
// from_chars rounds what the text says once, to nearest even. to_chars writes the shortest decimal that reads back as
// the same number of its format, and of those the nearest: 0.1 for the float8 number 0.1015625. With a
// std::chars_format or a precision it writes the number's own value, as for a double.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

#include "lowp/core/natural.hpp"
#include "lowp/core/number_text.hpp"
#include "lowp/number/classify.hpp"
#include "lowp/number/number.hpp"

namespace lowp {

// The number at the front of [first, last). std::errc::invalid_argument where none begins; result_out_of_range, and the
// value untouched, where it is too large for the format, or infinite or NaN and the format has no such number. What is
// too small becomes zero or the smallest number: that is rounding.
template <auto F>
std::from_chars_result from_chars(const char* first, const char* last, number<F>& value,
                                  std::chars_format format = std::chars_format::general)
{
    const std::string_view text(first, static_cast<std::size_t>(last - first));
    const scanned_number read = scan_number(text, format);
    if (read.length == 0) return {first, std::errc::invalid_argument};
    const char* const end = first + read.length;
    const auto rounded = convert<number<F>>(read.value);
    const bool has_value = read.value.is_nan()        ? F.has_nan()
                           : read.value.is_infinite() ? F.has_infinity()
                                                      : !overflows(F, read.value, nearest_even{});
    if (!has_value) return {end, std::errc::result_out_of_range};
    value = rounded;
    return {end, std::errc{}};
}

namespace detail {

// A decimal: 0.d1 d2 d3 ... times 10^point.
struct decimal_digits_of {
    std::string digits;
    int point = 0;
};

// All digits of a finite number that is not zero, without its sign.
inline decimal_digits_of all_digits(const dyadic& x)
{
    natural n(x.significand);
    if (x.exponent >= 0)
        n <<= x.exponent;
    else
        n.times_power_of_5(-x.exponent);
    std::string digits = n.digits();
    const int point = static_cast<int>(digits.size()) + (x.exponent < 0 ? x.exponent : 0);
    while (digits.back() == '0') digits.pop_back();
    return {digits, point};
}

// The first n digits, and those plus one in the last place.
inline decimal_digits_of first_digits(const decimal_digits_of& all, std::size_t n, bool up)
{
    decimal_digits_of some{all.digits.substr(0, n), all.point};
    if (!up) return some;
    std::size_t i = n;
    while (i > 0 && some.digits[i - 1] == '9') some.digits[--i] = '0';
    if (i > 0)
        ++some.digits[i - 1];
    else
        some = {"1", all.point + 1};
    while (some.digits.back() == '0') some.digits.pop_back();
    return some;
}

template <auto F>
bool reads_back(const decimal_digits_of& d, number<F> x)
{
    natural digits;
    for (const char c : d.digits) digits.times_plus(10, static_cast<std::uint32_t>(c - '0'));
    const int count = static_cast<int>(d.digits.size());
    dyadic value = decimal(digits, count, d.point - count);
    value.negative = signbit(x);
    return convert<number<F>>(value) == x && !overflows(F, value, nearest_even{});
}

// Digits with the point among or beside them, or in scientific notation: whichever is shorter, and plain if neither is,
// as std::to_chars does.
inline bool is_plain(const decimal_digits_of& d)
{
    const int count = static_cast<int>(d.digits.size()), exponent = d.point - 1;
    const int plain = d.point <= 0 ? 2 - d.point + count : d.point >= count ? d.point : count + 1;
    const int digits = static_cast<int>(std::to_string(exponent < 0 ? -exponent : exponent).size());
    return plain <= count + (count > 1 ? 1 : 0) + 2 + (digits < 2 ? 2 : digits);
}
inline std::string laid_out(const decimal_digits_of& d)
{
    const auto zeros = [](std::size_t n) { return std::string(n, '0'); };
    const std::size_t count = d.digits.size();
    if (is_plain(d)) {
        if (d.point <= 0) return "0." + zeros(static_cast<std::size_t>(-d.point)) + d.digits;
        const auto point = static_cast<std::size_t>(d.point);
        if (point >= count) return d.digits + zeros(point - count);
        return d.digits.substr(0, point) + "." + d.digits.substr(point);
    }
    std::string text = d.digits.substr(0, 1);
    if (count > 1) text.append(".").append(d.digits, 1);
    const int exponent = d.point - 1;
    const std::string power = std::to_string(exponent < 0 ? -exponent : exponent);
    return text.append(exponent < 0 ? "e-" : "e+").append(power.size() < 2 ? "0" : "").append(power);
}

template <auto F>
decimal_digits_of shortest_digits(number<F> x)
{
    const decimal_digits_of all = all_digits(exactly(x));
    // n digits read back, cut or rounded up, only if n + 1 do: look for the least n by bisection.
    std::size_t low = 0, high = all.digits.size();
    decimal_digits_of best = all;
    while (high - low > 1) {
        const std::size_t n = low + (high - low) / 2;
        const decimal_digits_of down = first_digits(all, n, false), up = first_digits(all, n, true);
        const bool down_does = reads_back(down, x), up_does = reads_back(up, x);
        if (!down_does && !up_does) {
            low = n;
            continue;
        }
        high = n;
        // What follows the digits, compared with a half; a tie goes to the even digit.
        const std::string_view rest = std::string_view(all.digits).substr(n);
        const bool up_is_nearer = rest > "5" || (rest == "5" && (all.digits[n - 1] - '0') % 2 != 0);
        best = up_does && (up_is_nearer || !down_does) ? up : down;
    }
    // A whole number with room for all its digits shows them: 57344, not 60000.
    const auto point = static_cast<std::size_t>(best.point > 0 ? best.point : 0);
    return best.digits.size() < point && all.digits.size() <= point && is_plain(best) ? all : best;
}

inline std::to_chars_result copied(char* first, char* last, std::string_view text)
{
    if (text.size() > static_cast<std::size_t>(last - first)) return {last, std::errc::value_too_large};
    std::memcpy(first, text.data(), text.size());
    return {first + text.size(), std::errc{}};
}

}  // namespace detail

// The shortest text that reads back.
template <auto F>
std::string to_text(number<F> x)
{
    if (isnan(x)) return "nan";
    const std::string sign = signbit(x) ? "-" : "";
    if (isinf(x)) return sign + "inf";
    if (exactly(x).is_zero()) return sign + "0";
    if constexpr (std::same_as<std::remove_const_t<decltype(F)>, floating_format>) {
        if constexpr (F == binary32 || F == binary64) {  // the standard library has the same definition, and is faster
            char text[32];
            const auto value = static_cast<std::conditional_t<F == binary32, float, double>>(x);
            return {text, std::to_chars(text, text + sizeof text, value).ptr};
        }
    }
    return sign + detail::laid_out(detail::shortest_digits(x));
}

template <auto F>
std::to_chars_result to_chars(char* first, char* last, number<F> x)
{
    return detail::copied(first, last, to_text(x));
}
// As for a double of the same value.
template <auto F>
    requires(carries<double>(F))
std::to_chars_result to_chars(char* first, char* last, number<F> x, std::chars_format format)
{
    return std::to_chars(first, last, static_cast<double>(x), format);
}
template <auto F>
    requires(carries<double>(F))
std::to_chars_result to_chars(char* first, char* last, number<F> x, std::chars_format format, int precision)
{
    return std::to_chars(first, last, static_cast<double>(x), format, precision);
}

}  // namespace lowp

// examples/format_card.cpp -- the card of any number format, and what becomes of a number in it.
//
//     format_card e4m3fn                    geometry, special codes, every value, and where they lie
//     format_card binary8p4se --round 0.3   what 0.3 becomes in every rounding mode, under every overflow policy
//     format_card q3.4 --round 0x1.8p3      (hexadecimal; inf and nan as well)
//
// Formats are written as everywhere in lowp: e4m3fn, bfloat16, e5m3b12fnuz, binary6p3sf, uq4.4, l4.3, nlq8d0.02z0.03.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "lowp/core/number_text.hpp"
#include "lowp/format/describe.hpp"
#include "lowp/precision/parse.hpp"
#include "lowp/round/any_rounding.hpp"
#include "lowp/round/to_code.hpp"
#include "support/command_line.hpp"

namespace {

using namespace lowp;

// 0x7e, as many digits as the format needs.
std::string hex(std::uint64_t code, int bits)
{
    char text[32];
    std::snprintf(text, sizeof text, "0x%0*llx", (bits + 3) / 4, static_cast<unsigned long long>(code));
    return text;
}

// Nine significant digits, with the power of two where the number is one.
std::string shown(const dyadic& x)
{
    char text[64];
    if (x.is_nan()) return "NaN";
    if (x.is_infinite()) return x.negative ? "-infinity" : "infinity";
    if (x.is_zero()) return x.negative ? "-0" : "0";
    const int exponent = x.leading_exponent();
    const bool is_power = !x.more && x.significand == uint128{1} << (bit_length(x.significand) - 1);
    const double value = std::ldexp(static_cast<double>(x.significand), x.exponent) * (x.negative ? -1 : 1);
    const char* const sign = x.negative ? "-" : "";
    if ((value == 0 || std::isinf(value)) && is_power)  // beyond binary64
        std::snprintf(text, sizeof text, "%s2^%d", sign, exponent);
    else if (value == 0 || std::isinf(value))
        std::snprintf(text, sizeof text, "%s%.6g * 2^%d", sign,
                      std::ldexp(static_cast<double>(x.significand), x.exponent - exponent), exponent);
    else if (is_power && !(exponent >= -3 && exponent <= 9))
        std::snprintf(text, sizeof text, "%.9g = %s2^%d", value, sign, exponent);
    else
        std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

// A line without the blanks at its end.
void print_line(std::string line)
{
    line.erase(line.find_last_not_of(' ') + 1);
    std::printf("%s\n", line.c_str());
}
std::string padded(std::string text, std::size_t width)
{
    text.resize(std::max(text.size() + 1, width), ' ');
    return text;
}
void print_row(const std::string& name, const std::string& value, const std::string& remark = "")
{
    print_line(padded("  " + name, 21) + padded(value, 28) + remark);
}

template <number_format F>
void print_geometry(const F& f)
{
    const format_card card = describe(f);
    const auto value = [&](std::uint64_t code) { return shown(decode_exactly(f, code)); };
    const auto number = [](auto n) { return std::to_string(n); };
    const auto with_code = [&](const char* name, std::uint64_t code) {
        print_row(name, value(code), hex(code, card.bits));
    };
    std::printf("%s: %s, %d bits", card.name.c_str(), std::string(card.family).c_str(), card.bits);
    if (card.exponent_bits + card.fraction_bits != 0)
        std::printf(" (%d sign, %d %s, %d fraction)", card.sign_bits, card.exponent_bits,
                    card.family == "fixed point" ? "integer" : "exponent", card.fraction_bits);
    std::printf("\n\n");
    if (card.precision > 0) print_row("precision", number(card.precision) + (card.precision > 1 ? " bits" : " bit"));
    if (card.bias != 0) print_row("bias", number(card.bias));
    print_row("exponents", number(card.min_exponent) + " to " + number(card.max_exponent));
    with_code("largest", card.largest_code);
    with_code("lowest", card.lowest_code);
    if (card.smallest_normal_code != card.smallest_code && card.smallest_normal != 0)
        with_code("smallest normal", card.smallest_normal_code);
    with_code("smallest positive", card.smallest_code);
    print_row("step above 1", shown(exactly(card.epsilon)));

    if constexpr (sign_magnitude_format<F>) {
        std::string infinities, nans = card.has_nan ? hex(nan_code(f), card.bits) : "none";
        for (const bool negative : {false, true})
            if (card.has_infinity && (!negative || f.has_sign()))
                infinities += (negative ? ", " : "") + hex(infinity_code(f, negative), card.bits);
        print_row("infinity", infinities.empty() ? "none" : infinities);
        print_row("NaN", nans, card.nan_codes > 1 ? "and " + number(card.nan_codes - 1) + " more" : "");
        const std::uint64_t minus_zero = std::uint64_t{1} << f.magnitude_bits();
        print_row("-0", card.has_minus_zero ? hex(minus_zero, card.bits) : "none", card.has_zero ? "" : "nor any zero");
    }
    print_row("numbers", number(card.finite_codes),
              (card.subnormal_codes > 0 ? number(card.subnormal_codes) + " of them subnormal" : "") +
                  (card.unused_codes > 0 ? number(card.unused_codes) + " code unused" : ""));
    print_row("fits into", card.is_carried_by_float    ? "float, double"
                           : card.is_carried_by_double ? "double"
                                                       : "neither float nor double");
}

// Every code, eight a row, or four where that is wider than a page.
template <number_format F>
void print_values(const F& f)
{
    std::vector<std::string> texts;
    std::size_t width = 0;
    for (const std::uint64_t code : codes(f)) {
        const dyadic x = decode_exactly(f, code);
        char text[32];
        std::snprintf(text, sizeof text, "%.9g", decode(f, code));
        texts.emplace_back(x.is_nan() ? "NaN" : x.is_infinite() ? (x.negative ? "-inf" : "inf") : text);
        width = std::max(width, texts.back().size() + 2);
    }
    std::printf("\nvalues\n");
    const std::size_t columns = width <= 13 ? 8 : 4;
    std::string line;
    for (std::size_t code = 0; code < texts.size(); ++code) {
        if (code % columns == 0) line = "  " + hex(code, f.width()) + " ";
        line += std::string(width - texts[code].size(), ' ') + texts[code];
        if (code % columns == columns - 1 || code + 1 == texts.size()) print_line(line);
    }
}

// The number of positive values below 2^e: magnitude codes, or steps, without zero.
template <number_format F>
std::uint64_t values_below_power(const F& f, int e)
{
    std::uint64_t count = 0;
    if constexpr (sign_magnitude_format<F>) {
        const place at = place_of(f, dyadic{1, e});
        count = smaller(at.magnitude + (at.is_exact() ? 0 : 1), f.largest_code() + 1);
        if (!f.has_zero() && e <= describe(f).min_exponent) return 0;
        // Codes that are zero do not count.
        return count - smaller(count, static_cast<std::uint64_t>(f.has_zero() ? code_of_rank(f, 1) : 0));
    } else {
        const place at = place_of(f, dyadic{1, e});
        count =
            at.beyond ? f.largest_steps() + 1 : smaller(at.magnitude + (at.is_exact() ? 0 : 1), f.largest_steps() + 1);
        return count - smaller(count, std::uint64_t{1});
    }
}

// How many values lie in each octave, a bar a line; in formats of many octaves several of them share a line.
template <number_format F>
void print_density(const F& f)
{
    const int first = decode_exactly(f, describe(f).smallest_code).leading_exponent();
    const int last = decode_exactly(f, largest_number(f)).leading_exponent();
    const int octaves = (last - first) / 40 + 1;
    std::printf("\npositive values from 2^e to below 2^(e+%d)\n", octaves);
    std::vector<std::uint64_t> counts;
    for (int e = first; e <= last; e += octaves)
        counts.push_back(values_below_power(f, e + octaves) - values_below_power(f, e));
    const std::uint64_t most = std::max<std::uint64_t>(*std::max_element(counts.begin(), counts.end()), 1);
    for (std::size_t i = counts.size(); i-- > 0;) {
        const auto share = static_cast<double>(counts[i]) / static_cast<double>(most);
        const auto length = static_cast<std::size_t>(std::ceil(48 * share));
        std::printf("  %6d %12llu %s\n", first + static_cast<int>(i) * octaves,
                    static_cast<unsigned long long>(counts[i]), std::string(length, '#').c_str());
    }
}

// What a draw that does not round up gives, and one that does: modes of our own.
struct stays_below {
    template <class U>
    constexpr U operator()(const cut<U>& c) const
    {
        return c.mask ^ c.mask;
    }
};
struct goes_beyond {
    template <class U>
    constexpr U operator()(const cut<U>& c) const
    {
        return c.mask;
    }
};

template <number_format F>
void print_rounding(const F& f, const dyadic& x, const std::string& text)
{
    std::vector<std::pair<std::string_view, on_overflow>> policies;
    for (const auto& policy : overflow_names)
        if (is_valid_policy(f, policy.second)) policies.push_back(policy);
    const auto value = [&](std::uint64_t code) { return shown(decode_exactly(f, code)) + "  " + hex(code, f.width()); };

    std::printf("\n%s becomes\n\n", text.c_str());
    std::string head = padded("", 21);
    for (const auto& policy : policies) head += padded(std::string(policy.first), 32);
    print_line(head);
    const auto print_mode = [&](const std::string& name, const auto& mode) {
        std::string line = padded("  " + name, 21);
        for (const auto& policy : policies) line += padded(value(to_code(f, x, mode, policy.second)), 32);
        print_line(line);
    };
    for (const auto name : rounding_names)
        if (const auto mode = read_rounding(name))
            std::visit(
                [&]<class Mode>(const Mode& m) {
                    if constexpr (!draws<Mode>) print_mode(std::string(name), m);
                },
                *mode);

    // Law of the stochastic modes: of 2^b draws so many round away from zero.
    const place at = x.is_finite() ? place_of(f, x) : place{};
    if (at.fraction == 0 && !at.more) {
        std::printf("\nIn every stochastic mode, too: it %s\n", !x.is_finite() ? "is not a finite number"
                                                                : at.is_exact() && !overflows(f, x, nearest_even{})
                                                                    ? "is a number of the format, and those never move"
                                                                    : "lies outside the numbers of the format");
        return;
    }
    constexpr int bits = stochastic{}.bits;
    const double p = std::ldexp(static_cast<double>(at.fraction), -place::bits);
    const std::uint64_t unit = std::uint64_t{1} << (place::bits - bits), rest = at.fraction & (unit - 1);
    const std::uint64_t down = at.fraction / unit;
    const bool half_up = rest >= unit / 2, is_tie = rest == unit / 2 && !at.more;
    std::printf("\nand away from zero (up) or toward it (down), p = %.9g of the way up:\n\n", p);
    print_mode("  down", stays_below{});
    print_mode("  up", goes_beyond{});
    const auto print_share = [&](const char* name, std::uint64_t ups) {
        std::printf("  %-18sup with probability %-12.9g (%llu of 2^%d draws)\n", name,
                    std::ldexp(static_cast<double>(ups), -bits), static_cast<unsigned long long>(ups), bits);
    };
    print_share("stochastic", down);
    print_share("stochastic_b", down + (half_up ? 1 : 0));
    print_share("stochastic_c", down + (half_up && !(is_tie && down % 2 == 0) ? 1 : 0));
    print_share("equal_probability", std::uint64_t{1} << (bits - 1));
}

}  // namespace

int main(int argc, char** argv)
{
    std::string name, number;
    command_line options("The card of a number format: geometry, special codes, values, and how numbers round.",
                         "formats: " + std::string(format_grammar) + "\nnames: " + joined(format_names()));
    options.argument("format", name, "the format, like e4m3fn, bfloat16, binary8p4se, q3.4, l4.3");
    options.text("--round", number, "X", "show what X becomes; decimal, hexadecimal (0x1.8p3), inf or nan");
    if (const auto status = options.parse(argc, argv)) return *status;
    try {
        const any_format format = parse_format(name);
        const auto x = number.empty() ? std::optional<dyadic>{} : read_number(number);
        if (!number.empty() && !x)
            throw std::invalid_argument("'" + number +
                                        "' is no number, expected one like 0.3, -1e-3, 0x1.8p3, inf or nan");
        std::visit(
            [&](const auto& f) {
                print_geometry(f);
                if (x) {
                    print_rounding(f, *x, number);
                } else {
                    if (f.width() <= 8) print_values(f);
                    print_density(f);
                }
            },
            format);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "format_card: %s\n", error.what());
        return 2;
    }
}

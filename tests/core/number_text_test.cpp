// tests/core/number_text_test.cpp -- what a text says, exactly: against the standard library's conversion to double,
// and against decimal expansions computed digit by digit.
#include "lowp/core/number_text.hpp"

#include <charconv>
#include <string>

#include "lowp/format/named.hpp"
#include "lowp/random/stream.hpp"
#include "lowp/round/to_code.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

double as_double(const dyadic& x) { return from_bits(to_code(binary64, x, nearest_even{}, on_overflow::infinity)); }
std::uint64_t code_of(const floating_format& f, std::string_view text)
{
    const auto x = read_number(text);
    REQUIRE(x.has_value());
    return to_code(f, *x, nearest_even{}, on_overflow::infinity);
}

// n / 2^k in decimal, all digits: halved and doubled by hand, on strings.
std::string halved(const std::string& decimal)
{
    std::string half;
    int rest = 0;
    bool point = false;
    for (const char c : decimal) {
        point = point || c == '.';
        if (c == '.') {
            half += c;
            continue;
        }
        const int n = rest * 10 + (c - '0');
        half += static_cast<char>('0' + n / 2);
        rest = n % 2;
    }
    if (rest != 0) half += point ? "5" : ".5";
    return half;
}
std::string doubled(std::string integer)
{
    int carry = 0;
    for (std::size_t i = integer.size(); i-- > 0;) {
        const int n = 2 * (integer[i] - '0') + carry;
        integer[i] = static_cast<char>('0' + n % 10);
        carry = n / 10;
    }
    return carry != 0 ? "1" + integer : integer;
}
std::string times_power(std::uint64_t n, int exponent)
{
    std::string text = std::to_string(n);
    for (; exponent > 0; --exponent) text = doubled(text);
    for (; exponent < 0; ++exponent) text = halved(text);
    return text;
}
// The last digit one less; it must not be 0.
std::string just_below(std::string text)
{
    --text.back();
    return text + "99999999999999999999999999999999999999999999";
}

}  // namespace

TEST_CASE("decimal text to double is the standard library's", "[core]")
{
    const stream s{99};
    std::uint64_t at = 0;
    const auto next = [&](std::uint32_t below) { return s.bits(at++) % below; };
    for (int i = 0; i < 20'000; ++i) {
        std::string text = next(2) != 0 ? "-" : "";
        const std::uint32_t digits = 1 + next(next(10) == 0 ? 60 : 20), point = next(digits + 1);
        for (std::uint32_t d = 0; d < digits; ++d) {
            if (d == point) text += '.';
            text += static_cast<char>('0' + next(10));
        }
        const auto range = next(5) == 0 ? 700u : 40u;
        if (next(2) != 0)
            text.append("e").append(std::to_string(static_cast<int>(next(range)) - static_cast<int>(range / 2)));
        double expected = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), expected);
        if (read.ec != std::errc{}) continue;  // out of range there, rounding here
        REQUIRE(read.ptr == text.data() + text.size());
        const auto got = read_number(text);
        if (!got || to_bits(as_double(*got)) != to_bits(expected)) FAIL(text);
    }
}

TEST_CASE("text at, just above and just below every midpoint rounds once", "[core]")
{
    // With the digits of the midpoint, all of them; one more digit; and nines without end, nearly.
    const auto check = [](const floating_format& f, std::uint64_t code) {
        const dyadic below = decode_exactly(f, code), above = decode_exactly(f, code + 1);
        const int exponent = smaller(below.exponent, above.exponent);
        const auto units = [&](const dyadic& x) {
            return x.is_zero() ? 0 : static_cast<std::uint64_t>(x.significand << (x.exponent - exponent));
        };
        const std::string middle = times_power(units(below) + units(above), exponent - 1);
        const std::string more =
            middle + (middle.find('.') == std::string::npos ? ".0" : "") + "00000000000000000000001";
        INFO(middle);
        CHECK(code_of(f, middle) == code + code % 2);
        CHECK(code_of(f, more) == code + 1);
        if (middle.back() != '0')
            CHECK(code_of(f, middle.find('.') == std::string::npos ? just_below(middle).insert(middle.size(), 1, '.')
                                                                   : just_below(middle)) == code);
        const std::uint64_t sign = std::uint64_t{1} << f.magnitude_bits();
        CHECK(code_of(f, "-" + more) == (sign | (code + 1)));
    };
    for (const floating_format& f : {e4m3fn, e5m2, e3m4, e2m1fn, e5m2fnuz})
        for (std::uint64_t code = 0; code < f.largest_code(); ++code) check(f, code);
    for (const floating_format& f : {binary16, bfloat16, tf32})
        for (std::uint64_t code = 0; code < f.largest_code(); code += f.largest_code() / 97) check(f, code);
    for (const std::uint64_t code :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 52, binary64.largest_code() - 1})
        check(binary64, code);
}

TEST_CASE("hexadecimal text", "[core]")
{
    CHECK(as_double(*read_number("0x1.8p3")) == 12);
    CHECK(as_double(*read_number("-0X.8P-1")) == -0.25);
    CHECK(as_double(*read_number("0xffffffffffffffffp0")) == 0x1p64);
    CHECK(as_double(*read_number("+0x1p-1074")) == from_bits(std::uint64_t{1}));
    CHECK(read_number("0x10")->significand == 16);
    // Far more digits than are kept: the last one decides a tie.
    const std::string zeros(60, '0');
    CHECK(code_of(e4m3fn, "0x1.1" + zeros) == encode(e4m3fn, 1.0));
    CHECK(code_of(e4m3fn, "0x1.1" + zeros + "1") == encode(e4m3fn, 1.125));
    CHECK(code_of(binary64, "0x1.00000000000008" + zeros + "1") == encode(binary64, 0x1.0000000000001p0));
    CHECK(code_of(binary64, "0x1" + zeros + ".8p-240") == encode(binary64, 1.0));
    CHECK(code_of(binary64, "0x" + zeros + zeros + "1.8") == encode(binary64, 1.5));
}

TEST_CASE("infinity, NaN, and numbers beyond all formats", "[core]")
{
    CHECK(read_number("inf")->is_infinite());
    CHECK(read_number("-Infinity")->negative);
    CHECK(read_number("NaN")->is_nan());
    CHECK(read_number("-0")->is_zero());
    CHECK(read_number("-0")->negative);
    CHECK(read_number("0e999999999999")->is_zero());
    CHECK(as_double(*read_number("1e999999999999999999999")) == from_bits(infinity_pattern<double>));
    CHECK(as_double(*read_number("-1e-999999999999999999999")) == 0);
    CHECK(code_of(e4m3fn, "1e-999999999") == 0);
    CHECK(to_code(e4m3fn, *read_number("1e-99999999"), toward_positive{}, on_overflow::saturate) == 1);
    CHECK(to_code(e4m3fn, *read_number("1e-400"), away_from_zero{}, on_overflow::saturate) == 1);
    CHECK(as_double(*read_number("1" + std::string(5000, '0') + "e-5000")) == 1);
    CHECK(as_double(*read_number("0." + std::string(5000, '0') + "1e5001")) == 1);
    // Digits beyond those that are kept: the last of a quarter of a million decides a tie.
    const std::string zeros(250'000, '0');
    CHECK(code_of(e4m3fn, "1.0625" + zeros) == encode(e4m3fn, 1.0));
    CHECK(code_of(e4m3fn, "1.0625" + zeros + "1") == encode(e4m3fn, 1.125));
    CHECK(as_double(*read_number("1" + zeros + "e-250000")) == 1);
}

TEST_CASE("what is no number is not read", "[core]")
{
    for (const auto text : {"",   "-",  "+",   ".",     "e5",  "1e",   "1e+",  "--1",  "+-1",   "1 ",
                            " 1", "0x", "0xg", "1.5.2", "1p3", "infx", "nan(", "0x1p", "1_000", "1,5"})
        if (read_number(text)) FAIL("'" << text << "' was read");
    // The front of a text: as much as belongs to it.
    CHECK(scan_number("1.5e3x").length == 5);
    CHECK(scan_number("1.5e+").length == 3);
    CHECK(scan_number("1.").length == 2);
    CHECK(scan_number("-inf0").length == 4);
    CHECK(scan_number("x").length == 0);
    // With a format, as std::from_chars has it.
    CHECK(scan_number("1e2", std::chars_format::fixed).length == 1);
    CHECK(scan_number("1e400", std::chars_format::fixed).value.significand != 0);
    CHECK(scan_number("15", std::chars_format::scientific).length == 0);
    CHECK(scan_number("1.5e", std::chars_format::scientific).length == 0);
    CHECK(scan_number("1.5e1", std::chars_format::scientific).length == 5);
    CHECK(scan_number("nan(1_a)").length == 8);
    CHECK(scan_number("nan(1-a)").length == 3);
    CHECK(scan_number("a.8p1", std::chars_format::hex).length == 5);
}

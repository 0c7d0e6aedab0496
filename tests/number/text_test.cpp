// tests/number/text_test.cpp -- the shortest text that reads back, and reading that rounds once.
#include "lowp/number/text.hpp"

#include <array>

#include "lowp/format/p3109.hpp"
#include "lowp/number/types.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

template <class T>
std::string written(T x)
{
    std::array<char, 64> buffer;
    const auto result = to_chars(buffer.data(), buffer.data() + buffer.size(), x);
    REQUIRE(result.ec == std::errc{});
    return {buffer.data(), result.ptr};
}
template <class T>
std::optional<T> read(std::string_view text, std::chars_format format = std::chars_format::general)
{
    T x{};
    const auto result = from_chars(text.data(), text.data() + text.size(), x, format);
    return result.ec == std::errc{} && result.ptr == text.data() + text.size() ? std::optional(x) : std::nullopt;
}

// Significant digits of a text: without point, exponent and zeros at both ends.
std::size_t significant_digits(const std::string& text)
{
    std::string digits;
    for (const char c : text.substr(0, text.find('e')))
        if (c >= '0' && c <= '9') digits += c;
    const std::size_t first = digits.find_first_not_of('0'), last = digits.find_last_not_of('0');
    return first == std::string::npos ? 0 : last - first + 1;
}

// Every code: its text reads back to the same bits, and no text with one digit less does.
template <class T>
void check_all(std::uint64_t stride = 1)
{
    for (std::uint64_t code = 0; code <= last_code(T::format); code += stride) {
        const T x = T::from_bits(static_cast<typename T::storage>(code));
        const std::string text = written(x);
        INFO(text);
        if (isnan(x)) {
            CHECK(text == "nan");
            continue;
        }
        if constexpr (std::same_as<std::remove_const_t<decltype(T::format)>, fixed_format>)
            if (T::format.range == fixed_range::symmetric && x.bits() == last_code(T::format) / 2 + 1) continue;
        const auto again = read<T>(text);
        if (!again || rank_of(T::format, again->bits()) != rank_of(T::format, x.bits()) ||
            signbit(*again) != signbit(x))
            FAIL("code " << code << " does not read back");
        if constexpr (carries<double>(T::format)) {
            const std::size_t digits = significant_digits(text);
            const bool is_exact = text.find('e') == std::string::npos && text.find('.') == std::string::npos;
            if (isinf(x) || digits < 2 || is_exact) continue;
            // The two shorter neighbours of the value: cut off and rounded up.
            std::array<char, 64> shorter;
            for (const double shift : {-0.5, 0.0, 0.5}) {
                const double value = static_cast<double>(x),
                             unit = std::pow(
                                 10, std::floor(std::log10(std::fabs(value))) - static_cast<double>(digits) + 2);
                const auto end = std::to_chars(shorter.data(), shorter.data() + shorter.size(), value + shift * unit,
                                               std::chars_format::scientific, static_cast<int>(digits) - 2);
                if (read<T>({shorter.data(), static_cast<std::size_t>(end.ptr - shorter.data())}) == x)
                    FAIL("a shorter text reads back");
            }
        }
    }
}

}  // namespace

TEST_CASE("what to_chars writes reads back, and nothing shorter does", "[number]")
{
    check_all<float8_e4m3fn>();
    check_all<float8_e5m2>();
    check_all<float8_e3m4>();
    check_all<float8_e4m3fnuz>();
    check_all<float8_e8m0fnu>();
    check_all<float6_e3m2fn>();
    check_all<float4_e2m1fn>();
    check_all<int4>();
    check_all<uint8>();
    check_all<fixed<fixed_format{3, 4}>>();
    check_all<fixed<fixed_format{3, 4, fixed_range::symmetric}>>();
    check_all<fixed<fixed_format{10, -2}>>();
    check_all<logarithmic<logarithmic_format{4, 3}>>();
    check_all<logarithmic<nlq(8, 0x1p-6, 0.03)>>();
    check_all<float16_t>(13);
    check_all<bfloat16_t>(13);
    check_all<floating<p3109(13, 1)>>(7);
}

TEST_CASE("texts as one would write them", "[number]")
{
    CHECK(written(float8_e4m3fn(0.1)) == "0.1");
    CHECK(written(float8_e4m3fn(448)) == "448");
    CHECK(written(float8_e5m2(57344)) == "57344");  // not 60000, which is no shorter
    CHECK(written(float16_t(-0.0)) == "-0");
    CHECK(written(bfloat16_t(1e30f)) == "1e+30");
    CHECK(written(float8_e5m2(0x1p-16)) == "2e-05");
    CHECK(written(float16_t(0x1p-14)) == "6.104e-05");
    CHECK(written(float8_e8m0fnu(1)) == "1");
    CHECK(written(int4(-8)) == "-8");
    CHECK(written(std::numeric_limits<float>::infinity() + float16_t(1)) == "inf");
    CHECK(written(floating<p3109(16, 1)>(1)) == "1");
}

TEST_CASE("texts of binary32 and binary64 are the standard library's", "[number]")
{
    // By the library's own way too, which only formats without a standard type take.
    const stream s{11};
    std::array<char, 64> buffer;
    for (std::uint64_t i = 0; i < 3000; ++i) {
        const std::uint32_t pattern = s.bits(i);
        const float x = from_bits(pattern);
        if (!(x - x == 0) || x == 0) continue;
        const std::string expected(buffer.data(), std::to_chars(buffer.data(), buffer.data() + 64, std::fabs(x)).ptr);
        const auto magnitude = floating<binary32>(std::fabs(x));
        if (written(magnitude) != expected) FAIL(expected);
        if (detail::laid_out(detail::shortest_digits(magnitude)) != expected) FAIL(expected);
        if (i % 10 != 0) continue;
        const double y = std::ldexp(static_cast<double>(x), static_cast<int>(pattern % 800) - 400) * 1.2345678901234567;
        const std::string wider(buffer.data(), std::to_chars(buffer.data(), buffer.data() + 64, std::fabs(y)).ptr);
        if (detail::laid_out(detail::shortest_digits(floating<binary64>(std::fabs(y)))) != wider) FAIL(wider);
    }
}

TEST_CASE("reading rounds once, and says what does not fit", "[number]")
{
    CHECK(read<float8_e4m3fn>("-431.99999999999994315658") == -416);  // through float it would be -448
    CHECK(read<float8_e5m2>("1.12500000000090949470") == 1.25);
    CHECK(read<float8_e4m3fn>("464") == 448);
    CHECK(!read<float8_e4m3fn>("464.00000000000000000000001"));
    CHECK(!read<float8_e4m3fn>("inf"));
    CHECK(isnan(*read<float8_e4m3fn>("nan")));
    CHECK(isinf(*read<float8_e5m2>("-inf")));
    CHECK(!read<float8_e5m2>("61440"));
    CHECK(!read<float4_e2m1fn>("nan"));
    CHECK(!read<float4_e2m1fn>("7"));
    CHECK(read<float4_e2m1fn>("6.9999") == 6);
    CHECK(read<float8_e4m3fn>("1e-50") == 0);
    CHECK(!read<int4>("8"));
    CHECK(read<int4>("-8.5") == -8);
    CHECK(!read<uint4>("-1"));
    CHECK(read<uint4>("-0.5") == 0);
    CHECK(!read<float8_e8m0fnu>("0"));
    CHECK(read<float16_t>("1.8p1", std::chars_format::hex) == 3);

    float16_t untouched(7);
    const std::string_view far("1e6,");
    const auto result = from_chars(far.data(), far.data() + far.size(), untouched);
    CHECK(result.ec == std::errc::result_out_of_range);
    CHECK(result.ptr == far.data() + 3);
    CHECK(untouched == 7);
    const std::string_view none("x");
    CHECK(from_chars(none.data(), none.data() + 1, untouched).ec == std::errc::invalid_argument);
    CHECK(from_chars(none.data(), none.data() + 1, untouched).ptr == none.data());
}

TEST_CASE("to_chars with a format or a precision writes the value, and never beyond its room", "[number]")
{
    std::array<char, 64> buffer;
    const auto text = [&](std::to_chars_result result) { return std::string(buffer.data(), result.ptr); };
    char* const first = buffer.data();
    CHECK(text(to_chars(first, first + 64, float8_e4m3fn(0.1), std::chars_format::fixed)) == "0.1015625");
    CHECK(text(to_chars(first, first + 64, float8_e4m3fn(0.1), std::chars_format::scientific, 2)) == "1.02e-01");
    CHECK(text(to_chars(first, first + 64, float16_t(1.5), std::chars_format::hex)) == "1.8p+0");
    CHECK(to_chars(first, first + 2, float8_e4m3fn(448)).ec == std::errc::value_too_large);
    CHECK(to_chars(first, first + 3, float8_e4m3fn(448)).ec == std::errc{});
}

// tests/round/code_of_test.cpp -- codes by patterns are those of the definition: all codes of all formats that have a
// table.
#include "lowp/round/code_of.hpp"

#include "lowp/format/p3109.hpp"
#include "support/catch.hpp"
#include "support/formats.hpp"
#include "support/modes.hpp"

using namespace lowp;

namespace {

// Whether there was something to compare.
template <class T, class F>
bool check(const F& f)
{
    if constexpr (requires { code_table_of<T>(f); }) {
        if (!carries<T>(f) || !has_code_table<T>(f)) return false;
        const auto t = code_table_of<T>(f);
        for (std::uint64_t code = 0; code <= last_code(f); ++code) {
            const T expected = static_cast<T>(decode(f, code)), got = number_of<T>(t, static_cast<word_of<T>>(code));
            if (!test::same_number(got, expected))
                FAIL(format_text(f) << " code " << code << " became " << test::shown(got));
            // Of several codes of a value, NaN's or flushed ones, the one that encode picks.
            const bool is_number = !(expected < static_cast<T>(f.lowest()));  // unlike the first code of sq3.4
            if (is_number && code_of(t, got) != encode(f, decode(f, code)))
                FAIL(format_text(f) << " code of " << test::shown(got));
            const auto noise = static_cast<word_of<T>>(~last_code(f) & 0x5555'5555'5555'5555u);
            if (to_bits(number_of<T>(t, static_cast<word_of<T>>(code) | noise)) != to_bits(got))
                FAIL(format_text(f) << " minds bits above the code");
        }
        return true;
    }
    return false;
}

}  // namespace

TEST_CASE("codes and numbers by patterns, all codes of all formats", "[round]")
{
    int in_float = 0, in_double = 0;
    for (const any_format& format : test::small_formats())
        std::visit(
            [&](const auto& f) {
                in_float += check<float>(f);
                in_double += check<double>(f);
            },
            format);
    for (int K = 3; K <= 10; ++K)
        for (int P = 1; P <= K; ++P)
            for (const auto sign : {signedness::with_sign, signedness::without_sign})
                for (const auto range : {domain::extended, domain::finite}) {
                    check<float>(p3109(K, P, sign, range));
                    check<double>(p3109(K, P, sign, range));
                }
    CHECK(in_float > 40);
    CHECK(in_double > 45);
}

TEST_CASE("wider formats by patterns: binary32 and tf32 as they are", "[round]")
{
    const auto same = code_table_of<float>(binary32);
    const auto tf = code_table_of<float>(tf32);
    for (std::uint32_t i = 0; i < 100'000; ++i) {
        const std::uint32_t pattern = i * 42'949u;  // all exponents, and subnormal numbers
        const float x = from_bits(pattern);
        if (x == x) {
            if (code_of(same, x) != pattern || to_bits(number_of<float>(same, pattern)) != pattern) FAIL(pattern);
        }
        const std::uint32_t code = pattern >> 13;
        const float y = number_of<float>(tf, code);
        if (!test::same_number(y, static_cast<float>(decode(tf32, code)))) FAIL(code);
        if (y == y && code_of(tf, y) != code) FAIL(code);
    }
    CHECK(code_of(same, from_bits(nan_pattern<float>)) == nan_pattern<float>);
    CHECK(!has_code_table<float>(logarithmic_format{4, 3}));
    CHECK(!has_code_table<float>(e8m0fnu));
}

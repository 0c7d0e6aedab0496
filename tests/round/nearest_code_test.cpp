// tests/round/nearest_code_test.cpp -- the short way to a code gives to_code's answer, at every place where it can
// change.
#include "lowp/round/nearest_code.hpp"

#include "lowp/random/stream.hpp"
#include "support/catch.hpp"
#include "support/formats.hpp"
#include "support/oracle.hpp"

using namespace lowp;

namespace {

// Codes from doubles at every turning point, against the rung that the definition picks.
void check(const floating_format& f)
{
    const auto l = oracle::of(f);
    std::size_t wrong = 0;
    const auto look = [&](double x) {
        const double expected = oracle::rounded(l, x, oracle::mode::nearest_even, on_overflow::infinity);
        const double got = decode(f, nearest_code(f, x));
        wrong += expected != expected ? to_bits(got) != nan_pattern<double> : to_bits(got) != to_bits(expected);
        wrong += nearest_code(f, x) != to_code(f, exactly(x), nearest_even{}, on_overflow::infinity);
    };
    for (const double point : oracle::turning_points<double>(l))
        for (const double x : {point, -point}) look(x);
    for (const double x : {0.0, -0.0, 5e-324, -5e-324, 0x1p-1022, 1.7e308, -1.7e308}) look(x);
    for (const std::uint64_t pattern : {infinity_pattern<double>, nan_pattern<double>, ~std::uint64_t{0}})
        look(from_bits(pattern));
    INFO(format_text(f));
    CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("the nearest code by one addition is the nearest number", "[round]")
{
    int checked = 0;
    for (const any_format& format : test::small_formats())
        if (const auto* f = std::get_if<floating_format>(&format); f != nullptr && has_nearest_code(*f)) {
            check(*f);
            ++checked;
        }
    CHECK(checked > 20);
    CHECK(!has_nearest_code(e8m0fnu));
    CHECK(!has_nearest_code(binary64));
    CHECK(!has_nearest_code(fixed_format{}));
}

TEST_CASE("doubles to binary32 and tf32 are to_code's, all exponents", "[round]")
{
    const stream s{5};
    for (const floating_format& f : {binary32, tf32, bfloat16})
        for (std::uint64_t field = 0; field < 2048; ++field)
            for (std::uint64_t i = 0; i < 16; ++i) {
                // Random digits, and runs of zeros and ones around the cut.
                const std::uint64_t random =
                    std::uint64_t{s.bits(2 * i + 64 * field)} << 32 | s.bits(2 * i + 1 + 64 * field);
                const std::uint64_t cut = std::uint64_t{1} << (52 - f.fraction_bits);
                const std::uint64_t low = i % 4 == 0   ? random
                                          : i % 4 == 1 ? cut / 2
                                          : i % 4 == 2 ? cut / 2 - 1
                                                       : cut / 2 + 1;
                const std::uint64_t fraction =
                    ((i % 4 == 0 ? 0 : random / cut * cut) + low) & ((std::uint64_t{1} << 52) - 1);
                const double x = from_bits((i % 2) << 63 | field << 52 | fraction);
                if (nearest_code(f, x) != to_code(f, exactly(x), nearest_even{}, on_overflow::infinity))
                    FAIL(std::hex << to_bits(x));
            }
}

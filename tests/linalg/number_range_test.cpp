// tests/linalg/number_range_test.cpp -- what is said of a format's numbers holds for each of them.
#include "lowp/linalg/number_range.hpp"

#include <cmath>
#include <cstdint>
#include <limits>

#include "lowp/format/codec.hpp"
#include "lowp/format/format.hpp"
#include "lowp/format/named.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// By frexp, number by number.
template <class F>
number_range met(const F& f)
{
    number_range r{1, 5000, -5000};
    for (std::uint64_t code = 0; code < std::uint64_t{1} << f.width(); ++code) {
        const double x = decode(f, code);
        if (!std::isfinite(x) || x == 0) continue;
        int exponent = 0, bits = 0;
        double fraction = std::frexp(std::fabs(x), &exponent);
        const bool is_power = fraction == 0.5;
        for (; fraction != std::floor(fraction); fraction *= 2) ++bits;
        r.precision = std::max(r.precision, bits);
        r.unit = std::min(r.unit, exponent - bits);
        r.bound = std::max(r.bound, is_power ? exponent - 1 : exponent);
    }
    return r;
}

}  // namespace

TEST_CASE("the ranges of all formats of up to 12 bits", "[linalg]")
{
    for (int exponent = 1; exponent <= 6; ++exponent)
        for (int fraction = 0; fraction <= 5; ++fraction) {
            const floating_format f{exponent, fraction};
            if (!is_valid(f)) continue;
            const number_range said = range_of(f), found = met(f);
            INFO("e" << exponent << "m" << fraction);
            CHECK(said.precision >= found.precision);
            CHECK(said.unit <= found.unit);
            CHECK(said.bound >= found.bound);
            CHECK(said.unit == found.unit);  // of the smallest subnormal
        }
    CHECK(range_of(e4m3fn) == met(e4m3fn));
    CHECK(range_of(e5m2) == met(e5m2));
    CHECK(range_of(bfloat16) == number_range{8, -133, 128});
    for (int integer = 0; integer <= 5; ++integer)
        for (int fraction = 0; fraction <= 6; ++fraction) {
            const fixed_format f{integer, fraction};
            if (is_valid(f) && integer + fraction > 0) CHECK(range_of(f) == met(f));
        }
    for (const int fraction : {0, 3}) {
        const logarithmic_format f{4, fraction};
        const number_range said = range_of(f), found = met(f);
        CHECK((said.precision >= found.precision && said.unit <= found.unit && said.bound >= found.bound));
    }
}

TEST_CASE("the range of numbers that are there", "[linalg]")
{
    range_of_numbers none;
    for (const float x : {0.0f, -0.0f, std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()})
        none.add(x);
    CHECK(none.get() == number_range{1, 0, 0});
    for (const auto& f : {e4m3fn, e5m2, e2m1fn, e3m2fn}) {
        range_of_numbers all;
        for (std::uint64_t code = 0; code < std::uint64_t{1} << f.width(); ++code)
            all.add(static_cast<float>(decode(f, code)));
        const number_range expected = met(f), found = all.get();
        CHECK(found.precision == expected.precision);
        CHECK(found.unit == expected.unit);
        CHECK((found.bound == expected.bound || found.bound == expected.bound + 1));
    }
    range_of_numbers small;
    small.add(0x1p-149f);
    small.add(-0x1.000002p0f);
    CHECK(small.get() == number_range{24, -149, 1});
}

TEST_CASE("sums that fit, and the first that do not", "[linalg]")
{
    const number_range int8{7, 0, 7};
    CHECK(sums_fit(int8, int8, (1 << 17) - 1, 31));
    CHECK(!sums_fit(int8, int8, 1 << 17, 31));
    CHECK(sums_fit(range_of(e4m3fn), range_of(e4m3fn), (1 << 17) - 1, 53));
    CHECK(!sums_fit(range_of(e4m3fn), range_of(e4m3fn), 1 << 17, 53));
    CHECK(sums_fit(range_of_binary64, range_of_binary64, 0, 53) == false);
    CHECK((is_in_bfloat16(range_of(e5m2)) && is_in_bfloat16(range_of(bfloat16)) && is_in_bfloat16(int8)));
    CHECK((!is_in_bfloat16(range_of(binary16)) && !is_in_bfloat16(range_of_binary32)));
    CHECK(has_no_subnormals(range_of(e5m2), range_of(e4m3fn)));
    CHECK(!has_no_subnormals(range_of(bfloat16), range_of(e4m3fn)));
}

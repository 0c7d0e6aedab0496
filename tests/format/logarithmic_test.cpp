// tests/format/logarithmic_test.cpp -- logarithmic formats: every fraction of an octave correctly rounded, values in
// order, and the geometry of the descriptor.
#include "lowp/format/logarithmic.hpp"

#include <cmath>

#include "support/catch.hpp"
#ifdef LOWP_TEST_MPFR
#include <mpfr.h>
#endif

using namespace lowp;

#ifdef LOWP_TEST_MPFR
TEST_CASE("2^(j/2^b) is the nearest binary32 number, for all j and all b", "[format]")
{
    mpfr_t exponent, power;
    mpfr_init2(exponent, 64);
    mpfr_init2(power, 24);
    for (int bits = 0; bits <= 16; ++bits)
        for (std::uint32_t j = 0; j < std::uint32_t{1} << bits; ++j) {
            mpfr_set_ui_2exp(exponent, j, -bits, MPFR_RNDN);
            mpfr_exp2(power, exponent, MPFR_RNDN);
            const float expected = mpfr_get_flt(power, MPFR_RNDN), got = fractional_power(j, bits);
            if (got != expected) FAIL("2^(" << j << "/2^" << bits << ")");
        }
    mpfr_clear(exponent);
    mpfr_clear(power);
}
#endif

TEST_CASE("powers known without a computer", "[format]")
{
    STATIC_REQUIRE(fractional_power(0, 0) == 1);
    STATIC_REQUIRE(fractional_power(0, 16) == 1);
    STATIC_REQUIRE(fractional_power(1, 1) == 0x1.6a09e6p0f);  // the root of 2: 1.6a09e667...
    STATIC_REQUIRE(fractional_power(2, 2) == 0x1.6a09e6p0f);
    STATIC_REQUIRE(fractional_power(0x8000, 16) == 0x1.6a09e6p0f);
}

TEST_CASE("values grow with their codes, each the power of two that its code says", "[format]")
{
    for (const logarithmic_format f :
         {logarithmic_format{4, 3}, logarithmic_format{3, 0}, logarithmic_format{5, 10}, logarithmic_format{7, 8},
          logarithmic_format{1, 14}, logarithmic_format{4, 3, 100}, logarithmic_format{2, 2, -100}}) {
        REQUIRE(is_valid(f));
        CHECK(f.magnitude(0) == 0);
        for (std::uint64_t code = 1; code <= f.largest_code(); ++code) {
            const double value = f.magnitude(code),
                         exponent = std::ldexp(static_cast<double>(code), -f.fraction_bits) - f.bias;
            if (value <= f.magnitude(code - 1)) FAIL("not in order at code " << code);
            // The relative error of a binary32 number is up to 2^-24, and log2 multiplies it by 1.44.
            if (std::fabs(std::log2(value) - exponent) > 0x1p-23) FAIL("not 2^" << exponent);
            if (static_cast<double>(static_cast<float>(value)) != value) FAIL("not a binary32 number");
        }
        CHECK(f.smallest() == f.magnitude(1));
        CHECK(f.largest() == f.magnitude(f.largest_code()));
        CHECK(f.lowest() == -f.largest());
        CHECK(f.min_exponent() == std::ilogb(f.smallest()));
        CHECK(f.max_exponent() == std::ilogb(f.largest()));
    }
}

TEST_CASE("with the standard bias every number has its reciprocal", "[format]")
{
    for (int integer = 1; integer <= 7; ++integer)
        for (int fraction = 0; integer + fraction <= 12; ++fraction) {
            const logarithmic_format f{integer, fraction};
            if (!is_valid(f)) continue;
            CHECK(f.bias == 1 << (integer - 1));
            const std::uint64_t codes = f.largest_code() + 1;
            for (std::uint64_t code = 1; code < codes; ++code)
                if (std::fabs(f.magnitude(code) * f.magnitude(codes - code) - 1) > 0x1p-23)
                    FAIL(integer << "." << fraction << " code " << code);
        }
}

TEST_CASE("l4.3 has e4m3's width, and what is no logarithmic format", "[format]")
{
    STATIC_REQUIRE((logarithmic_format{4, 3}.width() == 8 && logarithmic_format{4, 3}.magnitude_bits() == 7));
    STATIC_REQUIRE(logarithmic_format{4, 3}.bias == 8);
    STATIC_REQUIRE((is_valid(logarithmic_format{2, 0}) && is_valid(logarithmic_format{5, 10})));
    STATIC_REQUIRE((!is_valid(logarithmic_format{1, 0}) && !is_valid(logarithmic_format{5, 11})));
    STATIC_REQUIRE((!is_valid(logarithmic_format{0, 8}) && !is_valid(logarithmic_format{8, 3})));
    STATIC_REQUIRE(!is_valid(logarithmic_format{4, -1}));
    // Normal numbers of binary32 only.
    STATIC_REQUIRE((is_valid(logarithmic_format{4, 3, 126}) && !is_valid(logarithmic_format{4, 3, 127})));
    STATIC_REQUIRE((is_valid(logarithmic_format{4, 3, -112}) && !is_valid(logarithmic_format{4, 3, -113})));
    STATIC_REQUIRE((carries<float>(logarithmic_format{5, 10}) && carries<double>(logarithmic_format{5, 10})));
    STATIC_REQUIRE(!carries<double>(logarithmic_format{8, 3}));
    STATIC_REQUIRE(logarithmic_format{4, 3}.has_nan());
    STATIC_REQUIRE((!logarithmic_format{4, 3}.has_infinity() && !logarithmic_format{4, 3}.has_minus_zero()));
}

TEST_CASE("a scaled logarithmic format holds every value times the scale", "[format]")
{
    for (const int e : {-9, -1, 0, 4}) {
        const logarithmic_format f{4, 3}, g = scaled_by_power(f, e);
        for (std::uint64_t code = 0; code <= f.largest_code(); ++code)
            CHECK(g.magnitude(code) == std::ldexp(f.magnitude(code), e));
    }
}

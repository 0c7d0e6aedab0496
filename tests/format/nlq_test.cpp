// tests/format/nlq_test.cpp -- NLQ grids against their recurrence, q' = q + delta + zeta q, carried to 300 bits.
#include "lowp/format/nlq.hpp"

#include <cmath>

#include "support/catch.hpp"
#ifdef LOWP_TEST_MPFR
#include <mpfr.h>
#endif

using namespace lowp;

#ifdef LOWP_TEST_MPFR
TEST_CASE("grid values are the recurrence's, rounded to binary32 once", "[format]")
{
    const nlq_format formats[] = {
        nlq(2, 1, 1),           nlq(8, 0x1p-6, 0x1p-5), nlq(8, 0x1p-6, 0.03),        nlq(8, 0x1p-126, 1),
        nlq(8, 0.1, 1),         nlq(9, 0.1, 0),         nlq(16, 1.0 / 3, 0),         nlq(16, 0x1.fffffffffffffp-3, 0),
        nlq(12, 1e-5, 0x1p-8),  nlq(15, 1e-20, 0x1p-8), nlq(12, 1e-30, 0.03),        nlq(16, 1e-30, 0x1p-9),
        nlq(16, 1e-9, 1e-3),    nlq(16, 0.7, 0x1p-60),  nlq(14, 1.0 / 3, 1.0 / 300), nlq(10, 6e35, 0x1p-59),
        nlq(11, 0x1p-126, 0.1),
    };
    mpfr_t q, zeta, delta, term, rounded;
    for (mpfr_ptr x : {q, zeta, delta, term}) mpfr_init2(x, 300);
    mpfr_init2(rounded, 24);
    for (const nlq_format& f : formats) {
        INFO(f.bits << " bits, delta " << f.delta() << ", zeta " << f.zeta());
        CHECK(is_valid(f));
        mpfr_set_d(zeta, f.zeta(), MPFR_RNDN);
        mpfr_set_d(delta, f.delta(), MPFR_RNDN);
        mpfr_set_ui(q, 0, MPFR_RNDN);
        double before = -1;
        for (std::uint64_t code = 0; code < std::uint64_t{1} << (f.bits - 1); ++code) {
            mpfr_set(rounded, q, MPFR_RNDN);
            const double expected = mpfr_get_d(rounded, MPFR_RNDN), got = f.magnitude(code);
            if (got != expected) FAIL("code " << code << " is " << got << ", expected " << expected);
            if (got <= before) FAIL("not in order at code " << code);
            before = got;
            mpfr_mul(term, zeta, q, MPFR_RNDN);
            mpfr_add(q, q, delta, MPFR_RNDN);
            mpfr_add(q, q, term, MPFR_RNDN);
        }
        CHECK(f.largest() == before);
    }
    for (mpfr_ptr x : {q, zeta, delta, term, rounded}) mpfr_clear(x);
}
#endif

TEST_CASE("grids known without a computer", "[format]")
{
    // zeta = 0 is fixed point.
    for (std::uint64_t code = 0; code < 128; ++code)
        CHECK(nlq(8, 0x1p-5, 0).magnitude(code) == static_cast<double>(code) / 32);
    // zeta = 1 doubles: q = delta (2^i - 1), as long as that fits.
    for (std::uint64_t code = 0; code <= 24; ++code)
        CHECK(nlq(8, 0x1p-126, 1).magnitude(code) == (std::ldexp(1.0, static_cast<int>(code)) - 1) * 0x1p-126);
    STATIC_REQUIRE(nlq(4, 1, 0.5).magnitude(3) == 4.75);  // 0, 1, 2.5, 4.75
    STATIC_REQUIRE(nlq(4, 1, 0.5).smallest() == 1);
    STATIC_REQUIRE(nlq(4, 1, 0.5).lowest() == -nlq(4, 1, 0.5).largest());
    // 2^24 + 1 and 2^24 + 3 are halfway between binary32 numbers: ties go to even.
    STATIC_REQUIRE(nlq(3, 0x1p23 + 0.5, 0).magnitude(2) == 0x1p24);
    STATIC_REQUIRE(nlq(3, 0x1p23 + 1.5, 0).magnitude(2) == 0x1p24 + 4);
}

TEST_CASE("what is no NLQ format", "[format]")
{
    STATIC_REQUIRE((is_valid(nlq(2, 1, 0)) && is_valid(nlq(16, 1, 0))));
    STATIC_REQUIRE((!is_valid(nlq(1, 1, 0)) && !is_valid(nlq(17, 1, 0))));
    STATIC_REQUIRE((!is_valid(nlq(8, 0, 0)) && !is_valid(nlq(8, -1, 0)) && !is_valid(nlq(8, 0x1p-127, 0))));
    STATIC_REQUIRE((!is_valid(nlq(8, 1, -0.1)) && !is_valid(nlq(8, 1, 1.1)) && !is_valid(nlq(8, 1, 0x1p-61))));
    STATIC_REQUIRE(!is_valid(nlq(8, from_bits(nan_pattern<double>), 0)));
    STATIC_REQUIRE(!is_valid(nlq(8, 1, from_bits(nan_pattern<double>))));
    STATIC_REQUIRE(!is_valid(nlq(8, from_bits(infinity_pattern<double>), 0)));
    STATIC_REQUIRE(!is_valid(nlq(9, 1, 1)));  // beyond binary32
    STATIC_REQUIRE(is_valid(nlq(2, 0x1p127, 1)));
    STATIC_REQUIRE(!is_valid(nlq(3, 0x1p127, 0)));
    STATIC_REQUIRE((carries<float>(nlq(16, 1, 0)) && carries<double>(nlq(16, 1, 0)) && !carries<float>(nlq(9, 1, 1))));
    STATIC_REQUIRE((nlq(8, 1, 0).width() == 8 && nlq(8, 1, 0).largest_code() == 127));
}

TEST_CASE("a scaled NLQ format holds every value times the scale", "[format]")
{
    for (const int e : {-9, -1, 0, 4}) {
        const nlq_format f = nlq(8, 0.1, 0.03), g = scaled_by_power(f, e);
        for (std::uint64_t code = 0; code <= f.largest_code(); ++code)
            CHECK(g.magnitude(code) == std::ldexp(f.magnitude(code), e));
    }
}

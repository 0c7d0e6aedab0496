// tests/format/fixed_test.cpp -- fixed-point descriptors: widths, ranges, and which of them can exist.
#include "lowp/format/fixed.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("q formats have the field's widths and ranges", "[format]")
{
    STATIC_REQUIRE(fixed_format{3, 4}.width() == 8);
    STATIC_REQUIRE(fixed_format{3, 4}.largest() == 7.9375);
    STATIC_REQUIRE(fixed_format{3, 4}.lowest() == -8);
    STATIC_REQUIRE(fixed_format{3, 4, fixed_range::symmetric}.lowest() == -7.9375);
    STATIC_REQUIRE(fixed_format{4, 4, fixed_range::without_sign}.width() == 8);
    STATIC_REQUIRE(fixed_format{4, 4, fixed_range::without_sign}.largest() == 15.9375);
    STATIC_REQUIRE(fixed_format{4, 4, fixed_range::without_sign}.lowest() == 0);
    STATIC_REQUIRE(fixed_format{10, -2}.smallest() == 4);
    STATIC_REQUIRE(fixed_format{10, -2}.largest() == 1020);
    STATIC_REQUIRE(fixed_format{-2, 9}.largest() == 0.25 - 1 / 512.0);
    STATIC_REQUIRE(fixed_format{7, 0}.lowest() == -128);  // int8
}

TEST_CASE("2 to 32 bits exist, and binary32 carries 25", "[format]")
{
    STATIC_REQUIRE(!is_valid(fixed_format{0, 0}));
    STATIC_REQUIRE(is_valid(fixed_format{1, 0}));
    STATIC_REQUIRE(is_valid(fixed_format{20, 11}));
    STATIC_REQUIRE(!is_valid(fixed_format{20, 12}));
    STATIC_REQUIRE(!is_valid(fixed_format{2000, -1990}));
    STATIC_REQUIRE(carries<float>(fixed_format{12, 12}));
    STATIC_REQUIRE(!carries<float>(fixed_format{13, 12}));
    STATIC_REQUIRE(carries<double>(fixed_format{13, 12}));
    STATIC_REQUIRE(carries<float>(fixed_format{24, 0, fixed_range::without_sign}));
    STATIC_REQUIRE(!carries<float>(fixed_format{-140, 160}));  // steps below binary32's
    STATIC_REQUIRE(carries<float>(fixed_format{127, -120}));
    STATIC_REQUIRE(!carries<float>(fixed_format{128, -121}));
}

TEST_CASE("a scaled fixed-point format holds every value times the scale", "[format]")
{
    for (const int e : {-9, -1, 0, 4}) {
        const fixed_format f{2, 5}, g = scaled_by_power(f, e);
        CHECK(g.width() == f.width());
        CHECK(g.largest() == std::ldexp(f.largest(), e));
        CHECK(g.lowest() == std::ldexp(f.lowest(), e));
        CHECK(g.smallest() == std::ldexp(f.smallest(), e));
    }
}

// tests/format/floating_test.cpp -- the geometry of floating-point descriptors, and which of them can exist.
#include "lowp/format/floating.hpp"

#include "support/catch.hpp"
#include "support/formats.hpp"
#include "support/oracle.hpp"

using namespace lowp;

TEST_CASE("largest, lowest and smallest are what reading off all codes gives", "[format]")
{
    for (const any_format& format : test::small_formats())
        std::visit(
            [](const auto& f) {
                const auto l = oracle::of(f);
                INFO(format_text(f));
                CHECK(f.largest() == l.largest);
                CHECK(f.lowest() == (l.has_sign || l.has_zero ? -l.lowest : l.smallest));
                CHECK(f.smallest() == l.smallest);
                CHECK(f.has_zero() == l.has_zero);
                CHECK(f.has_infinity() == l.has_infinity);
                CHECK(f.has_nan() == l.has_nan);
                CHECK(f.has_minus_zero() == l.has_minus_zero);
            },
            format);
}

TEST_CASE("magnitudes are ordered and exact up to binary64's ends", "[format]")
{
    STATIC_REQUIRE(floating_format{11, 52}.largest() == std::numeric_limits<double>::max());
    STATIC_REQUIRE(floating_format{11, 52}.smallest() == std::numeric_limits<double>::denorm_min());
    STATIC_REQUIRE(floating_format{8, 23}.largest() == double{std::numeric_limits<float>::max()});
    STATIC_REQUIRE(floating_format{8, 23}.smallest() == double{std::numeric_limits<float>::denorm_min()});
    for (const any_format& format : test::small_formats())
        if (const auto* f = std::get_if<floating_format>(&format)) {
            const auto l = oracle::of(*f);
            for (std::uint64_t code = 0; code <= f->largest_code(); ++code)
                if (f->magnitude(code) != oracle::magnitude_of(l, code)) FAIL(format_text(*f) << " code " << code);
        }
}

TEST_CASE("impossible formats are told apart", "[format]")
{
    STATIC_REQUIRE(!is_valid(floating_format{0, 3}));
    STATIC_REQUIRE(!is_valid(floating_format{1, 0}));
    STATIC_REQUIRE(!is_valid(floating_format{17, 3}));
    STATIC_REQUIRE(!is_valid(floating_format{11, 53}));
    STATIC_REQUIRE(!is_valid(floating_format{4, -1}));
    STATIC_REQUIRE(!is_valid(floating_format{4, 3, 70000}));
    STATIC_REQUIRE(!is_valid(floating_format{4, 3, -70000}));
    STATIC_REQUIRE(!is_valid(floating_format{12, 52}));  // 65 bits
    STATIC_REQUIRE(!is_valid(floating_format{1, 2, 0, specials::ieee, signedness::with_sign, subnormals::flushed}));
    STATIC_REQUIRE(!is_valid(floating_format{0, 4, 0, specials::none, signedness::with_sign, subnormals::none}));
    // The code of -0 as NaN, where there is no zero.
    STATIC_REQUIRE(!is_valid(floating_format{4, 3, 8, specials::fnuz, signedness::with_sign, subnormals::none}));
    STATIC_REQUIRE(is_valid(floating_format{4, 3, 8, specials::fnuz, signedness::without_sign, subnormals::none}));
    STATIC_REQUIRE(is_valid(floating_format{1, 2}));
    STATIC_REQUIRE(is_valid(floating_format{11, 52}));
    STATIC_REQUIRE(is_valid(floating_format{11, 52, 1000}));
    STATIC_REQUIRE(is_valid(floating_format{16, 3}));
    STATIC_REQUIRE(is_valid(floating_format{4, 3, 69999}));
    STATIC_REQUIRE(is_valid(floating_format{4, 3, -69999}));
}

TEST_CASE("a carrier holds a format or does not", "[format]")
{
    STATIC_REQUIRE(carries<float>(floating_format{8, 23}));
    STATIC_REQUIRE(!carries<float>(floating_format{8, 24}));
    STATIC_REQUIRE(!carries<float>(floating_format{9, 8}));
    STATIC_REQUIRE(carries<float>(floating_format{8, 7, 128, specials::fnuz}));  // normal numbers below 2^-126
    STATIC_REQUIRE(carries<float>(floating_format{8, 7, 143, specials::fnuz}));  // the last bit is 2^-149
    STATIC_REQUIRE(!carries<float>(floating_format{8, 7, 144, specials::fnuz}));
    STATIC_REQUIRE(!carries<float>(floating_format{8, 7, 127, specials::none}));  // values from 2^128 on
    STATIC_REQUIRE(carries<double>(floating_format{9, 8}));
    STATIC_REQUIRE(carries<double>(floating_format{11, 4, 1030, specials::fnuz}));
    STATIC_REQUIRE(carries<double>(floating_format{4, 3, 1070}));  // the last bit is 2^-1072
    STATIC_REQUIRE(!carries<double>(floating_format{4, 3, 1073}));
    STATIC_REQUIRE(!carries<double>(floating_format{11, 52, 1000}));  // largest exponent 1046
    STATIC_REQUIRE(!carries<double>(floating_format{12, 3}));
}

TEST_CASE("a scaled format holds every value times the scale", "[format]")
{
    for (const int e : {-5, -1, 0, 3, 7}) {
        const floating_format f{3, 2, 3, specials::none}, g = scaled_by_power(f, e);
        for (std::uint64_t code = 0; code <= f.largest_code(); ++code)
            CHECK(g.magnitude(code) == std::ldexp(f.magnitude(code), e));
    }
}

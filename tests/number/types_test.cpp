// tests/number/types_test.cpp -- every alias names the format that its letters say, and no two are the same type.
#include "lowp/number/types.hpp"

#include <concepts>

#include "lowp/format/p3109.hpp"
#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("number types have the formats of their names", "[number]")
{
    STATIC_REQUIRE(float16_t::format == floating_format{5, 10});
    STATIC_REQUIRE(bfloat16_t::format == floating_format{8, 7});
    STATIC_REQUIRE(tfloat32_t::format == floating_format{8, 10});
    STATIC_REQUIRE(float8_e5m2::format == floating_format{5, 2, 15, specials::ieee});
    STATIC_REQUIRE(float8_e4m3fn::format == floating_format{4, 3, 7, specials::one_nan});
    STATIC_REQUIRE(float8_e4m3::format == floating_format{4, 3, 7, specials::ieee});
    STATIC_REQUIRE(float8_e3m4::format == floating_format{3, 4, 3, specials::ieee});
    STATIC_REQUIRE(float8_e5m2fnuz::format == floating_format{5, 2, 16, specials::fnuz});
    STATIC_REQUIRE(float8_e4m3fnuz::format == floating_format{4, 3, 8, specials::fnuz});
    STATIC_REQUIRE(float8_e4m3b11fnuz::format == floating_format{4, 3, 11, specials::fnuz});
    STATIC_REQUIRE(float8_e8m0fnu::format ==
                   floating_format{8, 0, 127, specials::one_nan, signedness::without_sign, subnormals::none});
    STATIC_REQUIRE(float6_e3m2fn::format == floating_format{3, 2, 3, specials::none});
    STATIC_REQUIRE(float6_e2m3fn::format == floating_format{2, 3, 1, specials::none});
    STATIC_REQUIRE(float4_e2m1fn::format == floating_format{2, 1, 1, specials::none});

    STATIC_REQUIRE(std::same_as<floating<p3109(8, 3)>, number<binary8p3se>>);
    STATIC_REQUIRE(std::same_as<fixed<fixed_format{3, 4}>, number<fixed_format{3, 4}>>);
    STATIC_REQUIRE(std::same_as<logarithmic<logarithmic_format{4, 3}>, number<logarithmic_format{4, 3}>>);
    STATIC_REQUIRE(std::same_as<logarithmic<nlq(8, 0.25, 0)>, number<nlq(8, 0.25, 0)>>);
}

template <class T>
bool ranges_over(long lowest, long largest)
{
    bool holds_all = true;
    for (long n = lowest; n <= largest; ++n) holds_all = holds_all && static_cast<long>(T(n)) == n;
    return holds_all && static_cast<long>(T(lowest - 1)) == lowest && static_cast<long>(T(largest + 1)) == largest;
}

TEST_CASE("integers of 2, 4 and 8 bits have the range of their width", "[number]")
{
    CHECK(ranges_over<int2>(-2, 1));
    CHECK(ranges_over<int4>(-8, 7));
    CHECK(ranges_over<lowp::int8>(-128, 127));
    CHECK(ranges_over<uint2>(0, 3));
    CHECK(ranges_over<uint4>(0, 15));
    CHECK(ranges_over<lowp::uint8>(0, 255));
}

// tests/format/named_test.cpp -- the named formats against the tables of IEEE 754, OCP OFP8 and MX, and ml_dtypes.
#include "lowp/format/named.hpp"

#include <set>

#include "support/catch.hpp"

using namespace lowp;

namespace {

struct card {
    floating_format f;
    int width, bias, emin, emax;
    double largest;
    std::uint64_t largest_code;
    int smallest_exponent;  // the smallest positive value is 2 to this power
    bool infinity, nan, minus_zero;
};

}  // namespace

TEST_CASE("each card is the standard's", "[format]")
{
    constexpr card cards[] = {
        {binary16, 16, 15, -14, 15, 65504, 0x7bff, -24, true, true, true},
        {bfloat16, 16, 127, -126, 127, 0x1.fep127, 0x7f7f, -133, true, true, true},
        {tf32, 19, 127, -126, 127, 0x1.ffcp127, 0x3fbff, -136, true, true, true},
        {e5m2, 8, 15, -14, 15, 57344, 0x7b, -16, true, true, true},
        {e4m3fn, 8, 7, -6, 8, 448, 0x7e, -9, false, true, true},
        {e4m3, 8, 7, -6, 7, 240, 0x77, -9, true, true, true},
        {e3m4, 8, 3, -2, 3, 15.5, 0x6f, -6, true, true, true},
        {e4m3fnuz, 8, 8, -7, 7, 240, 0x7f, -10, false, true, false},
        {e5m2fnuz, 8, 16, -15, 15, 57344, 0x7f, -17, false, true, false},
        {e4m3b11fnuz, 8, 11, -10, 4, 30, 0x7f, -13, false, true, false},
        {e8m0fnu, 8, 127, -127, 127, 0x1p127, 0xfe, -127, false, true, false},
        {ue4m3, 7, 7, -6, 8, 448, 0x7e, -9, false, true, false},
        {e2m3fn, 6, 1, 0, 2, 7.5, 0x1f, -3, false, false, true},
        {e3m2fn, 6, 3, -2, 4, 28, 0x1f, -4, false, false, true},
        {e2m1fn, 4, 1, 0, 2, 6, 0x7, -1, false, false, true},
        {e1m2fn, 4, 0, 1, 1, 3.5, 0x7, -1, false, false, true},
        {binary32, 32, 127, -126, 127, 0x1.fffffep127, 0x7f7f'ffff, -149, true, true, true},
        {binary64, 64, 1023, -1022, 1023, 0x1.fffffffffffffp1023, 0x7fef'ffff'ffff'ffff, -1074, true, true, true},
    };
    CHECK(std::size(cards) == named_formats.size());
    for (const card& c : cards) {
        CHECK(c.f.width() == c.width);
        CHECK(c.f.bias == c.bias);
        CHECK(c.f.min_exponent() == c.emin);
        CHECK(c.f.max_exponent() == c.emax);
        CHECK(c.f.largest() == c.largest);
        CHECK(c.f.largest_code() == c.largest_code);
        CHECK(c.f.smallest() == exp2i(c.smallest_exponent));
        CHECK(c.f.has_infinity() == c.infinity);
        CHECK(c.f.has_nan() == c.nan);
        CHECK(c.f.has_minus_zero() == c.minus_zero);
    }
    std::set<std::string_view> names;
    for (const auto& named : named_formats) names.insert(named.name);
    CHECK(names.size() == named_formats.size());
}

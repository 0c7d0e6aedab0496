// tests/round/round_by_sum_test.cpp -- rounding by a sum is round_to, at every turning point of every format that has
// it, for every mode and policy, plain, in full and in one pitch. (Draws are counted in stochastic_test.)
#include "lowp/round/round_by_sum.hpp"

#include "lowp/format/p3109.hpp"
#include "lowp/simd/lanes.hpp"
#include "support/catch.hpp"
#include "support/formats.hpp"
#include "support/modes.hpp"
#include "support/oracle.hpp"

using namespace lowp;
using test::shown;

namespace {

// How many of the small formats have the forms.
struct counts {
    int by_sum = 0, signed_sum = 0, one_pitch = 0;
};

template <class T, class F, class Mode>
void check(const F& f, const Mode& mode, on_overflow policy, counts& found)
{
    if (!carries<T>(f) || !has_grid<T>(f, policy)) return;
    const auto g = grid_of<T>(f, policy);
    if (!has_sum(g)) return;
    ++found.by_sum;
    found.signed_sum += has_signed_sum(g);
    found.one_pitch += has_one_pitch(g);
    const sum_grid<T> s = sum_grid_of(g);

    auto points = oracle::turning_points<T>(oracle::of(f));
    for (int e = -carrier<T>::bias - 30; e <= carrier<T>::bias; e += 3)  // everywhere else, too
        points.push_back(static_cast<T>(1.37) * exp2i<T>(e));
    points.insert(points.end(), {T(0), std::numeric_limits<T>::infinity(), std::numeric_limits<T>::quiet_NaN()});
    for (const T point : points)
        for (const T x : {point, -point}) {
            const T expected = round_to(g, x, 0, mode);
            const auto agrees = [&](const char* form, T got) {
                if (to_bits(got) != to_bits(expected))
                    FAIL(format_text(f) << ", " << form << ": " << shown(x) << " became " << shown(got) << ", not "
                                        << shown(expected));
            };
            agrees("by sum", round_by_sum<false>(g, s, x, 0, mode));
            if (is_plain(g)) agrees("plain", round_by_sum<true>(g, s, x, 0, mode));
            if constexpr (std::same_as<Mode, nearest_even>)
                if (has_signed_sum(g) && x == x) agrees("signed", signed_sum<T>(s)(x));
            if (has_one_pitch(g)) agrees("one pitch", round_one_pitch(s, x, 0, mode));
        }
}

}  // namespace

TEMPLATE_TEST_CASE("by a sum as round_to, at every turning point", "[round]", LOWP_TEST_MODES)
{
    for (const on_overflow policy : test::policies) {
        counts in_float, in_double;
        for (const any_format& format : test::small_formats())
            std::visit(
                [&]<class F>(const F& f) {
                    if constexpr (requires { grid_of<float>(f, policy); }) {
                        check<float>(f, TestType{}, policy, in_float);
                        check<double>(f, TestType{}, policy, in_double);
                    }
                },
                format);
        // Most formats have it.
        CHECK(in_float.by_sum > 30);
        CHECK(in_double.by_sum > 40);
        if (policy == on_overflow::saturate) CHECK((in_float.one_pitch > 6 && in_float.signed_sum > 5));
    }
}

TEST_CASE("what rounds by a sum in binary32", "[round]")
{
    const auto by_sum = [](const auto& f) { return has_sum(grid_of<float>(f, on_overflow::saturate)); };
    for (const auto& f : {e4m3fn, e5m2, e4m3fnuz, e3m4, e2m1fn, e2m3fn, e3m2fn, binary16, p3109(8, 4), ue4m3}) {
        INFO(format_text(f));
        CHECK(by_sum(f));
    }
    for (const auto& f : {bfloat16, tf32, binary32, floating_format{3, 0}}) {
        INFO(format_text(f));
        CHECK(!by_sum(f));
    }
    CHECK((by_sum(fixed_format{7, 0}) && by_sum(fixed_format{2, 5}) && by_sum(fixed_format{7, 15})));
}

TEST_CASE("signed sums need two bits to drop, and a NaN", "[round]")
{
    const auto found = [](const floating_format& f) {
        return has_signed_sum(grid_of<float>(f, on_overflow::saturate));
    };
    CHECK(found({6, 21}));
    CHECK(!found({6, 22}));
    CHECK(found(e4m3fn));
    CHECK(!found(e2m1fn));
}

TEST_CASE("NaN stays in a signed sum", "[round]")
{
    const auto s = sum_grid_of(grid_of<float>(binary16, on_overflow::saturate));
    const signed_sum<float> round(s);
    const signed_sum<lanes<float>> round_lanes(s);
    for (const std::uint32_t pattern : {0x7fc00000u, 0xffc00000u, 0x7fffffffu}) {
        const float x = round(from_bits(pattern));
        CHECK(x != x);
        float in_lanes[lanes<float>::size];
        round_lanes(lanes<float>(from_bits(pattern))).store(in_lanes);
        CHECK(in_lanes[0] != in_lanes[0]);
    }
}

static_assert([] {  // in constants as well
    constexpr auto g = grid_of<float>(e4m3fn, on_overflow::saturate);
    return round_by_sum<true>(g, sum_grid_of(g), 1.0625f, 0, nearest_even{}) == 1.0f &&
           round_by_sum<true>(g, sum_grid_of(g), 1.0625f, 0, away_from_zero{}) == 1.125f;
}());

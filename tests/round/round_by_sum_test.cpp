// tests/round/round_by_sum_test.cpp -- the fast forms of rounding are round_to: at every turning point of every format,
// for every mode and policy, plain and in full. (Draws are counted in stochastic_test.)
#include "lowp/round/round_by_sum.hpp"

#include "lowp/format/p3109.hpp"
#include "lowp/round/round_pattern.hpp"
#include "support/catch.hpp"
#include "support/formats.hpp"
#include "support/modes.hpp"
#include "support/oracle.hpp"

using namespace lowp;
using test::shown;

namespace {

// How many of the small formats have each form.
struct counts {
    int by_sum = 0, pattern = 0, one_pitch = 0;
};

template <class T, class F, class Mode>
void check(const F& f, const Mode& mode, on_overflow policy, counts& found)
{
    if (!carries<T>(f) || !has_grid<T>(f, policy)) return;
    const auto g = grid_of<T>(f, policy);
    const bool by_sum = has_sum(g), pattern = has_pattern(g);
    if (!by_sum && !pattern) return;
    found.by_sum += by_sum;
    found.pattern += pattern;
    found.one_pitch += has_one_pitch(g);
    const sum_grid<T> s = by_sum ? sum_grid_of(g) : sum_grid<T>{};

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
            if (by_sum) {
                agrees("by sum", round_by_sum<false>(g, s, x, 0, mode));
                if (is_plain(g)) agrees("by sum, plain", round_by_sum<true>(g, s, x, 0, mode));
                if (has_one_pitch(g)) agrees("one pitch", round_one_pitch(g, s, x, 0, mode));
            }
            if (pattern) {
                agrees("pattern", round_pattern<false>(g, x, 0, mode));
                if (is_plain(g)) agrees("pattern, plain", round_pattern<true>(g, x, 0, mode));
            }
        }
}

}  // namespace

TEMPLATE_TEST_CASE("fast forms round as round_to does, at every turning point", "[round]", LOWP_TEST_MODES)
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
        // Most formats have one.
        CHECK(in_float.by_sum > 30);
        CHECK(in_double.by_sum > 40);
        CHECK(in_float.pattern >= 2);
        if (policy == on_overflow::saturate) CHECK(in_float.one_pitch > 6);
    }
}

TEST_CASE("what has a fast form", "[round]")
{
    const auto sum = [](const auto& f) { return has_sum(grid_of<float>(f, on_overflow::saturate)); };
    const auto pattern = [](const auto& f) { return has_pattern(grid_of<float>(f, on_overflow::saturate)); };
    for (const auto& f : {e4m3fn, e5m2, e4m3fnuz, e3m4, e2m1fn, e2m3fn, e3m2fn, binary16, p3109(8, 4), ue4m3}) {
        INFO(format_text(f));
        CHECK((sum(f) && !pattern(f)));
    }
    for (const auto& f : {bfloat16, tf32, binary32}) {
        INFO(format_text(f));
        CHECK((!sum(f) && pattern(f)));
    }
    CHECK(sum(fixed_format{7, 0}));
    CHECK(sum(fixed_format{2, 5}));
    CHECK(sum(fixed_format{7, 15}));
    CHECK(!sum(floating_format{3, 0}));
}

static_assert([] {  // in constants as well
    constexpr auto g = grid_of<float>(e4m3fn, on_overflow::saturate);
    return round_by_sum<true>(g, sum_grid_of(g), 1.0625f, 0, nearest_even{}) == 1.0f &&
           round_by_sum<true>(g, sum_grid_of(g), 1.0625f, 0, away_from_zero{}) == 1.125f;
}());

// tests/round/code_by_sum_test.cpp -- codes by one sum are those of to_code, at every turning point, for every mode
// that has a near form, and for draws.
#include "lowp/round/code_by_sum.hpp"

#include <vector>

#include "lowp/round/to_code.hpp"
#include "support/catch.hpp"
#include "support/draws.hpp"
#include "support/formats.hpp"
#include "support/modes.hpp"
#include "support/oracle.hpp"

using namespace lowp;

namespace {

struct looked_at {
    int by_sum = 0, of_steps = 0;
};

// By whichever way there is for a format.
template <class T, class Mode>
looked_at check(const Mode& mode, std::size_t most, const std::vector<any_format>& among = test::small_formats())
{
    looked_at formats;
    const auto all_points = [&](const auto& f, const auto& code) {
        auto points = test::some_turning_points<T>(oracle::of(f), most);
        points.insert(points.end(), {T(0), std::numeric_limits<T>::infinity(), std::numeric_limits<T>::quiet_NaN(),
                                     std::numeric_limits<T>::denorm_min(), std::numeric_limits<T>::max()});
        for (const T point : points)
            for (const T x : {point, -point}) {
                const auto expected = to_code(f, exactly(x), mode, on_overflow::saturate);
                if (code(x) != expected) FAIL(format_text(f) << " " << test::shown(x) << " became " << code(x));
            }
    };
    for (const any_format& format : among)
        visit(
            [&]<class F>(const F& f) {
                if constexpr (requires { code_table_of<T>(f); }) {
                    if (!carries<T>(f) || !has_grid<T>(f, on_overflow::saturate) || !has_code_table<T>(f)) return;
                    const auto g = grid_of<T>(f, on_overflow::saturate);
                    const auto t = code_table_of<T>(f);
                    if (has_steps_by_sum(g, t)) {
                        ++formats.of_steps;
                        all_points(f, [&, s = sum_grid_of(g)](T x) { return steps_by_sum(s, x, 0, mode) & t.mask; });
                    } else if (std::same_as<F, floating_format> && has_code_by_sum(g)) {
                        ++formats.by_sum;
                        all_points(f, [&, s = sum_grid_of(g)](T x) { return code_by_sum(s, t, x, 0, mode); });
                    }
                }
            },
            format);
    return formats;
}

}  // namespace

TEMPLATE_TEST_CASE("codes by sum, at every turning point", "[round]", LOWP_TEST_MODES)
{
    const looked_at in_float = check<float>(TestType{}, 5000), in_double = check<double>(TestType{}, 5000);
    const std::vector<any_format> wide = {floating_format{2, 11}, floating_format{1, 15}, floating_format{2, 16}};
    CHECK(check<float>(TestType{}, 2000, wide).by_sum == 2);  // the carrier's exponent has 8 bits, of 23 below it
    CHECK(in_float.by_sum > 10);
    CHECK(in_double.by_sum > 12);
    CHECK(in_float.of_steps > 5);
    CHECK(in_double.of_steps > 5);
}

TEST_CASE("codes by sum with draws", "[round][stochastic]")
{
    for (const int bits : {1, 3, 8, 23, 24})
        for (std::uint32_t k = 0; k < 32; ++k) {
            const std::uint32_t r = bits <= 3 ? k % (1u << bits) : (k * 0x9e37'79b9u) >> (32 - bits);
            check<float>(test::drawn_a{test::draw(r, bits), bits}, 800);
            if (bits <= 23) check<float>(test::drawn_b{test::draw(r, bits), bits}, 800);
        }
}

// tests/round/code_by_sum_test.cpp -- codes by one sum are those of to_code, at every turning point, for every mode
// that has a near form, and for draws.
#include "lowp/round/code_by_sum.hpp"

#include "lowp/round/to_code.hpp"
#include "support/catch.hpp"
#include "support/draws.hpp"
#include "support/formats.hpp"
#include "support/modes.hpp"
#include "support/oracle.hpp"

using namespace lowp;

namespace {

// The number of formats that were looked at.
template <class T, class Mode>
int check(const Mode& mode, std::size_t most)
{
    int found = 0;
    for (const any_format& format : test::small_formats()) {
        const auto* f = std::get_if<floating_format>(&format);
        if (!f || !carries<T>(*f) || !has_grid<T>(*f, on_overflow::saturate) || !has_code_table<T>(*f)) continue;
        const auto g = grid_of<T>(*f, on_overflow::saturate);
        if (!has_code_by_sum(g)) continue;
        ++found;
        const auto s = sum_grid_of(g);
        const auto t = code_table_of<T>(*f);
        auto points = test::some_turning_points<T>(oracle::of(*f), most);
        points.insert(points.end(), {T(0), std::numeric_limits<T>::infinity(), std::numeric_limits<T>::quiet_NaN(),
                                     std::numeric_limits<T>::denorm_min(), std::numeric_limits<T>::max()});
        for (const T point : points)
            for (const T x : {point, -point}) {
                const auto expected = to_code(*f, exactly(x), mode, on_overflow::saturate);
                if (code_by_sum(s, t, x, 0, mode) != expected)
                    FAIL(format_text(*f) << " " << test::shown(x) << " became " << code_by_sum(s, t, x, 0, mode));
            }
    }
    return found;
}

}  // namespace

TEMPLATE_TEST_CASE("codes by sum, at every turning point", "[round]", LOWP_TEST_MODES)
{
    CHECK(check<float>(TestType{}, 5000) > 10);
    CHECK(check<double>(TestType{}, 5000) > 12);
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

// tests/round/code_grid_test.cpp -- rounding over the codes against the definition, for formats of every family, those
// included that have the faster way: both ways are the same function.
#include "lowp/round/code_grid.hpp"

#include "support/catch.hpp"
#include "support/formats.hpp"
#include "support/modes.hpp"
#include "support/oracle.hpp"

using namespace lowp;

namespace {

template <class Mode>
void check_all(std::size_t most_points)
{
    const auto check = [&]<class T>(T, const auto& f) {
        if (!carries<T>(f)) return;
        const auto l = oracle::of(f);
        test::compare<T>(format_text(f), l, test::some_turning_points<T>(l, most_points), test::meaning<Mode>,
                         [&](T x, on_overflow policy) { return round_to(code_grid<T>{f, policy}, x, 0, Mode{}); });
    };
    for (const any_format& format : test::small_formats())
        std::visit(
            [&](const auto& f) {
                check(1.0f, f);
                check(1.0, f);
            },
            format);
}

}  // namespace

// 8-bit formats have about 1500 turning points.
TEMPLATE_TEST_CASE("over codes, a mode agrees with its definition at every turning point of up to 8 bits", "[round]",
                   LOWP_TEST_MODES)
{
    check_all<TestType>(1600);
}
TEMPLATE_TEST_CASE("over codes, a mode agrees with its definition at every turning point of up to 16 bits",
                   "[round][exhaustive]", LOWP_TEST_MODES)
{
    check_all<TestType>(std::size_t{1} << 30);
}

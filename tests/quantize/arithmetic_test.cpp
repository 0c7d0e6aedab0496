// tests/quantize/arithmetic_test.cpp -- operations on spans against their exact results rounded by definition.
//
// A list of operands is made once; for each format the place of every exact result is found once, and then all modes
// and policies go over the whole list.
#include "lowp/quantize/arithmetic.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "lowp/format/codec.hpp"
#include "lowp/format/named.hpp"
#include "lowp/format/text.hpp"
#include "lowp/number/arithmetic.hpp"
#include "number/support/definition.hpp"
#include "support/catch.hpp"
#include "support/draws.hpp"
#include "support/modes.hpp"

using namespace lowp;
using definition::real;
using definition::scale;
using test::shown;

namespace {

enum class op { add, subtract, multiply, divide, sqrt, fma };
constexpr const char* names[] = {"+", "-", "*", "/", "sqrt", "fma"};

template <class T>
struct operand_list {
    std::vector<T> a, b, c;

    std::size_t size() const { return a.size(); }
    void push(T x, T y, T z)
    {
        a.push_back(x);
        b.push_back(y);
        c.push_back(z);
    }
    std::string shown_at(std::size_t i) const { return shown(a[i]) + ", " + shown(b[i]) + ", " + shown(c[i]); }
};
template <class T>
operand_list<T> all_pairs(const std::vector<T>& x)
{
    operand_list<T> list;
    for (const T a : x)
        for (const T b : x) list.push(a, b, 0);
    return list;
}
template <class T>
operand_list<T> all_triples(const std::vector<T>& x, std::size_t stride = 1)
{
    operand_list<T> list;
    const std::size_t n = x.size();
    for (std::size_t k = 0; k < n * n * n; k += stride) list.push(x[k % n], x[k / n % n], x[k / n / n]);
    return list;
}
template <class T>
std::vector<T> values_of(const any_format& format)
{
    std::vector<T> values;
    for (std::uint64_t code = 0; code < std::uint64_t{1} << width_of(format); ++code)
        values.push_back(static_cast<T>(with_descriptor(format, [code](const auto& f) { return decode(f, code); })));
    return values;
}

real result(op what, const real& a, const real& b, const real& c, oracle::mode m)
{
    switch (what) {
        case op::add:
            return definition::sum(a, b, m);
        case op::subtract:
            return definition::difference(a, b, m);
        case op::multiply:
            return definition::product(a, b);
        case op::divide:
            return definition::quotient(a, b);
        case op::sqrt:
            return definition::square_root(a);
        case op::fma:
            return definition::fused(a, b, c, m);
    }
    return {};
}
template <class T>
real result(op what, const operand_list<T>& x, std::size_t i, oracle::mode m = oracle::mode::nearest_even)
{
    return result(what, definition::exactly(x.a[i]), definition::exactly(x.b[i]), definition::exactly(x.c[i]), m);
}

template <class Q, class T, class... More>
void operate(op what, const Q& q, const operand_list<T>& x, std::vector<T>& out, More&&... more)
{
    switch (what) {
        case op::add:
            return add(q, x.a, x.b, out, more...);
        case op::subtract:
            return subtract(q, x.a, x.b, out, more...);
        case op::multiply:
            return multiply(q, x.a, x.b, out, more...);
        case op::divide:
            return divide(q, x.a, x.b, out, more...);
        case op::sqrt:
            return sqrt(q, x.a, out, more...);
        case op::fma:
            return fma(q, x.a, x.b, x.c, out, more...);
    }
}

// Where exact results lie among the numbers of a format, and what else rounding asks of them.
struct placed {
    scale::place at{};
    definition::kinds kind{};
    bool minus = false, is_zero = false;

    real known() const { return {kind, minus, {is_zero ? 0u : 1u, 0}}; }
};
template <class T>
std::vector<placed> places(op what, const scale& ladder, const operand_list<T>& x)
{
    std::vector<placed> all;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const real exactly = result(what, x, i);
        const bool finite = exactly.kind == definition::kinds::finite;
        const scale::place at = finite ? ladder.place_of(exactly) : scale::place{};
        all.push_back({at, exactly.kind, exactly.minus, exactly.is_zero()});
    }
    return all;
}

// The whole list in one mode, under the policies that differ most.
template <class T, class F, class Mode>
void check_mode(op what, const F& f, const scale& ladder, const std::vector<placed>& all, const operand_list<T>& x,
                const Mode& mode)
{
    constexpr oracle::mode meant = test::meaning<Mode>;
    std::vector<T> out(x.size());
    for (const on_overflow policy : {on_overflow::saturate, on_overflow::infinity, on_overflow::wrap}) {
        if (!is_valid_policy(f, policy)) continue;
        operate(what, quantizer{any_format(f), any_rounding(mode), policy}, x, out);
        for (std::size_t i = 0; i < x.size(); ++i) {
            if (policy == on_overflow::wrap && all[i].at.rung >= scale::farthest_step) continue;
            // Whether a sum of zero has a sign depends on the mode.
            const real known = all[i].is_zero ? result(what, x, i, meant) : all[i].known();
            const T expected = static_cast<T>(decode(f, ladder.rounded_from(all[i].at, known, meant, policy)));
            if (!test::same_number(out[i], expected))
                FAIL(format_text(f) << " " << rounding_text(mode) << ", policy " << static_cast<int>(policy) << ", "
                                    << names[static_cast<int>(what)] << " of " << x.shown_at(i) << " gave "
                                    << shown(out[i]) << ", not " << shown(expected));
        }
    }
}
template <class... Modes, class T, class F>
void check(op what, const F& f, const operand_list<T>& x)
{
    const scale ladder(f);
    const auto all = places(what, ladder, x);
    (check_mode(what, f, ladder, all, x, Modes{}), ...);
}

// All operations: pairs for those that take two operands, of which the first ones are all that a root is taken of.
template <class T>
void check_all(const any_format& format, const std::vector<T>& singles, const operand_list<T>& triples)
{
    const auto pairs = all_pairs(singles);
    std::visit(
        [&](const auto& f) {
            for (const op what : {op::add, op::subtract, op::multiply, op::divide})
                check<LOWP_TEST_MODES>(what, f, pairs);
            check<LOWP_TEST_MODES>(op::fma, f, triples);
            check<LOWP_TEST_MODES>(op::sqrt, f, operand_list<T>{singles, singles, singles});
        },
        format);
}

// Of 2^bits draws, as many round the exact result away from zero as the share p of the gap says: floor(2^bits p),
// floor(2^bits p + 1/2), or 2^bits p rounded to even; half of them with equal probability.
template <class T, class Mode, class F>
void check_draws(op what, const F& f, const operand_list<T>& x, int bits)
{
    using definition::magnitude;
    const scale ladder(f);
    const auto all = places(what, ladder, x);
    std::vector<int> away(x.size());
    std::vector<T> out(x.size());
    const auto value_at = [&](std::size_t i, oracle::mode m) {
        return static_cast<T>(decode(f, ladder.rounded_from(all[i].at, all[i].known(), m, on_overflow::infinity)));
    };
    for (std::uint32_t r = 0; r < 1u << bits; ++r) {
        operate(what, quantizer{f, test::with_draw(Mode{}, r, bits), on_overflow::infinity}, x, out);
        for (std::size_t i = 0; i < x.size(); ++i) {
            if (all[i].at.rung >= ladder.largest) continue;  // overflow
            const T below = value_at(i, oracle::mode::toward_zero), above = value_at(i, oracle::mode::away_from_zero);
            if (out[i] != below && out[i] != above) FAIL("no neighbour: " << x.shown_at(i) << shown(out[i]));
            away[i] += out[i] != below;
        }
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (all[i].at.rung >= ladder.largest) continue;
        const real exactly = result(what, x, i);
        const auto rung = ladder.rung(all[i].at.rung), gap = ladder.rung(all[i].at.rung + 1) - rung;
        // Of 2^bits p and n / 2, which is less.
        const auto order = [&](int n) {
            return exactly <=> rung + gap * magnitude{static_cast<std::uint64_t>(larger(n, 0)), -bits - 1};
        };
        const int n = 2 * away[i];
        bool right = false;
        if constexpr (std::same_as<Mode, test::drawn_a>)
            right = order(n) >= 0 && order(n + 2) < 0;
        else if constexpr (std::same_as<Mode, test::drawn_b>)
            right = order(n - 1) >= 0 && order(n + 1) < 0;
        else if constexpr (std::same_as<Mode, test::drawn_c>)
            right = (n == 0 || order(n - 1) > 0 || (order(n - 1) == 0 && n % 4 == 0)) &&
                    (order(n + 1) < 0 || (order(n + 1) == 0 && n % 4 == 0));
        else
            right = n == (all[i].at.where == scale::wheres::at_rung ? 0 : 1 << bits);
        if (!right)
            FAIL(format_text(f) << ": " << away[i] << " of 2^" << bits << " draws, " << names[static_cast<int>(what)]
                                << " of " << x.shown_at(i));
    }
}

// What stands at the turning points of a format, with what is a tie or nearly one after cancellation, beyond the range,
// far below it, or special.
template <class T>
std::vector<T> boundaries(const any_format& format)
{
    using limits = std::numeric_limits<T>;
    const auto [largest, smallest] = with_descriptor(
        format, [](const auto& f) { return std::pair(static_cast<T>(f.largest()), static_cast<T>(f.smallest())); });
    std::vector<T> all{0,
                       limits::infinity(),
                       limits::quiet_NaN(),
                       limits::max(),
                       limits::min(),
                       limits::denorm_min(),
                       1,
                       1 + limits::epsilon(),
                       1 - limits::epsilon() / 2,
                       3,
                       T(1.0625),
                       T(1.0625) + limits::epsilon(),
                       T(0x1p-40),
                       T(0x1p-100),
                       largest,
                       largest / 2,
                       std::nextafter(largest, T(0)),
                       std::nextafter(largest, limits::infinity()),
                       largest * T(1.03125),
                       largest * T(1.0625),
                       smallest,
                       smallest / 2,
                       std::nextafter(smallest / 2, T(1)),
                       smallest * T(1.5)};
    for (std::size_t n = all.size(), i = 0; i < n; ++i) all.push_back(-all[i]);
    return all;
}

}  // namespace

TEST_CASE("all values of short formats, into formats of every kind", "[quantize][arithmetic]")
{
    const auto singles = values_of<float>(floating_format{3, 2});  // with infinities and NaN
    const auto triples = all_triples(values_of<float>(e2m1fn));
    for (const any_format& format : std::initializer_list<any_format>{
             floating_format{3, 2}, e2m1fn, e4m3fnuz, ue4m3, bfloat16, fixed_format{2, 2},
             fixed_format{4, 1, fixed_range::without_sign},
             floating_format{4, 1, 7, specials::ieee, signedness::with_sign, subnormals::flushed},
             // These go through exact numbers.
             e8m0fnu, floating_format{4, 0}, logarithmic_format{4, 2}})
        check_all(format, singles, triples);
}

TEST_CASE("all pairs of 8-bit values", "[quantize][arithmetic]")
{
    for (const floating_format& f : {e4m3fn, e5m2}) {
        const auto pairs = all_pairs(values_of<float>(f));
        check<nearest_even, toward_negative>(op::add, f, pairs);
        check<nearest_even, to_odd>(op::multiply, f, pairs);
        check<nearest_even, nearest_away>(op::divide, f, pairs);
    }
}

TEST_CASE("spans of float at the ends of every range", "[quantize][arithmetic]")
{
    for (const any_format& format :
         std::initializer_list<any_format>{e4m3fn, bfloat16, binary16, binary32, fixed_format{3, 4}, e8m0fnu}) {
        const auto singles = boundaries<float>(format);
        check_all(format, singles, all_triples(singles, 31));
    }
}
TEST_CASE("spans of double at the ends of every range", "[quantize][arithmetic]")
{
    for (const any_format& format : std::initializer_list<any_format>{e5m2, binary32, floating_format{8, 50}, binary64,
                                                                      floating_format{11, 4}, fixed_format{3, 28}}) {
        const auto singles = boundaries<double>(format);
        check_all(format, singles, all_triples(singles, 31));
    }
}

TEMPLATE_TEST_CASE("draws are counted of the exact result", "[quantize][arithmetic]", test::drawn_a, test::drawn_b,
                   test::drawn_c, test::tossed)
{
    // Inexact quotients and roots, sums of near and of very different sizes, some of them subnormal, and ties of draws.
    operand_list<float> x;
    for (const float a : {1.0f, 1.1f, -3.0f, 5.0f, 0x1.8p-7f, 0x1.fffffep-9f, 0x1p-12f, 0.0f})
        for (const float b : {7.0f, 0.3f, -0x1p-60f, 0x1p-30f, 0x1.8p-9f, 0x1p-10f, -0x1p-14f, 0x1.2p-6f})
            x.push(a, b, a < 1 ? -0x1.0004p-16f : 0x1.000002p-4f);
    operand_list<double> y;
    for (std::size_t i = 0; i < x.size(); ++i)
        y.push(static_cast<double>(x.a[i]), static_cast<double>(x.b[i]) / 3, static_cast<double>(x.c[i]) / 7);
    for (const op what : {op::add, op::subtract, op::multiply, op::divide, op::sqrt, op::fma}) {
        if (what == op::sqrt)
            for (std::size_t i = 0; i < x.size(); ++i) {
                x.a[i] = std::fabs(x.a[i]);
                y.a[i] = std::fabs(y.a[i]);
            }
        for (const int bits : {1, 2, 5}) {
            check_draws<float, TestType>(what, e4m3fn, x, bits);
            check_draws<double, TestType>(what, e5m2, y, bits);
        }
        check_draws<float, TestType>(what, bfloat16, x, 3);
        check_draws<float, TestType>(what, logarithmic_format{4, 3}, x, 3);
    }
}

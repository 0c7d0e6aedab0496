// tests/quantize/operate_test.cpp -- law 1 for operations: a span is operated upon as its elements are, by to_code(),
// whatever its length, place, cuts and threads, in place or not, counted or not.
#include "lowp/quantize/operate.hpp"

#include <vector>

#include "lowp/format/codec.hpp"
#include "lowp/format/named.hpp"
#include "lowp/format/text.hpp"
#include "lowp/quantize/arithmetic.hpp"
#include "lowp/random/philox.hpp"
#include "lowp/random/shared_words.hpp"
#include "lowp/random/stream.hpp"
#include "lowp/round/any_rounding.hpp"
#include "quantize/support/numbers.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/modes.hpp"

using namespace lowp;
using test::same;
using inner::exact_result;
using inner::operation;

namespace {

constexpr operation operations[] = {operation::add,    operation::subtract, operation::multiply,
                                    operation::divide, operation::sqrt,     operation::fma};

// Ordinary numbers and those of all exponents, zeros and special values: some registers have room, some have not.
template <class T>
std::vector<T> numbers(std::size_t n, std::uint64_t seed)
{
    std::vector<T> x(n);
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint64_t word = mix64(seed * 1000003 + i);
        const T ordinary = (1 + static_cast<T>(word >> 12) * T(0x1p-52)) * exp2i<T>(static_cast<int>(word & 15) - 8);
        x[i] = word >> 5 & 1 ? -ordinary : ordinary;
        if (i / 64 % 2 == 1 && (word >> 6 & 3) == 0) x[i] = from_bits(static_cast<word_of<T>>(mix64(word)));
        if ((word >> 8 & 15) == 0) x[i] = word >> 5 & 1 ? T(-0.0) : T(0);
    }
    return x;
}
template <class T>
struct operand_vectors {
    std::vector<T> a, b, c;

    explicit operand_vectors(std::size_t n) : a(numbers<T>(n, 1)), b(numbers<T>(n, 2)), c(numbers<T>(n, 3))
    {
        // Of some a b + c only what the product's rounding leaves out is left.
        for (std::size_t i = 0; i < n; i += 7) c[i] = -a[i] * b[i];
    }
};

template <class Q, class A, class B, class C, class Out, class... More>
void operate(operation what, const Q& q, const A& a, const B& b, const C& c, Out& out, More&&... more)
{
    switch (what) {
        case operation::add:
            return add(q, a, b, out, more...);
        case operation::subtract:
            return subtract(q, a, b, out, more...);
        case operation::multiply:
            return multiply(q, a, b, out, more...);
        case operation::divide:
            return divide(q, a, b, out, more...);
        case operation::sqrt:
            return sqrt(q, a, out, more...);
        case operation::fma:
            return fma(q, a, b, c, out, more...);
    }
}

template <class T>
T one_by_one(operation what, const any_format& format, const any_rounding& mode, on_overflow policy, T a, T b, T c,
             std::uint64_t index)
{
    return std::visit(
        [&](const auto& f, const auto& m) {
            const bool minus_zero = sums_to_minus_zero<std::remove_cvref_t<decltype(m)>>;
            const dyadic x = exact_result(what, exactly(a), exactly(b), exactly(c), minus_zero);
            return static_cast<T>(decode(f, to_code(f, x, m, policy, index)));
        },
        format, mode);
}

template <class T>
void check_list(operation what, const any_format& format, const any_rounding& mode, const operand_vectors<T>& x)
{
    constexpr std::uint64_t first = 1000003;
    std::vector<T> out(x.a.size());
    for (const on_overflow policy : {on_overflow::saturate_finite, on_overflow::infinity}) {
        operate(what, quantizer{format, mode, policy}, x.a, x.b, x.c, out, pass{.first = first});
        for (std::size_t i = 0; i < out.size(); ++i) {
            const T expected = one_by_one(what, format, mode, policy, x.a[i], x.b[i], x.c[i], first + i);
            if (!test::same_number(out[i], expected))
                FAIL(format_text(format) << " " << rounding_text(mode) << ", operation " << static_cast<int>(what)
                                         << " of " << test::shown(x.a[i]) << ", " << test::shown(x.b[i]) << ", "
                                         << test::shown(x.c[i]) << " gave " << test::shown(out[i]) << ", not "
                                         << test::shown(expected));
        }
    }
}

}  // namespace

TEST_CASE("an array is operated upon as its elements are, in every mode", "[quantize][arithmetic]")
{
    const operand_vectors<float> x(600);
    const operand_vectors<double> y(600);
    for (const operation what : operations)
        for (const auto name : rounding_names) {
            const any_rounding mode = *read_rounding(name, stream{3});
            for (const any_format& format :
                 std::initializer_list<any_format>{e4m3fn, bfloat16, binary32, fixed_format{3, 4}, e8m0fnu})
                check_list(what, format, mode, x);
            for (const any_format& format : std::initializer_list<any_format>{e5m2, binary64, floating_format{9, 30}})
                check_list(what, format, mode, y);
        }
    // More draws than binary64 tells apart.
    for (const any_rounding mode : {any_rounding{stochastic{stream{5}, 31}}, any_rounding{stochastic_c{stream{5}, 30}}})
        for (const operation what : operations) {
            check_list(what, binary32, mode, x);
            check_list(what, e4m3fn, mode, x);
        }
}

TEST_CASE("a format known to the compiler and the same met at run time", "[quantize][arithmetic]")
{
    const operand_vectors<float> x(300);
    std::vector<float> known_format(300), met(300);
    for (const operation what : operations) {
        operate(what, quantizer{known<e5m2>, stochastic{stream{1}}}, x.a, x.b, x.c, known_format);
        operate(what, quantizer{any_format{e5m2}, any_rounding{stochastic{stream{1}}}}, x.a, x.b, x.c, met);
        CHECK(same(known_format, met));
    }
}

TEMPLATE_TEST_CASE("draws of other sources", "[quantize][arithmetic]", philox, shared_words<8>)
{
    constexpr std::uint64_t first = 1000003;
    const stochastic_rounding<draw_count::floor, TestType> mode{TestType{5}};
    const operand_vectors<float> x(1100);
    std::vector<float> out(x.a.size());
    add(quantizer{known<e4m3fn>, mode}, x.a, x.b, out, {.first = first});
    for (std::size_t i = 0; i < out.size(); ++i) {
        const dyadic sum = exact_result(operation::add, exactly(x.a[i]), exactly(x.b[i]), {}, false);
        const std::uint64_t code = to_code(e4m3fn, sum, mode, on_overflow::saturate, first + i);
        REQUIRE(test::same_number(out[i], static_cast<float>(decode(e4m3fn, code))));
    }
}

TEMPLATE_TEST_CASE("any length, place and cut, and nothing written beyond", "[quantize][arithmetic]", float, double)
{
    using T = TestType;
    const operand_vectors<T> x(100);
    const quantizer q{known<e4m3fn>, stochastic{stream{1}, 20}};
    for (std::size_t offset = 0; offset < 20; offset += 3)
        for (std::size_t n = 0; n <= 40; ++n) {
            const auto part = [=](const std::vector<T>& of) { return std::span(of).subspan(offset, n); };
            std::vector<T> whole(n + 2, T(-7)), cut(n + 2, T(-7));
            const std::uint64_t first = 7 * offset + n;
            fma(q, part(x.a), part(x.b), part(x.c), std::span(whole).subspan(1, n), {.first = first});
            REQUIRE((whole[0] == -7 && whole[n + 1] == -7));
            for (std::size_t i = 0; i < n; ++i) {
                const std::size_t k = offset + i;
                REQUIRE(test::same_number(
                    whole[i + 1], one_by_one<T>(operation::fma, e4m3fn, q.rounding, on_overflow::saturate, x.a[k],
                                                x.b[k], x.c[k], first + i)));
            }
            const std::size_t middle = n / 3;
            fma(q, part(x.a).first(middle), part(x.b).first(middle), part(x.c).first(middle),
                std::span(cut).subspan(1, middle), {.first = first});
            fma(q, part(x.a).subspan(middle), part(x.b).subspan(middle), part(x.c).subspan(middle),
                std::span(cut).subspan(1 + middle, n - middle), {.first = first + middle});
            REQUIRE(same(whole, cut));
        }
}

TEMPLATE_TEST_CASE("in place on every operand", "[quantize][arithmetic]", float, double)
{
    const operand_vectors<TestType> x(1100);
    for (const operation what : operations)
        for (const any_format& format : {any_format{e5m2}, any_format{logarithmic_format{4, 3}}}) {
            const quantizer into{format};
            std::vector<TestType> expected(x.a.size());
            operate(what, into, x.a, x.b, x.c, expected);
            auto y = x;
            operate(what, into, y.a, y.b, y.c, y.a);
            CHECK(same(y.a, expected));
            y = x;
            if (what == operation::sqrt) continue;
            operate(what, into, y.a, y.b, y.c, y.b);
            CHECK(same(y.b, expected));
            if (what != operation::fma) continue;
            fma(into, x.a, y.a, y.c, y.c);
            operate(what, into, x.a, x.a, x.c, expected);
            CHECK(same(y.c, expected));
        }
}

TEST_CASE("threads do not change a bit of an operation", "[quantize][arithmetic]")
{
    const std::size_t n = 2 * inner::piece + 1234;
    const operand_vectors<float> x(n);
    for (const any_format& format : {any_format{e4m3fn}, any_format{logarithmic_format{3, 3}}}) {
        const quantizer q{format, stochastic{stream{7}}};
        std::vector<float> one(n), several(n);
        tally t, u;
        divide(q, x.a, x.b, one, t, {.first = 3});
        divide(q, x.a, x.b, several, u, {.first = 3, .threads = 3});
        CHECK(same(one, several));
        CHECK(t == u);
    }
}

TEST_CASE("results stored past the caches are the same", "[quantize][arithmetic]")
{
    const std::size_t n = inner::streamed_bytes / sizeof(float) + 77, half = n / 2;
    const quantizer q{known<bfloat16>};
    std::vector<float> x(n), whole(n), halves(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<float>(i) * 1.1f;
    multiply(q, x, x, whole);
    multiply(q, std::span(x).first(half), std::span(x).first(half), std::span(halves).first(half));
    multiply(q, std::span(x).subspan(half), std::span(x).subspan(half), std::span(halves).subspan(half));
    CHECK(same(whole, halves));
    multiply(q, x, x, x);  // in place they are not
    CHECK(same(whole, x));
}

TEMPLATE_TEST_CASE("a tally is that of the exact results", "[quantize][arithmetic]", float, double)
{
    const operand_vectors<TestType> x(1100);
    for (const operation what : operations)
        for (const any_format& format : std::initializer_list<any_format>{e4m3fn, bfloat16, fixed_format{2, 5}, e8m0fnu,
                                                                          logarithmic_format{4, 3}}) {
            const quantizer q{format};
            std::vector<TestType> out(x.a.size()), counted(x.a.size());
            std::vector<double> exactly_wide(x.a.size()), rounded(x.a.size());
            for (std::size_t i = 0; i < x.a.size(); ++i)
                exactly_wide[i] =
                    to_odd_number(exact_result(what, exactly(x.a[i]), exactly(x.b[i]), exactly(x.c[i]), false));
            tally expected, t;
            q(exactly_wide, rounded, expected);
            operate(what, q, x.a, x.b, x.c, out);
            operate(what, q, x.a, x.b, x.c, counted, t);
            CHECK(same(out, counted));
            CHECK(t == expected);
        }
}

TEST_CASE("what operations expect of spans", "[quantize][arithmetic]")
{
    const quantizer q{known<e4m3fn>};
    std::vector<float> x(40, 1.0f), y(39);
    const std::span s(x);
    CHECK_CONTRACT_BROKEN(add(q, x, x, y), "spans of equal length");
    CHECK_CONTRACT_BROKEN(add(q, x, y, x), "spans of equal length");
    CHECK_CONTRACT_BROKEN(fma(q, x, x, y, x), "spans of equal length");
    CHECK_CONTRACT_BROKEN(multiply(q, s.first(10), s.last(10), s.subspan(5, 10)), "results in the span of an operand");
    CHECK_CONTRACT_BROKEN(sqrt(q, s.first(10), s.subspan(1, 10)), "results in the span of an operand");
    CHECK_CONTRACT_BROKEN(fma(q, s.first(10), s.first(10), s.subspan(9, 10), s.first(10)),
                          "results in the span of an operand");
    CHECK_CONTRACT_BROKEN(add(quantizer{binary64}, x, x, x), "a format whose values the carrier holds");
    CHECK_CONTRACT_BROKEN(add(quantizer{e4m3fn, nearest_even{}, on_overflow::wrap}, x, x, x), "wrap with");
    CHECK_CONTRACT_BROKEN(add(quantizer{e4m3fn, stochastic{{}, 32}}, x, x, x), "a rounding mode with its numbers");
    fma(q, s.first(10), s.subspan(10, 10), s.subspan(20, 10), s.subspan(30, 10));  // neighbours
    CHECK(x[30] == 2);
}

namespace {

template <class... X>
concept can_be_added = requires(X&... x) { add(x...); };
using any_to_any = quantizer<any_format>;
using floats = std::vector<float>;

}  // namespace

static_assert(can_be_added<any_to_any, floats, const floats, floats>);
static_assert(can_be_added<any_to_any, std::span<const float>, float[4], std::span<float>, tally>);
static_assert(can_be_added<any_to_any, std::span<double>, std::vector<double>, std::vector<double>, pass>);
static_assert(!can_be_added<any_to_any, floats, std::vector<double>, floats>);
static_assert(!can_be_added<any_to_any, floats, floats, const floats>);
static_assert(!can_be_added<any_to_any, std::vector<int>, std::vector<int>, std::vector<int>>);

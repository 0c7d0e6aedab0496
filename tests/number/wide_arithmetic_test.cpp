// tests/number/wide_arithmetic_test.cpp -- operations on numbers of 16 bits and more: at landmarks, at random and where
// sums cancel, in all modes; binary32 and binary64 beside the machine's own.
#include <cmath>
#include <cstdint>
#include <random>

#include "lowp/number/arithmetic.hpp"
#include "number/support/operations.hpp"
#include "support/catch.hpp"

using namespace lowp;
using definition::real;
using definition::scale;
using test::check_modes;
using test::numbers;
using test::check_fma;
using test::fail;

namespace {

// c of a b + c where the sum all but cancels, or where c is a little beside a long product.
template <auto F>
void check_close_fma(const numbers<F>& a, const numbers<F>& b)
{
    std::mt19937_64 words(1);
    for (std::size_t i = 0; i < a.codes.size(); ++i)
        for (std::size_t j = 0; j < b.codes.size(); ++j) {
            const real product = definition::product(a.values[i], b.values[j]);
            if (product.kind != definition::kinds::finite) continue;
            const std::uint64_t near = a.ladder.place_of(product).rung;
            const std::uint64_t field = std::uint64_t{1} << a.ladder.fraction_bits;
            const auto binades = static_cast<std::uint64_t>(a.ladder.fraction_bits) + 2;
            for (std::uint64_t magnitude :
                 {near, near + 1, near - near % field - words() % (2 * binades) * field + words() % 2}) {
                if (magnitude > a.ladder.largest) magnitude = words() % 3;
                const numbers<F> c({a.ladder.code_of(words() % 2 != 0, magnitude)});
                check_modes<F>(
                    "fma", a.ladder,
                    [&](oracle::mode m) { return definition::fused(a.values[i], b.values[j], c.values[0], m); },
                    [&](auto mode, on_overflow p) { return fma(a.codes[i], b.codes[j], c.codes[0], mode, p); },
                    a.codes[i], b.codes[j], c.codes[0]);
            }
        }
}

template <auto F>
void check_wide_format()
{
    const auto landmarks = numbers<F>::landmarks(), random = numbers<F>::random(100);
    check_modes(landmarks, landmarks);
    check_modes(random, random);
    check_modes(random, landmarks);
    test::check_roots(landmarks);
    test::check_roots(numbers<F>::random(2000));
    check_fma(landmarks, landmarks.codes.size() * landmarks.codes.size() / 10 + 1);
    check_fma(numbers<F>::random(16), 1);
    check_close_fma(random, numbers<F>::random(30));
    test::check_remainders(landmarks, random);
    test::check_remainders(random, random);
    test::check_remainders(landmarks, landmarks);
}

}  // namespace

TEST_CASE("operations on numbers of 16 bits and more in all modes", "[number]")
{
    check_wide_format<binary16>();
    check_wide_format<bfloat16>();
    check_wide_format<fixed_format{5, 10}>();
    check_wide_format<binary32>();
    check_wide_format<binary64>();
}
TEST_CASE("operations on numbers of further formats of 16 bits and more in all modes", "[number][exhaustive]")
{
    check_wide_format<tf32>();
    check_wide_format<p3109(16, 5)>();
    check_wide_format<p3109(15, 5, test::without_sign)>();
    check_wide_format<fixed_format{20, 11}>();
    check_wide_format<fixed_format{0, 32, fixed_range::without_sign}>();
    check_wide_format<floating_format{11, 52, 1023, specials::extended}>();
    check_wide_format<floating_format{11, 52, 1023, specials::ieee, test::with_sign, subnormals::flushed}>();
}

// Exponents of 15 bits: binary64 has no room for the numbers, nor this test's exact sums for the farthest of them.
TEST_CASE("products, quotients and roots beyond the range of binary64", "[number]")
{
    constexpr floating_format wide = p3109(16, 2);
    static_assert(!carries<double>(wide));
    const auto random = numbers<wide>::random(100);
    check_modes<test::times>(random, random);
    check_modes<test::over>(random, random);
    test::check_roots(random);
}

// ---- the machine's numbers ------------------------------------------------------------------------------------------

namespace {

// The library's number for the machine's result: the same bits, but that there is only one NaN.
template <auto F, class T>
void check_machine(const char* name, number<F> got, T expected, auto... operands)
{
    const auto pattern = expected != expected ? nan_pattern<T> : to_bits(expected);
    if (got.bits() != pattern) fail(name, got, pattern, number<F>(operands)...);
}

template <auto F, class T>
void check_against_machine(int rounds)
{
    using word = word_of<T>;
    constexpr int fraction = carrier<T>::fraction_bits;
    std::mt19937_64 words(7);
    // Any pattern; a power of two or a neighbour; an operand close to the last one.
    T last = 1;
    const auto any = [&] {
        const std::uint64_t w = words();
        word pattern = static_cast<word>(w >> (64 - carrier<T>::width));
        if (w % 8 == 0) pattern = (pattern >> fraction << fraction) + static_cast<word>(w / 8 % 3) - 1;
        if (w % 8 == 1) pattern &= sign_pattern<T> | (word{1} << (fraction + 1)) - 1;
        if (w % 8 == 2) pattern |= infinity_pattern<T> - (word{1} << (fraction + 1));
        if (w % 8 > 4) {
            const int shift = static_cast<int>(w / 8 % (2 * fraction + 8)) - fraction - 4;
            pattern = (pattern & ~infinity_pattern<T>) |
                      (infinity_pattern<T> & (to_bits(last) + (static_cast<word>(shift) << fraction)));
        }
        return last = from_bits(pattern);
    };
    for (int i = 0; i < rounds; ++i) {
        const T a = any(), b = any(), c = i % 2 == 0 ? any() : -a * b;
        const number<F> x(a), y(b), z(c);
        check_machine("+", x + y, a + b, a, b);
        check_machine("-", x - y, a - b, a, b);
        check_machine("*", x * y, a * b, a, b);
        check_machine("/", x / y, a / b, a, b);
        check_machine("sqrt", sqrt(x), std::sqrt(a), a);
        check_machine("fma", fma(x, y, z), std::fma(a, b, c), a, b, c);
        if (i % 16 == 0) {
            // IEEE 754 gives a remainder of zero the sign of x; glibc does not at times.
            const T rest = std::remainder(a, b);
            check_machine("remainder", remainder(x, y), rest == 0 ? std::copysign(rest, a) : rest, a, b);
        }
    }
}

}  // namespace

TEST_CASE("binary32 and binary64 as number types are the machine's", "[number]")
{
    check_against_machine<binary32, float>(300'000);
    check_against_machine<binary64, double>(300'000);
}
TEST_CASE("binary32 and binary64 as number types are the machine's, for many more operands", "[number][exhaustive]")
{
    check_against_machine<binary32, float>(10'000'000);
    check_against_machine<binary64, double>(10'000'000);
}

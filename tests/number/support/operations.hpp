// tests/number/support/operations.hpp -- operations on numbers beside their exact results rounded by definition, for
// lists of codes, in all modes and under all policies.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "lowp/number/arithmetic.hpp"
#include "number/support/definition.hpp"
#include "number/support/formats.hpp"
#include "support/catch.hpp"
#include "support/modes.hpp"

namespace test {

using namespace lowp;
using definition::real;
using definition::scale;

// The numbers of a format at some codes, and the values that these codes have by definition.
template <auto F>
struct numbers {
    scale ladder{F};
    std::vector<number<F>> codes;
    std::vector<real> values;

    explicit numbers(const std::vector<std::uint64_t>& some)
    {
        for (const std::uint64_t code : some) {
            codes.push_back(of_code<F>(code));
            values.push_back(ladder.value(code));
        }
    }
    static numbers all(std::uint64_t stride = 1) { return numbers(scale(F).every(stride)); }
    static numbers landmarks() { return numbers(scale(F).landmarks()); }
    static numbers random(std::size_t count)
    {
        std::mt19937_64 words(count);
        std::vector<std::uint64_t> codes;
        for (std::size_t i = 0; i < count; ++i) codes.push_back(words() >> (64 - F.width()));
        return numbers(codes);
    }
};

template <auto F>
void fail(const char* operation, number<F> got, std::uint64_t expected, auto... operands)
{
    std::string text = format_text(F) + " " + operation;
    (text.append("  ").append(shown(operands)), ...);
    FAIL(text << "  gave " << shown(got) << ", not " << shown(of_code<F>(expected)));
}

struct plus {
    static constexpr const char* name = "+";
    static constexpr auto operators = [](auto a, auto b) { return a + b; };
    static constexpr auto function = [](auto a, auto b, auto mode, on_overflow p) { return add(a, b, mode, p); };
    static real result(const real& a, const real& b, oracle::mode m) { return definition::sum(a, b, m); }
};
struct minus {
    static constexpr const char* name = "-";
    static constexpr auto operators = [](auto a, auto b) { return a - b; };
    static constexpr auto function = [](auto a, auto b, auto mode, on_overflow p) { return subtract(a, b, mode, p); };
    static real result(const real& a, const real& b, oracle::mode m) { return definition::difference(a, b, m); }
};
struct times {
    static constexpr const char* name = "*";
    static constexpr auto operators = [](auto a, auto b) { return a * b; };
    static constexpr auto function = [](auto a, auto b, auto mode, on_overflow p) { return multiply(a, b, mode, p); };
    static real result(const real& a, const real& b, oracle::mode) { return definition::product(a, b); }
};
struct over {
    static constexpr const char* name = "/";
    static constexpr auto operators = [](auto a, auto b) { return a / b; };
    static constexpr auto function = [](auto a, auto b, auto mode, on_overflow p) { return divide(a, b, mode, p); };
    static real result(const real& a, const real& b, oracle::mode) { return definition::quotient(a, b); }
};

// The operator, which rounds to nearest even.
template <class Operation, auto F>
void check_operator(const numbers<F>& a, const numbers<F>& b)
{
    for (std::size_t i = 0; i < a.codes.size(); ++i)
        for (std::size_t j = 0; j < b.codes.size(); ++j) {
            const auto x = Operation::result(a.values[i], b.values[j], oracle::mode::nearest_even);
            const std::uint64_t expected = a.ladder.rounded(x, oracle::mode::nearest_even, on_overflow::infinity);
            const number<F> got = Operation::operators(a.codes[i], b.codes[j]);
            if (got.bits() != expected) fail(Operation::name, got, expected, a.codes[i], b.codes[j]);
        }
}
template <auto F>
void check_operators(const numbers<F>& a, const numbers<F>& b)
{
    check_operator<plus>(a, b);
    check_operator<minus>(a, b);
    check_operator<times>(a, b);
    check_operator<over>(a, b);
}

template <class... Modes, class Use>
void for_each_mode(const Use& use)
{
    (use(Modes{}, meaning<Modes>), ...);
}

// All modes and policies. Where an exact result lies does not depend on them; the sign of a sum of zero does.
template <auto F, class Result, class Function>
void check_modes(const char* name, const scale& ladder, const Result& result, const Function& function,
                 auto... operands)
{
    const real nearest = result(oracle::mode::nearest_even);
    const bool is_number = nearest.kind == definition::kinds::finite;
    const auto place = is_number ? ladder.place_of(nearest) : scale::place{};
    for_each_mode<LOWP_TEST_MODES>([&](auto mode, oracle::mode meant) {
        for (const on_overflow policy :
             {on_overflow::saturate, on_overflow::saturate_finite, on_overflow::infinity, on_overflow::wrap}) {
            if (!is_valid_policy(F, policy)) continue;
            if (policy == on_overflow::wrap && place.rung >= scale::farthest_step) continue;
            const std::uint64_t expected =
                ladder.rounded_from(place, nearest.is_zero() ? result(meant) : nearest, meant, policy);
            const number<F> got = function(mode, policy);
            if (got.bits() != expected) {
                INFO("mode " << static_cast<int>(meant) << ", policy " << static_cast<int>(policy));
                fail(name, got, expected, operands...);
            }
        }
    });
}
template <class Operation, auto F>
void check_modes(const numbers<F>& a, const numbers<F>& b)
{
    for (std::size_t i = 0; i < a.codes.size(); ++i)
        for (std::size_t j = 0; j < b.codes.size(); ++j)
            check_modes<F>(
                Operation::name, a.ladder,
                [&](oracle::mode m) { return Operation::result(a.values[i], b.values[j], m); },
                [&](auto mode, on_overflow p) { return Operation::function(a.codes[i], b.codes[j], mode, p); },
                a.codes[i], b.codes[j]);
}
template <auto F>
void check_modes(const numbers<F>& a, const numbers<F>& b)
{
    check_modes<plus>(a, b);
    check_modes<minus>(a, b);
    check_modes<times>(a, b);
    check_modes<over>(a, b);
}
template <auto F>
void check_roots(const numbers<F>& a)
{
    for (std::size_t i = 0; i < a.codes.size(); ++i)
        check_modes<F>(
            "sqrt", a.ladder, [&](oracle::mode) { return definition::square_root(a.values[i]); },
            [&](auto mode, on_overflow p) { return sqrt(a.codes[i], mode, p); }, a.codes[i]);
}
template <auto F>
void check_fma(const numbers<F>& a, std::size_t i, std::size_t j, std::size_t k)
{
    check_modes<F>(
        "fma", a.ladder, [&](oracle::mode m) { return definition::fused(a.values[i], a.values[j], a.values[k], m); },
        [&](auto mode, on_overflow p) { return fma(a.codes[i], a.codes[j], a.codes[k], mode, p); }, a.codes[i],
        a.codes[j], a.codes[k]);
}
// All triples whose number is a multiple of `stride`.
template <auto F>
void check_fma(const numbers<F>& a, std::size_t stride)
{
    const std::size_t n = a.codes.size();
    for (std::size_t triple = 0; triple < n * n * n; triple += stride)
        check_fma(a, triple % n, triple / n % n, triple / n / n);
}
template <auto F>
void check_remainders(const numbers<F>& a, const numbers<F>& b)
{
    for (std::size_t i = 0; i < a.codes.size(); ++i)
        for (std::size_t j = 0; j < b.codes.size(); ++j) {
            const real x = definition::divide_with_rest(a.values[i], b.values[j], true).remainder;
            const std::uint64_t expected = a.ladder.rounded(x, oracle::mode::nearest_even, on_overflow::infinity);
            const number<F> got = remainder(a.codes[i], b.codes[j]);
            if (got.bits() != expected) fail("remainder", got, expected, a.codes[i], b.codes[j]);
        }
}

}  // namespace test

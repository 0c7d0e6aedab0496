// lowp/quantize/error_sums.hpp -- sums over pairs of an exact and a rounded number, in one order on all machines.
//
// A block of 4096 pairs has 16 sums of each kind, of every 16th pair, in ascending order and in binary64; the 16 are
// added in pairs that are 8, 4, 2, 1 apart. Sums of blocks are added one after the other with twice the digits, so that
// it hardly matters where a stream is cut: cut at multiples of a block, not at all.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "lowp/core/aligned.hpp"
#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {

// A sum of two binary64 numbers that do not overlap: about 106 bits. What an addition loses is found exactly (Knuth's
// two-sum) and kept. Infinite where binary64 ends.
struct long_sum {
    double high = 0, low = 0;

    constexpr void add(double x) noexcept
    {
        const double sum = high + x, taken = sum - high;
        const double lost = (high - (sum - taken)) + (x - taken);
        low += lost == lost ? lost : 0;  // NaN of an infinite sum
        high = sum;
    }
    constexpr long_sum& operator+=(const long_sum& other) noexcept
    {
        add(other.high);
        low += other.low;
        return *this;
    }
    constexpr double value() const noexcept { return high + low; }
    friend constexpr bool operator==(const long_sum&, const long_sum&) = default;
};

// An error is the rounded number less the exact one.
struct error_sums {
    std::uint64_t pairs = 0;
    std::uint64_t zeros = 0;      // pairs whose exact number is 0, which have no relative error
    long_sum errors, magnitudes;  // of errors, and of their magnitudes
    long_sum squares, power;      // of errors, and of exact numbers
    long_sum relative;            // magnitudes of errors as shares of the exact number's, where it is not 0
    long_sum ulps;                // and in units in the last place
    double largest_error = 0, largest_relative = 0, largest_ulps = 0;

    constexpr error_sums& operator+=(const error_sums& other) noexcept
    {
        pairs += other.pairs;
        zeros += other.zeros;
        errors += other.errors;
        magnitudes += other.magnitudes;
        squares += other.squares;
        power += other.power;
        relative += other.relative;
        ulps += other.ulps;
        largest_error = larger(largest_error, other.largest_error);
        largest_relative = larger(largest_relative, other.largest_relative);
        largest_ulps = larger(largest_ulps, other.largest_ulps);
        return *this;
    }
    friend constexpr bool operator==(const error_sums&, const error_sums&) = default;
};

inline namespace LOWP_ISA {

namespace inner {

inline constexpr std::size_t error_block = 4096, sums_of_errors = 16;

// Units in the last place, of a format that is not known.
struct no_ulps {
    template <class V>
    V operator()(const V&, const V&, std::size_t) const
    {
        return V(0.0);
    }
};

// What sixteen pairs after the other are added to.
class block_of_errors {
    using V = lanes<double>;
    static constexpr std::size_t registers = sums_of_errors / V::size;
    static_assert(sums_of_errors % V::size == 0);

public:
    block_of_errors() noexcept
    {
        for (auto& kind : sums_)
            for (V& one : kind) one = V(0.0);
        for (auto& kind : largest_)
            for (V& one : kind) one = V(0.0);
    }

    // Pairs k to k + 16 of a block, all finite.
    template <class T, class Ulps>
    void add(const T* x, const T* y, std::size_t k, const Ulps& ulps) noexcept
    {
        const V zero(0.0), one(1.0);
        for (std::size_t r = 0; r < registers; ++r) {
            const std::size_t at = k + r * V::size;
            const V exact = V::load(x + at), error = V::load(y + at) - exact;
            const V magnitude = magnitude_of(exact), size = magnitude_of(error);
            const auto is_zero = magnitude == zero;
            const V relative = select(is_zero, zero, size / select(is_zero, one, magnitude));
            const V in_ulps = ulps(size, magnitude, at);
            const V terms[] = {error,    size,    unfused_product(error, error), unfused_product(exact, exact),
                               relative, in_ulps, select(is_zero, one, zero)};
            for (std::size_t q = 0; q < kinds; ++q) sums_[q][r] = sums_[q][r] + terms[q];
            const V candidates[] = {size, relative, in_ulps};
            for (std::size_t q = 0; q < 3; ++q) largest_[q][r] = larger(largest_[q][r], candidates[q]);
        }
    }
    error_sums get(std::size_t pairs, std::size_t added_zeros) noexcept
    {
        error_sums all;
        all.pairs = pairs;
        long_sum* const to[] = {&all.errors, &all.magnitudes, &all.squares, &all.power, &all.relative, &all.ulps};
        for (std::size_t q = 0; q < kinds - 1; ++q) to[q]->high = sum_of(sums_[q]);
        all.zeros = static_cast<std::uint64_t>(sum_of(sums_[kinds - 1])) - added_zeros;
        double* const tops[] = {&all.largest_error, &all.largest_relative, &all.largest_ulps};
        for (std::size_t q = 0; q < 3; ++q) {
            alignas(cache_line) double candidates[sums_of_errors];
            stored(largest_[q], candidates);
            for (const double one : candidates) *tops[q] = larger(*tops[q], one);
        }
        return all;
    }

private:
    static constexpr std::size_t kinds = 7;

    static V magnitude_of(const V& x) noexcept
    {
        return from_bits(to_bits(x) & lanes<std::uint64_t>(~sign_pattern<double>));
    }
    static void stored(const V (&from)[registers], double* to) noexcept
    {
        for (std::size_t r = 0; r < registers; ++r) from[r].store(to + r * V::size);
    }
    static double sum_of(const V (&from)[registers]) noexcept
    {
        alignas(cache_line) double all[sums_of_errors];
        stored(from, all);
        for (std::size_t apart = sums_of_errors / 2; apart > 0; apart /= 2)
            for (std::size_t l = 0; l < apart; ++l) all[l] += all[l + apart];
        return all[0];
    }

    V sums_[kinds][registers], largest_[3][registers];
};

// Of n pairs, at most a block, all finite. ulps(sizes of errors, magnitudes, index of the first) says how many units in
// the last place errors are.
template <carrier_type T, class Ulps>
error_sums errors_of_block(const T* x, const T* y, std::size_t n, const Ulps& ulps) noexcept
{
    block_of_errors all;
    const std::size_t whole = n / sums_of_errors * sums_of_errors, rest = n - whole;
    for (std::size_t k = 0; k < whole; k += sums_of_errors) all.add(x, y, k, ulps);
    if (rest > 0) {  // with zeros behind
        T exact[sums_of_errors] = {}, rounded[sums_of_errors] = {};
        std::copy_n(x + whole, rest, exact);
        std::copy_n(y + whole, rest, rounded);
        all.add(exact, rounded, 0,
                [&](const auto& size, const auto& m, std::size_t k) { return ulps(size, m, whole + k); });
    }
    return all.get(n, rest > 0 ? sums_of_errors - rest : 0);
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

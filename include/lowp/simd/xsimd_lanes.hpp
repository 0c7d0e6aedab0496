// lowp/simd/xsimd_lanes.hpp -- registers of the machine's width, on xsimd 8.1 to 14.
//
// Included by lowp/simd/lanes.hpp only. A batch is wrapped rather than used bare: its versions
// differ in spelling and some of its operations are wrong on some machines (8.1's mask ^ on AVX-512, negation that
// loses -0, float != on NaN), and a type of our own is found by argument-dependent lookup wherever it is used. Nothing
// here uses what is wrong. Counts of shifts a lane are below 32; words given to to_carrier are below 2^31, or 2^52
// where they have 64 bits.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <xsimd/xsimd.hpp>

#include "lowp/core/bits.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/simd/xsimd_doubles.hpp"
#include "lowp/simd/xsimd_interleaved.hpp"
#include "lowp/simd/xsimd_words.hpp"

namespace lowp {
inline namespace LOWP_ISA {

inline void finish_streams() noexcept
{
#if defined(__SSE2__)
    _mm_sfence();
#endif
}

// Word is an unsigned integer of the lanes' width.
template <class Word>
struct lane_mask {
    xsimd::batch_bool<Word> v;

    friend bool any(lane_mask m) noexcept { return xsimd::any(m.v); }
};

template <class T>
struct lanes {
    using element = T;
    template <class U>
    using of = lanes<U>;  // a register of other elements
    using batch = xsimd::batch<T>;
    using word = inner::word_beside<T>;
    using mask = lane_mask<word>;
    static constexpr std::size_t size = batch::size;
    batch v;

    lanes() = default;
    explicit lanes(T value) noexcept : v(value) {}
    explicit lanes(batch values) noexcept : v(values) {}
    static lanes load(const T* from) noexcept { return lanes(batch::load_unaligned(from)); }
    void store(T* to) const noexcept { v.store_unaligned(to); }
    // Past the caches, for what is not read again soon; `to` begins on a multiple of the register's bytes. Other
    // threads see it after finish_streams().
    void stream(T* to) const noexcept { inner::stream(v, to); }

    // The same of elements half as wide: widened exactly; rounded to nearest even.
    static lanes load(const float* from) noexcept
        requires std::same_as<T, double>
    {
        return lanes(inner::widened(from));
    }
    void store(float* to) const noexcept
        requires std::same_as<T, double>
    {
        inner::store_narrowed(v, to);
    }
    void stream(float* to) const noexcept
        requires std::same_as<T, double>
    {
        inner::stream_narrowed(v, to);
    }
    static lanes load(const std::uint32_t* from) noexcept
        requires std::same_as<T, std::uint64_t>
    {
        return lanes(inner::widened(from));
    }

    // Words of so many bytes in memory, in the machine's order: the upper bits are zero, or are left out.
    static lanes load_short(const std::uint8_t* from, int bytes) noexcept
        requires std::unsigned_integral<T>
    {
        if (bytes == 1) return lanes(inner::widened<std::uint8_t, T>(from));
        if (bytes == 2) return lanes(inner::widened<std::uint16_t, T>(from));
        if (sizeof(T) == 8 && bytes == 4) return lanes(inner::widened<std::uint32_t, T>(from));
        return lanes(inner::widened<T, T>(from));
    }
    void store_short(std::uint8_t* to, int bytes) const noexcept
        requires std::unsigned_integral<T>
    {
        if (bytes == 1) return inner::store_narrowed<std::uint8_t>(v, to);
        if (bytes == 2) return inner::store_narrowed<std::uint16_t>(v, to);
        if (sizeof(T) == 8 && bytes == 4) return inner::store_narrowed<std::uint32_t>(v, to);
        inner::store_narrowed<T>(v, to);
    }
    // The low bytes of four registers, one after the other: of words below 256, unless bytes are cut.
    static constexpr bool bytes_are_cut = inner::bytes_are_cut;
    static void store_bytes(const lanes (&x)[4], std::uint8_t* to) noexcept
        requires std::same_as<T, std::uint32_t>
    {
        inner::store_low_bytes(x[0].v, x[1].v, x[2].v, x[3].v, to);
    }

    friend lanes operator+(lanes a, lanes b) noexcept { return lanes(a.v + b.v); }
    friend lanes operator-(lanes a, lanes b) noexcept { return lanes(a.v - b.v); }
    friend lanes operator*(lanes a, lanes b) noexcept { return lanes(a.v * b.v); }
    friend lanes operator/(lanes a, lanes b) noexcept
        requires std::same_as<T, double>
    {
        return lanes(a.v / b.v);
    }

    friend lanes operator&(lanes a, lanes b) noexcept { return lanes(a.v & b.v); }
    friend lanes operator|(lanes a, lanes b) noexcept { return lanes(a.v | b.v); }
    friend lanes operator^(lanes a, lanes b) noexcept { return lanes(a.v ^ b.v); }
    friend lanes operator~(lanes a) noexcept { return lanes(~a.v); }
    friend lanes operator<<(lanes a, lanes b) noexcept { return lanes(inner::shifted_left(a.v, b.v)); }
    friend lanes operator>>(lanes a, lanes b) noexcept { return lanes(inner::shifted_right(a.v, b.v)); }
    friend lanes operator<<(lanes a, int b) noexcept { return lanes(inner::shifted_left(a.v, b)); }
    friend lanes operator>>(lanes a, int b) noexcept { return lanes(inner::shifted_right(a.v, b)); }

    friend lanes times_power(lanes a, lanes b) noexcept { return a * b; }

    friend mask operator==(lanes a, lanes b) noexcept { return {inner::mask_cast<word>(a.v == b.v)}; }
    friend mask operator!=(lanes a, lanes b) noexcept { return {inner::mask_cast<word>(a.v != b.v)}; }
    friend mask operator<(lanes a, lanes b) noexcept { return {inner::mask_cast<word>(a.v < b.v)}; }
    friend mask operator>(lanes a, lanes b) noexcept { return {inner::mask_cast<word>(a.v > b.v)}; }
    friend lanes select(mask m, lanes yes, lanes no) noexcept
    {
        return lanes(xsimd::select(inner::mask_cast<T>(m.v), yes.v, no.v));
    }
    friend lanes smaller(lanes a, lanes b) noexcept { return lanes(xsimd::min(a.v, b.v)); }
    friend lanes larger(lanes a, lanes b) noexcept { return lanes(xsimd::max(a.v, b.v)); }
    friend lanes smaller_or_limit(lanes a, lanes limit) noexcept
    {
#if defined(__SSE2__)
        // The instruction returns its second operand where either is NaN; since 14.0 that is xsimd's first.
        return lanes(XSIMD_VERSION_MAJOR < 14 ? xsimd::min(a.v, limit.v) : xsimd::min(limit.v, a.v));
#else
        return select(a < limit, a, limit);
#endif
    }
    friend lanes held_magnitude(lanes x, T most) noexcept
        requires std::floating_point<T>
    {
#if defined(__AVX512F__)
        constexpr int smaller_without_sign = 0b1010;
        if constexpr (sizeof(T) == 4)
            return lanes(batch(_mm512_range_ps(x.v, batch(most), smaller_without_sign)));
        else
            return lanes(batch(_mm512_range_pd(x.v, batch(most), smaller_without_sign)));
#else
        return lanes(xsimd::min(xsimd::abs(x.v), batch(most)));
#endif
    }
    friend lanes held_within(lanes x, lanes low, lanes high) noexcept
        requires std::floating_point<T>
    {
#if defined(__SSE2__)
        // As in smaller_or_limit(), but x is to be returned where it is NaN.
        return lanes(XSIMD_VERSION_MAJOR < 14 ? xsimd::max(low.v, xsimd::min(high.v, x.v))
                                              : xsimd::max(xsimd::min(x.v, high.v), low.v));
#else
        return select(x > high, high, select(x < low, low, x));
#endif
    }

    friend T largest_lane(lanes a) noexcept
        requires std::same_as<T, std::uint32_t>
    {
#if defined(__AVX512F__)
        return _mm512_reduce_max_epu32(a.v);
#else
        T all[size];
        a.store(all);
        T largest = all[0];
        for (const T one : all) largest = one < largest ? largest : one;
        return largest;
#endif
    }
    // Lane k is the largest of x[k].
    static lanes largest_of_each(const lanes (&x)[size]) noexcept
        requires std::same_as<T, std::uint32_t>
    {
        batch batches[size];
        for (std::size_t k = 0; k < size; ++k) batches[k] = x[k].v;
        return lanes(inner::largest_of_each(batches));
    }

    // The elements of both in turn: those of the lower halves, and of the upper ones.
    friend lanes interleaved_low(lanes a, lanes b) noexcept { return lanes(inner::interleaved<false>(a.v, b.v)); }
    friend lanes interleaved_high(lanes a, lanes b) noexcept { return lanes(inner::interleaved<true>(a.v, b.v)); }

    friend auto to_bits(lanes x) noexcept
        requires std::floating_point<T>
    {
        return lanes<word>(inner::reinterpreted<word>(x.v));
    }
    friend auto from_bits(lanes u) noexcept
        requires std::unsigned_integral<T>
    {
        using number = std::conditional_t<sizeof(T) == 4, float, double>;
        return lanes<number>(inner::reinterpreted<number>(u.v));
    }
    friend auto to_carrier(lanes n) noexcept
        requires std::same_as<T, std::uint32_t>
    {
        return lanes<float>(xsimd::to_float(inner::reinterpreted<std::int32_t>(n.v)));
    }
    // As the low bits of a number that begins with 2^52.
    friend auto to_carrier(lanes n) noexcept
        requires std::same_as<T, std::uint64_t>
    {
        return from_bits(n | lanes(lowp::to_bits(0x1p52))) - lanes<double>(0x1p52);
    }

    friend product_halves<lanes> whole_product(lanes a, lanes b) noexcept
        requires std::same_as<T, std::uint32_t>
    {
        const auto [high, low] = inner::whole_product(a.v, b.v);
        return {lanes(high), lanes(low)};
    }

    // a * b, rounded before anything is added to it (lowp/core/unfused.hpp).
    friend lanes unfused_product(lanes a, lanes b) noexcept
    {
        lanes product = a * b;
        keep_rounded(product.v.data);
        return product;
    }
    // a * b + c, fused where the machine can: for sums whose order and rounding are the machine's own affair.
    friend lanes multiply_add(lanes a, lanes b, lanes c) noexcept
        requires std::floating_point<T>
    {
        return lanes(inner::fused(a.v, b.v, c.v));
    }
    // The same, rounded once on every machine, and the root.
    friend lanes fused_multiply_add(lanes a, lanes b, lanes c) noexcept
        requires std::same_as<T, double>
    {
        return lanes(inner::fused_exactly(a.v, b.v, c.v));
    }
    friend lanes square_root(lanes x) noexcept
        requires std::same_as<T, double>
    {
        return lanes(inner::root(x.v));
    }
};

}  // namespace LOWP_ISA

template <carrier_type T>
struct register_of<lanes<T>> {
    using carrier = T;
    using word = lanes<word_of<T>>;
};

}  // namespace lowp

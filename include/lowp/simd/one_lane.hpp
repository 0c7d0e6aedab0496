// lowp/simd/one_lane.hpp -- registers of one lane, for machines (and tests) without SIMD.
//
// Included by lowp/simd/lanes.hpp only; it is the plainest statement of what lanes mean.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/core/unfused.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct lane_mask {
    bool v;
};

template <class T>
struct lanes {
    static constexpr std::size_t size = 1;
    T v;

    lanes() = default;
    explicit lanes(T value) noexcept : v(value) {}
    static lanes load(const T* from) noexcept { return lanes(*from); }
    void store(T* to) const noexcept { *to = v; }

    // Words that are shorter in memory: the upper bits are zero, or are left out.
    template <std::unsigned_integral Short>
        requires(std::unsigned_integral<T> && sizeof(Short) < sizeof(T))
    static lanes load(const Short* from) noexcept
    {
        return lanes(T{*from});
    }
    template <std::unsigned_integral Short>
        requires(std::unsigned_integral<T> && sizeof(Short) < sizeof(T))
    void store(Short* to) const noexcept
    {
        *to = static_cast<Short>(v);
    }

    friend lanes operator+(lanes a, lanes b) noexcept { return lanes(a.v + b.v); }
    friend lanes operator-(lanes a, lanes b) noexcept { return lanes(a.v - b.v); }
    friend lanes operator*(lanes a, lanes b) noexcept { return lanes(a.v * b.v); }

    friend lanes operator&(lanes a, lanes b) noexcept { return lanes(a.v & b.v); }
    friend lanes operator|(lanes a, lanes b) noexcept { return lanes(a.v | b.v); }
    friend lanes operator^(lanes a, lanes b) noexcept { return lanes(a.v ^ b.v); }
    friend lanes operator~(lanes a) noexcept { return lanes(~a.v); }
    friend lanes operator<<(lanes a, lanes b) noexcept { return lanes(a.v << b.v); }
    friend lanes operator>>(lanes a, lanes b) noexcept { return lanes(a.v >> b.v); }
    friend lanes operator<<(lanes a, int b) noexcept { return lanes(a.v << b); }
    friend lanes operator>>(lanes a, int b) noexcept { return lanes(a.v >> b); }

    friend lanes times_power(lanes a, lanes b) noexcept { return a * b; }

    friend lane_mask operator==(lanes a, lanes b) noexcept { return {a.v == b.v}; }
    friend lane_mask operator!=(lanes a, lanes b) noexcept { return {a.v != b.v}; }
    friend lane_mask operator<(lanes a, lanes b) noexcept { return {a.v < b.v}; }
    friend lane_mask operator>(lanes a, lanes b) noexcept { return {a.v > b.v}; }
    friend lanes select(lane_mask m, lanes yes, lanes no) noexcept { return m.v ? yes : no; }
    friend lanes smaller(lanes a, lanes b) noexcept { return b.v < a.v ? b : a; }
    friend lanes larger(lanes a, lanes b) noexcept { return a.v < b.v ? b : a; }
    friend lanes smaller_or_limit(lanes a, lanes limit) noexcept { return lanes(lowp::smaller_or_limit(a.v, limit.v)); }

    friend auto to_bits(lanes x) noexcept
        requires std::floating_point<T>
    {
        return lanes<word_of<T>>(lowp::to_bits(x.v));
    }
    friend auto from_bits(lanes u) noexcept
        requires std::unsigned_integral<T>
    {
        return lanes<decltype(lowp::from_bits(u.v))>(lowp::from_bits(u.v));
    }
    friend auto to_carrier(lanes n) noexcept
        requires std::same_as<T, std::uint32_t>
    {
        return lanes<float>(lowp::to_carrier(n.v));
    }
    friend lanes unfused_product(lanes a, lanes b) noexcept { return lanes(lowp::unfused_product(a.v, b.v)); }
    friend lanes multiply_add(lanes a, lanes b, lanes c) noexcept { return lanes(a.v * b.v + c.v); }
};

}  // namespace LOWP_ISA

template <carrier_type T>
struct register_of<lanes<T>> {
    using carrier = T;
    using word = lanes<word_of<T>>;
};

}  // namespace lowp

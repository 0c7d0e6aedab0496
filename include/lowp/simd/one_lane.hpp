// lowp/simd/one_lane.hpp -- registers of one lane, for machines (and tests) without SIMD.
//
// Included by lowp/simd/lanes.hpp only; it is the plainest statement of what lanes mean.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "lowp/core/bits.hpp"
#include "lowp/core/fused.hpp"
#include "lowp/core/unfused.hpp"

namespace lowp {
inline namespace LOWP_ISA {

inline void finish_streams() noexcept {}

struct lane_mask {
    bool v;

    friend bool any(lane_mask m) noexcept { return m.v; }
};

template <class T>
struct lanes {
    using element = T;
    template <class U>
    using of = lanes<U>;  // a register of other elements
    static constexpr std::size_t size = 1;
    T v;

    lanes() = default;
    explicit lanes(T value) noexcept : v(value) {}
    static lanes load(const T* from) noexcept { return lanes(*from); }
    void store(T* to) const noexcept { *to = v; }
    void stream(T* to) const noexcept { *to = v; }

    // The same of elements half as wide: widened exactly; rounded to nearest even.
    static lanes load(const float* from) noexcept
        requires std::same_as<T, double>
    {
        return lanes(static_cast<double>(*from));
    }
    void store(float* to) const noexcept
        requires std::same_as<T, double>
    {
        *to = static_cast<float>(v);
    }
    void stream(float* to) const noexcept
        requires std::same_as<T, double>
    {
        store(to);
    }
    static lanes load(const std::uint32_t* from) noexcept
        requires std::same_as<T, std::uint64_t>
    {
        return lanes(std::uint64_t{*from});
    }

    // Words of so many bytes in memory, in the machine's order: the upper bits are zero, or are left out.
    static lanes load_short(const std::uint8_t* from, int bytes) noexcept
        requires std::unsigned_integral<T>
    {
        if (bytes == 1) return lanes(T{*from});
        if (bytes == 2) return lanes(read<std::uint16_t>(from));
        if (sizeof(T) == 8 && bytes == 4) return lanes(read<std::uint32_t>(from));
        return lanes(read<T>(from));
    }
    void store_short(std::uint8_t* to, int bytes) const noexcept
        requires std::unsigned_integral<T>
    {
        if (bytes == 1) return write(static_cast<std::uint8_t>(v), to);
        if (bytes == 2) return write(static_cast<std::uint16_t>(v), to);
        if (sizeof(T) == 8 && bytes == 4) return write(static_cast<std::uint32_t>(v), to);
        write(v, to);
    }
    // The low bytes of four registers, one after the other.
    static constexpr bool bytes_are_cut = true;
    static void store_bytes(const lanes (&x)[4], std::uint8_t* to) noexcept
        requires std::unsigned_integral<T>
    {
        for (int k = 0; k < 4; ++k) to[k] = static_cast<std::uint8_t>(x[k].v);
    }

    friend lanes operator+(lanes a, lanes b) noexcept { return lanes(a.v + b.v); }
    friend lanes operator-(lanes a, lanes b) noexcept { return lanes(a.v - b.v); }
    friend lanes operator*(lanes a, lanes b) noexcept { return lanes(a.v * b.v); }
    friend lanes operator/(lanes a, lanes b) noexcept { return lanes(a.v / b.v); }

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
    friend lanes held_magnitude(lanes x, T most) noexcept { return lanes(lowp::held_magnitude(x.v, most)); }
    friend lanes held_within(lanes x, lanes low, lanes high) noexcept
    {
        return lanes(lowp::held_within(x.v, low.v, high.v));
    }

    friend T largest_lane(lanes a) noexcept { return a.v; }
    static lanes largest_of_each(const lanes (&x)[1]) noexcept { return x[0]; }

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
        requires std::unsigned_integral<T>
    {
        return lanes<decltype(lowp::to_carrier(n.v))>(lowp::to_carrier(n.v));
    }
    friend product_halves<lanes> whole_product(lanes a, lanes b) noexcept
        requires std::same_as<T, std::uint32_t>
    {
        const auto [high, low] = lowp::whole_product(a.v, b.v);
        return {lanes(high), lanes(low)};
    }
    friend lanes unfused_product(lanes a, lanes b) noexcept { return lanes(lowp::unfused_product(a.v, b.v)); }
    friend lanes multiply_add(lanes a, lanes b, lanes c) noexcept { return lanes(a.v * b.v + c.v); }
    friend lanes fused_multiply_add(lanes a, lanes b, lanes c) noexcept
    {
        return lanes(lowp::fused_multiply_add(a.v, b.v, c.v));
    }
    friend lanes square_root(lanes x) noexcept { return lanes(lowp::square_root(x.v)); }

private:
    template <class Short>
    static T read(const std::uint8_t* from) noexcept
    {
        Short x;
        std::memcpy(&x, from, sizeof x);
        return static_cast<T>(x);
    }
    template <class Short>
    static void write(Short x, std::uint8_t* to) noexcept
    {
        std::memcpy(to, &x, sizeof x);
    }
};

}  // namespace LOWP_ISA

template <carrier_type T>
struct register_of<lanes<T>> {
    using carrier = T;
    using word = lanes<word_of<T>>;
};

}  // namespace lowp

// lowp/quantize/any_quantizer.hpp -- an array quantizer of which everything is met at run time.
//
// What text, configuration files and searches make. It visits its parts once a call, so on arrays it is as fast as the
// quantizer it stands for.
#pragma once

#include <concepts>
#include <cstdint>
#include <span>

#include "lowp/format/named.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/scaled.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// Rounds a span into a span (the same one, or disjoint), can be forked for another step or tensor, and knows what its
// result takes to store. The library's own also take a `pass`: where the span begins in its tensor, and threads.
template <class Q>
concept array_quantizer =
    std::copy_constructible<Q> && requires(const Q q, std::span<const float> in, std::span<float> out) {
        q(in, out);
        { q.fork(std::uint64_t{0}) } -> std::same_as<Q>;
        { q.stored_bytes(std::uint64_t{1}) } -> std::same_as<std::uint64_t>;
    };

struct any_quantizer {
    any_format format = binary32;
    any_rounding rounding{};
    on_overflow overflow = on_overflow::saturate;
    bool is_scaled = false;  // by one power of two a tensor: lowp/quantize/scaled.hpp

    void operator()(std::span<const float> in, std::span<float> out, const pass& how = {}) const
    {
        if (is_scaled)
            scaled{plain()}(in, out, how);
        else
            plain()(in, out, how);
    }
    void operator()(std::span<float> x, const pass& how = {}) const { (*this)(x, x, how); }
    void operator()(std::span<const float> in, std::span<float> out, tally& t, const pass& how = {}) const
    {
        if (is_scaled)
            scaled{plain()}(in, out, t, how);
        else
            plain()(in, out, t, how);
    }
    void operator()(std::span<float> x, tally& t, const pass& how = {}) const { (*this)(x, x, t, how); }

    template <class Child>
    any_quantizer fork(const Child& child) const
    {
        return {format, plain().fork(child).rounding, overflow, is_scaled};
    }
    std::uint64_t stored_bytes(std::uint64_t n) const noexcept
    {
        return is_scaled ? scaled{plain()}.stored_bytes(n) : plain().stored_bytes(n);
    }

    quantizer<any_format, any_rounding> plain() const { return {format, rounding, overflow}; }
};

static_assert(array_quantizer<any_quantizer> && array_quantizer<quantizer<known_t<binary32>>>);

}  // namespace LOWP_ISA
}  // namespace lowp

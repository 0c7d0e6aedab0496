// lowp/quantize/registers.hpp -- what arrays are rounded with: a function of a register, in the fastest form there is.
//
// Several texts round to the same bits (lowp/round/): which of them serves is decided once an array, from the format,
// the policy and the mode. The choice is handed on as a function (register, index of its first element) -> register, so
// that rounding, encoding and counting are written once.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "lowp/core/isa.hpp"
#include "lowp/random/stream.hpp"
#include "lowp/round/code_grid.hpp"
#include "lowp/round/grid.hpp"
#include "lowp/round/round_by_sum.hpp"
#include "lowp/round/round_pattern.hpp"
#include "lowp/round/round_to.hpp"
#include "lowp/simd/lanes.hpp"
#include "lowp/simd/prefetch.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

enum class form {
    by_sum,
    by_sum_plain,
    by_signed_sum,
    one_pitch,
    on_pattern,
    on_pattern_plain,
    in_general,
    one_by_one
};

// A grid and a mode as a function of a register. It holds copies: the compiler then sees that no store can change them.
template <form Form, carrier_type T, class Grid, rounding_mode R>
struct register_rounding {
    static constexpr bool is_on_pattern = Form == form::on_pattern || Form == form::on_pattern_plain;

    Grid g;
    [[no_unique_address]] R mode;
    sum_grid<T> s{};

    lanes<T> operator()(const lanes<T>& x, std::uint64_t at) const
    {
        constexpr bool plain = Form == form::by_sum_plain || Form == form::on_pattern_plain;
        if constexpr (Form == form::by_sum || Form == form::by_sum_plain) {
            return round_by_sum<plain>(g, s, x, at, mode);
        } else if constexpr (Form == form::one_pitch) {
            return round_one_pitch(s, x, at, mode);
        } else if constexpr (is_on_pattern) {
            return round_pattern<plain>(g, x, at, mode);
        } else if constexpr (Form == form::in_general) {
            return round_to(g, x, at, mode);
        } else {
            T some[lanes<T>::size];
            x.store(some);
            for (T& element : some) element = round_to(g, element, at++, mode);
            return lanes<T>::load(some);
        }
    }

    // For sums that are rounded again and again: NaN stays NaN if that is sooner, until with_its_nan() in the end.
    lanes<T> but_nan(const lanes<T>& x, std::uint64_t at) const { return (*this)(x, at); }
    lanes<T> with_its_nan(const lanes<T>& x) const { return x; }
};
template <carrier_type T, class Grid>
struct register_rounding<form::by_signed_sum, T, Grid, nearest_even> {
    static constexpr bool is_on_pattern = false;

    signed_sum<lanes<T>> sum;
    lanes<T> nan;

    lanes<T> operator()(const lanes<T>& x, std::uint64_t) const { return with_its_nan(sum(x)); }
    [[gnu::always_inline]] lanes<T> but_nan(const lanes<T>& x, std::uint64_t) const { return sum(x); }
    lanes<T> with_its_nan(const lanes<T>& x) const { return select(x == x, x, nan); }
};

// Calls use(round) with the fastest form.
template <carrier_type T, rounding_mode R, class Use>
void with_register_rounding(const grid<T>& g, const R& mode, const Use& use)
{
    if constexpr (has_near_form<R, T>)
        if (has_sum(g) && is_near(mode)) {
            const sum_grid<T> s = sum_grid_of(g);
            if (has_one_pitch(g)) return use(register_rounding<form::one_pitch, T, grid<T>, R>{g, mode, s});
            if constexpr (std::same_as<R, nearest_even>)
                if (has_signed_sum(g))
                    return use(register_rounding<form::by_signed_sum, T, grid<T>, R>{signed_sum<lanes<T>>(s),
                                                                                     lanes<T>(from_bits(g.nan))});
            if (is_plain(g)) return use(register_rounding<form::by_sum_plain, T, grid<T>, R>{g, mode, s});
            return use(register_rounding<form::by_sum, T, grid<T>, R>{g, mode, s});
        }
    if constexpr (std::same_as<T, float>) {
        if (!has_pattern(g)) return use(register_rounding<form::in_general, T, grid<T>, R>{g, mode});
        if (is_plain(g)) return use(register_rounding<form::on_pattern_plain, T, grid<T>, R>{g, mode});
        use(register_rounding<form::on_pattern, T, grid<T>, R>{g, mode});
    } else {
        use(register_rounding<form::one_by_one, T, grid<T>, R>{g, mode});
    }
}
template <carrier_type T, rounding_mode R, class Use>
void with_register_rounding(const code_grid<T>& g, const R& mode, const Use& use)
{
    use(register_rounding<form::one_by_one, T, code_grid<T>, R>{g, mode});
}

// Results of so many bytes are stored past the caches, which could not hold them.
inline constexpr std::size_t streamed_bytes = std::size_t{16} << 20;

// Whether registers of T may be streamed to here.
template <class T>
bool is_register_aligned(const T* to) noexcept
{
    return reinterpret_cast<std::uintptr_t>(to) % sizeof(lanes<T>) == 0;
}

// Several registers one after the other, of which the first begins with element `at`. What counts does so once for all.
template <class Make, class V, class Result, std::size_t N>
void make_several(Make& make, const V (&x)[N], std::uint64_t at, Result (&results)[N])
{
    if constexpr (requires { make.several(x, at, results); })
        make.several(x, at, results);
    else
        for (std::size_t k = 0; k < N; ++k) results[k] = make(x[k], at + k * V::size);
}
inline constexpr std::size_t several = 4;

// The registers that n elements fill, N at a time; gives how many elements these were. Inlined by force: what `make`
// holds would else be read from memory again after each store, which might have changed it.
template <std::size_t N, class In, class Out, class Make>
[[gnu::always_inline]] inline std::size_t by_whole_registers(const In* in, Out* out, std::size_t n, std::uint64_t first,
                                                             bool past_caches, Make& make) noexcept
{
    constexpr std::size_t size = lanes<In>::size;
    std::size_t i = 0;
    for (; n - i >= N * size; i += N * size) {
        lanes<In> x[N];
        decltype(make(x[0], first)) results[N];
        for (std::size_t k = 0; k < N; ++k) prefetch_after(in + i + k * size);
        for (std::size_t k = 0; k < N; ++k) x[k] = lanes<In>::load(in + i + k * size);
        make_several(make, x, first + i, results);
        for (std::size_t k = 0; k < N; ++k)
            if (past_caches)
                results[k].stream(out + i + k * size);
            else
                results[k].store(out + i + k * size);
    }
    return i;
}

// out[i] = make(in[i], first + i), a few registers at a time; finish_streams() comes later if they are streamed.
// Registers begin where those of a whole tensor would, so that random words, which come in blocks, are a block's; what
// is less than a register goes through one as well, with zeros around it. `make` is a copy, and is given back with what
// it has counted: the compiler then sees that no store to `out` can change it.
template <class In, class Out, class Make>
Make by_registers(const In* in, Out* out, std::size_t n, std::uint64_t first, bool streamed, Make make) noexcept
{
    constexpr std::size_t size = lanes<In>::size;
    static_assert(stream::block % size == 0);
    for (std::size_t i = 0; i < n;) {
        const auto offset = static_cast<std::size_t>((first + i) % size);
        if (offset == 0) {
            const bool past_caches = streamed && is_register_aligned(out + i);
            i += by_whole_registers<several>(in + i, out + i, n - i, first + i, past_caches, make);
            i += by_whole_registers<1>(in + i, out + i, n - i, first + i, past_caches, make);
        }
        if (i < n) {
            const std::size_t count = smaller(n - i, size - offset);
            In before[size] = {};
            Out after[size];
            std::memcpy(before + offset, in + i, count * sizeof(In));
            make(lanes<In>::load(before), first + i - offset).store(after);
            std::memcpy(out + i, after + offset, count * sizeof(Out));
            i += count;
        }
    }
    return make;
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

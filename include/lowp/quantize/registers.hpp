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

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Calls use(round). The grid and the mode are copied: the compiler then sees that no store can change them.
template <carrier_type T, rounding_mode R, class Use>
void with_register_rounding(const grid<T> g, const R mode, const Use& use)
{
    if constexpr (has_near_form<R, T>)
        if (has_sum(g) && is_near(mode)) {
            const sum_grid<T> s = sum_grid_of(g);
            if (has_one_pitch(g))
                return use([=](const lanes<T>& x, std::uint64_t at) { return round_one_pitch(g, s, x, at, mode); });
            if (is_plain(g))
                return use([=](const lanes<T>& x, std::uint64_t at) { return round_by_sum<true>(g, s, x, at, mode); });
            return use([=](const lanes<T>& x, std::uint64_t at) { return round_by_sum<false>(g, s, x, at, mode); });
        }
    if constexpr (std::same_as<T, float>) {
        if (has_pattern(g)) {
            if (is_plain(g))
                return use([=](const lanes<T>& x, std::uint64_t at) { return round_pattern<true>(g, x, at, mode); });
            return use([=](const lanes<T>& x, std::uint64_t at) { return round_pattern<false>(g, x, at, mode); });
        }
        use([=](const lanes<T>& x, std::uint64_t at) { return round_to(g, x, at, mode); });
    } else {
        with_register_rounding<T>(g, mode, use, nullptr);
    }
}
// Element by element, where there is no text for registers.
template <carrier_type T, class Grid, rounding_mode R, class Use>
void with_register_rounding(const Grid g, const R mode, const Use& use, std::nullptr_t)
{
    use([=](const lanes<T>& x, std::uint64_t at) {
        T some[lanes<T>::size];
        x.store(some);
        for (T& element : some) element = round_to(g, element, at++, mode);
        return lanes<T>::load(some);
    });
}
template <carrier_type T, rounding_mode R, class Use>
void with_register_rounding(const code_grid<T> g, const R mode, const Use& use)
{
    with_register_rounding<T>(g, mode, use, nullptr);
}

// out[i] = make(in[i], first + i), a register at a time. Registers begin where those of a whole tensor would, so that
// random words, which come in blocks, are a block's; what is less than a register goes through one as well.
// `make` is copied: the compiler then sees that no store to `out` can change it.
template <class In, class Out, class Make>
void by_registers(const In* in, Out* out, std::size_t n, std::uint64_t first, const Make make) noexcept
{
    constexpr std::size_t size = lanes<In>::size;
    static_assert(stream::block % size == 0);
    for (std::size_t i = 0; i < n;) {
        const auto offset = static_cast<std::size_t>((first + i) % size);
        if (offset == 0)
            for (; n - i >= size; i += size) make(lanes<In>::load(in + i), first + i).store(out + i);
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
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

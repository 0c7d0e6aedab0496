// lowp/linalg/isa/pair_products.hpp -- pairs of products of bfloat16 numbers, added to sums in registers of the build.
//
// The instruction of lowp/linalg/isa/bfloat16_pairs.hpp for kernels that do more with their sums than to add: what they
// do is written for `lanes`, so it has to be a build of as many lanes. Called where the machine has the instruction.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lowp/core/isa.hpp"
#include "lowp/linalg/isa/bfloat16_pairs.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

#if defined(__AVX512F__) && !defined(LOWP_NO_SIMD)

inline constexpr bool has_pair_products = true;

struct pair_products {
    using element = bfloat16_pairs::element;
    using word = bfloat16_pairs::word;
    static constexpr std::size_t group = bfloat16_pairs::group;

    static void interleave(const element* const (&rows)[2], std::size_t count, word* to) noexcept
    {
        bfloat16_pairs::interleave(rows, count, to);
    }
    [[gnu::always_inline]] static void add(const lanes<word>& a, const lanes<word>& b, lanes<float>& sum) noexcept
    {
        __m512 to = sum.v;  // as asm: the build need not have the instruction
        __asm__("vdpbf16ps %2, %1, %0" : "+v"(to) : "v"(__m512i(a.v)), "v"(__m512i(b.v)));
        sum.v = xsimd::batch<float>(to);
    }
};

#else

inline constexpr bool has_pair_products = false;
struct pair_products : bfloat16_pairs {};  // for names alone, which compilers look up before they leave code out

#endif

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

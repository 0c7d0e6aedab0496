// lowp/core/unfused.hpp -- a product that stays a product.
//
// Compilers contract a * b + c to a fused multiply-add wherever the machine has one: g++ by default and even through
// intrinsics, clang when told to. That rounds once instead of twice, so the same program prints other digits on another
// machine. Every product whose rounding matters goes through unfused_product(); an empty asm statement that claims to
// change the product is the one barrier that both compilers respect in every mode (pragmas and g++'s
// __builtin_assoc_barrier do not survive vectorisation). It costs no instruction.
#pragma once

#include <type_traits>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"

// How this machine's floating-point registers are called in asm.
#if defined(__AVX512F__)
#define LOWP_REGISTER "+v"
#elif defined(__SSE2__)
#define LOWP_REGISTER "+x"
#elif defined(__ARM_NEON)
#define LOWP_REGISTER "+w"
#else
#define LOWP_REGISTER "+f"
#endif

namespace lowp {
inline namespace LOWP_ISA {

// Keeps x from being merged with the operation that uses it; x is a number or a vector register.
template <class T>
inline void keep_rounded(T& x) noexcept
{
    __asm__("" : LOWP_REGISTER(x));
}

// a * b, rounded to the carrier before anything is added to it.
template <carrier_type T>
constexpr T unfused_product(T a, T b) noexcept
{
    T product = a * b;
    if (!std::is_constant_evaluated()) keep_rounded(product);
    return product;
}

}  // namespace LOWP_ISA
}  // namespace lowp

#undef LOWP_REGISTER

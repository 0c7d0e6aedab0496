// lowp/core/isa.hpp -- the inline namespace that keeps code for different machines apart.
//
// A header-only library is compiled into every translation unit with that unit's own -m flags, and a linker keeps one
// copy of each inline function: the wrong one, half of the time. So whatever is compiled to something else when the
// flags change -- lanes, rounding, quantizers, GEMM, layers, the loop -- lives in `inline namespace LOWP_ISA` and has
// its own symbols in each unit; OpenMP counts as a flag. Users still write lowp::quantizer. Formats, modes, streams,
// views and data are outside: they are what two such units may exchange. (Their few inline functions, like those of the
// standard library, may be kept in the version of either unit: a program that picks its unit at run time should not
// call them where the machine is not known yet.) Helpers inside are in `inner`, those outside in `detail`.
#pragma once

#if defined(LOWP_NO_SIMD)
#define LOWP_ISA_LEVEL isa_scalar
#elif defined(__AVX512F__)
#if defined(__AVX512VBMI__) && defined(__AVX512BF16__)
#define LOWP_ISA_LEVEL isa_avx512_vbmi_bf16
#elif defined(__AVX512VBMI__)
#define LOWP_ISA_LEVEL isa_avx512_vbmi
#elif defined(__AVX512BF16__)
#define LOWP_ISA_LEVEL isa_avx512_bf16
#else
#define LOWP_ISA_LEVEL isa_avx512
#endif
#elif defined(__AVX2__) && defined(__FMA__)
#define LOWP_ISA_LEVEL isa_avx2_fma
#elif defined(__AVX2__)
#define LOWP_ISA_LEVEL isa_avx2
#elif defined(__AVX__)
#define LOWP_ISA_LEVEL isa_avx
#elif defined(__SSE4_1__)
#define LOWP_ISA_LEVEL isa_sse4
#elif defined(__SSE2__)
#define LOWP_ISA_LEVEL isa_sse2
#elif defined(__ARM_NEON)
#define LOWP_ISA_LEVEL isa_neon
#else
#define LOWP_ISA_LEVEL isa_scalar
#endif

#define LOWP_JOIN_(a, b) a##b
#define LOWP_JOIN(a, b) LOWP_JOIN_(a, b)
#if defined(_OPENMP)
#define LOWP_ISA LOWP_JOIN(LOWP_ISA_LEVEL, _omp)
#else
#define LOWP_ISA LOWP_ISA_LEVEL
#endif

#define LOWP_NAME_OF_(name) #name
#define LOWP_NAME_OF(name) LOWP_NAME_OF_(name)

namespace lowp {
inline namespace LOWP_ISA {

// The level in force, for reports.
inline constexpr const char* isa_name = LOWP_NAME_OF(LOWP_ISA_LEVEL);

}  // namespace LOWP_ISA
}  // namespace lowp

#undef LOWP_NAME_OF
#undef LOWP_NAME_OF_

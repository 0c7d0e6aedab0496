// tests/core/isa_test.cpp -- the inline namespace has the name that is reported, and follows the compiler's flags.
#include "lowp/core/isa.hpp"

#include <string_view>

#include "support/catch.hpp"

TEST_CASE("isa_name stands in the namespace it names, and is seen without it", "[core]")
{
    CHECK(&lowp::isa_name == &lowp::LOWP_ISA::isa_name);
#define LOWP_SPELLED_(name) #name
#define LOWP_SPELLED(name) LOWP_SPELLED_(name)
    // OpenMP is a flag as well, and changes the namespace, but not the level.
    const std::string_view spelled = LOWP_SPELLED(LOWP_ISA), level = lowp::isa_name;
    CHECK(spelled.starts_with(level));
#if defined(_OPENMP)
    CHECK(spelled.substr(level.size()) == "_omp");
#else
    CHECK(spelled == level);
#endif
}

TEST_CASE("the name tells the instructions that the flags allow", "[core]")
{
    const std::string_view name = lowp::isa_name;
#if defined(LOWP_NO_SIMD)
    CHECK(name == "isa_scalar");
#elif defined(__x86_64__)
    const auto says = [&](std::string_view word) { return name.find(word) != std::string_view::npos; };
    // Whatever is below AVX-512's four parts taken together is told by its widest register and by FMA.
    bool avx512 = false, vbmi = false, bf16 = false, avx2 = false, fma = false;
#ifdef __AVX512VBMI__
    vbmi = true;
#endif
#ifdef __AVX512BF16__
    bf16 = true;
#endif
#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
    avx512 = true;
#endif
#ifdef __AVX2__
    avx2 = true;
#endif
#ifdef __FMA__
    fma = true;
#endif
    CHECK(says("avx512") == avx512);
    CHECK(says("vbmi") == (avx512 && vbmi));
    CHECK(says("bf16") == (avx512 && bf16));
    CHECK(says("avx2") == (avx2 && !avx512));
    CHECK(says("fma") == (avx2 && fma && !avx512));
    CHECK((says("avx") || says("sse")));  // x86-64 has SSE2
#elif defined(__ARM_NEON)
    CHECK(name == "isa_neon");
#else
    CHECK(name == "isa_scalar");
#endif
}

// lowp/linalg/machine.hpp -- what a program was built for, what the machine has besides, and what GEMM makes of it.
#pragma once

#include <string>

#include "lowp/core/isa.hpp"
#include "lowp/core/parallel.hpp"
#include "lowp/linalg/isa/bfloat16_pairs.hpp"
#include "lowp/linalg/isa/integer_quads.hpp"
#include "lowp/linalg/isa/integer_quads_256.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct machine {
    const char* built_for;  // the instruction set of the build
    int lanes;              // floats in a register
    int registers;          // that a kernel may count on
    bool threads;           // whether OpenMP is enabled
    int processors;         // that this process may use
    // Found out when the program runs: instructions that are there, be they part of the build or not. GEMM uses the
    // second always, and the first where it is faster than float32 (gemm_options::use, to forbid both).
    bool has_bfloat16_dot_products, uses_bfloat16_dot_products, has_integer_dot_products;
};

inline machine this_machine() noexcept
{
    return {.built_for = isa_name,
            .lanes = static_cast<int>(lane_count),
            .registers = static_cast<int>(register_count),
            .threads = threads_enabled,
            .processors = hardware_threads(),
            .has_bfloat16_dot_products = inner::has_bfloat16_pairs(),
            .uses_bfloat16_dot_products = inner::pays_to_pair_bfloat16(),
            .has_integer_dot_products = inner::has_integer_quads() || inner::has_integer_quads_256()};
}

// A line or two for reports.
inline std::string describe_machine()
{
    const machine m = this_machine();
    const auto kernel = [](bool there, bool used) {
        return !there ? "float32 (no dot products)" : used ? "dot products" : "float32 (faster here than dot products)";
    };
    std::string text = "built for " + std::string(m.built_for) + ": " + std::to_string(m.lanes) + " lanes, " +
                       std::to_string(m.registers) + " registers, ";
    text += m.threads ? "OpenMP on " + std::to_string(m.processors) + " processors" : std::string("one thread");
    text += "\nGEMM of small formats by ";
    text += kernel(m.has_bfloat16_dot_products, m.uses_bfloat16_dot_products);
    text += ", of integers by ";
    text += kernel(m.has_integer_dot_products, true);
    return text;
}

}  // namespace LOWP_ISA
}  // namespace lowp

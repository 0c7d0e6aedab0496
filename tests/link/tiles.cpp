// tests/link/tiles.cpp -- the largest tiles of GEMM's kernels, compiled to be looked at by spills.cmake.
#include <utility>

#include "lowp/linalg/isa/bfloat16_pairs.hpp"
#include "lowp/linalg/isa/integer_quads.hpp"
#include "lowp/linalg/isa/integer_quads_256.hpp"
#include "lowp/linalg/tile.hpp"

using namespace lowp;

void multiply_floats(const inner::tile<float, float>& t)
{
    inner::lane_kernel<float, accumulate::wide>{}.multiply(t, std::make_index_sequence<inner::tile_rows>{});
}
void multiply_pairs(const inner::tile<std::uint32_t, float>& t)
{
    inner::bfloat16_pairs{}.multiply(t, std::make_index_sequence<12>{});
}
void multiply_quads(const inner::tile<std::uint32_t, std::int32_t>& t)
{
    inner::integer_quads{}.multiply(t, std::make_index_sequence<12>{});
}
void multiply_quads_256(const inner::tile<std::uint32_t, std::int32_t>& t)
{
    inner::integer_quads_256{}.multiply(t, std::make_index_sequence<6>{});
}

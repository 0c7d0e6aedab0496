// tests/link/tiles.cpp -- the largest tiles of GEMM's kernels, compiled to be looked at by spills.cmake.
#include "lowp/linalg/isa/bfloat16_pairs.hpp"
#include "lowp/linalg/isa/integer_quads.hpp"
#include "lowp/linalg/isa/integer_quads_256.hpp"
#include "lowp/linalg/tile.hpp"

using namespace lowp;

void multiply_floats(const inner::tile<float, float>& t)
{
    inner::lane_kernel<float, accumulate::wide>{}.multiply<inner::tile_rows>(t);
}
void multiply_pairs(const inner::tile<std::uint32_t, float>& t) { inner::bfloat16_pairs{}.multiply<12>(t); }
void multiply_quads(const inner::tile<std::uint32_t, std::int32_t>& t) { inner::integer_quads{}.multiply<12>(t); }
void multiply_quads_256(const inner::tile<std::uint32_t, std::int32_t>& t)
{
    inner::integer_quads_256{}.multiply<6>(t);
}

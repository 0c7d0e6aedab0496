// tests/link/tiles.cpp -- the largest tiles of GEMM's kernels, compiled to be looked at by tiles.cmake.
#include <utility>

#include "lowp/linalg/chunks.hpp"
#include "lowp/linalg/emulated.hpp"
#include "lowp/linalg/isa/bfloat16_pairs.hpp"
#include "lowp/linalg/isa/integer_quads.hpp"
#include "lowp/linalg/isa/integer_quads_256.hpp"
#include "lowp/linalg/isa/pair_products.hpp"
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

// Chunks in pairs, between two roundings to nearest even. (Of single products g++ 12 stores one sum in a loop of 32
// multiply-adds, at -O2.)
template <class Products>
void multiply_chunks(const inner::tile<typename Products::word, float>& t, const void* kernel)
{
    using rounding = inner::register_rounding<inner::form::by_signed_sum, float, grid<float>, nearest_even>;
    if constexpr (inner::has_pair_products)
        static_cast<const inner::chunk_kernel<Products, inner::odd_step<false, rounding>>*>(kernel)->multiply(
            t, std::make_index_sequence<inner::rounding_tiles<Products>::rows>{});
}
template void multiply_chunks<inner::pair_products>(const inner::tile<std::uint32_t, float>&, const void*);

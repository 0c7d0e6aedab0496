// lowp/linalg/rounding_tiles.hpp -- kernels that round as they sum, behind a pointer.
//
// There is one for each rounding. What is around its inner loop, that is blocks, packing and operands, is the same for
// all and compiled once: a call for each tile is nothing beside what a tile does.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

#include "lowp/core/isa.hpp"
#include "lowp/linalg/panels.hpp"
#include "lowp/linalg/tile.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Tiles of one height, since each is long to compile: rows that are not there are zeros, and their sums are left out.
template <std::size_t Most>
struct whole_tiles {
    using counts = std::index_sequence<Most>;

    static constexpr std::size_t of(std::size_t left) noexcept { return std::min(left, Most); }
    template <class Word>
    static void fill(Word* rows, std::size_t count, std::size_t depth) noexcept
    {
        for (std::size_t r = count; r % Most != 0; ++r) std::fill_n(rows + r * row_stride, depth, Word(0));
    }
};

// Products of numbers of binary32, the words of which are numbers.
struct single_products {
    using element = float;
    using word = float;
    static constexpr std::size_t group = 1;

    [[gnu::always_inline]] static void add(const lanes<float>& a, const lanes<float>& b, lanes<float>& sum) noexcept
    {
        sum = multiply_add(a, b, sum);
    }
};

// Products are single ones, or pairs (lowp/linalg/isa/pair_products.hpp). A kernel multiplies tiles of them, and knows
// after how many words it rounds.
template <class Products>
class rounding_tiles : public Products {
public:
    using word = typename Products::word;
    using sum = float;
    static constexpr std::size_t columns = 2 * lanes<float>::size, rows = register_count >= 32 ? 8 : 4;
    using tiles = whole_tiles<rows>;

    // `kernel` outlives it.
    template <class Kernel>
    explicit rounding_tiles(const Kernel& kernel) noexcept
        : kernel_(&kernel),
          multiply_([](const void* with, const tile<word, float>& t) noexcept {
              static_cast<const Kernel*>(with)->multiply(t, std::make_index_sequence<rows>{});
          }),
          length_(kernel.length)
    {}

    // The second number to a sum is that of a chunk which goes on in the next block.
    std::size_t parts(std::size_t at_once) const noexcept { return at_once % length_ == 0 ? 1 : 2; }
    template <std::size_t... R>
    void multiply(const tile<word, float>& t, std::index_sequence<R...>) const noexcept
    {
        static_assert(sizeof...(R) == rows);
        multiply_(kernel_, t);
    }

private:
    const void* kernel_;
    void (*multiply_)(const void*, const tile<word, float>&) noexcept;
    std::size_t length_;
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

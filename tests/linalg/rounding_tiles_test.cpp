// tests/linalg/rounding_tiles_test.cpp -- a kernel behind a pointer is called for tiles of one height, which end in
// rows of zeros; and has a second number to a sum where its words do not come out even.
#include "lowp/linalg/rounding_tiles.hpp"

#include <array>
#include <utility>
#include <vector>

#include "lowp/linalg/panels.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

using tiles_of_singles = inner::rounding_tiles<inner::single_products>;

// Sums up what it is given.
struct adding_kernel {
    std::size_t length;

    template <std::size_t... R>
    void multiply(const inner::tile<float, float>& t, std::index_sequence<R...>) const noexcept
    {
        const auto add = [&](std::size_t r) {
            for (std::size_t k = 0; k < t.depth; ++k) t.sums[r] += t.rows[r * inner::row_stride + k];
        };
        (add(R), ...);
    }
};

}  // namespace

TEST_CASE("a kernel that rounds, behind a pointer", "[linalg]")
{
    constexpr std::size_t rows = tiles_of_singles::rows;
    const adding_kernel kernel{6};
    const tiles_of_singles tiles(kernel);
    std::vector<float> a(rows * inner::row_stride);
    for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<float>(i / inner::row_stride + 1);
    std::array<float, rows> sums{};
    tiles.multiply({.rows = a.data(), .depth = 10, .sums = sums.data()}, std::make_index_sequence<rows>{});
    for (std::size_t r = 0; r < rows; ++r) CHECK(sums[r] == static_cast<float>(10 * (r + 1)));
    CHECK((tiles.parts(6) == 1 && tiles.parts(18) == 1 && tiles.parts(16) == 2));

    // Two rows of a last tile.
    tiles_of_singles::tiles::fill(a.data(), 2, 10);
    for (std::size_t r = 0; r < rows; ++r) {
        CHECK(a[r * inner::row_stride] == (r < 2 ? static_cast<float>(r + 1) : 0));
        CHECK(a[r * inner::row_stride + 9] == (r < 2 ? static_cast<float>(r + 1) : 0));
    }
    CHECK((tiles_of_singles::tiles::of(100) == rows && tiles_of_singles::tiles::of(3) == 3));
}

TEST_CASE("a single product is a multiply-add", "[linalg]")
{
    lanes<float> sum(0.5f);
    inner::single_products::add(lanes<float>(3.0f), lanes<float>(-0.25f), sum);
    float found[lanes<float>::size];
    sum.store(found);
    CHECK(found[0] == -0.25f);
}

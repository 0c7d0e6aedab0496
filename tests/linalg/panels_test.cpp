// tests/linalg/panels_test.cpp -- blocks of operands stand where the inner loop looks for them, word by word.
#include "lowp/linalg/panels.hpp"

#include <cstdint>
#include <vector>

#include "lowp/linalg/operand.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// Kernels that only say how words are made: one element, and two, the first in the low half.
template <class T>
struct single {
    using element = T;
    using word = T;
    static constexpr std::size_t group = 1, columns = 32;
    static T word_of(T even, T) { return even; }
};
struct paired {
    using element = std::uint16_t;
    using word = std::uint32_t;
    static constexpr std::size_t group = 2, columns = 32;
    static word word_of(element even, element odd) { return even | word{odd} << 16; }
    static void interleave(const element* const (&rows)[2], std::size_t count, word* to)
    {
        for (std::size_t j = 0; j < count; ++j) to[j] = word_of(rows[0][j], rows[1][j]);
    }
};

template <class Kernel>
struct told {
    using element = typename Kernel::element;
    using word = typename Kernel::word;

    static constexpr std::size_t m = 270, n = 600;
    std::vector<element> numbers = std::vector<element>(m * n);
    matrix_view<element> view;

    explicit told(bool turned)
        : view(turned ? matrix_view<element>(numbers.data(), m, n, 1, m) : matrix_view<element>(numbers.data(), m, n))
    {
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t j = 0; j < n; ++j) view(i, j) = static_cast<element>(7 * i + 101 * j + 1);
    }
    // Of b: rows [k, k + depth) end, and words are filled up.
    word column_word(std::size_t k, std::size_t end, std::size_t j) const
    {
        return Kernel::word_of(view(k, j), Kernel::group == 2 && k + 1 < end ? view(k + 1, j) : element(0));
    }
    word row_word(std::size_t i, std::size_t k, std::size_t end) const
    {
        return Kernel::word_of(view(i, k), Kernel::group == 2 && k + 1 < end ? view(i, k + 1) : element(0));
    }
    template <class Use>
    void with(const Use& use) const
    {
        inner::operand<element> x(numbers.data(), view.column_stride == 1 ? n : m, view.column_stride == 1 ? m : n,
                                  view.column_stride == 1 ? n : m, view.column_stride != 1);
        use(x);
    }
};

}  // namespace

TEMPLATE_TEST_CASE("rows of a, from rows and from columns of memory", "[linalg][simd]", single<float>, single<double>,
                   paired)
{
    using word = typename TestType::word;
    for (const bool turned : {false, true}) {
        const told<TestType> t(turned);
        std::vector<word> packed(inner::row_block * inner::row_stride);
        for (const std::size_t rows : {std::size_t{1}, std::size_t{12}, inner::row_block})
            for (const std::size_t depth : {std::size_t{0}, std::size_t{1}, std::size_t{31}, std::size_t{256}})
                t.with([&](const auto& x) {
                    inner::pack_rows<TestType>(x, 24, rows, 32, depth, packed.data());
                    for (std::size_t r = 0; r < rows; ++r)
                        for (std::size_t k = 0; k < depth; k += TestType::group)
                            REQUIRE(packed[r * inner::row_stride + k / TestType::group] ==
                                    t.row_word(24 + r, 32 + k, 32 + depth));
                });
    }
}

TEMPLATE_TEST_CASE("panels of b, filled up with zeros", "[linalg][simd]", single<float>, single<double>, paired)
{
    using word = typename TestType::word;
    constexpr std::size_t width = TestType::columns, group = TestType::group, apart = 300 * width;
    for (const bool turned : {false, true}) {
        const told<TestType> t(turned);
        std::vector<word> panels(3 * apart);
        for (const std::size_t columns : {1u, 31u, 32u, 33u, 64u, 95u})
            for (const std::size_t depth : {0u, 1u, 31u, 200u})
                for (const int threads : {1, 3})
                    t.with([&](const auto& x) {
                        std::fill(panels.begin(), panels.end(), word(77));
                        inner::pack_panels<TestType>(x, 16, depth, 64, columns, panels.data(), apart, threads);
                        for (std::size_t j = 0; j < (columns + width - 1) / width * width; ++j)
                            for (std::size_t k = 0; k < depth; k += group)
                                REQUIRE(panels[j / width * apart + k / group * width + j % width] ==
                                        (j < columns ? t.column_word(16 + k, 16 + depth, 64 + j) : word(0)));
                    });
    }
}

// lowp/linalg/blocked.hpp -- a GEMM in blocks that stay in the caches.
//
// For column_block columns of b and depth_block of their words: panels of b, packed once; then, a block of rows at a
// time, which threads share, rows of a, packed, and tiles of both. Sums that are not finished stay in memory between
// two blocks of the depth, as they are: each is one sum in the accumulator's order, whoever computes it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "lowp/core/aligned.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/parallel.hpp"
#include "lowp/linalg/operand.hpp"
#include "lowp/linalg/panels.hpp"
#include "lowp/linalg/tile.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Where sums go. `how` is a function (i, j, count, sums) of finished sums of row i from column j on, which it may
// change; or it has a function rows(i, rows, j, count, sums, stride) of several rows. Where the result can hold sums,
// those that fill whole panels stand in `direct` from the start, in rows `stride` apart; they are finished there,
// unless `as_they_are`.
template <class Sum>
class result {
public:
    // `how` outlives the result.
    template <class Finish>
    explicit result(const Finish& how, Sum* direct = nullptr, std::size_t stride = 0, bool as_they_are = true) noexcept
        : direct_(direct),
          stride_(stride),
          as_they_are_(as_they_are),
          how_(&how),
          finish_([](const void* with, std::size_t i, std::size_t rows, std::size_t j, std::size_t count, Sum* sums,
                     std::size_t from_row_to_row) {
              const Finish& finish = *static_cast<const Finish*>(with);
              if constexpr (requires { finish.rows(i, rows, j, count, sums, from_row_to_row); })
                  finish.rows(i, rows, j, count, sums, from_row_to_row);
              else
                  for (std::size_t r = 0; r < rows; ++r) finish(i + r, j, count, sums + r * from_row_to_row);
          })
    {}

    bool is_direct() const noexcept { return direct_ != nullptr; }
    std::size_t stride() const noexcept { return stride_; }
    Sum* at(std::size_t i, std::size_t j) const noexcept { return direct_ + i * stride_ + j; }
    void finish(std::size_t i, std::size_t rows, std::size_t j, std::size_t count, Sum* sums, std::size_t stride) const
    {
        finish_(how_, i, rows, j, count, sums, stride);
    }
    void finish_direct(std::size_t i, std::size_t rows, std::size_t j, std::size_t count) const
    {
        if (!as_they_are_) finish(i, rows, j, count, at(i, j), stride_);
    }

private:
    Sum* direct_;
    std::size_t stride_;
    bool as_they_are_;
    const void* how_;
    void (*finish_)(const void*, std::size_t, std::size_t, std::size_t, std::size_t, Sum*, std::size_t);
};

// Tiles of `rows` rows of a, at most row_block, with all panels of a block. `first` is the first tile. Calls
// done(i, count) when so many rows from i on have been gone through, while their sums are near.
template <class Kernel, class Word, class Sum, class Done>
void multiply_rows(const Kernel& kernel, std::size_t rows, std::size_t columns, std::size_t panel_words,
                   const tile<Word, Sum>& first, const Done& done)
{
    for (std::size_t i = 0; i < rows;) {
        const std::size_t count = Kernel::tiles::of(rows - i);
        tile<Word, Sum> t = first;
        t.rows += i * row_stride;
        t.sums += i * t.stride;
        t.i += i;
        t.row_count = count;
        for (std::size_t j = 0; j < columns; j += Kernel::columns) {
            [&]<std::size_t... R>(std::index_sequence<R...>) {
                ((sizeof...(R) == 1 || count == R ? kernel.multiply(t, std::make_index_sequence<R>{}) : void()), ...);
            }(typename Kernel::tiles::counts{});
            t.panel += panel_words;
            t.sums += Kernel::columns;
            t.j += Kernel::columns;
        }
        done(i, count);
        i += count;
    }
}

// Numbers to a sum between two blocks of so many words.
template <class Kernel>
std::size_t parts_of(const Kernel& kernel, std::size_t words) noexcept
{
    if constexpr (requires { kernel.parts(words); })
        return kernel.parts(words);
    else
        return 1;
}

// Rows that threads share are cut into smaller blocks, so that they come out even; these begin on bytes of codes, and
// on a tile. A thread is worth so many products: some tens of microseconds, several times what it takes to wake it.
inline constexpr std::size_t shared_rows = 48, worth_a_thread = std::size_t{4} << 20;
static_assert(row_block % 24 == 0 && shared_rows % 24 == 0);

// Blocks of a depth as equal as may be, a multiple of 16 words each.
constexpr std::size_t depth_at_once(std::size_t depth) noexcept
{
    const std::size_t blocks = in_groups(depth, depth_block);
    return blocks <= 1 ? depth : ((depth + blocks - 1) / blocks + 15) / 16 * 16;
}

// Panels of a block of b: where they are, how far they are apart, and words of a column in them.
template <class Word>
struct panels_of_b {
    const Word* first;
    std::size_t apart, across;
};
// A small b of words in rows that are whole panels is used where it is.
template <class Kernel, class E>
bool is_used_in_place(const operand<E>& b) noexcept
{
    constexpr std::size_t most_bytes = 32 << 10;
    return std::is_same_v<E, typename Kernel::word> && b.elements() != nullptr && !b.turned() &&
           b.columns() % Kernel::columns == 0 && b.rows() <= depth_block &&
           b.rows() * b.stride() * sizeof(E) <= most_bytes;
}

template <class Kernel, class E = typename Kernel::element, class Sum = typename Kernel::sum>
void blocked_gemm(const Kernel& kernel, const operand<E>& a, const operand<E>& b, const result<Sum>& to, int threads)
{
    using word = typename Kernel::word;
    constexpr std::size_t width = Kernel::columns, group = Kernel::group;
    const auto in_panels = [](std::size_t columns) { return in_groups(columns, width) * width; };
    const std::size_t m = a.rows(), n = b.columns(), depth = a.columns();
    if (m == 0 || n == 0) return;
    const std::size_t words_at_once = depth_at_once(in_groups(depth, group)), at_once = words_at_once * group;
    const std::size_t parts = at_once < depth ? parts_of(kernel, words_at_once) : 1;
    const std::size_t columns_at_once = std::min(column_block, in_panels(n));
    threads =
        static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(threads), m * n * depth / worth_a_thread + 1));
    const std::size_t rows_at_once = threads > 1 ? shared_rows : row_block;
    const bool in_place = is_used_in_place<Kernel>(b);
    std::size_t panel_words = words_at_once * width;
    if constexpr (requires { Kernel::finish_panel; }) panel_words += width;
    const scratch<word> packed_panels(in_place ? 0 : panel_words * (columns_at_once / width));
    // Sums stand in the result where it can hold them, and whole panels fit.
    const bool is_direct = to.is_direct() && parts == 1;
    const std::size_t part = is_direct ? n % width == 0 ? 0 : width : columns_at_once, stride = parts * part;
    const scratch<Sum> sums(m * stride);

    for (std::size_t j = 0; j < n; j += columns_at_once) {
        const std::size_t columns = std::min(columns_at_once, n - j);
        const std::size_t direct = is_direct ? columns / width * width : 0;
        for (std::size_t k = 0; k == 0 || k < depth; k += at_once) {
            const std::size_t steps = std::min(at_once, depth - k), words = in_groups(steps, group);
            panels_of_b<word> panels{packed_panels.data(), panel_words, width};
            if (in_place) {
                if constexpr (std::is_same_v<E, word>) panels = {b.elements() + j, width, b.stride()};
            } else {
                pack_panels<Kernel>(b, k, steps, j, columns, packed_panels.data(), panel_words, threads);
            }
            parallel_for_equal(in_groups(m, rows_at_once), threads, [&](std::size_t block) {
                const std::size_t i = block * rows_at_once, rows = std::min(rows_at_once, m - i);
                alignas(cache_line) word packed[row_block * row_stride];
                pack_rows<Kernel>(a, i, rows, k, steps, packed);
                tile<word, Sum> t{.rows = packed,
                                  .panel = panels.first,
                                  .panel_stride = panels.across,
                                  .depth = words,
                                  .part = part,
                                  .begins = k == 0,
                                  .ends = k + steps == depth,
                                  .i = i,
                                  .j = j,
                                  .k = k / group};
                if (direct > 0) {
                    t.sums = to.at(i, j), t.stride = to.stride();
                    multiply_rows(kernel, rows, direct, panels.apart, t, [&](std::size_t first, std::size_t count) {
                        if (t.ends) to.finish_direct(i + first, count, j, direct);
                    });
                }
                if (direct == columns) return;
                t.panel += direct / width * panels.apart, t.j += direct;
                t.sums = sums.data() + i * stride, t.stride = stride;
                multiply_rows(kernel, rows, in_panels(columns - direct), panels.apart, t,
                              [&](std::size_t first, std::size_t count) {
                                  if (t.ends)
                                      to.finish(i + first, count, j + direct, columns - direct, t.sums + first * stride,
                                                stride);
                              });
            });
            if (depth == 0) break;
        }
    }
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

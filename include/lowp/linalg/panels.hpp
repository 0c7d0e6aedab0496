// lowp/linalg/panels.hpp -- operands copied to where a GEMM's inner loop wants them.
//
// A kernel multiplies words: one element, or as many neighbours along k as its instruction takes at once (`group`). Of
// a, a block of rows: row after row, each with room for depth_block words and a few more, so that rows do not compete
// for the same places of a cache. Of b, panels of a few columns, in which the columns of one k are neighbours; what is
// less than a panel, or than a word, is filled up with zeros.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <type_traits>

#include "lowp/core/aligned.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/parallel.hpp"
#include "lowp/linalg/operand.hpp"
#include "lowp/simd/lanes.hpp"
#include "lowp/simd/transpose.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

inline constexpr std::size_t depth_block = 256;   // words of a row of a, or of a column of b, at a time
inline constexpr std::size_t row_block = 96;      // rows of a
inline constexpr std::size_t column_block = 512;  // columns of b, a multiple of a panel's
inline constexpr std::size_t row_stride = depth_block + 16;
inline constexpr std::size_t slice = 8;  // words of a column at a time, where they must be gathered from rows

constexpr std::size_t in_groups(std::size_t count, std::size_t group) noexcept { return (count + group - 1) / group; }

// std::copy_n for few elements, without a call.
template <class T>
void copy_few(const T* from, std::size_t count, T* to) noexcept
{
    using V = lanes<T>;
    const std::size_t whole = count / V::size * V::size;
    for (std::size_t k = 0; k < whole; k += V::size) V::load(from + k).store(to + k);
    for (std::size_t k = whole; k < count; ++k) to[k] = from[k];
}

// Neighbours of a row as words.
template <class Kernel, class E, class Word>
void words_of_row(const operand<E>& m, std::size_t i, std::size_t j, std::size_t count, Word* to)
{
    if constexpr (std::is_same_v<E, Word>) {
        const E* const from = m.run(i, j, count, to);
        if (from != to) copy_few(from, count, to);
    } else {
        alignas(cache_line) E room[depth_block * Kernel::group];
        const E* const from = m.run(i, j, count, room);
        if constexpr (Kernel::group == 1) {
            for (std::size_t k = 0; k < count; ++k) to[k] = static_cast<Word>(from[k]);
        } else {
            if (count % Kernel::group != 0) to[count / Kernel::group] = 0;
            std::memcpy(to, from, count * sizeof(E));
        }
    }
}

// Rows of memory, a few words deep, from which words are made of neighbours in a column.
template <class Kernel, class E>
struct gathered_rows {
    static constexpr std::size_t group = Kernel::group;

    alignas(cache_line) E room[slice * group][column_block];
    const E* rows[slice * group];

    void read(const operand<E>& m, std::size_t i, std::size_t count, std::size_t j, std::size_t columns)
    {
        const std::size_t whole = in_groups(count, group) * group;
        for (std::size_t r = 0; r < whole; ++r) {
            rows[r] = room[r];
            if (r < count)
                rows[r] = m.run(i + r, j, columns, room[r]);
            else
                std::fill_n(room[r], columns, E(0));
        }
    }
    // The words of columns j and on.
    template <class Word>
    void words(std::size_t word, std::size_t j, std::size_t count, Word* to) const
    {
        const E* from[group];
        for (std::size_t r = 0; r < group; ++r) from[r] = rows[word * group + r] + j;
        if constexpr (std::is_same_v<E, Word>)
            copy_few(from[0], count, to);
        else if constexpr (group == 1)
            for (std::size_t k = 0; k < count; ++k) to[k] = static_cast<Word>(from[0][k]);
        else
            Kernel::interleave(from, count, to);
    }
};

// Rows [i, i + rows) and columns [k, k + depth) of an operand: at most row_block, and depth_block words.
template <class Kernel, class E, class Word>
void pack_plain_rows(const operand<E>& a, std::size_t i, std::size_t rows, std::size_t k, std::size_t depth, Word* to)
{
    if (!a.turned()) {
        for (std::size_t r = 0; r < rows; ++r) words_of_row<Kernel>(a, i + r, k, depth, to + r * row_stride);
        return;
    }
    if constexpr (std::is_same_v<E, Word>)
        if (a.elements() != nullptr)
            return transpose(a.elements() + k * a.stride() + i, a.stride(), depth, rows, to, row_stride);
    constexpr std::size_t group = Kernel::group, at_once = slice * group;
    gathered_rows<Kernel, E> gathered;
    alignas(cache_line) Word columns[slice * row_block];
    for (std::size_t l = 0; l < depth; l += at_once) {
        const std::size_t count = std::min(at_once, depth - l), words = in_groups(count, group);
        gathered.read(a, k + l, count, i, rows);
        for (std::size_t w = 0; w < words; ++w) gathered.words(w, 0, rows, columns + w * row_block);
        transpose(columns, row_block, words, rows, to + l / group, row_stride);
    }
}

// The same, as the kernel wants them.
template <class Kernel, class E, class Word>
void pack_rows(const operand<E>& a, std::size_t i, std::size_t rows, std::size_t k, std::size_t depth, Word* to)
{
    pack_plain_rows<Kernel>(a, i, rows, k, depth, to);
    const std::size_t words = in_groups(depth, Kernel::group);
    if constexpr (requires { Kernel::finish_rows; }) Kernel::finish_rows(to, rows, words);
    if constexpr (requires { Kernel::tiles::fill; }) Kernel::tiles::fill(to, rows, words);
}

// From rows of memory, a few words of all columns at a time.
template <class Kernel, class E, class Word>
void pack_slices(const operand<E>& b, std::size_t k, std::size_t depth, std::size_t j, std::size_t columns, Word* to,
                 std::size_t panel_words, int threads)
{
    constexpr std::size_t group = Kernel::group, width = Kernel::columns, at_once = slice * group;
    parallel_for_equal(in_groups(depth, at_once), threads, [&](std::size_t s) {
        const std::size_t l = s * at_once, count = std::min(at_once, depth - l);
        gathered_rows<Kernel, E> gathered;
        gathered.read(b, k + l, count, j, columns);
        const std::size_t words = in_groups(count, group), whole = columns / width;
        Word* const place = to + s * slice * width;
        for (std::size_t p = 0; p < whole; ++p)
            for (std::size_t w = 0; w < words; ++w)
                gathered.words(w, p * width, width, place + p * panel_words + w * width);
        if (const std::size_t some = columns - whole * width; some > 0)
            for (std::size_t w = 0; w < words; ++w) {
                Word* const last = place + whole * panel_words + w * width;
                gathered.words(w, whole * width, some, last);
                std::fill_n(last + some, width - some, Word(0));
            }
    });
}

// Rows [k, k + depth) and columns [j, j + columns) of an operand, at most depth_block words and column_block columns: a
// panel after the other, `panel_words` apart.
template <class Kernel, class E, class Word>
void pack_panels(const operand<E>& b, std::size_t k, std::size_t depth, std::size_t j, std::size_t columns, Word* to,
                 std::size_t panel_words, int threads)
{
    constexpr std::size_t group = Kernel::group, width = Kernel::columns;
    const std::size_t panels = in_groups(columns, width);
    if (b.turned()) {
        parallel_for_equal(panels, threads, [&](std::size_t p) {
            const std::size_t count = std::min(width, columns - p * width), words = in_groups(depth, group);
            if (count < width) std::fill_n(to + p * panel_words, words * width, Word(0));
            if constexpr (std::is_same_v<E, Word>)
                if (b.elements() != nullptr)
                    return transpose(b.elements() + (j + p * width) * b.stride() + k, b.stride(), count, words,
                                     to + p * panel_words, width);
            alignas(cache_line) Word rows[width * row_stride];
            for (std::size_t c = 0; c < count; ++c)
                words_of_row<Kernel>(b, j + p * width + c, k, depth, rows + c * row_stride);
            transpose(rows, row_stride, count, words, to + p * panel_words, width);
        });
    } else {
        pack_slices<Kernel>(b, k, depth, j, columns, to, panel_words, threads);
    }
    if constexpr (requires { Kernel::finish_panel; })
        for (std::size_t p = 0; p < panels; ++p) Kernel::finish_panel(to + p * panel_words, in_groups(depth, group));
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

// lowp/linalg/results.hpp -- where a GEMM's sums go: to numbers, or rounded and encoded in the same pass.
//
//     gemm(a, b, c);                                   // c: a matrix of numbers, or of codes, rounded to nearest even
//     gemm(a, b, into(c, quantizer{known<e4m3fn>, stochastic{s}}));  // rounded so; to codes if c is a packed_matrix
//
// A quantizer meets element (i, j) of an m x n result as number i n + j of its tensor.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "lowp/core/aligned.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/linalg/blocked.hpp"
#include "lowp/linalg/epilogue.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/linalg/panels.hpp"
#include "lowp/pack/packed_array.hpp"
#include "lowp/quantize/decode.hpp"
#include "lowp/quantize/encode.hpp"
#include "lowp/quantize/quantizer.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// A result and what it is rounded with.
template <class Quantizer, class Format>
struct rounded_codes {
    packed_matrix<Format>& c;
    Quantizer round;
};
template <class Quantizer, carrier_type T>
struct rounded_numbers {
    matrix_view<T> c;
    Quantizer round;
};

template <class Format, class Quantizer>
rounded_codes<Quantizer, Format> into(packed_matrix<Format>& c, const Quantizer& round)
{
    LOWP_EXPECTS(any_of(round.format) == any_of(c.format()), "storage of the quantizer's format");
    return {c, round};
}
// Quantizers that take each element by itself: not those with scales.
template <carrier_type T, class F, class R>
rounded_numbers<quantizer<F, R>, T> into(const matrix_view<T>& c, const quantizer<F, R>& round)
{
    return {c, round};
}
template <carrier_type T, class F, class R>
rounded_numbers<quantizer<F, R>, T> into(matrix<T>& c, const quantizer<F, R>& round)
{
    return {c.view(), round};
}

namespace inner {

inline bool changes_nothing(const gemm_options& options) noexcept
{
    return options.alpha == 1 && options.beta == 0 && options.bias.empty() && !options.relu;
}
// What becomes of sums of columns j and on, in place. read(room) fetches what stood in c, if that is asked for.
template <carrier_type T, class Read>
void finish_sums(const gemm_options& options, std::size_t j, std::size_t count, T* sums, const Read& read)
{
    using numbers = lanes<T>;
    if (changes_nothing(options)) return;
    alignas(cache_line) T before[column_block], bias[column_block];  // as much as is used
    const bool is_added = options.beta != 0, has_bias = !options.bias.empty();
    if (is_added) read(before);
    if (has_bias) std::copy_n(options.bias.data() + j, count, bias);
    const T *const c = is_added ? before : sums, *const b = has_bias ? bias : sums;  // any, where none is asked for
    const gemm_options how = options;  // a copy of its own: no store can change it
    const std::size_t whole = count / numbers::size * numbers::size;
    for (std::size_t k = 0; k < whole; k += numbers::size)
        finished(numbers::load(sums + k), numbers::load(c + k), numbers::load(b + k), how).store(sums + k);
    for (std::size_t k = whole; k < count; ++k) sums[k] = finished(sums[k], c[k], b[k], how);
}

// No rounding.
struct as_it_is {};

template <carrier_type T, class Quantizer = as_it_is>
struct to_numbers {
    matrix_view<T> c;
    const gemm_options& options;
    [[no_unique_address]] Quantizer round{};

    void operator()(std::size_t i, std::size_t j, std::size_t count, T* sums) const
    {
        T* const to = c.data + i * c.row_stride + j * c.column_stride;
        finish_sums(options, j, count, sums, [&](T* before) {
            for (std::size_t k = 0; k < count; ++k) before[k] = to[k * c.column_stride];
        });
        if constexpr (!std::is_same_v<Quantizer, as_it_is>)
            round(std::span<const T>(sums, count), std::span<T>(sums, count), pass{.first = i * c.columns + j});
        if (sums == to) return;
        for (std::size_t k = 0; k < count; ++k) to[k * c.column_stride] = sums[k];
    }
    // Sums may stand in c, whose numbers are not asked for; and may need no more than that.
    bool is_direct() const noexcept { return options.beta == 0 && c.column_stride == 1; }
    bool as_they_are() const noexcept { return std::is_same_v<Quantizer, as_it_is> && changes_nothing(options); }

    result<T> where() const noexcept
    {
        return result<T>(*this, is_direct() ? c.data : nullptr, c.row_stride, as_they_are());
    }
};

struct to_integers {
    matrix_view<std::int32_t> c;

    void operator()(std::size_t i, std::size_t j, std::size_t count, const std::int32_t* sums) const noexcept
    {
        for (std::size_t k = 0; k < count; ++k) c(i, j + k) = sums[k];
    }
};

// Encoding is with_encoding()'s.
template <class Format, class Encoding>
struct to_codes {
    packed_matrix<Format>& c;
    const gemm_options& options;
    const Encoding& encoding;

    // Columns of codes from j on must begin on a byte: panels do.
    void operator()(std::size_t i, std::size_t j, std::size_t count, float* sums) const
    {
        const auto row = c.row(i).subspan(j, count);
        finish_sums(options, j, count, sums, [&](float* before) { decode(row, std::span<float>(before, count)); });
        encoding(sums, count, pass{.first = i * c.columns() + j}, row.bytes);
    }
    // Whole rows without gaps are one row, several times as long.
    void rows(std::size_t i, std::size_t count, std::size_t j, std::size_t columns, float* sums,
              std::size_t stride) const
    {
        const auto row = c.row(i);
        const bool is_one = stride == c.columns() && columns == stride && changes_nothing(options) &&
                            8 * c.row_bytes() == columns * static_cast<std::size_t>(row.width());
        if (is_one) return encoding(sums, count * columns, pass{.first = i * columns}, row.bytes);
        for (std::size_t r = 0; r < count; ++r) (*this)(i + r, j, columns, sums + r * stride);
    }
};

// Calls use(result).
template <class T, class Use>
void with_result(const matrix_view<T>& c, const gemm_options& options, const Use& use)
{
    if constexpr (carrier_type<T>) {
        const to_numbers<T> finish{c, options};
        use(finish.where());
    } else {
        LOWP_EXPECTS(changes_nothing(options), "gemm: sums in int32 as they are, without alpha, beta, bias and relu");
        const to_integers finish{c};
        use(result<T>(finish, c.column_stride == 1 ? c.data : nullptr, c.row_stride));
    }
}
template <class Quantizer, carrier_type T, class Use>
void with_result(const rounded_numbers<Quantizer, T>& to, const gemm_options& options, const Use& use)
{
    const to_numbers<T, Quantizer> finish{to.c, options, to.round};
    use(finish.where());
}
template <class Quantizer, class Format, class Use>
void with_result(const rounded_codes<Quantizer, Format>& to, const gemm_options& options, const Use& use)
{
    const auto& q = to.round;
    expect_valid(q.rounding);
    with_descriptor(to.c.format(), [&](const auto& f) {
        LOWP_EXPECTS(is_valid_policy(f, q.overflow), "wrap with two's complement and unsigned fixed point only");
        with_rounding(q.rounding, [&](const auto& mode) {
            with_encoding<float>(f, mode, q.overflow, no_counts{}, [&]<class Encoding>(const Encoding& encoding) {
                const to_codes<Format, Encoding> finish{to.c, options, encoding};
                use(result<float>(finish));
            });
        });
    });
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

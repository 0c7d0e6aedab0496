// tests/support/gemms.hpp -- matrices of any format for tests of GEMM, as numbers and as codes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lowp/core/bits.hpp"
#include "lowp/format/format.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/pack/packed_array.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

namespace gemms {

// Codes of a format, drawn from all that are finite (and not -0, where sums have a zero of their own), and the numbers
// they stand for. Of wide formats from those around 1: exponents that differ by more than 2 spread are left out.
inline lowp::packed_matrix<lowp::any_format> random_codes(const lowp::any_format& f, std::size_t rows,
                                                          std::size_t columns, std::uint64_t seed, double spread = 12)
{
    lowp::packed_matrix<lowp::any_format> m(f, rows, columns);
    const lowp::stream draw{seed};
    std::uint64_t at = 0;
    const int width = lowp::width_of(f);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j)
            for (;;) {
                const std::uint64_t wide = std::uint64_t{draw.bits(at)} << 32 | draw.bits(at + 1);
                at += 2;
                m.set_code(i, j, wide >> (64 - width));
                const double x = m(i, j), magnitude = x < 0 ? -x : x;
                const bool fits = width <= 8 ? magnitude < 1e30 : magnitude < lowp::exp2i(static_cast<int>(spread));
                if (fits && (width <= 8 || x == 0 || magnitude > lowp::exp2i(-static_cast<int>(spread)))) break;
            }
    return m;
}
inline lowp::matrix<float> numbers_of(const lowp::packed_matrix<lowp::any_format>& codes)
{
    lowp::matrix<float> m(codes.rows(), codes.columns());
    for (std::size_t i = 0; i < codes.rows(); ++i)
        for (std::size_t j = 0; j < codes.columns(); ++j) m(i, j) = static_cast<float>(codes(i, j));
    return m;
}
// The same numbers with rows for columns.
template <class T>
lowp::matrix<T> turned(const lowp::matrix<T>& m)
{
    lowp::matrix<T> t(m.columns(), m.rows());
    for (std::size_t i = 0; i < m.rows(); ++i)
        for (std::size_t j = 0; j < m.columns(); ++j) t(j, i) = m(i, j);
    return t;
}
inline lowp::packed_matrix<lowp::any_format> turned(const lowp::packed_matrix<lowp::any_format>& m)
{
    lowp::packed_matrix<lowp::any_format> t(m.format(), m.columns(), m.rows());
    for (std::size_t i = 0; i < m.rows(); ++i)
        for (std::size_t j = 0; j < m.columns(); ++j) t.set_code(j, i, m.code(i, j));
    return t;
}

// Same patterns; NaN is NaN.
template <class T>
void require_same(const lowp::matrix<T>& a, const lowp::matrix<T>& b)
{
    REQUIRE((a.rows() == b.rows() && a.columns() == b.columns()));
    for (std::size_t i = 0; i < a.rows(); ++i)
        for (std::size_t j = 0; j < a.columns(); ++j)
            if (lowp::to_bits(a(i, j)) != lowp::to_bits(b(i, j)) && (a(i, j) == a(i, j) || b(i, j) == b(i, j))) {
                INFO("element (" << i << ", " << j << ")");
                REQUIRE(a(i, j) == b(i, j));
                FAIL("signs of zero differ");
            }
}

}  // namespace gemms

// lowp/linalg/sparse_step.hpp -- steps in integers of 8 or 16 bits from a sparse row: those elements alone that it
// keeps.
//
// An element's step is that of a dense row (lowp/linalg/integer_step.hpp, short_step.hpp), and so are its random bits,
// which belong to its column.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "lowp/core/isa.hpp"
#include "lowp/core/sparse_matrix.hpp"
#include "lowp/linalg/integer_step.hpp"
#include "lowp/linalg/short_step.hpp"
#include "lowp/random/stream.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// Preconditions of all: w has an element for each column.
template <class T>
std::int64_t dot_of_codes(const T* w, const sparse_row<T>& x) noexcept
{
    std::int64_t sum = 0;
    for (std::size_t k = 0; k < x.size(); ++k) sum += w[x.columns[k]] * x.values[k];
    return sum;
}
inline void sparse_step(const sparse_row<std::int8_t>& x, int a, const stream& draw, std::int8_t* z) noexcept
{
    for (std::size_t k = 0; k < x.size(); ++k) {
        const std::size_t j = x.columns[k];
        z[j] = after_step(z[j], x.values[k], a, 0, 0, step_noise(draw, j));
    }
}
inline void sparse_step(const sparse_row<std::int16_t>& x, const scaled_coefficient& a, const stream& draw,
                        std::int16_t* w) noexcept
{
    for (std::size_t k = 0; k < x.size(); ++k) {
        const std::size_t j = x.columns[k];
        w[j] = after_short_step(w[j], x.values[k], a, short_step_noise(draw, j, a.shift));
    }
}

}  // namespace LOWP_ISA
}  // namespace lowp

// lowp/precision/exact_steps.hpp -- the arithmetic that rounded results are held against: binary64, sums with twice
// that.
//
// Of operands of binary32, products and single sums of neighbours in magnitude are exact; all else errs by some 2^-53,
// which is nothing beside the formats that are measured. The same bits on every machine.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lowp/core/elementary.hpp"
#include "lowp/core/fused.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/precision/operation_steps.hpp"
#include "lowp/quantize/error_sums.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct exact_steps {
    using number = double;
    using in = std::span<const double>;
    using out = std::span<double>;

    void add(in a, in b, out to) const
    {
        for (std::size_t i = 0; i < to.size(); ++i) to[i] = a[i] + b[i];
    }
    void subtract(in a, in b, out to) const
    {
        for (std::size_t i = 0; i < to.size(); ++i) to[i] = a[i] - b[i];
    }
    void multiply(in a, in b, out to) const
    {
        for (std::size_t i = 0; i < to.size(); ++i) to[i] = unfused_product(a[i], b[i]);
    }
    void divide(in a, in b, out to) const
    {
        for (std::size_t i = 0; i < to.size(); ++i) to[i] = a[i] / b[i];
    }
    void fma(in a, in b, in c, out to) const
    {
        for (std::size_t i = 0; i < to.size(); ++i) to[i] = fused_multiply_add(a[i], b[i], c[i]);
    }
    void sqrt(in x, out to) const
    {
        for (std::size_t i = 0; i < to.size(); ++i) to[i] = square_root(x[i]);
    }
    void exp(in x, out to) const
    {
        for (std::size_t i = 0; i < to.size(); ++i) to[i] = elementary::exp(x[i]);
    }
    void sum(const columns_of_rows<const double>& x, out to) const
    {
        std::vector<long_sum> sums(x.rows);
        for (std::size_t k = 0; k < x.depth; ++k)
            for (std::size_t r = 0; r < x.rows; ++r) sums[r].add(x[k][r]);
        for (std::size_t r = 0; r < x.rows; ++r) to[r] = sums[r].value();
    }
};

}  // namespace LOWP_ISA
}  // namespace lowp

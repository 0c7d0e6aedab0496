// lowp/precision/operation_error.hpp -- what an operation costs in a format: its error, with every step rounded.
//
//     quantization_error e = error_of(operation::softmax, any_quantizer{e4m3fn}, x, {.depth = 64});
//     e.sqnr_db(), e.bias(), e.largest_ulps()
//
// The numbers of x are rounded to the format first; what that costs is operation::conversion. Then the operation is
// done twice on these rounded numbers, in the same steps: with each result rounded, and in binary64. What the two
// differ by is the error; it has nothing of the conversion's in it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "lowp/core/isa.hpp"
#include "lowp/precision/exact_steps.hpp"
#include "lowp/precision/operation_names.hpp"
#include "lowp/precision/operation_steps.hpp"
#include "lowp/precision/rounded_steps.hpp"
#include "lowp/precision/update_error.hpp"
#include "lowp/quantize/any_quantizer.hpp"
#include "lowp/quantize/error.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct operation_options {
    std::size_t depth = 256;  // x is cut into rows of so many; what is left over is not looked at
    double step = 1e-3;       // sgd_update: the root mean square of the updates, by that of the weights
    double epsilon = 1e-5;    // layer_norm; as binary32 has it, in both arithmetics
    stream draw{};            // sgd_update: of the updates
    int threads = 1;          // the error does not depend on it
};

namespace inner {

// Rows of `depth`, turned.
inline std::vector<float> turned(std::span<const float> x, std::size_t depth)
{
    const std::size_t rows = x.size() / depth;
    std::vector<float> columns(rows * depth);
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t k = 0; k < depth; ++k) columns[k * rows + r] = x[r * depth + k];
    return columns;
}

}  // namespace inner

namespace stepwise {

// The operation in an arithmetic, on the rows of x and, where it takes two, of y.
template <class S>
std::vector<typename S::number> results_of(operation what, S& arithmetic, const columns_in<S>& x,
                                           const columns_in<S>& y, double epsilon)
{
    using number = typename S::number;
    const bool one_a_row = what == operation::dot || what == operation::sum;
    std::vector<number> out(one_a_row ? x.rows : x.all().size());
    const columns_of_rows<number> columns{out.data(), x.depth, x.rows};
    switch (what) {
        case operation::dot:
            dot(arithmetic, x, y, out);
            break;
        case operation::sum:
            arithmetic.sum(x, out);
            break;
        case operation::softmax:
            softmax(arithmetic, x, columns);
            break;
        case operation::layer_norm:
            layer_norm(arithmetic, x, static_cast<number>(static_cast<float>(epsilon)), columns);
            break;
        case operation::composed:
            composed(arithmetic, x.all(), y.all(), out);
            break;
        case operation::conversion:
        case operation::sgd_update:
            break;
    }
    return out;
}

}  // namespace stepwise

// Of a dot product and of the composed operations, row i of the first half of x is one operand, row i of the second
// half the other. The error has no format where the quantizer is scaled. Throws std::invalid_argument if x is too short
// for one result, and for any operation but the conversion if the quantizer is scaled.
inline quantization_error error_of(operation what, const any_quantizer& q, std::span<const float> x,
                                   const operation_options& options = {})
{
    quantization_error error = q.is_scaled ? quantization_error() : quantization_error(q.format);
    const pass how{.threads = options.threads};
    std::vector<float> rounded(x.size());
    if (what == operation::sgd_update) return error_of_update(q, x, options.step, options.draw, how).error;
    q(x, rounded, how);
    if (what == operation::conversion) {
        error.add(x, rounded, how);
        return error;
    }
    rounded_steps arithmetic(q, options.threads);
    const bool takes_two = what == operation::dot || what == operation::composed;
    const std::size_t operands = takes_two ? 2 : 1, depth = options.depth;
    const std::size_t rows = depth == 0 ? 0 : x.size() / depth / operands;
    if (rows == 0)
        throw std::invalid_argument(std::string(operation_text(what)) + ": " + std::to_string(x.size()) +
                                    " numbers in rows of " + std::to_string(depth) + ", expected at least " +
                                    std::to_string(operands) + (takes_two ? " rows" : " row"));
    const std::span<const float> all(rounded);
    const std::vector<float> a = inner::turned(all.first(rows * depth), depth),
                             b = takes_two ? inner::turned(all.subspan(rows * depth, rows * depth), depth) : a;
    const std::vector<double> wide_a(a.begin(), a.end()), wide_b(b.begin(), b.end());
    exact_steps exact;
    const auto results =
        stepwise::results_of(what, arithmetic, {a.data(), depth, rows}, {b.data(), depth, rows}, options.epsilon);
    const auto expected =
        stepwise::results_of(what, exact, {wide_a.data(), depth, rows}, {wide_b.data(), depth, rows}, options.epsilon);
    error.add(expected, std::vector<double>(results.begin(), results.end()), how);
    return error;
}

}  // namespace LOWP_ISA
}  // namespace lowp

// lowp/precision/accumulators.hpp -- every way in which a dot product may be summed, by name: to loop over and compare.
//
//     for (const named_accumulator& one : accumulators_for(any_quantizer{bfloat16})) {
//         one.multiply(a, transposed(b), c);          // views of float
//         error.add(exact, c);                        // numbers of one.format
//     }
//
// The carrier's four come first, then those whose sums a quantizer rounds: lowp/linalg/accumulate.hpp says what each
// does. Compiling them for formats and modes met at run time takes a while: nothing else includes this, lowp.hpp
// neither.
#pragma once

#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/linalg/gemm.hpp"
#include "lowp/precision/parse.hpp"
#include "lowp/quantize/any_quantizer.hpp"
#include "lowp/quantize/error_sums.hpp"
#include "lowp/round/odd.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct named_accumulator {
    std::string name;
    any_format format = binary32;  // what its sums are numbers of
    std::function<void(matrix_view<const float> a, matrix_view<const float> b, matrix_view<float> c)>
        multiply;  // c = a b
};

namespace inner {

// Products of binary32 are exact in binary64, and sums have twice its digits; they are rounded to odd before they are
// rounded to binary32, so that it is done once.
inline void multiply_exactly(const matrix_view<const float>& a, const matrix_view<const float>& b,
                             const matrix_view<float>& c)
{
    for (std::size_t i = 0; i < c.rows; ++i)
        for (std::size_t j = 0; j < c.columns; ++j) {
            long_sum sum;
            for (std::size_t k = 0; k < a.columns; ++k)
                sum.add(static_cast<double>(a(i, k)) * static_cast<double>(b(k, j)));
            const two_sum<double> all(sum.high, sum.low);
            c(i, j) = static_cast<float>(made_odd(all.nearest, all.rest));
        }
}
template <class Accumulate>
named_accumulator by_gemm(std::string name, const any_format& format, const Accumulate& order, int threads)
{
    return {std::move(name), format, [order, threads](const auto& a, const auto& b, const auto& c) {
                gemm(a, b, c, order, {.threads = threads});
            }};
}

}  // namespace inner

// Sums in binary32: exact and rounded once, compensated (Kahan 1965), at the machine's speed, and k ascending.
inline std::vector<named_accumulator> carrier_accumulators(int threads = 1)
{
    return {{"exact", binary32, inner::multiply_exactly},
            inner::by_gemm("kahan", binary32, accumulate::kahan{}, threads),
            inner::by_gemm("wide", binary32, accumulate::wide{}, threads),
            inner::by_gemm("ordered", binary32, accumulate::ordered{}, threads)};
}

// Sums that q rounds: chunks of 64 and of 32 products, which are summed in binary32; each product added at once, as by
// a fused multiply-add; products that are rounded before. Throws std::invalid_argument if q is scaled: sums have no
// scale before they are known.
inline std::vector<named_accumulator> rounded_accumulators(const any_quantizer& q, int threads = 1)
{
    if (q.is_scaled) throw std::invalid_argument("accumulators: a scaled quantizer, expected one without a scale");
    using quantizer_type = quantizer<any_format, any_rounding>;
    using chunked = accumulate::chunked<quantizer_type>;
    using rounded = accumulate::rounded<quantizer_type>;
    using separately = accumulate::separately<quantizer_type, quantizer_type>;
    const quantizer_type round = q.plain();
    return {inner::by_gemm("chunked_64", q.format, chunked{64, round}, threads),
            inner::by_gemm("chunked_32", q.format, chunked{32, round}, threads),
            inner::by_gemm("rounded", q.format, rounded{round}, threads),
            inner::by_gemm("separately", q.format, separately{round, round}, threads)};
}

// All of them.
inline std::vector<named_accumulator> accumulators_for(const any_quantizer& q, int threads = 1)
{
    std::vector<named_accumulator> all = carrier_accumulators(threads);
    for (named_accumulator& one : rounded_accumulators(q, threads)) all.push_back(std::move(one));
    return all;
}

// The one of a name. Throws std::invalid_argument, which lists all names, where there is none.
inline const named_accumulator& accumulator_named(const std::vector<named_accumulator>& all, std::string_view name)
{
    std::vector<std::string> known;
    for (const named_accumulator& one : all) {
        if (one.name == name) return one;
        known.push_back(one.name);
    }
    unknown_name("accumulator", name, "one of " + joined(known), known);
}

}  // namespace LOWP_ISA
}  // namespace lowp

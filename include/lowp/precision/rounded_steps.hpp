// lowp/precision/rounded_steps.hpp -- the arithmetic of a machine that has a format and no other: each result rounded.
//
// A result is rounded once, from the exact one (lowp/quantize/arithmetic.hpp); e^x from its value in binary64. Each
// step draws random bits of its own: step s, counted from 0, those of fork s of the quantizer, at the index of the
// element.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include "lowp/core/elementary.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/precision/operation_steps.hpp"
#include "lowp/quantize/any_quantizer.hpp"
#include "lowp/quantize/arithmetic.hpp"

namespace lowp {
inline namespace LOWP_ISA {

class rounded_steps {
public:
    using number = float;
    using in = std::span<const float>;
    using out = std::span<float>;

    // Throws std::invalid_argument for a quantizer that chooses a scale for each tensor: numbers that meet in an
    // operation have one format.
    explicit rounded_steps(const any_quantizer& q, int threads = 1) : round_(q.plain()), how_{.threads = threads}
    {
        if (q.is_scaled)
            throw std::invalid_argument("operations: a scaled quantizer, expected one whose format stays the same");
    }

    std::uint64_t steps() const noexcept { return step_; }  // taken so far

    void add(in a, in b, out to) { lowp::add(next(), a, b, to, how_); }
    void subtract(in a, in b, out to) { lowp::subtract(next(), a, b, to, how_); }
    void multiply(in a, in b, out to) { lowp::multiply(next(), a, b, to, how_); }
    void divide(in a, in b, out to) { lowp::divide(next(), a, b, to, how_); }
    void fma(in a, in b, in c, out to) { lowp::fma(next(), a, b, c, to, how_); }
    void sqrt(in x, out to) { lowp::sqrt(next(), x, to, how_); }
    void exp(in x, out to)
    {
        std::vector<double> powers(x.begin(), x.end());
        for (double& one : powers) one = elementary::exp(one);
        next()(powers, how_);
        std::ranges::transform(powers, to.begin(), [](double one) { return static_cast<float>(one); });
    }
    // A step for each element but the first of a row.
    void sum(const columns_of_rows<const float>& x, out to)
    {
        std::ranges::copy(x[0], to.begin());
        for (std::size_t k = 1; k < x.depth; ++k) add(to, x[k], to);
    }

private:
    quantizer<any_format, any_rounding> next() { return round_.fork(step_++); }

    quantizer<any_format, any_rounding> round_;
    pass how_;
    std::uint64_t step_ = 0;
};

}  // namespace LOWP_ISA
}  // namespace lowp

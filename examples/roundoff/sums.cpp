#include "roundoff/sums.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "lowp/format/named.hpp"
#include "lowp/linalg/gemm.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/quantize/error_theory.hpp"
#include "lowp/random/uniform_index.hpp"

namespace {

using namespace lowp;

constexpr std::size_t side = 16;

// Numbers as often as they occur.
class drawing {
public:
    explicit drawing(const input_facts& facts) : strata_(facts.strata)
    {
        for (const stratum& one : strata_) ends_.push_back(all_ += one.count);
        scale_ = facts.rms == 0 ? 1.0f : std::ldexp(1.0f, std::clamp(-1 - std::ilogb(facts.rms), -126, 126));
    }
    matrix<float> operator()(std::size_t rows, std::size_t columns, const stream& draw) const
    {
        matrix<float> m(rows, columns);
        for (std::size_t i = 0; i < m.span().size(); ++i) {
            const std::uint64_t place = uniform_index(draw, i, all_);
            const auto found = std::upper_bound(ends_.begin(), ends_.end(), place);
            m.span()[i] = strata_[static_cast<std::size_t>(found - ends_.begin())].number * scale_;
        }
        return m;
    }

private:
    const std::vector<stratum>& strata_;
    std::vector<std::uint64_t> ends_;
    std::uint64_t all_ = 0;
    float scale_ = 1;
};

struct operands {
    matrix<float> a, b;
    std::vector<double> sums, magnitudes;  // of the terms, of each element of the product
};
operands with_sums(matrix<float> a, matrix<float> b)
{
    operands all{std::move(a), std::move(b), {}, {}};
    for (std::size_t i = 0; i < side; ++i)
        for (std::size_t j = 0; j < side; ++j) {
            double sum = 0, magnitudes = 0;
            for (std::size_t k = 0; k < all.a.columns(); ++k) {
                const double term = static_cast<double>(all.a(i, k)) * static_cast<double>(all.b(j, k));
                sum += term, magnitudes += std::fabs(term);
            }
            all.sums.push_back(sum), all.magnitudes.push_back(magnitudes);
        }
    return all;
}

// A pair of products for each length: of the numbers, and of their magnitudes.
using pairs_of_operands = std::vector<std::pair<operands, operands>>;

template <class Accumulate>
double error_of(const operands& one, const Accumulate& order)
{
    matrix<float> c(side, side);
    gemm(one.a, transposed(one.b), c, order);
    double squares = 0;
    for (std::size_t k = 0; k < side * side; ++k) {
        if (one.magnitudes[k] == 0) continue;
        const double error = (static_cast<double>(c(k / side, k % side)) - one.sums[k]) / one.magnitudes[k];
        squares += error * error;
    }
    return std::sqrt(squares / (side * side));
}
template <class Accumulate>
sum_errors measured(const std::string& name, double u, bool draws, const pairs_of_operands& all,
                    const Accumulate& order)
{
    sum_errors found{name, u, draws, {}, {}};
    for (const auto& [as_they_come, magnitudes] : all) {
        found.errors.push_back(error_of(as_they_come, order));
        found.of_magnitudes.push_back(error_of(magnitudes, order));
    }
    return found;
}

}  // namespace

sums_table errors_of_sums(const input_facts& facts, std::uint64_t seed)
{
    using accumulate::chunked, accumulate::rounded;
    using theory::unit_roundoff;
    const stream draw = stream{seed}.fork("sums");
    const drawing draws(facts);
    sums_table table;
    pairs_of_operands all;
    for (std::size_t length = 16; length <= 16384; length *= 4) {
        table.lengths.push_back(length);
        matrix<float> a = draws(side, length, draw.fork(length).fork(0)),
                      b = draws(side, length, draw.fork(length).fork(1));
        operands as_they_come = with_sums(a, b);
        for (matrix<float>* const one : {&a, &b})
            for (float& x : one->span()) x = std::fabs(x);
        all.emplace_back(std::move(as_they_come), with_sums(std::move(a), std::move(b)));
    }
    const quantizer half{binary16}, brain{bfloat16};
    const quantizer half_drawn{binary16, stochastic{draw, 24}}, brain_drawn{bfloat16, stochastic{draw, 24}};
    const double u_half = unit_roundoff(binary16), u_brain = unit_roundoff(bfloat16),
                 u_single = unit_roundoff(binary32);
    table.accumulators = {measured("bfloat16, nearest", u_brain, false, all, rounded{brain}),
                          measured("bfloat16, stochastic", 2 * u_brain, true, all, rounded{brain_drawn}),
                          measured("bfloat16, chunks of 64", u_brain, false, all, chunked{64, brain}),
                          measured("binary16, nearest", u_half, false, all, rounded{half}),
                          measured("binary16, stochastic", 2 * u_half, true, all, rounded{half_drawn}),
                          measured("binary16, chunks of 64", u_half, false, all, chunked{64, half}),
                          measured("binary32, in order", u_single, false, all, accumulate::ordered{}),
                          measured("binary32, Kahan", u_single, false, all, accumulate::kahan{})};
    return table;
}

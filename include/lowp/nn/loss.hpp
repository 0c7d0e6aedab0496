// lowp/nn/loss.hpp -- softmax cross-entropy, and its gradient by the logits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "lowp/core/contract.hpp"
#include "lowp/core/elementary.hpp"
#include "lowp/core/matrix_view.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// The mean over the rows of -log softmax(logits)[label]. Where `errors` is not empty it receives the gradient by the
// logits, (softmax - [j = label]) / rows. Computed in binary64 and rounded once.
inline double softmax_cross_entropy(matrix_view<const float> logits, std::span<const std::uint32_t> labels,
                                    matrix_view<float> errors = {})
{
    LOWP_EXPECTS(labels.size() == logits.rows && logits.rows > 0 && logits.columns > 0,
                 "a label for each row of logits, and at least one of each");
    LOWP_EXPECTS(errors.rows == 0 || (errors.rows == logits.rows && errors.columns == logits.columns),
                 "errors of the shape of the logits");
    const auto rows = static_cast<double>(logits.rows);
    double loss = 0;
    for (std::size_t i = 0; i < logits.rows; ++i) {
        LOWP_EXPECTS(labels[i] < logits.columns, "labels below the number of logits");
        double highest = static_cast<double>(logits(i, 0));
        for (std::size_t j = 1; j < logits.columns; ++j) highest = larger(highest, static_cast<double>(logits(i, j)));
        double sum = 0;
        for (std::size_t j = 0; j < logits.columns; ++j)
            sum += elementary::exp(static_cast<double>(logits(i, j)) - highest);
        loss += elementary::log(sum) - (static_cast<double>(logits(i, labels[i])) - highest);
        if (errors.rows == 0) continue;
        for (std::size_t j = 0; j < logits.columns; ++j) {
            const double share = elementary::exp(static_cast<double>(logits(i, j)) - highest) / sum;
            errors(i, j) = static_cast<float>((share - (j == labels[i] ? 1 : 0)) / rows);
        }
    }
    return loss / rows;
}

// How many rows have their highest logit elsewhere than at the label (the first of equals counts; NaN is never
// highest).
inline std::size_t misclassified(matrix_view<const float> logits, std::span<const std::uint32_t> labels)
{
    LOWP_EXPECTS(labels.size() == logits.rows && logits.columns > 0, "a label for each row of logits, and a logit");
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < logits.rows; ++i) {
        std::size_t best = 0;
        for (std::size_t j = 1; j < logits.columns; ++j)
            if (logits(i, j) > logits(i, best) || logits(i, best) != logits(i, best)) best = j;
        wrong += best != labels[i] || logits(i, best) != logits(i, best);
    }
    return wrong;
}

}  // namespace LOWP_ISA
}  // namespace lowp

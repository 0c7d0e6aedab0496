// lowp/select/seen_errors.hpp -- which errors of other tasks somebody is thought to have seen, for leave_one_out().
#pragma once

#include <algorithm>
#include <cstddef>
#include <set>
#include <span>
#include <utility>

#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/random/permutation.hpp"
#include "lowp/random/stream.hpp"
#include "lowp/select/error_matrix.hpp"

namespace lowp {

enum class seen_errors : unsigned char { all, uniform, by_memory };

inline namespace LOWP_ISA {

namespace inner {

// P_ij with the mean `share`: the share itself, or min(1, c / memory).
inline matrix<double> chances(matrix_view<const double> memory, seen_errors which, double share)
{
    matrix<double> p(memory.rows, memory.columns);
    std::ranges::fill(p.span(), share);
    if (which != seen_errors::by_memory) return p;
    double low = 0, high = 0;  // of c, by bisection
    for (std::size_t i = 0; i < p.rows(); ++i)
        for (std::size_t j = 0; j < p.columns(); ++j) high = std::max(high, memory(i, j));
    for (int halving = 0; halving < 60; ++halving) {
        const double c = (low + high) / 2;
        double sum = 0;
        for (std::size_t i = 0; i < p.rows(); ++i)
            for (std::size_t j = 0; j < p.columns(); ++j) sum += p(i, j) = std::min(1.0, c / memory(i, j));
        (sum < share * static_cast<double>(p.span().size()) ? low : high) = c;
    }
    return p;
}

struct seen_matrix {
    matrix<double> errors, chance;  // with which each became seen
};

// The errors that are seen at all: of each task at least one and of each configuration two of different groups, if
// there are, so that one is left when a group is held out. Those that are seen for this reason are so for certain.
inline seen_matrix drawn_errors(matrix_view<const double> errors, matrix<double> chance,
                                std::span<const std::size_t> groups, seen_errors which, lowp::stream source)
{
    seen_matrix seen{matrix<double>(errors.rows, errors.columns), std::move(chance)};
    const lowp::stream draw = source.fork("seen");
    for (std::size_t i = 0; i < errors.rows; ++i)
        for (std::size_t j = 0; j < errors.columns; ++j) {
            const bool is_seen = which == seen_errors::all || draw.uniform(i * errors.columns + j) < seen.chance(i, j);
            seen.errors(i, j) = is_seen ? errors(i, j) : missing_error;
        }
    const auto see = [&](std::size_t i, std::size_t j) { seen.errors(i, j) = errors(i, j), seen.chance(i, j) = 1; };
    for (std::size_t i = 0; i < errors.rows; ++i) {
        bool any = false;
        for (std::size_t j = 0; j < errors.columns; ++j) any = any || is_measured(seen.errors(i, j));
        for (const std::size_t j : permutation(errors.columns, source.fork("tasks").fork(i)))
            if (!any && is_measured(errors(i, j))) see(i, j), any = true;
    }
    for (std::size_t j = 0; j < errors.columns; ++j) {
        std::set<std::size_t> known;
        for (std::size_t i = 0; i < errors.rows; ++i)
            if (is_measured(seen.errors(i, j))) known.insert(groups[i]);
        for (const std::size_t i : permutation(errors.rows, source.fork("configurations").fork(j)))
            if (known.size() < 2 && is_measured(errors(i, j)) && known.insert(groups[i]).second) see(i, j);
    }
    return seen;
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

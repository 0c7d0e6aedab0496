// lowp/select/eigen_maps.hpp -- our views as Eigen's matrices, and back.
//
// Eigen does the linear algebra of this floor and appears in no public signature. It sums in the order that suits the
// machine, so results here differ between machines in their last digits, unlike those of the floors below.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>

#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/linalg/matrix.hpp"

namespace lowp {
inline namespace LOWP_ISA {
namespace inner {

using any_stride = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
using mapped_matrix = Eigen::Map<const Eigen::MatrixXd, Eigen::Unaligned, any_stride>;
using mapped_vector = Eigen::Map<const Eigen::VectorXd>;

constexpr Eigen::Index at(std::size_t i) noexcept { return static_cast<Eigen::Index>(i); }

inline mapped_matrix mapped(matrix_view<const double> m)
{
    return {m.data, at(m.rows), at(m.columns), any_stride(at(m.column_stride), at(m.row_stride))};
}
inline mapped_vector mapped(std::span<const double> x) { return {x.data(), at(x.size())}; }

template <class Expression>
matrix<double> copied(const Eigen::MatrixBase<Expression>& m)
{
    matrix<double> copy(static_cast<std::size_t>(m.rows()), static_cast<std::size_t>(m.cols()));
    Eigen::Map<Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(copy.span().data(), m.rows(),
                                                                                       m.cols()) = m;
    return copy;
}

// Rows of m, in this order.
inline Eigen::MatrixXd chosen_rows(matrix_view<const double> m, std::span<const std::size_t> rows)
{
    Eigen::MatrixXd chosen(at(rows.size()), at(m.columns));
    for (std::size_t i = 0; i < rows.size(); ++i) chosen.row(at(i)) = mapped(m).row(at(rows[i]));
    return chosen;
}

}  // namespace inner
}  // namespace LOWP_ISA
}  // namespace lowp

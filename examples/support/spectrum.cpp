#include "support/spectrum.hpp"

#if defined(LOWP_EXAMPLE_HAS_EIGEN)
#include <Eigen/SVD>

std::optional<std::vector<double>> singular_values(const std::vector<double>& matrix, std::size_t columns)
{
    using rows_first = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Eigen::Map<const rows_first> m(matrix.data(), static_cast<Eigen::Index>(matrix.size() / columns),
                                         static_cast<Eigen::Index>(columns));
    const Eigen::MatrixXd values = Eigen::JacobiSVD<Eigen::MatrixXd>(m).singularValues();
    return std::vector<double>(values.data(), values.data() + values.size());
}
#else
std::optional<std::vector<double>> singular_values(const std::vector<double>&, std::size_t) { return std::nullopt; }
#endif

// lowp/nn/relu.hpp -- y = max(x, 0).
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "lowp/nn/layer.hpp"

namespace lowp {
inline namespace LOWP_ISA {

struct relu {
    std::size_t outputs(std::size_t inputs) const noexcept { return inputs; }
    std::array<parameter_shape, 0> parameters() const noexcept { return {}; }
    void initialise(std::span<float>, stream) const noexcept {}

    // NaN passes, so that a training that has gone wrong shows it.
    template <class Accumulate>
    void forward(std::span<const float>, matrix_view<const float> x, matrix_view<float> y,
                 const compute<Accumulate>&) const
    {
        for (std::size_t i = 0; i < y.rows; ++i)
            for (std::size_t j = 0; j < y.columns; ++j) y(i, j) = x(i, j) <= 0 ? 0 : x(i, j);
    }

    // The derivative at 0 is taken as 0.
    template <class Accumulate>
    void backward(std::span<const float>, matrix_view<const float>, matrix_view<const float> y,
                  matrix_view<const float> dy, matrix_view<float> dx, std::span<float>,
                  const compute<Accumulate>&) const
    {
        for (std::size_t i = 0; i < dx.rows; ++i)
            for (std::size_t j = 0; j < dx.columns; ++j) dx(i, j) = y(i, j) <= 0 ? 0 : dy(i, j);
    }
};

static_assert(layer<relu>);

}  // namespace LOWP_ISA
}  // namespace lowp

// lowp/nn/dense.hpp -- y = x W + b: the fully connected layer.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include "lowp/nn/layer.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// Parameters: "weight", inputs x outputs, row-major; "bias", 1 x outputs.
struct dense {
    std::size_t input_count, output_count;

    std::size_t outputs(std::size_t inputs) const
    {
        LOWP_EXPECTS(inputs == input_count, "a dense layer with as many inputs as the layer before has outputs");
        return output_count;
    }
    std::array<parameter_shape, 2> parameters() const
    {
        return {{{"weight", input_count, output_count}, {"bias", 1, output_count}}};
    }

    // Weights uniform within +-sqrt(6 / inputs), which keeps the variance of activations behind ReLU (He et al. 2015);
    // biases 0.
    void initialise(std::span<float> to, stream draw) const
    {
        const std::size_t count = input_count * output_count;
        const float bound = std::sqrt(6.0f / static_cast<float>(input_count));
        for (std::size_t i = 0; i < count; ++i) to[i] = (2 * draw.uniform(i) - 1) * bound;
        for (float& bias : to.subspan(count)) bias = 0;
    }

    template <class Accumulate>
    void forward(std::span<const float> values, matrix_view<const float> x, matrix_view<float> y,
                 const compute<Accumulate>& how) const
    {
        // The bias is added last, to the finished sum.
        gemm(x, weight(values), y, how.order, how.options());
        const auto bias = values.subspan(input_count * output_count);
        for (std::size_t i = 0; i < y.rows; ++i)
            for (std::size_t j = 0; j < y.columns; ++j) y(i, j) += bias[j];
    }

    template <class Accumulate>
    void backward(std::span<const float> values, matrix_view<const float> x, matrix_view<const float>,
                  matrix_view<const float> dy, matrix_view<float> dx, std::span<float> gradients,
                  const compute<Accumulate>& how) const
    {
        const std::size_t count = input_count * output_count;
        gemm(transposed(x), dy, matrix_view(gradients.first(count), input_count, output_count), how.order,
             how.options());
        const auto bias = gradients.subspan(count);
        for (float& sum : bias) sum = 0;
        for (std::size_t i = 0; i < dy.rows; ++i)
            for (std::size_t j = 0; j < dy.columns; ++j) bias[j] += dy(i, j);
        if (dx.rows != 0) gemm(dy, transposed(weight(values)), dx, how.order, how.options());
    }

    matrix_view<const float> weight(std::span<const float> values) const
    {
        return {values.data(), input_count, output_count};
    }
};

static_assert(layer<dense>);

}  // namespace LOWP_ISA
}  // namespace lowp

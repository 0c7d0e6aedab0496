// tests/nn/layer_test.cpp -- what a layer must tell and do: a user's own takes part in a network, half a one does not.
#include "lowp/nn/layer.hpp"

#include <vector>

#include "lowp/nn/dense.hpp"
#include "lowp/nn/network.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// y = a x, with one parameter for all columns.
struct gain {
    std::size_t outputs(std::size_t inputs) const { return inputs; }
    std::array<parameter_shape, 1> parameters() const { return {{{"gain", 1, 1}}}; }
    void initialise(std::span<float> to, stream) const { to[0] = 2; }
    void forward(std::span<const float> a, matrix_view<const float> x, matrix_view<float> y, const auto&) const
    {
        for (std::size_t i = 0; i < y.rows; ++i)
            for (std::size_t j = 0; j < y.columns; ++j) y(i, j) = a[0] * x(i, j);
    }
    void backward(std::span<const float> a, matrix_view<const float> x, matrix_view<const float> y,
                  matrix_view<const float> dy, matrix_view<float> dx, std::span<float> gradient, const auto&) const
    {
        gradient[0] = 0;
        for (std::size_t i = 0; i < dy.rows; ++i) CHECK(y(i, 0) == a[0] * x(i, 0));  // its own input and output
        for (std::size_t i = 0; i < dy.rows; ++i)
            for (std::size_t j = 0; j < dy.columns; ++j) gradient[0] += x(i, j) * dy(i, j);
        for (std::size_t i = 0; i < dx.rows; ++i)
            for (std::size_t j = 0; j < dx.columns; ++j) dx(i, j) = a[0] * dy(i, j);
    }
};

struct no_backward {
    std::size_t outputs(std::size_t inputs) const { return inputs; }
    std::array<parameter_shape, 0> parameters() const { return {}; }
    void initialise(std::span<float>, stream) const {}
    void forward(std::span<const float>, matrix_view<const float>, matrix_view<float>, const auto&) const {}
};

static_assert(layer<gain> && !layer<no_backward> && !layer<int>);

}  // namespace

TEST_CASE("a layer of the user's own takes part in a network", "[nn]")
{
    const network net{dense{1, 1}, gain{}};
    REQUIRE(net.places().size() == 3);
    CHECK((net.places()[2].layer == 1 && net.places()[2].shape.name == "gain" && net.places()[2].first == 2));
    CHECK(net.parameters()[2] == 2);

    const std::vector<float> parameters{3, 1, 2};
    std::vector<float> x{5, -1}, y(4), d(4), gradients(3);
    const matrix_view<float> outputs[] = {{y.data(), 2, 1}, {y.data() + 2, 2, 1}},
                             errors[] = {{d.data(), 2, 1}, {d.data() + 2, 2, 1}};
    const auto untouched = [](std::size_t, matrix_view<float>) {};
    const compute how{accumulate::ordered{}, 1};
    net.forward(parameters, {x.data(), 2, 1}, outputs, how, untouched);
    CHECK(y == std::vector<float>{16, -2, 32, -4});
    d[2] = 1;
    d[3] = 10;
    net.backward(parameters, {x.data(), 2, 1}, outputs, errors, gradients, how, untouched);
    CHECK(d == std::vector<float>{2, 20, 1, 10});
    CHECK(gradients == std::vector<float>{5 * 2 - 20, 22, 16 - 20});
}

TEST_CASE("how a layer is to compute reaches gemm", "[nn]")
{
    CHECK((compute{accumulate::wide{}, 3}.options().threads == 3 &&
           compute<accumulate::ordered>{}.options().threads == 1));
}

// tests/nn/relu_test.cpp -- max(x, 0), element by element, and what of a gradient it lets through.
#include "lowp/nn/relu.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("relu keeps what is positive, and NaN", "[nn]")
{
    constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
    constexpr float least = std::numeric_limits<float>::denorm_min();
    std::vector<float> x{-1, -0.0f, 0, least, -least, 3, infinity, -infinity, nan, 7}, y(10), dy(10, 5), dx(10), none;
    const std::vector<float> expected{0, 0, 0, least, 0, 3, infinity, 0, nan, 7}, passes{0, 0, 0, 5, 0, 5, 5, 0, 5, 5};
    const matrix_view<float> x_view(x.data(), 2, 5), y_view(y.data(), 2, 5), dy_view(dy.data(), 2, 5),
        dx_view(dx.data(), 2, 5);
    const compute how{accumulate::ordered{}, 1};
    relu{}.forward(none, x_view, y_view, how);
    relu{}.backward(none, x_view, y_view, dy_view, dx_view, none, how);
    for (std::size_t i = 0; i < x.size(); ++i) {
        CAPTURE(i, x[i]);
        CHECK((std::isnan(expected[i]) ? std::isnan(y[i]) : y[i] == expected[i]));
        CHECK(std::signbit(y[i]) == false);  // no -0
        CHECK(dx[i] == passes[i]);
    }
    CHECK((relu{}.outputs(17) == 17 && relu{}.parameters().empty()));
    relu{}.backward(none, x_view, y_view, dy_view, {}, none, how);  // nobody wants the gradient
}

// tests/nn/dense_test.cpp -- y = x W + b and its gradients, by hand.
#include "lowp/nn/dense.hpp"

#include <algorithm>
#include <vector>

#include "support/catch.hpp"
#include "support/child.hpp"

using namespace lowp;

namespace {

const compute one_thread{accumulate::ordered{}, 1};

}  // namespace

TEST_CASE("dense by hand", "[nn]")
{
    const dense layer{2, 3};
    const std::vector<float> parameters{1, 2, 3, 4, 5, 6, 10, 20, 30};  // W row by row, then b
    std::vector<float> x{1, -1, 0.5f, 2}, y(6), dy{1, 0, 2, -1, 3, 0}, dx(4), gradients(9, -7);
    const matrix_view<float> x_view(x.data(), 2, 2), y_view(y.data(), 2, 3), dy_view(dy.data(), 2, 3),
        dx_view(dx.data(), 2, 2);

    layer.forward<accumulate::ordered>(parameters, x_view, y_view, one_thread);
    CHECK(y == std::vector<float>{1 - 4 + 10, 2 - 5 + 20, 3 - 6 + 30, 0.5f + 8 + 10, 1 + 10 + 20, 1.5f + 12 + 30});

    layer.backward<accumulate::ordered>(parameters, x_view, y_view, dy_view, dx_view, gradients, one_thread);
    CHECK(dx == std::vector<float>{1 * 1 + 2 * 3, 1 * 4 + 2 * 6, -1 * 1 + 3 * 2, -1 * 4 + 3 * 5});
    CHECK(gradients == std::vector<float>{1 - 0.5f, 1.5f, 2, -1 - 2, 6, -2, 1 - 1, 3, 2});

    // A first layer's input has no gradient; those of the parameters are the same.
    std::vector<float> again(9);
    layer.backward<accumulate::ordered>(parameters, x_view, y_view, dy_view, {}, again, one_thread);
    CHECK(again == gradients);

    // One sample.
    layer.forward<accumulate::ordered>(parameters, rows_of(x_view, 1, 1), rows_of(y_view, 0, 1), one_thread);
    CHECK((y[0] == 18.5f && y[1] == 31 && y[2] == 43.5f && y[3] == 18.5f));
}

TEST_CASE("the bias is added to the finished sum", "[nn]")
{
    // 2^24 + 1 is a tie and goes to 2^24: a bias that was added first would be lost.
    const std::vector<float> parameters{0x1p24f, -0x1p24f, 1, /*b*/ 1};
    std::vector<float> x{1, 1, 1}, y(1);
    dense{3, 1}.forward<accumulate::ordered>(parameters, {x.data(), 1, 3}, {y.data(), 1, 1}, one_thread);
    CHECK(y[0] == 2);
    const std::vector<float> swapped{0x1p24f, 1, -0x1p24f, 1};  // the 1 is lost in the sum, the bias is not
    dense{3, 1}.forward<accumulate::ordered>(swapped, {x.data(), 1, 3}, {y.data(), 1, 1}, one_thread);
    CHECK(y[0] == 1);
    x = {1, 0, 0};
    dense{3, 1}.forward<accumulate::ordered>(swapped, {x.data(), 1, 3}, {y.data(), 1, 1}, one_thread);
    CHECK(y[0] == 0x1p24f);
}

TEST_CASE("dense tells its shapes and draws its weights within +-sqrt(6 / inputs)", "[nn]")
{
    const dense layer{24, 40};
    CHECK(layer.outputs(24) == 40);
    CHECK_CONTRACT_BROKEN(layer.outputs(25), "a dense layer with as many inputs");
    const auto shapes = layer.parameters();
    CHECK((shapes[0].name == "weight" && shapes[0].rows == 24 && shapes[0].columns == 40));
    CHECK((shapes[1].name == "bias" && shapes[1].rows == 1 && shapes[1].columns == 40));

    std::vector<float> drawn(24 * 40 + 40, 9), again = drawn, others = drawn;
    layer.initialise(drawn, stream{1});
    layer.initialise(again, stream{1});
    layer.initialise(others, stream{2});
    CHECK(drawn == again);
    CHECK(drawn != others);
    CHECK(std::all_of(drawn.end() - 40, drawn.end(), [](float bias) { return bias == 0; }));
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < 960; ++i) {
        CHECK(std::fabs(drawn[i]) <= 0.5f);
        sum += static_cast<double>(drawn[i]);
        squares += static_cast<double>(drawn[i]) * static_cast<double>(drawn[i]);
    }
    // Uniform within +-1/2: a variance of 1/12; the mean of 960 strays by 0.0093, that of their squares by 0.0024.
    CHECK(std::fabs(sum / 960) < 4 * 0.0093);
    CHECK(std::fabs(squares / 960 - 1.0 / 12) < 4 * 0.0024);
}

// tests/optim/softmax_regression_test.cpp -- softmax regression against its formula, and against two classes' own.
#include "lowp/optim/softmax_regression.hpp"

#include <cmath>
#include <vector>

#include "lowp/optim/finite_sum.hpp"
#include "lowp/optim/linear_problem.hpp"
#include "lowp/optim/synthetic.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/near.hpp"

using namespace lowp;

namespace {

const synthetic_problem& data()
{
    static const auto p = synthetic_classes({.samples = 30, .dimension = 5, .label_noise = 0.1});
    return p;
}
std::vector<std::uint32_t> three_labels()
{
    std::vector<std::uint32_t> labels(30);
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<std::uint32_t>(i % 3);
    return labels;
}

}  // namespace

TEST_CASE("softmax regression is the formula", "[optim]")
{
    const auto labels = three_labels();
    const softmax_regression f{data().features, labels, 3, 0.02};
    std::vector<double> w(15), g(15);
    for (std::size_t j = 0; j < w.size(); ++j) w[j] = std::cos(static_cast<double>(j));
    double sum = 0, squares = 0;
    for (const double one : w) squares += one * one;
    for (std::size_t i = 0; i < 30; ++i) {
        double shares[3], all = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            double margin = 0;
            for (std::size_t j = 0; j < 5; ++j) margin += static_cast<double>(data().features(i, j)) * w[5 * k + j];
            all += shares[k] = std::exp(margin);
        }
        sum -= std::log(shares[labels[i]] / all);
    }
    CHECK(is_near(value(f, w), sum / 30 + 0.01 * squares, 1e-14));
    gradient(f, w, g);
    std::vector<double> at_once(15);
    CHECK((value_and_gradient(f, w, at_once) == value(f, w) && at_once == g));
    for (std::size_t j = 0; j < w.size(); ++j) {
        const double h = 1e-6, before = w[j];
        w[j] = before + h;
        const double above = value(f, w);
        w[j] = before - h;
        CHECK(is_near(g[j], (above - value(f, w)) / (2 * h), 0, 1e-8));
        w[j] = before;
    }
    for (double& one : w) one *= 1e4;  // no overflow
    CHECK(std::isfinite(value(f, w)));
}

TEST_CASE("two classes are logistic regression of the difference", "[optim]")
{
    std::vector<std::uint32_t> labels;
    for (const float y : data().targets) labels.push_back(y > 0 ? 1 : 0);
    const softmax_regression two{data().features, labels, 2};
    const logistic_regression one{data().features, data().targets};
    std::vector<double> w(10), difference(5);
    for (std::size_t j = 0; j < 5; ++j) {
        w[j] = 0.1 * static_cast<double>(j), w[5 + j] = 1 - 0.3 * static_cast<double>(j);
        difference[j] = w[5 + j] - w[j];
    }
    CHECK(is_near(value(two, w), value(one, difference), 1e-14));
}

TEST_CASE("softmax regression refuses what is none", "[optim]")
{
    const auto labels = three_labels();
    CHECK_CONTRACT_BROKEN((softmax_regression{data().features, labels, 2}), "labels below the number of classes");
    CHECK_CONTRACT_BROKEN((softmax_regression{data().features, labels, 1}), "from 2 to 1024 classes");
    const std::vector<std::uint32_t> few(3);
    CHECK_CONTRACT_BROKEN((softmax_regression{data().features, few, 3}), "at least one sample, and a label for each");
    CHECK_CONTRACT_BROKEN((softmax_regression{data().features, labels, 3, -1}), "a penalty that is not negative");
}

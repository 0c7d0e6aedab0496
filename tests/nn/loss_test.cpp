// tests/nn/loss_test.cpp -- softmax cross-entropy by hand, against its definition, and at the ends of the range.
#include "lowp/nn/loss.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.hpp"
#include "support/child.hpp"

using namespace lowp;

namespace {

struct answer {
    double loss;
    std::vector<float> errors;
};

answer ask(const std::vector<float>& logits, const std::vector<std::uint32_t>& labels)
{
    const std::size_t rows = labels.size(), columns = logits.size() / rows;
    answer a{0, std::vector<float>(logits.size(), -9)};
    const matrix_view<const float> view(logits.data(), rows, columns);
    a.loss = softmax_cross_entropy(view, labels, matrix_view<float>(a.errors.data(), rows, columns));
    CHECK((softmax_cross_entropy(view, labels) == a.loss || std::isnan(a.loss)));  // errors are not needed for the loss
    return a;
}

constexpr float infinity_float = std::numeric_limits<float>::infinity(),
                no_number = std::numeric_limits<float>::quiet_NaN();
constexpr float largest_float = std::numeric_limits<float>::max();

}  // namespace

TEST_CASE("the loss by hand", "[nn]")
{
    const auto even = ask({1, 1, 1, 1}, {2});
    CHECK(std::fabs(even.loss - std::log(4.0)) < 1e-15);
    CHECK(even.errors == std::vector<float>{0.25f, 0.25f, -0.75f, 0.25f});

    // exp(ln 3) : exp(0) = 3 : 1, twice, with a right and a wrong label: -ln(3/4) and -ln(1/4).
    const float ln3 = 1.0986123f;
    const auto two = ask({ln3, 0, 100 + ln3, 100}, {0, 1});
    CHECK(std::fabs(two.loss - (std::log(4.0 / 3) + std::log(4.0)) / 2) < 1e-6);
    CHECK(std::fabs(two.errors[0] + 0.125f) < 1e-6f);
    CHECK(std::fabs(two.errors[3] + 0.375f) < 1e-6f);

    const auto alone = ask({5, -7}, {0, 0});  // one class: nothing to learn
    CHECK((alone.loss == 0 && alone.errors == std::vector<float>{0, 0}));
}

TEST_CASE("loss and errors equal their definition in long double", "[nn]")
{
    std::uint64_t state = 1;
    const auto next = [&] {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<float>(static_cast<double>(state >> 11) * 0x1p-53);
    };
    for (const float scale : {1e-6f, 1.0f, 30.0f, 1000.0f})
        for (std::size_t rows = 1; rows < 9; ++rows) {
            const std::size_t columns = 1 + rows * 3 % 11;
            std::vector<float> logits;
            std::vector<std::uint32_t> labels;
            for (std::size_t i = 0; i < rows; ++i) {
                for (std::size_t j = 0; j < columns; ++j) logits.push_back(scale * (2 * next() - 1));
                labels.push_back(static_cast<std::uint32_t>(next() * static_cast<float>(columns)));
            }
            const auto got = ask(logits, labels);
            long double loss = 0;
            for (std::size_t i = 0; i < rows; ++i) {
                long double sum = 0;  // up to e^1000, which long double holds
                for (std::size_t j = 0; j < columns; ++j)
                    sum += std::exp(static_cast<long double>(logits[i * columns + j]));
                loss += std::log(sum) - static_cast<long double>(logits[i * columns + labels[i]]);
                for (std::size_t j = 0; j < columns; ++j) {
                    const long double share = std::exp(static_cast<long double>(logits[i * columns + j])) / sum;
                    const auto error =
                        static_cast<double>((share - (j == labels[i] ? 1 : 0)) / static_cast<long double>(rows));
                    const auto is = static_cast<double>(got.errors[i * columns + j]);
                    CHECK(std::fabs(is - error) <=
                          0x1p-24 * std::fabs(error) * 1.001 + 1e-16);  // rounded once, to binary32
                }
            }
            loss /= static_cast<long double>(rows);
            CHECK(std::fabs(static_cast<double>(got.loss - loss)) <= 1e-15 * static_cast<double>(scale + loss + 1));
        }
}

TEST_CASE("huge logits overflow nothing, and what is no number shows", "[nn]")
{
    const auto far = ask({largest_float, -largest_float, -largest_float, largest_float}, {0, 0});
    CHECK(far.loss == static_cast<double>(largest_float));  // 0 and 2 * largest_float
    CHECK(far.errors == std::vector<float>{0, 0, -0.5f, 0.5f});
    CHECK(ask({-infinity_float, 3}, {1}).loss == 0);
    CHECK(ask({-infinity_float, 3}, {0}).loss == static_cast<double>(infinity_float));
    const std::vector<float> broken[] = {
        {no_number, 1, 2}, {1, no_number, 2}, {1, 2, no_number}, {infinity_float, 1, 2}, {1, 2, infinity_float}};
    for (const auto& logits : broken)
        for (const std::uint32_t label : {0u, 1u, 2u}) CHECK_FALSE(std::isfinite(ask(logits, {label}).loss));
    for (const float error : ask({1, no_number, 2}, {0}).errors) CHECK(std::isnan(error));
}

TEST_CASE("a row is misclassified when another logit is the first highest", "[nn]")
{
    const auto wrong = [](const std::vector<float>& logits, const std::vector<std::uint32_t>& labels) {
        return misclassified({logits.data(), labels.size(), logits.size() / labels.size()}, labels);
    };
    CHECK(wrong({1, 3, 2}, {1}) == 0);
    CHECK(wrong({1, 3, 2}, {2}) == 1);
    CHECK(wrong({1, 3, 2, 9, 3, 2, 0, -1, -2}, {1, 1, 0}) == 1);
    CHECK((wrong({3, 3, 2}, {0}) == 0 && wrong({3, 3, 2}, {1}) == 1));  // the first of equals
    CHECK((wrong({no_number, 3, 2}, {1}) == 0 && wrong({1, no_number, 2}, {2}) == 0 &&
           wrong({2, 1, no_number}, {0}) == 0));
    for (const std::uint32_t label : {0u, 1u, 2u}) CHECK(wrong({no_number, no_number, no_number}, {label}) == 1);
    CHECK(wrong({-infinity_float, infinity_float}, {1}) == 0);
    CHECK(wrong({7}, {0}) == 0);
}

TEST_CASE("shapes and labels that do not fit are refused", "[nn]")
{
    std::vector<float> numbers(6);
    const matrix_view<const float> logits(numbers.data(), 2, 3);
    const std::vector<std::uint32_t> labels{0, 2}, beyond{0, 3}, few{0};
    CHECK_CONTRACT_BROKEN(softmax_cross_entropy(logits, few), "a label for each row of logits");
    CHECK_CONTRACT_BROKEN(softmax_cross_entropy(logits, beyond), "labels below the number of logits");
    CHECK_CONTRACT_BROKEN(softmax_cross_entropy(logits, labels, {numbers.data(), 2, 2}),
                          "errors of the shape of the logits");
    CHECK_CONTRACT_BROKEN(misclassified(logits, few), "a label for each row of logits");
}

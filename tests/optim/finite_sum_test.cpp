// tests/optim/finite_sum_test.cpp -- means over samples, of problems that users bring, for any number of threads.
#include "lowp/optim/finite_sum.hpp"

#include <cmath>
#include <vector>

#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/near.hpp"

using namespace lowp;

namespace {

// f_i(w) = i (w_0 - w_1) + w_0^2.
struct users_own {
    std::size_t n = 5;

    std::size_t size() const { return n; }
    std::size_t dimension() const { return 2; }
    double loss(std::size_t i, std::span<const double> w) const
    {
        return static_cast<double>(i) * (w[0] - w[1]) + w[0] * w[0];
    }
    void add_gradient(std::size_t i, std::span<const double> w, double c, std::span<double> g) const
    {
        g[0] += c * (static_cast<double>(i) + 2 * w[0]);
        g[1] -= c * static_cast<double>(i);
    }
};
struct with_penalty : users_own {
    double penalty() const { return 3; }
};

static_assert(finite_sum<users_own> && finite_sum<with_penalty> && !finite_sum<int>);

}  // namespace

TEST_CASE("value and gradient are means, plus the penalty's", "[optim]")
{
    const std::vector<double> w{3, 1};
    std::vector<double> g(2);
    CHECK(value(users_own{}, w) == 2 * 2 + 9);
    gradient(users_own{}, w, g);
    CHECK((g[0] == 2 + 6 && g[1] == -2));
    CHECK(is_near(value(with_penalty{}, w), 13 + 1.5 * 10, 1e-15));
    gradient(with_penalty{}, w, g);
    CHECK((g[0] == 8 + 9 && g[1] == -2 + 3));
    CHECK((penalty_of(users_own{}) == 0 && penalty_of(with_penalty{}) == 3));
}

TEST_CASE("value and gradient in one pass are those of two", "[optim]")
{
    struct at_once : with_penalty {
        double loss_and_gradient(std::size_t i, std::span<const double> w, double c, std::span<double> g) const
        {
            add_gradient(i, w, c, g);
            return loss(i, w);
        }
    };
    const std::vector<double> w{0.1, 0.7};
    for (const std::size_t n : {1u, 5u, 1000u}) {
        const with_penalty f{{.n = n}};
        const at_once same{f};
        std::vector<double> g(2), again(2), at_once_too(2);
        gradient(f, w, g);
        CHECK(value_and_gradient(f, w, again) == value(f, w));
        CHECK(value_and_gradient(same, w, at_once_too) == value(f, w));
        CHECK((again == g && at_once_too == g));
    }
}

TEST_CASE("means do not depend on threads", "[optim]")
{
    // Enough that threads are worth it, and terms that do not add up exactly.
    const users_own f{.n = 3'000'001};
    const std::vector<double> w{0.1, 0.7};
    std::vector<double> one(2), many(2);
    gradient(f, w, one, 1);
    gradient(f, w, many, 3);
    CHECK(one == many);
    CHECK(value(f, w, 1) == value(f, w, 3));
}

TEST_CASE("means of nothing are refused", "[optim]")
{
    std::vector<double> w(2), g(3);
    CHECK_CONTRACT_BROKEN(value(users_own{.n = 0}, w), "a problem with samples, and w of its dimension");
    CHECK_CONTRACT_BROKEN(gradient(users_own{}, w, g), "a problem with samples, w and g of its dimension");
}

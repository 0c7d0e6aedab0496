// tests/select/argument_test.cpp -- the sentences, word for word.
#include "lowp/select/argument.hpp"

#include <limits>

#include "support/catch.hpp"
#include "support/thrown.hpp"

using namespace lowp;

TEST_CASE("a refused argument is named with its value and what was expected", "[select]")
{
    CHECK(refused_by([] { detail::bad_argument("embed", "rank", std::size_t{7}, "at most 5"); }) ==
          "embed: rank is 7, expected at most 5");
    CHECK(refused_by([] { detail::bad_argument("f", detail::element("costs", 3), -0.1, "a positive number"); }) ==
          "f: costs[3] is -0.1, expected a positive number");
    CHECK(refused_by([] { detail::bad_argument("f", "a name", std::string_view("x"), "another"); }) ==
          "f: a name is 'x', expected another");
    CHECK(refused_by([] { detail::expect_count("f", "costs", 2, 3, "configuration"); }) ==
          "f: the number of costs is 2, expected 3, one for each configuration");
    CHECK(refused_by([] { detail::expect_count("f", "costs", 3, 3, "configuration"); }).empty());

    double values[] = {1, 2, 3, std::numeric_limits<double>::quiet_NaN()};
    const auto refused = [&] { detail::expect_finite("f", "errors", matrix_view<const double>(values, 2, 2)); };
    CHECK(refused_by(refused) == "f: errors(1, 1) is nan, expected a finite number");
    values[3] = 4;
    CHECK(refused_by(refused).empty());
}

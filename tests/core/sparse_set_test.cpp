// tests/core/sparse_set_test.cpp -- sparse samples are chosen and become dense ones.
#include "lowp/core/sparse_set.hpp"

#include <algorithm>
#include <limits>

#include "support/catch.hpp"
#include "support/child.hpp"

using namespace lowp;

namespace {

// Three samples of three features: (5, 0, 7), (0, 0, 0), (0, -1, 0).
sparse_set example()
{
    sparse_set all{sparse_matrix<float>(3), {0.5f, -1, 2}};
    const std::uint32_t outer[] = {0, 2}, middle[] = {1};
    const float five_seven[] = {5, 7}, minus_one[] = {-1};
    all.features.add_row(outer, five_seven);
    all.features.add_row({}, {});
    all.features.add_row(middle, minus_one);
    return all;
}

}  // namespace

TEST_CASE("a subset of sparse samples is what was chosen, in that order", "[core]")
{
    const sparse_set all = example();
    CHECK((all.size() == 3 && all.dimension() == 3));
    const std::size_t chosen[] = {2, 0, 2};
    const sparse_set part = subset(all, chosen);
    CHECK((part.size() == 3 && part.dimension() == 3 && part.features.kept() == 4));
    CHECK(part.targets == std::vector<float>{2, 0.5f, 2});
    CHECK(densified(part.features) == aligned_vector<float>{0, -1, 0, 5, 0, 7, 0, -1, 0});

    const sparse_set none = subset(all, {});
    CHECK((none.size() == 0 && none.dimension() == 3));
    const std::size_t beyond[] = {3};
    CHECK_CONTRACT_BROKEN(subset(all, beyond), "sample indices below the size");
}

TEST_CASE("dense samples have zeros where sparse ones have nothing", "[core]")
{
    const aligned_vector<float> dense{5, 0, 7, 0, 0, 0, 0, -1, 0};
    const sparse_set all = example();
    CHECK(densified(all.features) == dense);

    const regression_set regression = densified(all);
    CHECK((regression.dimension == 3 && regression.features == dense && regression.targets == all.targets));

    const std::uint32_t labels[] = {1, 0, 3};
    const data_set classes = densified(all, labels, 4);
    CHECK((classes.dimension == 3 && classes.classes == 4 && classes.features == dense));
    CHECK(std::ranges::equal(classes.labels, labels));

    CHECK(densified(sparse_matrix<float>(7)).empty());
    CHECK(densified(sparse_set{sparse_matrix<float>(7), {}}).dimension == 7);
}

TEST_CASE("labels that do not suit the samples are refused", "[core]")
{
    const sparse_set all = example();
    const std::uint32_t labels[] = {1, 0, 3};
    CHECK_CONTRACT_BROKEN(densified(all, std::span(labels).first(2), 4), "a label for each sample");
    CHECK_CONTRACT_BROKEN(densified(all, labels, 3), "labels below the number of classes");

    sparse_matrix<float> wide(std::numeric_limits<std::size_t>::max());
    wide.add_row({}, {});
    wide.add_row({}, {});
    CHECK_CONTRACT_BROKEN(densified(wide), "a matrix with no more elements than can be counted");
}

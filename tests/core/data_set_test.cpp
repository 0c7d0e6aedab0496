// tests/core/data_set_test.cpp -- subsets are the chosen rows and labels, in the chosen order.
#include "lowp/core/data_set.hpp"

#include "support/catch.hpp"
#include "support/child.hpp"

using namespace lowp;

TEST_CASE("a subset is what was chosen, twice if chosen twice", "[core]")
{
    const data_set all{2, 7, {0, 1, 10, 11, 20, 21}, {4, 5, 6}};
    CHECK(all.size() == 3);
    CHECK((all.matrix().rows == 3 && all.matrix().columns == 2 && all.matrix()(2, 1) == 21));

    const std::size_t chosen[] = {2, 0, 2};
    const data_set part = subset(all, chosen);
    CHECK((part.dimension == 2 && part.classes == 7));
    CHECK(part.features == aligned_vector<float>{20, 21, 0, 1, 20, 21});
    CHECK(part.labels == std::vector<std::uint32_t>{6, 4, 6});

    CHECK(subset(all, {}).size() == 0);
    const std::size_t beyond[] = {3};
    CHECK_CONTRACT_BROKEN(subset(all, beyond), "sample indices below the size");
}

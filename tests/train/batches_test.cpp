// tests/train/batches_test.cpp -- every sample once an epoch, in another order each; a split is a partition.
#include "lowp/train/batches.hpp"

#include <map>
#include <numeric>
#include <set>

#include "support/catch.hpp"
#include "support/child.hpp"

using namespace lowp;

namespace {

// Sample i has the features i and -i, and the label i.
data_set numbered(std::size_t n)
{
    data_set all{2, n, {}, {}};
    for (std::size_t i = 0; i < n; ++i) {
        all.features.insert(all.features.end(), {static_cast<float>(i), -static_cast<float>(i)});
        all.labels.push_back(static_cast<std::uint32_t>(i));
    }
    return all;
}

std::vector<std::size_t> in_a_row(const std::vector<std::vector<std::size_t>>& batches)
{
    std::vector<std::size_t> all;
    for (const auto& batch : batches) all.insert(all.end(), batch.begin(), batch.end());
    return all;
}

}  // namespace

TEST_CASE("an epoch has every sample once, in full batches and a rest", "[train]")
{
    for (std::size_t n = 0; n < 40; ++n)
        for (std::size_t size = 1; size < 45; ++size) {
            const auto batches = shuffled_batches(n, size, stream{n});
            CHECK(batches.size() == (n + size - 1) / size);
            for (std::size_t b = 0; b < batches.size(); ++b)
                CHECK(batches[b].size() == (b + 1 < batches.size() ? size : n - b * size));
            auto all = in_a_row(batches);
            CHECK(all == permutation(n, stream{n}));  // the order does not depend on the size of the batches
            std::sort(all.begin(), all.end());
            std::vector<std::size_t> each(n);
            std::iota(each.begin(), each.end(), std::size_t{0});
            CHECK(all == each);
        }
    CHECK_CONTRACT_BROKEN(shuffled_batches(5, 0, stream{}), "batches of at least one sample");
}

TEST_CASE("each stream has an order of its own", "[train]")
{
    std::set<std::vector<std::size_t>> orders;
    for (std::uint64_t epoch = 0; epoch < 100; ++epoch)
        orders.insert(in_a_row(shuffled_batches(30, 7, stream{1}.fork(epoch))));
    CHECK(orders.size() == 100);
}

TEST_CASE("gather copies the rows and labels of the chosen", "[train]")
{
    const data_set data = numbered(6);
    const std::size_t chosen[] = {4, 0, 4};
    std::vector<float> x(6);
    std::vector<std::uint32_t> labels(3);
    gather(data, chosen, {x.data(), 3, 2}, labels);
    CHECK(x == std::vector<float>{4, -4, 0, 0, 4, -4});
    CHECK(labels == std::vector<std::uint32_t>{4, 0, 4});
    CHECK_CONTRACT_BROKEN(gather(data, chosen, matrix_view<float>(x.data(), 2, 2), labels),
                          "room for the chosen samples");
}

TEST_CASE("a split is a partition", "[train]")
{
    const data_set data = numbered(20);
    for (std::size_t held_out = 0; held_out <= 20; ++held_out) {
        const auto [training, test] = shuffled_split(data, held_out, stream{3});
        CHECK((training.size() == 20 - held_out && test.size() == held_out));
        CHECK((training.classes == 20 && test.classes == 20 && training.dimension == 2 && test.dimension == 2));
        std::map<std::uint32_t, int> seen;
        for (const data_set* part : {&training, &test})
            for (std::size_t i = 0; i < part->size(); ++i) {
                ++seen[part->labels[i]];
                CHECK(part->matrix()(i, 0) == static_cast<float>(part->labels[i]));
                CHECK(part->matrix()(i, 1) == -static_cast<float>(part->labels[i]));
            }
        CHECK(seen.size() == 20);
    }
    CHECK(shuffled_split(data, 5, stream{3}).test.labels != shuffled_split(data, 5, stream{4}).test.labels);
    CHECK_CONTRACT_BROKEN(shuffled_split(data, 21, stream{}), "no more samples held out than there are");
}

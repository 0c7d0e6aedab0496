// tests/train/workspace_test.cpp -- tensors of a step have the shapes of the network and do not share memory.
#include "lowp/train/workspace.hpp"

#include <algorithm>

#include "lowp/nn/dense.hpp"
#include "lowp/nn/network.hpp"
#include "lowp/nn/relu.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"

using namespace lowp;

TEST_CASE("a workspace has room for each tensor of a batch, and smaller batches", "[train]")
{
    const network net{dense{5, 3}, relu{}, dense{3, 2}};
    workspace room(net, 9);
    const std::size_t widths[] = {3, 3, 2};
    for (const std::size_t samples : {9u, 1u, 4u, 0u, 9u}) {
        room.resize(samples);
        REQUIRE((room.outputs.size() == 3 && room.errors.size() == 3 && room.gradients.size() == 26));
        CHECK((room.x.rows == samples && room.x.columns == 5 && room.labels.size() == samples));
        std::vector<matrix_view<float>> all{room.x};
        for (std::size_t l = 0; l < 3; ++l) {
            CHECK((room.outputs[l].rows == samples && room.outputs[l].columns == widths[l]));
            CHECK((room.errors[l].rows == samples && room.errors[l].columns == widths[l]));
            all.insert(all.end(), {room.outputs[l], room.errors[l]});
        }
        // What is written to one is not seen in another.
        for (std::size_t k = 0; k < all.size(); ++k) {
            CHECK(all[k].dense());
            std::fill_n(all[k].data, all[k].rows * all[k].columns, static_cast<float>(k));
        }
        for (std::size_t k = 0; k < all.size(); ++k)
            CHECK(std::count(all[k].data, all[k].data + samples * all[k].columns, static_cast<float>(k)) ==
                  static_cast<std::ptrdiff_t>(samples * all[k].columns));
    }
    CHECK_CONTRACT_BROKEN(room.resize(10), "a batch no larger than the workspace was made for");
}

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

TEST_CASE("with shared memory a tensor and its neighbours are apart, and all are in four buffers", "[train]")
{
    const network net{dense{5, 3}, relu{}, dense{3, 7}, relu{}, dense{7, 2}};
    workspace room(net, 4, true);
    CHECK(workspace(net, 4).activation_bytes == 4 * 4 * (5 + 3 + 3 + 7 + 7 + 2));
    // Tensors 0, 2, 4 have 5, 3 and 7 columns, tensors 1, 3, 5 have 3, 7 and 2.
    CHECK(room.activation_bytes == 4 * 4 * (7 + 7));
    std::vector<matrix_view<float>> activations{room.x}, errors(room.errors);
    activations.insert(activations.end(), room.outputs.begin(), room.outputs.end());
    for (auto* all : {&activations, &errors})
        for (std::size_t k = 0; k + 1 < all->size(); ++k) {
            const auto &a = (*all)[k], &b = (*all)[k + 1];
            std::fill_n(a.data, a.rows * a.columns, 1.0f);
            std::fill_n(b.data, b.rows * b.columns, 2.0f);
            CHECK(std::count(a.data, a.data + a.rows * a.columns, 1.0f) ==
                  static_cast<std::ptrdiff_t>(a.rows * a.columns));
        }
    for (const auto& y : activations) std::fill_n(y.data, y.rows * y.columns, 3.0f);
    for (const auto& e : errors) std::fill_n(e.data, e.rows * e.columns, 4.0f);
    for (const auto& y : activations)
        CHECK(std::count(y.data, y.data + y.rows * y.columns, 3.0f) == static_cast<std::ptrdiff_t>(y.rows * y.columns));
}

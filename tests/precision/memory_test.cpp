// tests/precision/memory_test.cpp -- bytes held, counted by hand for a small network.
#include "lowp/precision/memory.hpp"

#include <vector>

#include "lowp/precision/recipe_text.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// A 5-3-2 network with a batch of 7: weights and biases of 15, 3, 6 and 2 elements, an input of 35, outputs of 21, 21
// (behind ReLU) and 14.
std::vector<tensor> tensors()
{
    std::vector<tensor> all;
    for (const role r : {role::weights, role::gradients, role::momentum, role::master})
        all.insert(all.end(),
                   {{r, 0, "weight", 5, 3}, {r, 0, "bias", 1, 3}, {r, 2, "weight", 3, 2}, {r, 2, "bias", 1, 2}});
    all.push_back({role::activations, 0, "input", 7, 5});
    for (const role r : {role::activations, role::errors})
        all.insert(all.end(), {{r, 0, "output", 7, 3}, {r, 1, "output", 7, 3}, {r, 2, "output", 7, 2}});
    return all;
}

using bytes = std::array<std::uint64_t, 6>;

bytes held(const char* text) { return bytes_held(tensors(), parse_recipe(text).with(stream{})).bytes; }

}  // namespace

TEST_CASE("each tensor takes its elements' bits, in whole bytes", "[precision]")
{
    // 26 parameters; 35 + 56 activations; 56 errors.
    CHECK(held("r:") == bytes{104, 364, 224, 104, 104, 104});
    CHECK(held("r: all=bfloat16") == bytes{52, 182, 112, 52, 52, 52});
    CHECK(held("r: weights=e4m3fn activations=e4m3fn errors=e5m2:stochastic") == bytes{26, 91, 56, 104, 104, 104});
    // 4 bits: 15, 3, 6, 2 elements in 8, 2, 3, 1 bytes, and a byte each for their scales;
    // 6 bits: 35, 21, 21, 14 in 27, 16, 16, 11;  19 bits in words of 32.
    CHECK(held("r: weights=e2m1fn:scaled activations=e3m2fn errors=tf32 master=q2.5 momentum=q5.10") ==
          bytes{8 + 2 + 3 + 1 + 4, 27 + 16 + 16 + 11, 4 * (21 + 21 + 14), 104, 52, 26});
    CHECK(bytes_held(tensors(), recipe{}).total() == 104 + 364 + 224 + 3 * 104);
    CHECK(bytes_held({}, recipe{}).total() == 0);
    const auto each = bytes_of_each(tensors(), parse_recipe("r: weights=e2m1fn:scaled errors=e4m3fn").with({}));
    REQUIRE(each.size() == tensors().size());
    CHECK((each[0] == 8 + 1 && each[1] == 2 + 1 && each[16] == 4 * 35 && each.back() == 14));
}

TEST_CASE("what changes with the step is counted at the step", "[precision]")
{
    const auto later_wider = [](std::uint64_t step, const tensor&) {
        return quantizer{floating_format{8, step < 10 ? 7 : 23}};
    };
    const recipe scheduled{gradients{later_wider}};
    CHECK(bytes_held(tensors(), scheduled).bytes == bytes{104, 364, 224, 52, 104, 104});
    CHECK(bytes_held(tensors(), scheduled, 10).bytes == bytes{104, 364, 224, 104, 104, 104});
}

TEST_CASE("packed to the bit, words of 19 bits are 19 bits, and scales do not count", "[precision]")
{
    const auto packed = [](const char* text) {
        return packed_bytes_held(tensors(), parse_recipe(text).with({})).bytes;
    };
    CHECK(packed("r:") == bytes{104, 364, 224, 104, 104, 104});
    // 15, 3, 6 and 2 elements of 19 bits: 285, 57, 114 and 38 bits in whole bytes; of 4 bits: 60, 12, 24 and 8.
    CHECK(packed("r: weights=e2m1fn:scaled master=tf32") == bytes{8 + 2 + 3 + 1, 364, 224, 104, 104, 36 + 8 + 15 + 5});
}

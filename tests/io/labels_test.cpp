// tests/io/labels_test.cpp -- numbers of classes become labels, and a wrong number of them is told.
#include "lowp/io/labels.hpp"

#include <limits>

#include "support/catch.hpp"
#include "support/thrown.hpp"

using namespace lowp;

using floats = std::vector<float>;
using words = std::vector<std::uint32_t>;

TEST_CASE("of two numbers the smaller becomes -1", "[io]")
{
    CHECK(binary_labels(floats{1, -1, -1, 1}, "f") == floats{1, -1, -1, 1});
    CHECK(binary_labels(floats{0, 1, 0}, "f") == floats{-1, 1, -1});
    CHECK(binary_labels(floats{2, 1, 2}, "f") == floats{1, -1, 1});
    CHECK(binary_labels(floats{-0.5f, -0.25f}, "f") == floats{-1, 1});
    CHECK(binary_labels(floats{-0.0f, 3, 0.0f}, "f") == floats{-1, 1, -1});  // one zero
}

TEST_CASE("classes are the numbers that occur, in ascending order", "[io]")
{
    CHECK(class_labels(floats{3, 1, 2, 1}, 3, "f") == words{2, 0, 1, 0});
    CHECK(class_labels(floats{-1, 1, -1}, 2, "f") == words{0, 1, 0});
    CHECK(class_labels(floats{0.5f, 10, -7}, 3, "f") == words{1, 2, 0});
    CHECK(class_labels(floats{5, 5}, 1, "f") == words{0, 0});
    CHECK(class_labels(floats{}, 0, "f").empty());
}

TEST_CASE("another number of classes is told, with the first few", "[io]")
{
    const auto binary = [](const floats& targets) { return thrown_by([&] { binary_labels(targets, "f.txt"); }); };
    const auto classes = [](const floats& targets, std::size_t count) {
        return thrown_by([&] { class_labels(targets, count, "f.txt"); });
    };
    CHECK(binary({}) == "f.txt: 0 different targets, expected two classes");
    CHECK(binary({1, 1}) == "f.txt: 1 different targets (1), expected two classes");
    CHECK(binary({2, 0, 1, 0}) == "f.txt: 3 different targets (0, 1, 2), expected two classes");
    CHECK(binary({0.1f, 5, 4, 3, -2e30f}) == "f.txt: 5 different targets (-2e+30, 0.1, 3, 4, 5), expected two classes");
    CHECK(binary({6, 5, 4, 3, 2, 1}) == "f.txt: 6 different targets (1, 2, 3, 4, 5, ...), expected two classes");
    CHECK(classes({0, 1, 2}, 10) == "f.txt: 3 different targets (0, 1, 2), expected 10 classes");
    CHECK(classes({0, 1}, 1) == "f.txt: 2 different targets (0, 1), expected 1 class");
    CHECK(classes({0, 1}, 0) == "f.txt: 2 different targets (0, 1), expected 0 classes");

    const float nan = std::numeric_limits<float>::quiet_NaN();
    CHECK(binary({0, nan, 1}) == "f.txt: a target is NaN, expected numbers");
    CHECK(classes({nan}, 1) == "f.txt: a target is NaN, expected numbers");
}

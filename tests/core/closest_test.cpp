// tests/core/closest_test.cpp -- edit distances against their recursive definition, suggestions by hand.
#include "lowp/core/closest.hpp"

#include "support/catch.hpp"

using namespace lowp;

namespace {

// The definition, on the ends of the two words: the cheapest way to deal with their last letters.
std::size_t defined(std::string_view a, std::string_view b)
{
    if (a.empty() || b.empty()) return a.size() + b.size();
    const auto less = [](std::string_view s, std::size_t n = 1) { return s.substr(0, s.size() - n); };
    std::size_t least = std::min(defined(less(a), b), defined(a, less(b))) + 1;
    least = std::min(least, defined(less(a), less(b)) + (a.back() == b.back() ? 0 : 1));
    if (a.size() > 1 && b.size() > 1 && a.back() == b[b.size() - 2] && b.back() == a[a.size() - 2])
        least = std::min(least, defined(less(a, 2), less(b, 2)) + 1);
    return least;
}

}  // namespace

TEST_CASE("edit_distance is the number of edits, for all words of up to four of three letters", "[core]")
{
    std::vector<std::string> words{""};
    for (std::size_t first = 0; words[first].size() < 4; ++first)
        for (const char letter : {'a', 'b', 'c'}) words.push_back(words[first] + letter);
    REQUIRE(words.size() == 1 + 3 + 9 + 27 + 81);
    std::size_t wrong = 0;
    for (const auto& a : words)
        for (const auto& b : words) wrong += edit_distance(a, b) != defined(a, b);
    CHECK(wrong == 0);

    CHECK(edit_distance("kitten", "sitting") == 3);
    CHECK(edit_distance("ca", "abc") == 3);  // 2 if letters could be put between two that were swapped
}

TEST_CASE("closest suggests the nearest names, three of equals, and nothing far away", "[core]")
{
    using list = std::vector<std::string>;
    const list names{"weights", "errors", "momentum", "e4m3fn", "e5m2"};
    CHECK(closest("wieghts", names) == list{"weights"});
    CHECK(closest("error", names) == list{"errors"});
    CHECK(closest("e4m3", names) == list{"e4m3fn", "e5m2"});  // both are two away
    CHECK(closest("e5m3", names) == list{"e5m2"});
    CHECK(closest("ab", list{"ac", "xy", "ad", "ae", "af"}) == list{"ac", "ad", "ae"});
    CHECK(closest("", names).empty());
    CHECK(closest("something else", names).empty());
    CHECK(closest("errors", {}).empty());
    // A word of n letters may be up to n / 2 + 1 away: half of it is still right.
    CHECK(closest("abcd", list{"abcdxyz"}) == list{"abcdxyz"});
    CHECK(closest("abcd", list{"abcdwxyz"}).empty());
}

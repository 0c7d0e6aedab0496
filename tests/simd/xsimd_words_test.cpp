// tests/simd/xsimd_words_test.cpp -- words to shorter ones in memory and back, and shifts by a count that is not known.
#include <cstdint>
#include <vector>

#include "lowp/random/stream.hpp"
#include "lowp/simd/lanes.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

template <class Word>
void check_short(int bytes)
{
    using words = lanes<Word>;
    const Word mask = static_cast<Word>(~Word{0} >> (8 * sizeof(Word) - 8 * static_cast<std::size_t>(bytes)));
    std::vector<Word> in(words::size), out(words::size);
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<Word>(mix64(i + 1));
    std::vector<std::uint8_t> memory(words::size * static_cast<std::size_t>(bytes) + 2, 0xee);
    words::load(in.data()).store_short(memory.data() + 1, bytes);
    REQUIRE((memory.front() == 0xee && memory.back() == 0xee));
    words::load_short(memory.data() + 1, bytes).store(out.data());
    for (std::size_t i = 0; i < in.size(); ++i) REQUIRE(out[i] == (in[i] & mask));
}

}  // namespace

TEST_CASE("words of so many bytes", "[simd]")
{
    for (const int bytes : {1, 2, 4}) check_short<std::uint32_t>(bytes);
    for (const int bytes : {1, 2, 4, 8}) check_short<std::uint64_t>(bytes);
}

TEST_CASE("the bytes of four registers, in order", "[simd]")
{
    using words = lanes<std::uint32_t>;
    std::vector<std::uint32_t> in(4 * words::size);
    std::vector<std::uint8_t> out(in.size() + 2, 0xee);
    const std::uint32_t above = words::bytes_are_cut ? 0x4b40'1200u : 0;  // what may be left above a byte
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = (static_cast<std::uint32_t>(255 - 3 * i) & 0xff) | above;
    const auto part = [&](std::size_t k) { return words::load(in.data() + k * words::size); };
    words::store_bytes({part(0), part(1), part(2), part(3)}, out.data() + 1);
    for (std::size_t i = 0; i < in.size(); ++i) REQUIRE(out[i + 1] == (in[i] & 0xff));
    REQUIRE((out.front() == 0xee && out.back() == 0xee));
}

TEST_CASE("shifts by a count met at run time, and the largest lane", "[simd]")
{
    using words = lanes<std::uint32_t>;
    std::vector<std::uint32_t> in(words::size), left(words::size), right(words::size);
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<std::uint32_t>(mix64(i + 99));
    for (int count = 0; count < 32; ++count) {
        volatile int not_known = count;
        const int by = not_known;
        (words::load(in.data()) << by).store(left.data());
        (words::load(in.data()) >> by).store(right.data());
        for (std::size_t i = 0; i < in.size(); ++i) REQUIRE((left[i] == in[i] << by && right[i] == in[i] >> by));
    }
    for (std::size_t at = 0; at < words::size; ++at) {
        std::vector<std::uint32_t> x(words::size, 5);
        x[at] = 0xffff'fff0u;
        REQUIRE(largest_lane(words::load(x.data())) == 0xffff'fff0u);
        REQUIRE(any(words::load(x.data()) == words(0xffff'fff0u)));
        REQUIRE_FALSE(any(words::load(x.data()) == words(6u)));
    }
}

TEST_CASE("the largest of each of some registers", "[simd]")
{
    using words = lanes<std::uint32_t>;
    constexpr std::size_t size = words::size;
    for (std::size_t at = 0; at < size; ++at) {
        words x[size];
        std::uint32_t expected[size], found[size];
        for (std::size_t k = 0; k < size; ++k) {
            std::uint32_t row[size];
            for (std::size_t l = 0; l < size; ++l) row[l] = static_cast<std::uint32_t>(mix64(k * size + l)) >> 1;
            row[(at + 3 * k) % size] = expected[k] = 0xffff'0000u - static_cast<std::uint32_t>(k);
            x[k] = words::load(row);
        }
        words::largest_of_each(x).store(found);
        for (std::size_t k = 0; k < size; ++k) REQUIRE(found[k] == expected[k]);
    }
}

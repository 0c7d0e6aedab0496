// tests/support/random_words.hpp -- what would show at once if a source of random words were broken.
//
// Scores are standard: their distribution is that of a normal number with variance 1, so that |score| > 4.9 has a
// probability of 10^-6, > 5.2 of 2 * 10^-7, > 5.7 of 1.2 * 10^-8. The words are always the same, so a test that has
// passed once fails for a change of the source only.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "lowp/simd/lanes.hpp"
#include "support/catch.hpp"

namespace test {

using words_of_source = std::vector<std::uint32_t>;

template <class Source>
words_of_source words(const Source& source, std::uint64_t first, std::size_t n)
{
    words_of_source all(n);
    for (std::size_t i = 0; i < n; ++i) all[i] = source.bits(first + i);
    return all;
}

// Of `ones` among n fair coins.
inline double score(double ones, double n) { return (ones - n / 2) / std::sqrt(n / 4); }

// The worst score of the top `bits` bits, each for itself.
inline double worst_bit(const words_of_source& a, int bits = 32)
{
    std::uint32_t ones[32] = {};
    for (const std::uint32_t word : a)
        for (int bit = 0; bit < 32; ++bit) ones[bit] += word >> bit & 1;
    double worst = 0;
    for (int bit = 32 - bits; bit < 32; ++bit)
        worst = std::max(worst, std::fabs(score(ones[bit], static_cast<double>(a.size()))));
    return worst;
}

// The worst score of how often equal bits agree, for each of the top `bits` bits, and of the correlation of what these
// (24 of them at most) say as numbers: bits + 1 scores. Sequences of one length, or the first words of the longer.
inline double worst_relation(const words_of_source& a, const words_of_source& b, int bits = 32)
{
    const std::size_t n = std::min(a.size(), b.size());
    const int shift = 32 - std::min(bits, 24);
    const double middle = static_cast<double>(0xffff'ffffu >> shift) / 2;
    words_of_source different(n);
    double product = 0;
    for (std::size_t i = 0; i < n; ++i) {
        different[i] = a[i] ^ b[i];
        product += (static_cast<double>(a[i] >> shift) - middle) * (static_cast<double>(b[i] >> shift) - middle);
    }
    const double variance = ((2 * middle + 1) * (2 * middle + 1) - 1) / 12;
    return std::max(worst_bit(different, bits), std::fabs(product) / (variance * std::sqrt(static_cast<double>(n))));
}

// The worst relation of any two of twelve neighbouring streams, at the same index and at multiples of 1 and 16 words
// apart: 66 pairs three times, 6534 scores.
template <class Make>
double worst_of_neighbours(const Make& make)
{
    constexpr std::size_t n = 1 << 14;
    constexpr std::uint64_t lags[] = {0, 1, 16};
    double worst = 0;
    for (const std::uint64_t lag : lags) {
        std::vector<words_of_source> all;
        for (std::uint64_t child = 0; child < 12; ++child) all.push_back(words(make(child), child * lag, n));
        for (std::size_t i = 0; i < all.size(); ++i)
            for (std::size_t j = 0; j < i; ++j) worst = std::max(worst, worst_relation(all[i], all[j]));
    }
    return worst;
}

// That of neighbouring seeds, steps, roles, layers and names as a training forks them; 32670 scores, one of which is
// beyond 5.7 with a probability of 4 * 10^-4.
template <class Source>
double worst_of_neighbouring_streams()
{
    constexpr std::uint64_t step = 1000, role = 2, layer = 3;
    const auto tensor = [](std::uint64_t s, std::uint64_t r, std::uint64_t l, char name) {
        return Source{1}.fork(s).fork(r).fork(l).fork(std::string_view{&name, 1});
    };
    return std::max({worst_of_neighbours([](std::uint64_t i) { return Source{i}; }),
                     worst_of_neighbours([&](std::uint64_t i) { return tensor(step + i, role, layer, 'w'); }),
                     worst_of_neighbours([&](std::uint64_t i) { return tensor(step, i, layer, 'w'); }),
                     worst_of_neighbours([&](std::uint64_t i) { return tensor(step, role, i, 'w'); }),
                     worst_of_neighbours([&](std::uint64_t i) {
                         return tensor(step, role, layer, static_cast<char>('a' + static_cast<char>(i)));
                     })});
}

// Words in lanes and words filled, in lanes and one by one, are those asked for one by one; none is written beyond.
template <class Source>
void check_same_words(const Source& s)
{
    using lowp::lane_count;
    using word_lanes = lowp::lanes<std::uint32_t>;
    for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{64}, std::uint64_t{1} << 32,
                                      (std::uint64_t{1} << 34) - 128, ~std::uint64_t{255}})
        for (const std::size_t n : {std::size_t{0}, std::size_t{64}, std::size_t{192}, std::size_t{256}}) {
            INFO("words " << first << " and " << n << " from there");
            constexpr std::uint32_t untouched = 7;
            words_of_source by_lanes(n + 1, untouched), filled(n + 1, untouched), filled_by_lanes(n + 1, untouched);
            for (std::size_t i = 0; i < n; i += lane_count) s.template bits<word_lanes>(first + i).store(&by_lanes[i]);
            s.fill(first, filled.data(), n);
            s.template fill<word_lanes>(first, filled_by_lanes.data(), n);
            auto expected = words(s, first, n);
            expected.push_back(untouched);
            CHECK(by_lanes == expected);
            CHECK(filled == expected);
            CHECK(filled_by_lanes == expected);
        }
}

}  // namespace test

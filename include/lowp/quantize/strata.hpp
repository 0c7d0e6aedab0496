// lowp/quantize/strata.hpp -- a stream of numbers as some thousands of them, each with how many it stands for.
//
//     strata s;
//     s.add(x);                               // and again, for the next part of a stream
//     for (const stratum& one : s.list()) ... // one.number: the first that was met of one.count about as large
//
// Numbers of one sign that share the exponent and the upper 10 bits of the fraction of binary32 make a stratum: they
// differ by less than 2^-10 of themselves (below 2^-126, subnormal, by less than 2^-136), so that in all binades of any
// tensor there are some ten thousand that hold any. What is asked of one number at a time, the square of a round-off
// error say, and then summed, can be asked of those in place of billions: not of a sample, since the few largest are
// among them, whose saturation weighs most.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lowp/core/bits.hpp"

namespace lowp {

struct stratum {
    float number;
    std::uint64_t count;

    friend constexpr bool operator==(const stratum&, const stratum&) = default;
};

class strata {
public:
    static constexpr int fraction_bits = 10;  // of those that numbers of a stratum share

    strata() : counts_(all), first_(all) {}

    // NaN and infinities are left out. The same strata for any cut of the stream.
    void add(std::span<const float> x)
    {
        for (const float one : x) {
            const std::size_t k = to_bits(one) >> dropped;
            if (counts_[k]++ == 0) first_[k] = one;
        }
    }
    // As if the other's stream had followed.
    strata& operator+=(const strata& other)
    {
        for (std::size_t k = 0; k < all; ++k) {
            if (counts_[k] == 0) first_[k] = other.first_[k];
            counts_[k] += other.counts_[k];
        }
        return *this;
    }

    // Those that were met: positive numbers from the smallest on, then the negative ones, from zero on.
    std::vector<stratum> list() const
    {
        std::vector<stratum> met;
        for (std::size_t k = 0; k < all; ++k)
            if (counts_[k] != 0 && k % (all / 2) < finite) met.push_back({first_[k], counts_[k]});
        return met;
    }

private:
    static constexpr int dropped = 23 - fraction_bits;
    static constexpr std::size_t all = std::size_t{1} << (32 - dropped), finite = infinity_pattern<float> >> dropped;

    std::vector<std::uint64_t> counts_;
    std::vector<float> first_;
};

}  // namespace lowp

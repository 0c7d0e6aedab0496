// lowp/quantize/counted.hpp -- an array's pieces, worked on by several threads, counted or not.
//
// A function of a register (lowp/quantize/registers.hpp) becomes one that also counts by being wrapped: whatever loop
// it is given to need not know. Each piece counts for itself and is added to the tally when it is done; sums of
// integers and a maximum do not depend on the order.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include "lowp/core/isa.hpp"
#include "lowp/quantize/pass.hpp"
#include "lowp/quantize/registers.hpp"
#include "lowp/quantize/tally.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Rounds, or makes codes, as `make` does, and counts. Of a result the bits of `value_bits` are 0 when it is zero.
template <carrier_type T, class Make>
struct counted {
    Make make;
    register_tally<lanes<T>> seen;
    word_of<T> value_bits;

    auto operator()(const lanes<T>& x, std::uint64_t at)
    {
        const auto result = make(x, at);
        seen.count(x, value_of(result));
        return result;
    }
    template <class Result, std::size_t N>
    void several(const lanes<T> (&x)[N], std::uint64_t at, Result (&results)[N])
    {
        make_several(make, x, at, results);
        seen.count(x, [&](std::size_t k) { return value_of(results[k]); });
    }

private:
    template <class Result>
    lanes<word_of<T>> value_of(const Result& result) const
    {
        if constexpr (requires { to_bits(result); })
            return to_bits(result) & lanes<word_of<T>>(value_bits);
        else
            return result & lanes<word_of<T>>(value_bits);
    }
};

// Adds up the lanes of n elements' counts. V is lanes of a carrier, or a carrier.
template <class V>
tally sum_of(const register_tally<V>& seen, std::size_t n) noexcept
{
    using word = word_of<carrier_of<V>>;
    // The lanes' words added up, or the largest of them.
    const auto over_lanes = [](const word_of<V>& x, const auto& join) {
        if constexpr (std::same_as<word_of<V>, word>) {
            return std::uint64_t{x};
        } else {
            word all[word_of<V>::size];
            x.store(all);
            std::uint64_t joined = 0;
            for (const word one : all) joined = join(joined, std::uint64_t{one});
            return joined;
        }
    };
    const auto sum = [&](const word_of<V>& x) { return over_lanes(x, [](auto a, auto b) { return a + b; }); };
    tally t{.elements = n};
    if (any((seen.beyond | seen.flushed | seen.nans) != word_of<V>(word{0})))
        t = {n, sum(seen.beyond), sum(seen.past), sum(seen.flushed), sum(seen.nans)};
    const std::uint64_t largest = over_lanes(seen.largest, [](auto a, auto b) { return larger(a, b); });
    t.largest = static_cast<double>(from_bits(static_cast<word>(largest)));
    return t;
}

// What a pass counts: nothing, or with the bounds of a format.
struct no_counts {};
template <carrier_type T>
struct counts_into {
    tally& total;
    tally_bounds<T> bounds;
};
template <carrier_type T, format_source F>
counts_into<T> counts_of(const F& format, tally& total)
{
    return {total, with_descriptor(format, [](const auto& f) { return tally_bounds_of<T>(f); })};
}

// Calls work(i, count) -> tally for the pieces of n elements.
template <carrier_type T, class Work>
void over_pieces(std::size_t n, int threads, const counts_into<T>& counts, const Work& work)
{
    std::mutex adding;
    for_each_piece(n, threads, [&](std::size_t i, std::size_t count) {
        const tally t = work(i, count);
        const std::lock_guard<std::mutex> alone(adding);
        counts.total += t;
    });
}
// Calls put(i) for n elements one by one; if asked, also look(i, what it gave, seen), which counts.
template <carrier_type T, class Put, class Look>
void over_elements(std::size_t n, int threads, no_counts, const Put& put, const Look&)
{
    for_each_piece(n, threads, [&](std::size_t begin, std::size_t length) {
        for (std::size_t i = begin; i < begin + length; ++i) put(i);
    });
}
template <carrier_type T, class Put, class Look>
void over_elements(std::size_t n, int threads, const counts_into<T>& counts, const Put& put, const Look& look)
{
    over_pieces<T>(n, threads, counts, [&](std::size_t begin, std::size_t length) {
        register_tally<T> seen{counts.bounds};
        for (std::size_t i = begin; i < begin + length; ++i) look(i, put(i), seen);
        return sum_of(seen, length);
    });
}

// What wraps a function of a register so that it counts, or leaves it as it is.
struct uncounted {
    template <class Make>
    const Make& operator()(const Make& make) const noexcept
    {
        return make;
    }
    template <class Make>
    static void add(const Make&, std::size_t) noexcept
    {}
};
template <carrier_type T>
struct counting {
    tally_bounds<T> bounds;
    word_of<T> value_bits;
    tally& sum;

    template <class Make>
    counted<T, Make> operator()(const Make& make) const
    {
        return {make, {bounds}, value_bits};
    }
    template <class Make>
    void add(const counted<T, Make>& done, std::size_t n) const
    {
        sum += sum_of(done.seen, n);
    }
};

// Calls work(i, count, wrap) for the pieces of n elements. Work wraps the function it calls, and when it is done with
// it, says so: wrap.add(function, count).
template <carrier_type T, class Work>
void over_pieces(std::size_t n, int threads, no_counts, word_of<T>, const Work& work)
{
    for_each_piece(n, threads, [&](std::size_t i, std::size_t count) { work(i, count, uncounted{}); });
}
template <carrier_type T, class Work>
void over_pieces(std::size_t n, int threads, const counts_into<T>& counts, word_of<T> value_bits, const Work& work)
{
    over_pieces<T>(n, threads, counts, [&](std::size_t i, std::size_t count) {
        tally t;
        work(i, count, counting<T>{counts.bounds, value_bits, t});
        return t;
    });
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

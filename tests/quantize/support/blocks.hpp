// tests/quantize/support/blocks.hpp -- block formats by their definition, element by element.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "lowp/format/block.hpp"
#include "lowp/quantize/scale.hpp"
#include "support/oracle.hpp"

namespace blocks {

using namespace lowp;

// floor(log2 x) without a logarithm.
inline int binade_of(double x) { return std::ilogb(x); }

// The exponent of a scale that is a power of two; `bits` are those of an element below its leading one.
inline int exponent_for(scale_rule rule, double amax, double largest, int bits)
{
    const int end = binade_of(largest);
    switch (rule) {
        case scale_rule::floor:
            return binade_of(amax) - end;
        case scale_rule::ceil:
            return binade_of(amax) + (std::ldexp(1.0, binade_of(amax)) < amax ? 1 : 0) - end;
        case scale_rule::even:
            return binade_of(std::round(std::ldexp(amax, bits - binade_of(amax)))) - bits + binade_of(amax) - end;
        case scale_rule::cover:
            break;
    }
    int e = -400;
    while (std::ldexp(largest, e) < amax) ++e;
    return e;
}

// A binary32 number at or above x > 0, or the nearest in another format.
inline double up_to_float(double x)
{
    const auto near = static_cast<float>(x);
    return static_cast<double>(static_cast<double>(near) < x ? std::nextafter(near, INFINITY) : near);
}

template <class E>
int bits_of(const E& f)
{
    if constexpr (std::same_as<E, fixed_format>)
        return binade_of(f.largest()) + f.fraction_bits;
    else if constexpr (std::same_as<E, nlq_format>)
        return 0;
    else
        return f.fraction_bits;
}

// What the whole matrix becomes.
template <class E>
std::vector<float> rounded(const block_format<E>& f, scale_rule rule, oracle::mode mode, on_overflow policy,
                           const std::vector<float>& x, std::size_t columns)
{
    const auto block_of = [&](std::size_t i, std::size_t j) -> std::pair<std::size_t, std::size_t> {
        switch (f.shape.kind) {
            case shared_by::run:
                return {i, j / f.shape.length};
            case shared_by::row:
                return {i, 0};
            case shared_by::column:
                return {0, j};
            default:
                return {0, 0};
        }
    };
    const oracle::ladder elements = oracle::of(f.element);
    double whole = 0;
    for (const float v : x)
        if (std::isfinite(v)) whole = std::max(whole, std::fabs(static_cast<double>(v)));
    const double largest = f.element.largest();
    const double tensor =
        f.two_levels && whole > 0
            ? std::max(static_cast<double>(static_cast<float>(whole / (largest * f.scale.largest()))), 0x1p-149)
            : 1.0;

    std::vector<float> y(x.size());
    std::vector<bool> done(x.size());
    for (std::size_t k = 0; k < x.size(); ++k) {
        if (done[k]) continue;
        const auto block = block_of(k / columns, k % columns);
        std::vector<std::size_t> members;
        for (std::size_t m = k; m < x.size() && (f.shape.kind == shared_by::column ||
                                                 f.shape.kind == shared_by::tensor || m < (k / columns + 1) * columns);
             ++m)
            if (block_of(m / columns, m % columns) == block) members.push_back(m);
        double amax = 0;
        bool nan = false;
        for (const std::size_t m : members) {
            done[m] = true;
            nan = nan || std::isnan(x[m]);
            if (std::isfinite(x[m])) amax = std::max(amax, std::fabs(static_cast<double>(x[m])));
        }
        double scale = f.scale.smallest();
        if (amax > 0 && f.scale == binary32 && !f.two_levels) {
            scale = std::max(up_to_float(amax / largest), 0x1p-149);
        } else if (amax > 0 && f.two_levels) {
            scale = std::max(oracle::rounded(oracle::of(f.scale), amax / (largest * tensor), oracle::mode::nearest_even,
                                             on_overflow::saturate),
                             f.scale.smallest());
        } else if (amax > 0) {
            scale = std::ldexp(1.0, std::clamp(exponent_for(rule, amax, largest, bits_of(f.element)), -127, 127));
        }
        for (const std::size_t m : members) {
            if (nan && !elements.has_nan) {
                y[m] = std::numeric_limits<float>::quiet_NaN();
                continue;
            }
            const double element =
                oracle::rounded(elements, static_cast<double>(x[m]) / (scale * tensor), mode, policy);
            const double value = element * (scale * tensor);
            y[m] = std::isfinite(value)
                       ? static_cast<float>(std::clamp(value, -static_cast<double>(std::numeric_limits<float>::max()),
                                                       static_cast<double>(std::numeric_limits<float>::max())))
                       : static_cast<float>(value);
        }
    }
    return y;
}

}  // namespace blocks

// lowp/number/hash.hpp -- std::hash for numbers: equal numbers have equal hashes, both zeros included.
#pragma once

#include <cstddef>
#include <functional>

#include "lowp/number/classify.hpp"
#include "lowp/number/number.hpp"
#include "lowp/random/stream.hpp"

template <auto F>
struct std::hash<lowp::number<F>> {
    constexpr std::size_t operator()(lowp::number<F> x) const noexcept
    {
        return lowp::mix64(lowp::classify(x) == lowp::number_class::zero ? 0 : x.bits());
    }
};

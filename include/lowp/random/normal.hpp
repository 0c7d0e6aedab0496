// lowp/random/normal.hpp -- numbers of the standard normal distribution, as a function of position.
#pragma once

#include <cstdint>

#include "lowp/core/elementary.hpp"
#include "lowp/core/fused.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/random/stream.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// The draw at `index`: the polar method (Marsaglia and Bray 1964) on points of a grid of 2^-31, tried again in the
// stream's next fork until one lies in the disk. The same bits on every machine.
inline double normal(const stream& draw, std::uint64_t index) noexcept
{
    for (std::uint64_t attempt = 0;; ++attempt) {
        const stream tried = draw.fork(attempt);
        const auto coordinate = [&](std::uint64_t at) { return (tried.bits(at) + 0.5) * 0x1p-31 - 1; };
        const double x = coordinate(2 * index), y = coordinate(2 * index + 1);
        const double square = unfused_product(x, x) + unfused_product(y, y);
        if (square < 1) return unfused_product(x, square_root(-2 * elementary::log(square) / square));
    }
}

}  // namespace LOWP_ISA
}  // namespace lowp

// lowp/linalg/accumulate.hpp -- in what order, and with what rounding, the products of a GEMM are summed.
//
// The order is part of the result, so it is part of the interface. lowp/linalg/reference.hpp says in a plain loop what
// each of these computes.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <variant>

namespace lowp {
namespace accumulate {

// k ascending; product and sum rounded to binary32 separately: the same bits on every machine.
struct ordered {
    // Calls visit(k) for k in [0, count), in this order.
    template <class Visit>
    static constexpr void walk(std::size_t count, const Visit& visit)
    {
        for (std::size_t k = 0; k < count; ++k) visit(k);
    }
};

// binary32 sums at the speed of the machine, k running 1, 0, 3, 2, ... as in the dot-product instruction for bfloat16.
// The same bits on every machine as long as the significands of the two operands have at most 24 bits together and no
// product leaves binary32's normal range: products are then exact, and a fused multiply-add equals a plain one. Else,
// for binary32 operands above all, the machine decides.
struct wide {
    // The last of an odd count stands alone.
    template <class Visit>
    static constexpr void walk(std::size_t count, const Visit& visit)
    {
        for (std::size_t k = 0; k + 1 < count; k += 2) {
            visit(k + 1);
            visit(k);
        }
        if (count % 2 == 1) visit(count - 1);
    }
};

}  // namespace accumulate

using any_accumulator = std::variant<accumulate::ordered, accumulate::wide>;
inline constexpr std::array<std::string_view, 2> accumulator_names{"ordered", "wide"};

inline std::optional<any_accumulator> read_accumulator(std::string_view text)
{
    if (text == accumulator_names[0]) return accumulate::ordered{};
    if (text == accumulator_names[1]) return accumulate::wide{};
    return std::nullopt;
}

}  // namespace lowp

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

// k ascending; product and sum rounded to the carrier separately: the same bits on every machine.
struct ordered {
    // Calls visit(k) for k in [0, count), in this order.
    template <class Visit>
    [[gnu::always_inline]] static constexpr void walk(std::size_t count, const Visit& visit)
    {
        for (std::size_t k = 0; k < count; ++k) visit(k);
    }
};

// The carrier's sums at the speed of the machine, k running 1, 0, 3, 2, ... as in the dot-product instruction for
// bfloat16. The same bits on every machine as long as the significands of the two operands have at most 24 bits
// together (53 in binary64) and no product leaves the carrier's normal range: products are then exact, and a fused
// multiply-add equals a plain one. Else, for binary32 operands above all, the machine decides.
//
// The dot-product instruction takes subnormals of bfloat16 for zero, and makes sums that are subnormal in binary32
// zero. Codes of formats in which neither can occur never meet that: all of OCP's. Those of bfloat16 may, where the
// machine has the instruction and it pays, unless keep_subnormals is set, which does without it.
struct wide {
    bool keep_subnormals = false;

    // The last of an odd count stands alone.
    template <class Visit>
    [[gnu::always_inline]] static constexpr void walk(std::size_t count, const Visit& visit)
    {
        for (std::size_t k = 0; k + 1 < count; k += 2) {
            visit(k + 1);
            visit(k);
        }
        if (count % 2 == 1) visit(count - 1);
    }
};

// The exact sum, rounded once, to the carrier of c: for codes of formats whose sums fit in 53 bits, and for integers of
// 8 bits, whose sums are exact in int32. Of two formats with magnitudes up to 2^a and 2^b, in steps of 2^-s and 2^-t,
// at most 2^(53 - a - b - s - t) - 1 products may be summed (int8: 2^17 - 1, two of e4m3fn: 2^17 - 1).
struct exact {};

// Quantizers below are lowp/quantize/quantizer.hpp's, with any mode and policy. Step s of element (i, j) of an m x n
// result draws as number (s m + i) N + j of its tensor, where N is n rounded up to a multiple of 16.

// sum = round(sum + a b), k ascending: rounded once, from the exact value, as by an accumulator that has the format.
// The carrier is c's.
template <class Quantizer>
struct rounded {
    Quantizer round;
};

// sum = round(sum + product(a b)): as by a multiplier and an adder. Each rounds once; they draw at the same places.
template <class Product, class Sum>
struct separately {
    Product product;
    Sum sum;
};

// Products of `length` neighbours along k are summed in the carrier, as by wide, subnormals kept; then sum =
// round(sum + that), one step for each chunk (Wang et al. 2018, whose chunks are rounded within, too).
template <class Quantizer>
struct chunked {
    std::size_t length;
    Quantizer round;
};

template <class Q>
rounded(Q) -> rounded<Q>;
template <class P, class S>
separately(P, S) -> separately<P, S>;
template <class Q>
chunked(std::size_t, Q) -> chunked<Q>;

// The carrier's sums, k ascending, with what each rounding left out added to the next product (Kahan 1965).
struct kahan {};

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

// lowp/precision/maybe.hpp -- a quantizer, or none: numbers stay what they are.
//
// What a rule returns whose tensors are not all rounded: `maybe<affine_quantizer<>>{}` is none.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/quantize/any_quantizer.hpp"

namespace lowp {
inline namespace LOWP_ISA {

template <array_quantizer Q>
struct maybe {
    std::optional<Q> base{};

    void operator()(std::span<const float> in, std::span<float> out) const
    {
        LOWP_EXPECTS(in.size() == out.size(), "spans of equal length");
        if (base)
            (*base)(in, out);
        else if (in.data() != out.data())
            std::copy(in.begin(), in.end(), out.begin());
    }
    // Rows of consecutive elements, one behind the other.
    void operator()(const matrix_view<const float>& in, const matrix_view<float>& out) const
        requires requires(const Q q) { q(in, out); }
    {
        if (base)
            (*base)(in, out);
        else
            (*this)(std::span(in.data, in.rows * in.columns), std::span(out.data, out.rows * out.columns));
    }

    template <class Child>
    maybe fork(const Child& child) const
    {
        return base ? maybe{base->fork(child)} : maybe{};
    }
    // Of what is not rounded, binary32's.
    std::uint64_t stored_bytes(std::uint64_t n) const { return base ? base->stored_bytes(n) : 4 * n; }
    std::uint64_t stored_bytes(std::size_t rows, std::size_t columns) const
        requires requires(const Q q) { q.stored_bytes(rows, columns); }
    {
        return base ? base->stored_bytes(rows, columns) : 4 * std::uint64_t{rows} * columns;
    }
};

}  // namespace LOWP_ISA
}  // namespace lowp

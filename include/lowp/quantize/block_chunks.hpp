// lowp/quantize/block_chunks.hpp -- a part of a row, with its scales known: rounded, encoded, decoded.
//
// By definition an element is x / scale, computed in binary64, rounded to the element format. Where scales are powers
// of two the same comes sooner: x is rounded where it is, to the format times the scale, by the carrier's own sum
// (lowp/round/round_by_sum.hpp), in which the scale is a factor of a few constants.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "lowp/core/isa.hpp"
#include "lowp/format/block.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/block_scales.hpp"
#include "lowp/quantize/encode.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// A number of a block in binary32, with the library's NaN; what lies beyond binary32 becomes its largest number.
constexpr float scaled_back(double element, double scale) noexcept
{
    const double x = element * scale, largest = static_cast<double>(std::numeric_limits<float>::max());
    if (x != x) return from_bits(nan_pattern<float>);
    if (x > largest || x < -largest) {  // infinity only from an infinite element
        const bool infinite = element > largest || element < -largest;
        const float end = infinite ? from_bits(infinity_pattern<float>) : std::numeric_limits<float>::max();
        return x < 0 ? -end : end;
    }
    return static_cast<float>(x);
}

// The constants of the fast way; it takes scales between bounds, which are empty where it cannot be gone.
struct fast_elements {
    grid<float> g{};
    sum_grid<float> s{};
    power_bounds<float> bounds{1, 0};

    template <block_element E>
    fast_elements(const block_format<E>& f, on_overflow policy)
    {
        if (!f.has_power_scales() || f.shape.kind == shared_by::column || f.element.width() > 8) return;
        if (!carries<float>(f.element) || !has_grid<float>(f.element, policy)) return;
        g = grid_of<float>(f.element, policy);
        if (!has_code_by_sum(g)) return;
        s = sum_grid_of(g);
        bounds = powers_with_sum(g);
    }
    bool are_possible() const noexcept { return bounds.lowest < bounds.highest; }
    bool take(float scale) const noexcept { return scale >= bounds.lowest && scale <= bounds.highest; }  // no NaN
};

// From x on, elements of a matrix, number `first` and on of their tensor. R is a mode.
template <block_element E, rounding_mode R>
struct block_chunk {
    static constexpr bool may_be_fast = has_near_form<R, float>;

    const block_format<E>& format;
    const block_scales<E>& scales;
    const fast_elements& fast;
    on_overflow overflow;
    const R& mode;
    row_part part;
    const float* x;
    std::uint64_t first;

    void round(float* y) const
    {
        if constexpr (may_be_fast)
            if (fast.are_possible() && is_near(mode))
                return scales.for_each_stretch(part, [&](std::size_t k, std::size_t count) {
                    const float scale = scale_at(k);
                    if (fast.take(scale))
                        by_registers(x + k, y + k, count, first + k, false,
                                     register_rounding<form::by_sum_plain, float, grid<float>, R>{
                                         fast.g, mode, scaled(fast.s, scale)});
                    else
                        round_divided(k, count, y);
                });
        round_divided(0, part.count, y);
    }

    void encode(const packed_span<E, std::uint8_t>& row) const
    {
        if constexpr (may_be_fast)
            if (fast.are_possible() && is_near(mode)) return encode_fast(row);
        for_each_divided(0, part.count, [&](std::size_t k, std::span<double> elements) {
            lowp::encode(elements, row.subspan(part.j + k, elements.size()), mode, overflow, {.first = first + k});
        });
    }

private:
    float scale_at(std::size_t k) const { return scales.of_block(part.i, part.j + k); }
    double divisor_at(std::size_t k) const { return scales(part.i, part.j + k); }

    // Calls use(k, elements) for blocks of elements k to k + count in binary64.
    template <class Use>
    void for_each_divided(std::size_t begin, std::size_t length, const Use& use) const
    {
        for_each_block(length, [&](std::size_t i, std::size_t count) {
            double elements[codes_in_block];
            const std::size_t k = begin + i;
            for (std::size_t l = 0; l < count; ++l) elements[l] = static_cast<double>(x[k + l]) / divisor_at(k + l);
            use(k, std::span(elements, count));
        });
    }
    void round_divided(std::size_t begin, std::size_t length, float* y) const
    {
        const quantizer<E, R> q{format.element, mode, overflow};
        for_each_divided(begin, length, [&](std::size_t k, std::span<double> elements) {
            q(elements, {.first = first + k});
            for (std::size_t l = 0; l < elements.size(); ++l) y[k + l] = scaled_back(elements[l], divisor_at(k + l));
        });
    }
    void encode_fast(const packed_span<E, std::uint8_t>& row) const
        requires may_be_fast
    {
        const auto table = code_table_of<float>(format.element);
        store_codes(
            part.count, row.width(), row.bytes, part.j, [&](std::size_t i, std::size_t length, std::uint8_t* codes) {
                scales.for_each_stretch({part.i, part.j + i, length}, [&](std::size_t l, std::size_t count) {
                    const std::size_t k = i + l;
                    const float scale = scale_at(k);
                    if (fast.take(scale)) {
                        codes_by_registers(x + k, codes + l, 1, count, first + k,
                                           coding_by_sum<float, R>{scaled(fast.s, scale), table, mode});
                        return;
                    }
                    for (std::size_t m = 0; m < count; ++m) {
                        const dyadic element = exactly(static_cast<double>(x[k + m]) / divisor_at(k + m));
                        codes[l + m] =
                            static_cast<std::uint8_t>(to_code(format.element, element, mode, overflow, first + k + m));
                    }
                });
            });
    }
};

// Numbers of codes times one scale or two: exact but for the last product, which is rounded.
struct scaled_decoding {
    code_table<float> table;
    float scale, tensor_scale;

    lanes<float> operator()(const lanes<std::uint32_t>& code) const
    {
        return number_of<lanes<float>>(table, code) * lanes<float>(scale) * lanes<float>(tensor_scale);
    }
};
template <block_element E>
void decode_chunk(const block_matrix<E>& w, const block_scales<E>& scales, const row_part& part, float* y)
{
    const E& f = w.format.element;
    const auto row = w.codes.row(part.i);
    // Products within binary32, and, if there are two, the first one exact.
    const bool has_table = has_code_table<float>(f) && carries<float>(f) && w.format.shape.kind != shared_by::column;
    const bool is_exact = !w.format.two_levels || f.width() + w.format.scale.fraction_bits < 24;
    const auto slowly = [&](std::size_t begin, std::size_t length) {
        for_each_block(length, [&](std::size_t i, std::size_t count) {
            double elements[codes_in_block];
            const std::size_t k = begin + i;
            for (std::size_t l = 0; l < count; ++l) elements[l] = row[part.j + k + l];
            for (std::size_t l = 0; l < count; ++l) y[k + l] = scaled_back(elements[l], scales(part.i, part.j + k + l));
        });
    };
    if (!has_table || !is_exact) return slowly(0, part.count);
    const auto table = code_table_of<float>(f);
    const int bytes = code_bytes(f.width());
    load_codes(part.count, f.width(), row.bytes, part.j,
               [&](std::size_t i, std::size_t length, const std::uint8_t* codes) {
                   scales.for_each_stretch({part.i, part.j + i, length}, [&](std::size_t l, std::size_t count) {
                       const std::size_t k = i + l;
                       const float scale = scales.of_block(part.i, part.j + k);
                       const double end = scales(part.i, part.j + k) * -f.lowest();
                       if (scale >= 0x1p-60f && end <= 0x1p127)  // no NaN
                           numbers_by_registers(codes + l * static_cast<std::size_t>(bytes), bytes, y + k, count, false,
                                                scaled_decoding{table, scale, scales.of_tensor()});
                       else
                           slowly(k, count);
                   });
               });
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

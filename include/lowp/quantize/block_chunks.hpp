// lowp/quantize/block_chunks.hpp -- a part of a row, with its scales known: rounded, encoded, decoded.
//
// By definition an element is x / scale, computed in binary64, rounded to the element format. Where scales are powers
// of two the same comes sooner: x is rounded where it is, to the format times the scale, by the carrier's own sum
// (lowp/round/round_by_sum.hpp), in which the scale is a factor of a few constants.
#pragma once

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <type_traits>

#include "lowp/core/aligned.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/format/block.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/block_scales.hpp"
#include "lowp/quantize/decode.hpp"
#include "lowp/quantize/encode.hpp"
#include "lowp/quantize/pass.hpp"

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

template <number_format E>
void multiply_back(const row_part& part, const block_scales<E>& scales, const double* elements, float* y)
{
    scales.for_each_stretch(part, [&](std::size_t k, std::size_t count, double scale) {
        for (std::size_t l = k; l < k + count; ++l) y[l] = scaled_back(elements[l], scale);
    });
}

// The constants of the fast way; it takes scales between bounds, which are empty where it cannot be gone.
struct fast_elements {
    grid<float> g{};
    sum_grid<float> s{};
    code_table<float> table{};
    power_bounds<float> bounds{1, 0};

    template <number_format E>
    fast_elements([[maybe_unused]] const block_format<E>& f, [[maybe_unused]] on_overflow policy)
    {
        if constexpr (requires { code_table_of<float>(f.element); }) {
            if (!f.has_power_scales() || f.shape.kind == shared_by::column || f.element.width() > 8) return;
            if (!carries<float>(f.element) || !has_grid<float>(f.element, policy)) return;
            if (!has_code_table<float>(f.element)) return;
            g = grid_of<float>(f.element, policy);
            table = code_table_of<float>(f.element);
            if (std::same_as<E, fixed_format> ? !has_steps_by_sum(g, table) : !has_code_by_sum(g)) return;
            s = sum_grid_of(g);
            bounds = powers_with_sum(g);
        }
    }
    bool are_possible() const noexcept { return bounds.lowest < bounds.highest; }
};

// Which scale an element of a block of codes has, where registers have one each.
struct scale_places {
    static constexpr std::size_t most = in_block / lanes<float>::size;  // scales to a block

    int shift = 63;  // from an element's number to its scale's: there is one, or one for each power of two of elements

    // False if a register may have two scales.
    bool find(const block_shape& shape) noexcept
    {
        if (shape.kind == shared_by::column) return false;
        if (shape.kind == shared_by::run) {
            if (!std::has_single_bit(shape.length) || shape.length < lanes<float>::size) return false;
            shift = std::countr_zero(shape.length);
        }
        return true;
    }
    std::size_t operator()(std::uint64_t element) const noexcept { return static_cast<std::size_t>(element >> shift); }
};

// The constants of scaled sums, for each scale of a block of codes.
struct scaled_sums {
    scale_places place;
    alignas(cache_line) float lowest[scale_places::most], ceiling[2][scale_places::most];

    // False if a scale is not between the bounds; but a block of zeros may have one below them, which does not matter:
    // any other will do.
    template <class IsZero>
    bool make(const fast_elements& fast, std::span<const float> found, const IsZero& is_zero) noexcept
    {
        using numbers = lanes<float>;
        static_assert(scale_places::most % numbers::size == 0);
        float scales[scale_places::most];
        for (float& scale : scales) scale = fast.bounds.highest;
        std::memcpy(scales, found.data(), found.size_bytes());
        const numbers least(fast.bounds.lowest), most(fast.bounds.highest);
        for (std::size_t k = 0; k < found.size(); k += numbers::size) {
            const numbers scale = numbers::load(scales + k);
            const numbers held = larger(smaller_or_limit(scale, most), least);  // NaN is not
            if (any(to_bits(held) != to_bits(scale)))
                for (std::size_t l = k; l < smaller(k + numbers::size, found.size()); ++l) {
                    const bool fits = scales[l] >= fast.bounds.lowest && scales[l] <= fast.bounds.highest;
                    if (!fits && !(scales[l] < fast.bounds.lowest && is_zero(l))) return false;
                }
            const numbers scaled = numbers(fast.s.lowest) * held;
            scaled.store(lowest + k);
            (numbers(fast.s.ceiling[0]) * held).store(ceiling[0] + k);
            (numbers(fast.s.ceiling[1]) * held).store(ceiling[1] + k);
        }
        return true;
    }
    // That of an element and its register.
    sum_grid<float> at(const sum_grid<float>& s, std::uint64_t element) const noexcept
    {
        const std::size_t k = place(element);
        return {lowest[k], s.to_sum, s.to_step, {ceiling[0][k], ceiling[1][k]}};
    }
};

// A function of a register by sums, as register_rounding and coding_by_sum are, with the sums scaled. `begin` is the
// place in the tensor of the block's first element.
template <class Make>
struct by_scales {
    const scaled_sums* sums;
    std::uint64_t begin;
    Make make;

    auto operator()(const lanes<float>& x, std::uint64_t at) const
    {
        Make scaled = make;
        scaled.s = sums->at(make.s, at - begin);
        return scaled(x, at);
    }
};

// From x on, elements of a matrix, number `first` and on of their tensor. R is a mode.
template <number_format E, rounding_mode R>
struct block_chunk {
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
        over_blocks(
            [&](std::size_t k, std::size_t count, const auto& sums) {  // a template, used where R has a near form
                using rounding =
                    register_rounding<one_pitch ? form::one_pitch : form::by_sum_plain, float, grid<float>, R>;
                by_registers(x + k, y + k, count, place(k), false,
                             by_scales<rounding>{&sums, place(k), {fast.g, mode, fast.s}});
            },
            [&](std::size_t k, std::span<double> elements) {
                quantizer<E, R>{format.element, mode, overflow}(elements, {.first = first + k});
                multiply_back({part.i, part.j + k, elements.size()}, scales, elements.data(), y + k);
            });
    }

    void encode(const packed_span<E, std::uint8_t>& row) const
    {
        over_blocks(
            [&](std::size_t k, std::size_t count, const auto& sums) {  // a template, used where R has a near form
                using coding = std::conditional_t<one_pitch, coding_of_steps<float, R>, coding_by_sum<float, R>>;
                const by_scales<coding> make{&sums, place(k), {fast.s, fast.table, mode}};
                store_codes(count, row.width(), row.bytes, part.j + k,
                            [&](std::size_t i, std::size_t n, std::uint8_t* codes) {
                                codes_by_registers(x + k + i, codes, 1, n, place(k) + i, make);
                            });
            },
            [&](std::size_t k, std::span<double> elements) {
                lowp::encode(elements, row.subspan(part.j + k, elements.size()), mode, overflow, {.first = first + k});
            });
    }

private:
    static constexpr bool one_pitch = std::same_as<E, fixed_format>;

    // Calls quick(k, count, sums) or slow(k, quotients) for blocks of elements k and on.
    template <class Quick, class Slow>
    void over_blocks(const Quick& quick, const Slow& slow) const
    {
        for_each_block(part.count, [&](std::size_t k, std::size_t count) {
            if constexpr (has_near_form<R, float> && requires(const E& f) { code_table_of<float>(f); }) {
                scaled_sums sums;
                if (is_fast(k, count, sums)) return quick(k, count, sums);
            }
            double elements[in_block];
            scales.for_each_stretch({part.i, part.j + k, count},
                                    [&](std::size_t l, std::size_t length, double divisor) {
                                        for (const std::size_t end = l + length; l < end; ++l)
                                            elements[l] = static_cast<double>(x[k + l]) / divisor;
                                    });
            slow(k, std::span(elements, count));
        });
    }
    // Registers begin where those of the whole tensor do (lowp/quantize/registers.hpp), which is here, or must be if
    // the mode draws: other modes do not mind the place.
    std::uint64_t place(std::size_t k) const { return draws<R> ? first + k : 0; }
    bool is_fast(std::size_t k, std::size_t count, scaled_sums& sums) const
    {
        if (!fast.are_possible() || !is_near(mode) || place(k) % lanes<float>::size != 0) return false;
        const block_shape& shape = scales.shape();
        if (!sums.place.find(shape)) return false;
        const auto is_zero = [&](std::size_t block) {
            const std::size_t length = shape.kind == shared_by::run ? smaller(shape.length, count) : count;
            const std::size_t begin = block * length;
            return std::all_of(x + k + begin, x + k + smaller(begin + length, count), [](float v) { return v == 0; });
        };
        return sums.make(fast, scales.of_part({part.i, part.j + k, count}), is_zero);
    }
};

// Numbers of codes times one scale or two: exact but for the last product, which is rounded.
struct decoding_by_scales {
    const float* scales;
    scale_places place;
    code_table<float> table;
    float tensor_scale;

    lanes<float> operator()(const lanes<std::uint32_t>& code, std::size_t i) const
    {
        return number_of<lanes<float>>(table, code) * lanes<float>(scales[place(i)]) * lanes<float>(tensor_scale);
    }
};
template <number_format E>
void decode_chunk(const block_matrix<E>& w, const block_scales<E>& scales, const row_part& part, float* y)
{
    const E& f = w.format.element;
    const auto row = w.codes.row(part.i);
    // Products within binary32, and, if there are two, the first one exact.
    const bool is_exact = !w.format.two_levels || f.width() + w.format.scale.fraction_bits < 24;
    const bool is_fast =
        is_exact && w.format.shape.kind != shared_by::column && has_code_table<float>(f) && carries<float>(f);
    const power_bounds<float> bounds{w.format.two_levels ? 0x1p-60f : 0x1p-149f,
                                     static_cast<float>(exp2i(126 - exponent_of(larger(f.largest(), -f.lowest()))) /
                                                        larger(1.0, static_cast<double>(scales.of_tensor())))};
    code_table<float> table{};
    if constexpr (requires { code_table_of<float>(f); })
        if (is_fast) table = code_table_of<float>(f);
    for_each_block(part.count, [&](std::size_t k, std::size_t count) {
        const row_part block{part.i, part.j + k, count};
        const auto found = scales.of_part(block);
        const bool fits = std::all_of(found.begin(), found.end(), [&](float scale) {
            return scale >= bounds.lowest && scale <= bounds.highest;  // no NaN
        });
        scale_places place;
        if (is_fast && fits && place.find(scales.shape())) {
            const decoding_by_scales make{found.data(), place, table, scales.of_tensor()};
            load_codes(count, f.width(), row.subspan(part.j + k, count).bytes, 0,
                       [&](std::size_t, std::size_t n, const std::uint8_t* codes) {
                           numbers_by_registers(codes, code_bytes(f.width()), y + k, n, false, make);
                       });
            return;
        }
        double elements[in_block];
        decode(row.subspan(part.j + k, count), std::span(elements, count));
        multiply_back(block, scales, elements, y + k);
    });
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

// lowp/linalg/block_operand.hpp -- a matrix in a block format as an operand of a GEMM: codes times scales, on the way
// to where they are used.
//
//     gemm(x, transposed(w), y);  // x and w: block_matrix, with runs along the depth
//
// Elements are the numbers that decode() gives (lowp/quantize/block.hpp), but for the scale of a tensor with two
// levels: by it the finished sum is multiplied, with alpha. So what is summed has few bits: MX and NVFP4 elements with
// their scales are numbers of bfloat16.
#pragma once

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lowp/core/aligned.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/linalg/number_range.hpp"
#include "lowp/linalg/operand.hpp"
#include "lowp/quantize/block.hpp"
#include "lowp/quantize/block_matrix.hpp"
#include "lowp/quantize/decode.hpp"
#include "lowp/quantize/decode_short.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {

inline namespace LOWP_ISA {

namespace inner {

template <class Element>
inline constexpr bool reads_as<block_matrix<Element>, std::uint16_t> = true;

template <number_format Element>
class block_reader {
public:
    explicit block_reader(const block_matrix<Element>& m)
        : memory_(m),
          scales_(block_scales<Element>(m).without_that_of_tensor()),
          elements_(m.format.element, m.rows() * m.columns()),
          are_words_(is_in_bfloat16(lowp::range_of(m.format.element)))
    {
        const Element& f = m.format.element;
        const auto most = static_cast<float>(exp2i(126 - exponent_of(larger(f.largest(), -f.lowest()))));
        const auto all = scales_.all();
        is_quick_ = m.format.shape.kind != shared_by::column && carries<float>(f) &&
                    std::all_of(all.begin(), all.end(), [most](float scale) { return scale >= 0 && scale <= most; });
    }

    template <class E>
    const E* operator()(std::size_t i, std::size_t j, std::size_t count, E* room) const
    {
        if constexpr (std::same_as<E, float>) {
            if (is_quick_)
                scaled_numbers(i, j, count, room);
            else
                numbers_of_chunk(i, j, count, room);
        } else if (has_quick_words<E> && is_quick_ && are_words_) {
            if constexpr (has_quick_words<E>) scaled_words(i, j, count, room);
        } else {
            const scratch<float> some(count);
            if (is_quick_)
                scaled_numbers(i, j, count, some.data());
            else
                numbers_of_chunk(i, j, count, some.data());
            for (std::size_t k = 0; k < count; ++k) put(some.data()[k], room + k);
        }
        return room;
    }

private:
    template <class E>
    static constexpr bool has_quick_words =
        std::same_as<E, std::uint16_t> && std::endian::native == std::endian::little;

    // Numbers that are E's: nothing is rounded.
    static void put(float x, float* to) noexcept { *to = x; }
    static void put(float x, double* to) noexcept { *to = static_cast<double>(x); }
    static void put(float x, std::uint16_t* to) noexcept { *to = static_cast<std::uint16_t>(to_bits(x) >> 16); }

    // Calls use(k, end, scale) for the elements of a part of a row that share a scale.
    template <class Use>
    void for_each_scale(const row_part& part, const Use& use) const
    {
        const auto& [kind, run] = memory_.format.shape;
        const std::size_t length = kind == shared_by::run ? run : part.j + part.count;
        std::size_t k = 0, end = smaller(length - part.j % length, part.count);
        for (const float scale : scales_.of_part(part)) {
            use(k, end, scale);
            k = end, end = smaller(end + length, part.count);
        }
    }
    // Elements as codes are decoded times their scales: the same products as decode_chunk()'s.
    void scaled_numbers(std::size_t i, std::size_t j, std::size_t count, float* room) const
    {
        if (count == 0) return;
        elements_.numbers()(memory_.codes.row(i).bytes, j, count, room);
        for_each_scale({i, j, count}, [room](std::size_t k, std::size_t end, float scale) {
            using V = lanes<float>;
            for (; k + V::size <= end; k += V::size) (V::load(room + k) * V(scale)).store(room + k);
            for (; k < end; ++k) room[k] *= scale;
        });
    }
    // The same in patterns of bfloat16, where elements are such, too.
    void scaled_words(std::size_t i, std::size_t j, std::size_t count, std::uint16_t* room) const
    {
        if (count == 0) return;
        elements_(memory_.codes.row(i).bytes, j, count, room);
        for_each_scale({i, j, count}, [room](std::size_t k, std::size_t end, float scale) {
            using V = lanes<float>;
            for (; k + V::size <= end; k += V::size) {
                auto* const at = reinterpret_cast<std::uint8_t*>(room + k);
                const auto x = from_bits(lanes<std::uint32_t>::load_short(at, 2) << 16);
                (to_bits(x * V(scale)) >> 16).store_short(at, 2);
            }
            for (; k < end; ++k) put(from_bits(std::uint32_t{room[k]} << 16) * scale, room + k);
        });
    }
    // Runs are read as a whole, and what was not asked for is left out.
    void numbers_of_chunk(std::size_t i, std::size_t j, std::size_t count, float* out) const
    {
        const std::size_t unit = unit_of(memory_.format.shape), begin = j / unit * unit;
        const std::size_t end = std::min((j + count + unit - 1) / unit * unit, memory_.columns());
        const scratch<float> some(end - begin);
        decode_chunk(memory_, scales_, row_part{i, begin, end - begin}, some.data());
        std::copy_n(some.data() + (j - begin), count, out);
    }

    const block_matrix<Element>& memory_;
    block_scales<Element> scales_;
    bfloat16_decoder<Element> elements_;
    bool are_words_, is_quick_;
};

template <class E, number_format Element, class Use>
void with_operand(const block_matrix<Element>& m, const Use& use, bool turned = false)
{
    const block_reader<Element> reader(m);
    use(operand<E>(reader, m.rows(), m.columns(), turned));
}

// Of the scales that there are: those of their format go further than any that are used.
template <number_format Element>
number_range range_of(const block_matrix<Element>& m)
{
    const number_range elements = lowp::range_of(m.format.element);
    std::vector<float> scales(m.scales.size());
    decode_scales(m.scales, scales);
    float least = exp2i<float>(127), most = exp2i<float>(-126);
    for (const float scale : scales) {  // without NaN, and 0 where all is 0
        least = scale > 0 && scale < least ? scale : least;
        most = scale > most ? scale : most;
    }
    const int bits = m.format.scale.fraction_bits;
    return {elements.precision + (bits == 0 ? 0 : bits + 1),
            elements.unit + exponent_of(static_cast<double>(least)) - bits,
            elements.bound + exponent_of(static_cast<double>(most)) + 1};
}

// What the finished sum is multiplied by, besides.
template <class M>
double scale_of(const M& m) noexcept
{
    if constexpr (requires { m.tensor_scale; })
        return static_cast<double>(m.tensor_scale);
    else
        return 1;
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

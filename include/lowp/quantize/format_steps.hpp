// lowp/quantize/format_steps.hpp -- blocks of numbers on the scale of a format: units in the last place, codes, ranks.
//
// A unit in the last place (ulp) at x is the distance between the two numbers of the format that x lies between; at a
// number, to the next one away from zero. Beyond the largest number of floating and fixed point, steps go on as if
// there were none; of other formats they stay as the next one would be.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <variant>
#include <vector>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/format/codec.hpp"
#include "lowp/format/format.hpp"
#include "lowp/format/ranks.hpp"
#include "lowp/pack/packed_array.hpp"
#include "lowp/quantize/code_counts.hpp"
#include "lowp/quantize/encode.hpp"
#include "lowp/quantize/error_sums.hpp"
#include "lowp/round/modes.hpp"
#include "lowp/simd/lanes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Fixed point has one step, a power of two.
struct one_ulp {
    double inverse;

    template <class V>
    V operator()(const V& size, const V&, std::size_t) const
    {
        return size * V(inverse);
    }
};
// The step of floating point is that of the binade, and of the lowest one below it. Products are exact: by the power of
// two that brings the binade to [2, 4), and by half the steps of a binade.
struct ulps_of_binade {
    std::uint64_t lowest;  // the pattern of the smallest normal number
    double steps, below;   // half the steps of a binade; below the lowest: half of one where subnormals are flushed

    explicit ulps_of_binade(const floating_format& f) noexcept
        : lowest(to_bits(exp2i(f.min_exponent()))),
          steps(exp2i(f.fraction_bits - 1)),
          below(f.subnormal == subnormals::flushed ? 0.5 : steps)
    {}
    template <class V>
    V operator()(const V& size, const V& magnitude, std::size_t) const
    {
        using U = lanes<std::uint64_t>;
        const U pattern = to_bits(magnitude), first(lowest);
        const U field = (larger(pattern, first) >> 52) << 52;
        const V scale = from_bits(U(std::uint64_t{2047} << 52) - field);
        return size * scale * select(magnitude < V(from_bits(lowest)), V(below), V(steps));
    }
};
// Steps that were looked up: 1 / ulp at each number of a block.
struct listed_ulps {
    const double* inverse;

    template <class V>
    V operator()(const V& size, const V&, std::size_t k) const
    {
        return size * V::load(inverse + k);
    }
};

// Codes of the numbers of a block, as words: bytes up to 8 bits, two bytes up to 16, in the machine's order.
class codes_of_block {
public:
    explicit codes_of_block(int width)
        : width_(width),
          packed_(packed_bytes(error_block, width)),
          words_(is_stored_as_words(width) ? 0 : error_block * word_bytes())
    {}

    std::size_t word_bytes() const noexcept { return static_cast<std::size_t>(code_bytes(width_)); }
    // Rounds n numbers in some mode; overflow stops at the ends.
    template <carrier_type T, rounding_mode R>
    const std::uint8_t* of(const any_format& f, const T* x, std::size_t n, const R& mode)
    {
        encode(std::span<const T>(x, n), packed_span<any_format, std::uint8_t>{f, packed_.data(), n}, mode);
        if (words_.empty()) return packed_.data();
        load_codes(n, width_, packed_.data(), 0, [&](std::size_t i, std::size_t count, const std::uint8_t* words) {
            std::memcpy(words_.data() + i * word_bytes(), words, count * word_bytes());
        });
        return words_.data();
    }
    // Code k of words.
    std::uint64_t code(const std::uint8_t* words, std::size_t k) const noexcept
    {
        switch (word_bytes()) {
            case 1:
                return words[k];
            case 2:
                return read<std::uint16_t>(words, k);
            case 4:
                return read<std::uint32_t>(words, k);
            default:
                return read<std::uint64_t>(words, k);
        }
    }

private:
    template <class Word>
    static Word read(const std::uint8_t* words, std::size_t k) noexcept
    {
        Word word;
        std::memcpy(&word, words + k * sizeof(Word), sizeof(Word));
        return word;
    }

    int width_;
    std::vector<std::uint8_t> packed_, words_;
};

// What is known of a format once and for all blocks.
class format_steps {
public:
    explicit format_steps(const any_format& f) : format_(f)
    {
        if (width_of(f) > code_counts::most_bits) return;
        std::visit(
            [this](const auto& g) {
                for (const std::uint64_t code : codes(g)) {
                    const bool is_nan = classify(g, code) == number_class::nan;
                    ranks_.push_back(is_nan ? 0 : static_cast<std::int32_t>(rank_of(g, code)));
                    if (is_listed(g)) inverse_ulps_.push_back(1 / ulp(g, code));
                }
            },
            f);
    }

    const any_format& format() const noexcept { return format_; }
    int width() const noexcept { return width_of(format_); }
    bool has_codes() const noexcept { return !ranks_.empty(); }

    // The most that numbers of two codes are apart in the list of all numbers. Precondition: none is NaN.
    std::uint64_t most_steps(const codes_of_block& how, const std::uint8_t* a, const std::uint8_t* b,
                             std::size_t n) const
    {
        if (std::memcmp(a, b, n * how.word_bytes()) == 0) return 0;
        std::uint64_t most = 0;
        const auto look = [&](const auto& code) {
            for (std::size_t k = 0; k < n; ++k) {
                const std::int64_t p = rank(code(a, k)), q = rank(code(b, k));
                // Of 64-bit formats the ends are more than 2^63 apart.
                const std::uint64_t apart = static_cast<std::uint64_t>(p) - static_cast<std::uint64_t>(q);
                most = larger(most, p < q ? std::uint64_t{0} - apart : apart);
            }
        };
        if (how.word_bytes() == 1)
            look([](const std::uint8_t* words, std::size_t k) { return words[k]; });
        else
            look([&](const std::uint8_t* words, std::size_t k) { return how.code(words, k); });
        return most;
    }
    // 1 / ulp from a code on; for formats whose steps are listed.
    double inverse_ulp(std::uint64_t code) const
    {
        if (!inverse_ulps_.empty()) return inverse_ulps_[code];
        return std::visit([code](const auto& g) { return 1 / ulp(g, code); }, format_);
    }

    template <class F>
    static constexpr bool is_listed(const F&) noexcept
    {
        return !std::same_as<F, floating_format> && !std::same_as<F, fixed_format>;
    }

private:
    std::int64_t rank(std::uint64_t code) const
    {
        return has_codes() ? ranks_[code] : std::visit([code](const auto& g) { return rank_of(g, code); }, format_);
    }

    any_format format_;
    std::vector<std::int32_t> ranks_;
    std::vector<double> inverse_ulps_;
};

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

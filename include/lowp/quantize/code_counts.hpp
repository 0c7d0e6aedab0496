// lowp/quantize/code_counts.hpp -- how often each code of a format was met: how many are used, and their entropy.
//
//     code_counts c(8);          // of codes of 8 bits
//     c.add(w);                  // packed_array, packed_span, a row of a packed_matrix
//     c.distinct();              // codes that occur
//     c.entropy();               // bits a code, by Shannon's formula: what a perfect coder would need
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "lowp/core/contract.hpp"
#include "lowp/core/elementary.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/pack/packed_array.hpp"
#include "lowp/quantize/codes.hpp"

namespace lowp {
inline namespace LOWP_ISA {

class code_counts {
public:
    static constexpr int most_bits = 16;  // wider codes are not counted

    code_counts() = default;
    explicit code_counts(int width) : width_(width)
    {
        LOWP_EXPECTS(width >= 1 && width <= most_bits, "code_counts: codes of 1 to 16 bits");
        counts_.resize(std::size_t{1} << width);
    }

    // How often each code was met, code 0 first. Empty where nothing is counted.
    std::span<const std::uint64_t> counts() const noexcept { return counts_; }

    std::uint64_t total() const noexcept
    {
        std::uint64_t sum = 0;
        for (const std::uint64_t one : counts_) sum += one;
        return sum;
    }
    std::size_t distinct() const noexcept
    {
        std::size_t used = 0;
        for (const std::uint64_t one : counts_) used += one != 0;
        return used;
    }
    // In bits; 0 of no codes.
    double entropy() const noexcept
    {
        const auto all = static_cast<double>(total());
        double nats = 0;
        for (const std::uint64_t one : counts_)
            if (one != 0) {
                const double share = static_cast<double>(one) / all;
                nats -= unfused_product(share, elementary::log(share));
            }
        return nats / elementary::log(2.0);
    }

    // Precondition: codes of this width.
    template <packed_codes P>
    void add(const P& codes)
    {
        const auto from = codes.view();
        LOWP_EXPECTS(from.width() == width_, "code_counts: codes of the width that is counted");
        inner::load_codes(from.size(), width_, from.bytes, 0,
                          [this](std::size_t, std::size_t n, const std::uint8_t* words) { add_words(words, n); });
    }
    // Words of one byte up to 8 bits, and of two above, in the machine's order.
    void add_words(const std::uint8_t* words, std::size_t n)
    {
        if (width_ > 8) {
            for (std::size_t k = 0; k < n; ++k) {
                std::uint16_t code;
                std::memcpy(&code, words + 2 * k, 2);
                ++counts_[code];
            }
            return;
        }
        // Equal codes follow each other: four tables, so that none waits for the count before.
        std::uint64_t some[4][256] = {};
        std::size_t k = 0;
        for (; k + 4 <= n; k += 4)
            for (std::size_t t = 0; t < 4; ++t) ++some[t][words[k + t]];
        for (; k < n; ++k) ++some[0][words[k]];
        for (std::size_t code = 0; code < counts_.size(); ++code)
            counts_[code] += some[0][code] + some[1][code] + some[2][code] + some[3][code];
    }

    // Precondition: of the same width, or one of them empty.
    code_counts& operator+=(const code_counts& other)
    {
        if (other.counts_.empty()) return *this;
        if (counts_.empty()) return *this = other;
        LOWP_EXPECTS(width_ == other.width_, "code_counts: counts of codes of one width");
        for (std::size_t code = 0; code < counts_.size(); ++code) counts_[code] += other.counts_[code];
        return *this;
    }
    friend bool operator==(const code_counts&, const code_counts&) = default;

private:
    int width_ = 0;
    std::vector<std::uint64_t> counts_;
};

}  // namespace LOWP_ISA
}  // namespace lowp

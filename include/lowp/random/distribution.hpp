// lowp/random/distribution.hpp -- numbers of the distributions that round-off is measured on, as a function of
// position.
//
//     std::vector<float> x(n);
//     fill(distribution::student_t3, stream{1}, x);     // x[i] = sample(distribution::student_t3, stream{1}, i)
//
// Made from the normal distribution, exp and the square root, so the same bits on every machine.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

#include "lowp/core/elementary.hpp"
#include "lowp/core/fused.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/random/normal.hpp"
#include "lowp/random/stream.hpp"

namespace lowp {

// The usual shapes of tensors: weights, inputs, magnitudes over many binades, heavy tails (errors, gradients), outputs
// of ReLU.
enum class distribution : unsigned char {
    normal,       // of mean 0 and variance 1
    uniform,      // in (-1, 1), of which binary32 rounds some to an end
    log_normal,   // e to a normal number: positive, mean sqrt(e)
    student_t3,   // Student's t with 3 degrees of freedom: variance 3, no fourth moment
    relu_normal,  // a normal number, or 0 where it is negative
};
inline constexpr std::array<std::string_view, 5> distribution_names{"normal", "uniform", "log_normal", "student_t3",
                                                                    "relu_normal"};

constexpr std::string_view distribution_text(distribution d) noexcept
{
    return distribution_names[static_cast<std::size_t>(d)];
}
constexpr std::optional<distribution> read_distribution(std::string_view text) noexcept
{
    for (std::size_t k = 0; k < distribution_names.size(); ++k)
        if (text == distribution_names[k]) return static_cast<distribution>(k);
    return std::nullopt;
}

inline namespace LOWP_ISA {

// Student's t: z / sqrt((z_1^2 + ... + z_d^2) / d) of normal numbers, each from a fork of its own. Precondition: at
// least one degree of freedom.
inline double student_t(const stream& draw, std::uint64_t index, int degrees) noexcept
{
    double squares = 0;
    for (int d = 1; d <= degrees; ++d) {
        const double z = normal(draw.fork(static_cast<std::uint64_t>(d)), index);
        squares += unfused_product(z, z);
    }
    return normal(draw.fork(0), index) / square_root(squares / degrees);
}

// The draw at `index`.
inline double sample(distribution d, const stream& draw, std::uint64_t index) noexcept
{
    switch (d) {
        case distribution::normal:
            return normal(draw, index);
        case distribution::uniform:  // of 2^32 midpoints
            return (draw.bits(index) + 0.5) * 0x1p-31 - 1;
        case distribution::log_normal:
            return elementary::exp(normal(draw, index));
        case distribution::student_t3:
            return student_t(draw, index, 3);
        case distribution::relu_normal:
            const double z = normal(draw, index);
            return z > 0 ? z : 0;
    }
    return 0;
}

// Draws `first` and those after it, rounded to what the span is of: float or double.
template <class Out>
void fill(distribution d, const stream& draw, Out&& to, std::uint64_t first = 0)
{
    const std::span out(to);
    for (auto& one : out) one = static_cast<std::remove_reference_t<decltype(one)>>(sample(d, draw, first++));
}

}  // namespace LOWP_ISA
}  // namespace lowp

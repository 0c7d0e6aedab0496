// lowp/optim/integer_data.hpp -- samples in fixed-point codes, read as the integers that they are.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "lowp/core/aligned.hpp"
#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/format/fixed.hpp"
#include "lowp/linalg/integer_step.hpp"
#include "lowp/linalg/samples.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Rows of integers of T, of which each counts `unit`.
template <class T>
struct integer_data {
    integer_rows<T> rows;
    double unit = 1;
    aligned_vector<T> copy{};  // where the machine's order of bytes is another
};

// Throws std::invalid_argument for codes that are no integers of T. They stay where they are.
template <class T, format_source Format>
integer_data<T> integer_data_of(const coded_samples<Format>& x, const char* method)
{
    constexpr int bits = 8 * static_cast<int>(sizeof(T));
    const auto refused = [method](const std::string& what) {
        return std::invalid_argument(std::string(method) + ": the data are " + what +
                                     ", expected fixed-point codes of " + std::to_string(bits) + " bits with a sign");
    };
    return with_descriptor(x.codes.format(), [&](const auto& f) -> integer_data<T> {
        if constexpr (requires { f.fraction_bits, f.range; }) {
            if (f.width() != bits || !f.has_sign())
                throw refused("codes of " + std::to_string(f.width()) + " bits" +
                              (f.has_sign() ? "" : " without a sign"));
            const std::size_t d = x.codes.columns(), stride = x.codes.row_bytes() / sizeof(T);
            integer_data<T> data{{nullptr, stride, d}, f.smallest()};
            if constexpr (sizeof(T) == 1 || std::endian::native == std::endian::little) {
                data.rows.codes = reinterpret_cast<const T*>(x.codes.bytes().data());
            } else {
                data.copy.resize(x.codes.rows() * stride);
                for (std::size_t i = 0; i < x.codes.rows(); ++i)
                    for (std::size_t j = 0; j < d; ++j) data.copy[i * stride + j] = static_cast<T>(x.codes.code(i, j));
                data.rows.codes = data.copy.data();
            }
            return data;
        } else {
            throw refused("no fixed-point codes");
        }
    });
}

}  // namespace inner

}  // namespace LOWP_ISA
}  // namespace lowp

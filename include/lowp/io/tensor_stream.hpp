// lowp/io/tensor_stream.hpp -- the elements of a tensor in a file, a piece at a time, as float or double.
//
//     std::vector<float> some(1 << 16);
//     while (const std::size_t n = stream.read(std::span(some))) use(some.data(), n);
//
// A file of any length is read through a buffer of 64 KiB. All types but F64, I32, U32, I64 and U64 are exact in float,
// and all but I64 and U64 in double; the others are rounded to the nearest number, once, and F64 beyond float's range
// becomes infinity. A NaN keeps its bits where it is not converted (F32 as float, F64 as double) and is the library's
// one NaN elsewhere.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "lowp/core/aligned.hpp"
#include "lowp/core/bits.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/io/byte_source.hpp"
#include "lowp/io/tensor_info.hpp"
#include "lowp/pack/bit_string.hpp"
#include "lowp/pack/packed_array.hpp"
#include "lowp/quantize/decode.hpp"

namespace lowp {
inline namespace LOWP_ISA {

namespace inner {

// Little-endian numbers of another carrier or of integers, in bytes.
template <carrier_type From, carrier_type T>
void numbers_from_bytes(const std::uint8_t* bytes, std::size_t n, T* out) noexcept
{
    for (std::size_t i = 0; i < n; ++i) {
        const auto pattern = detail::loaded<word_of<From>>(bytes + i * sizeof(From));
        if constexpr (std::is_same_v<From, T>) {
            std::memcpy(out + i, &pattern, sizeof pattern);  // a signalling NaN stays one
        } else {
            const From x = from_bits(pattern);
            out[i] = x == x ? static_cast<T>(x) : from_bits(nan_pattern<T>);
        }
    }
}
template <class Integer, carrier_type T>
void integers_from_bytes(const std::uint8_t* bytes, std::size_t n, T* out) noexcept
{
    for (std::size_t i = 0; i < n; ++i) {
        const auto word = detail::loaded<std::make_unsigned_t<Integer>>(bytes + i * sizeof(Integer));
        out[i] = static_cast<T>(static_cast<Integer>(word));
    }
}
// Floats hold the values of all these formats, and are found faster than doubles, which they widen to exactly.
template <auto Format>
void codes_from_bytes(const std::uint8_t* bytes, std::size_t n, float* out)
{
    decode(packed_span{known<Format>, bytes, n}, std::span(out, n));
}
template <auto Format>
void codes_from_bytes(const std::uint8_t* bytes, std::size_t n, double* out)
{
    constexpr std::size_t at_once = 2048;
    alignas(cache_line) float numbers[at_once];
    for (std::size_t i = 0; i < n; i += at_once) {
        const std::size_t count = smaller(at_once, n - i);
        codes_from_bytes<Format>(bytes + packed_bytes(i, Format.width()), count, numbers);
        for (std::size_t k = 0; k < count; ++k) out[i + k] = numbers[k];
    }
}

// n elements, of a type that is readable.
template <carrier_type T>
void elements_from_bytes(element_type type, const std::uint8_t* bytes, std::size_t n, T* out)
{
    switch (type) {
        case element_type::f64:
            return numbers_from_bytes<double>(bytes, n, out);
        case element_type::f32:
            return numbers_from_bytes<float>(bytes, n, out);
        case element_type::f16:
            return codes_from_bytes<binary16>(bytes, n, out);
        case element_type::bf16:
            return codes_from_bytes<bfloat16>(bytes, n, out);
        case element_type::f8_e4m3:
            return codes_from_bytes<e4m3fn>(bytes, n, out);
        case element_type::f8_e5m2:
            return codes_from_bytes<e5m2>(bytes, n, out);
        case element_type::f8_e4m3fnuz:
            return codes_from_bytes<e4m3fnuz>(bytes, n, out);
        case element_type::f8_e5m2fnuz:
            return codes_from_bytes<e5m2fnuz>(bytes, n, out);
        case element_type::f8_e8m0:
            return codes_from_bytes<e8m0fnu>(bytes, n, out);
        case element_type::i8:
            return integers_from_bytes<std::int8_t>(bytes, n, out);
        case element_type::u8:
            return integers_from_bytes<std::uint8_t>(bytes, n, out);
        case element_type::i16:
            return integers_from_bytes<std::int16_t>(bytes, n, out);
        case element_type::u16:
            return integers_from_bytes<std::uint16_t>(bytes, n, out);
        case element_type::i32:
            return integers_from_bytes<std::int32_t>(bytes, n, out);
        case element_type::u32:
            return integers_from_bytes<std::uint32_t>(bytes, n, out);
        case element_type::i64:
            return integers_from_bytes<std::int64_t>(bytes, n, out);
        case element_type::u64:
            return integers_from_bytes<std::uint64_t>(bytes, n, out);
        case element_type::boolean:
            for (std::size_t i = 0; i < n; ++i) out[i] = bytes[i] != 0 ? T{1} : T{0};
            return;
        case element_type::f6_e3m2:
        case element_type::f6_e2m3:
        case element_type::f4:
        case element_type::c64:
            break;
    }
}

}  // namespace inner

class tensor_stream {
public:
    // Throws std::runtime_error for a type that is not read as numbers, more bytes than 63 bits count, or bytes beyond
    // the source's end.
    tensor_stream(byte_source source, tensor_info info)
        : source_(std::move(source)), info_(std::move(info)), elements_(info_.elements())
    {
        const std::uint64_t end = source_.size();
        if (!is_readable(info_.type))
            source_.fail(info_.first_byte, "elements of type " + std::string(name_of(info_.type)) +
                                               ", expected a type that is read as numbers");
        if (!bytes_of(info_.type, info_.shape))
            source_.fail(info_.first_byte, shape_text(info_.shape) + " elements of " +
                                               std::string(name_of(info_.type)) +
                                               " are more than a file holds, expected a smaller shape");
        if (info_.first_byte > end || info_.bytes() > end - info_.first_byte)
            source_.fail(end, "the file ends, expected " + std::to_string(info_.bytes()) + " bytes of elements from " +
                                  std::to_string(info_.first_byte) + " on");
    }

    const tensor_info& info() const noexcept { return info_; }
    std::uint64_t position() const noexcept { return position_; }          // elements before the next one
    std::uint64_t left() const noexcept { return elements_ - position_; }  // elements from the next one on

    // The next elements, as many as the span holds or as there are; returns how many, 0 at the end. Throws
    // std::runtime_error where bytes cannot be read; the position is then as before, and the span may be in part
    // written.
    std::size_t read(std::span<float> out) { return read_as(out); }
    std::size_t read(std::span<double> out) { return read_as(out); }

    // Goes to an element, or behind the last one. Precondition: there are as many.
    void seek(std::uint64_t element)
    {
        LOWP_EXPECTS(element <= elements_, "a place within the tensor");
        position_ = element;
    }

private:
    template <class T>
    std::size_t read_as(std::span<T> out)
    {
        const std::size_t each = static_cast<std::size_t>(width_of(info_.type)) / 8, in_buffer = buffer_bytes / each;
        const auto wanted = static_cast<std::size_t>(smaller<std::uint64_t>(out.size(), left()));
        if (buffer_.empty() && wanted != 0)
            buffer_.resize(static_cast<std::size_t>(smaller<std::uint64_t>(buffer_bytes, info_.bytes())));
        for (std::size_t done = 0; done < wanted;) {
            const std::size_t n = smaller(wanted - done, in_buffer);
            source_.read(info_.first_byte + (position_ + done) * each, std::span(buffer_.data(), n * each));
            inner::elements_from_bytes(info_.type, buffer_.data(), n, out.data() + done);
            done += n;
        }
        position_ += wanted;
        return wanted;
    }

    static constexpr std::size_t buffer_bytes = std::size_t{1} << 16;

    byte_source source_;
    tensor_info info_;
    std::uint64_t elements_ = 0, position_ = 0;
    aligned_vector<std::uint8_t> buffer_;
};

}  // namespace LOWP_ISA
}  // namespace lowp

// lowp/io/npy.hpp -- arrays in NumPy's .npy files: read a piece at a time, written whole or not at all.
//
//     npy_reader file("x.npy");
//     std::vector<float> some(1 << 16);
//     while (const std::size_t n = file.read(std::span(some))) use(some.data(), n);
//     write_npy("y.npy", matrix.view());
//     npy_reader unpacked(byte_source::memory(read_any("x.npy.gz"), "x.npy.gz"));      // lowp/io/gzip.hpp
//
// Versions 1.0, 2.0 and 3.0; little-endian numbers of 1 to 8 bytes and booleans, in C order. Which are exact as float
// and as double is said in lowp/io/tensor_stream.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "lowp/core/bits.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/core/matrix_view.hpp"
#include "lowp/io/byte_source.hpp"
#include "lowp/io/npy_header.hpp"
#include "lowp/io/tensor_bytes.hpp"
#include "lowp/io/tensor_stream.hpp"
#include "lowp/io/write_file.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// The header has been read and checked, and the file is as long as it says, when this stands. Both throw
// std::runtime_error that names the file, the byte, and what was expected there.
class npy_reader : public tensor_stream {
public:
    explicit npy_reader(const std::filesystem::path& path) : npy_reader(byte_source::file(path, "a .npy file")) {}
    explicit npy_reader(const byte_source& source) : tensor_stream(source, read_npy_header(source)) {}
};

}  // namespace LOWP_ISA

namespace detail {

template <carrier_type T>
void write_npy(const std::filesystem::path& path, const matrix_view<const T>& from,
               const std::vector<std::uint64_t>& shape)
{
    write_file(path, [&](file_writer& put) {
        put(npy_header_text(element_type_of_carrier<T>, shape));
        put_numbers(from, put);
    });
}

}  // namespace detail

// Writes a matrix of float ('<f4') or double ('<f8'), of any strides. Throws std::runtime_error naming the path, where
// what stood before is then untouched.
template <class T>
    requires carrier_type<std::remove_const_t<T>>
void write_npy(const std::filesystem::path& path, const matrix_view<T>& from)
{
    detail::write_npy<std::remove_const_t<T>>(path, from, {from.rows, from.columns});
}
// Numbers in row-major order of a shape; none given is one dimension. Throws std::invalid_argument, too, if the shape
// is not that of so many numbers, or has more than 64 dimensions.
template <class T, std::size_t N>
    requires carrier_type<std::remove_const_t<T>>
void write_npy(const std::filesystem::path& path, std::span<T, N> from, std::vector<std::uint64_t> shape)
{
    check_shape(path.string(), shape, from.size());
    detail::write_npy<std::remove_const_t<T>>(path, {from.data(), 1, from.size()}, shape);
}
template <class T, std::size_t N>
    requires carrier_type<std::remove_const_t<T>>
void write_npy(const std::filesystem::path& path, std::span<T, N> from)
{
    write_npy(path, from, {from.size()});
}

}  // namespace lowp

// tests/support/tensor_files.hpp -- the files of tests/io/data, what other programs say that they hold, and what the
// library reads.
#pragma once

#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "lowp/core/bits.hpp"
#include "lowp/io/read_file.hpp"
#include "lowp/io/tensor_stream.hpp"
#include "support/catch.hpp"

namespace test {

inline std::filesystem::path tensor_file(const std::string& name)
{
    return std::filesystem::path(__FILE__).parent_path().parent_path() / "io" / "data" / name;
}

// A line of npy_values.txt or safetensors_values.txt.
struct expected_tensor {
    std::string name, type;
    std::vector<std::uint64_t> shape, doubles;
    std::vector<std::uint32_t> floats;
};

inline std::vector<expected_tensor> expected_tensors(const std::string& file)
{
    std::vector<expected_tensor> all;
    std::istringstream lines(lowp::read_file(tensor_file(file)));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        expected_tensor one;
        std::string shape, bits_of_double, bits_of_float;
        words >> one.name >> one.type >> shape;
        if (shape != "scalar") {
            std::istringstream sizes(shape);
            for (std::string size; std::getline(sizes, size, 'x');) one.shape.push_back(std::stoull(size));
        }
        while (words >> bits_of_double >> bits_of_float) {
            one.doubles.push_back(std::stoull(bits_of_double, nullptr, 16));
            one.floats.push_back(static_cast<std::uint32_t>(std::stoull(bits_of_float, nullptr, 16)));
        }
        all.push_back(one);
    }
    return all;
}

// The patterns of all numbers of a stream, read in pieces of a size.
template <class T>
std::vector<lowp::word_of<T>> patterns(lowp::tensor_stream& stream, std::size_t piece)
{
    std::vector<T> some(piece);
    std::vector<lowp::word_of<T>> all;
    while (const std::size_t n = stream.read(std::span<T>(some)))
        for (std::size_t i = 0; i < n; ++i) {
            lowp::word_of<T> pattern;
            std::memcpy(&pattern, &some[i], sizeof pattern);
            all.push_back(pattern);
        }
    return all;
}

// The stream holds what the line says, in whatever pieces.
inline void check_stream(lowp::tensor_stream stream, const expected_tensor& expected)
{
    CAPTURE(expected.name);
    CHECK(lowp::name_of(stream.info().type) == expected.type);
    CHECK(stream.info().shape == expected.shape);
    CHECK(stream.info().elements() == expected.doubles.size());
    for (const std::size_t piece : {std::size_t{1}, std::size_t{5}, std::size_t{1000}}) {
        stream.seek(0);
        CHECK(patterns<float>(stream, piece) == expected.floats);
        CHECK(stream.left() == 0);
        stream.seek(0);
        CHECK(patterns<double>(stream, piece) == expected.doubles);
    }
}

// A number's bytes, low byte first.
inline std::string low_first(std::uint64_t word, int bytes)
{
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(word >> 8 * i & 0xff);
    return text;
}

}  // namespace test

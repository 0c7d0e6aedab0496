// examples/support/number_source.hpp -- numbers of a file or a distribution, read in parts, as often as one likes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

class number_source {
public:
    virtual ~number_source() = default;

    // The next numbers, as many as the span holds or as there are; returns how many, 0 at the end. Throws
    // std::runtime_error that names file and place.
    virtual std::size_t read(std::span<float> out) = 0;
    // Back to the first one.
    virtual void rewind() = 0;
    // The share of all that has been read, 0 to 1.
    virtual double done() const = 0;
    // What it is, in a few words: "normal numbers, seed 1" or "weights.npy (F64, rounded to binary32)".
    virtual std::string name() const = 0;
    // Where the numbers begin, for messages: "weights.npy:byte 128".
    virtual std::string place() const = 0;
};

// `count` numbers of a distribution; std::invalid_argument for an unknown name.
std::unique_ptr<number_source> drawn_numbers(const std::string& distribution, std::uint64_t count, std::uint64_t seed);
std::vector<std::string> known_distributions();

// A file, by the end of its name: .npy, .safetensors (the tensor of this name, or all of them one after the other),
// .csv (all fields of all lines), .f32 or .bin (binary32, little-endian). Throws std::runtime_error, or
// std::invalid_argument for another end.
std::unique_ptr<number_source> numbers_of_file(const std::string& path, const std::string& tensor);

// The same numbers, kept in memory if they are few, so that they are read, or drawn, once.
std::unique_ptr<number_source> remembered(std::unique_ptr<number_source> from);

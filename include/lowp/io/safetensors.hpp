// lowp/io/safetensors.hpp -- the tensors of a .safetensors file, read a piece at a time (lowp::io, nlohmann-json).
//
//     const safetensors_reader all("model.safetensors");
//     for (const tensor_info& t : all.tensors()) std::cout << t.name << ": " << name_of(t.type) << '\n';
//     tensor_stream w = all.open("layer.weight");
//     while (const std::size_t n = w.read(std::span(some))) use(some.data(), n);
//
// Which types are exact as float and as double is said in lowp/io/tensor_stream.hpp, the form of the file in
// lowp/io/safetensors_header.hpp. The sub-byte types F4, F6_E2M3 and F6_E3M2, and C64, are listed and not opened.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowp/core/isa.hpp"
#include "lowp/io/byte_source.hpp"
#include "lowp/io/fields.hpp"
#include "lowp/io/safetensors_header.hpp"
#include "lowp/io/tensor_info.hpp"
#include "lowp/io/tensor_stream.hpp"

namespace lowp {
inline namespace LOWP_ISA {

class safetensors_reader {
public:
    // Reads and checks the header; the elements stay in the file. Both throw std::runtime_error that names the file,
    // the byte, and what was expected there.
    explicit safetensors_reader(const std::filesystem::path& path)
        : safetensors_reader(byte_source::file(path, "a .safetensors file"))
    {}
    explicit safetensors_reader(byte_source source)
        : source_(std::move(source)), header_(read_safetensors_header(source_))
    {
        for (std::size_t i = 0; i < header_.tensors.size(); ++i) places_.emplace(header_.tensors[i].name, i);
    }

    // As they follow each other in the file.
    const std::vector<tensor_info>& tensors() const noexcept { return header_.tensors; }
    const std::map<std::string, std::string>& metadata() const noexcept { return header_.metadata; }
    bool contains(std::string_view name) const { return places_.contains(name); }

    // The elements of one tensor, from its first. Streams share the file and nothing else: several may be read in turn,
    // or by several threads. Throws std::runtime_error if there is no such tensor, or its type is not read as numbers.
    tensor_stream open(std::string_view name) const
    {
        const auto found = places_.find(name);
        if (found == places_.end()) {
            std::string message = source_.name() + ": no tensor ";
            message += detail::quoted(name) + ", expected one of " + std::to_string(places_.size());
            constexpr std::size_t most = 5;
            for (std::size_t i = 0; i < std::min(most, tensors().size()); ++i)
                message += (i == 0 ? ": " : ", ") + detail::quoted(tensors()[i].name);
            throw std::runtime_error(message + (places_.size() > most ? ", ..." : ""));
        }
        return tensor_stream(source_, tensors()[found->second]);
    }

private:
    byte_source source_;
    safetensors_header header_;
    std::map<std::string, std::size_t, std::less<>> places_;
};

}  // namespace LOWP_ISA
}  // namespace lowp

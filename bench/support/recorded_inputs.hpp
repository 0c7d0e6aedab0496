// bench/support/recorded_inputs.hpp -- the .npy files of a folder as inputs, each with rows of its own.
#pragma once

#include <algorithm>
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "lowp/io/npy.hpp"
#include "roundoff_cases.hpp"

namespace bench {

// In the order of their names. Throws std::runtime_error for a folder without any, or a file that is not as it should
// be.
inline std::vector<input> recorded_inputs(const std::filesystem::path& folder)
{
    std::error_code none;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none))
        if (entry.path().extension() == ".npy") files.push_back(entry.path());
    if (files.empty())
        throw std::runtime_error(folder.string() + ": no .npy files to read, expected what how_low --record writes");
    std::sort(files.begin(), files.end());
    std::vector<input> all;
    for (const auto& file : files) {
        lowp::npy_reader reader(file);
        std::vector<float> x(static_cast<std::size_t>(reader.left()));
        reader.read(std::span(x));
        const auto& shape = reader.info().shape;
        const auto depth =
            shape.size() > 1 ? static_cast<std::size_t>(shape.back()) : std::min<std::size_t>(256, x.size());
        all.push_back({file.stem().string(), std::make_shared<const std::vector<float>>(std::move(x)), depth});
    }
    return all;
}

}  // namespace bench

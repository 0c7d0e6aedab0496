// examples/support/tensor_numbers.hpp -- numbers of tensor files, of any element type, as binary32.
#pragma once

#include <memory>
#include <string>

#include "support/number_source.hpp"

// A .npy or .safetensors file: of the latter the tensor of this name, or all one after the other.
std::unique_ptr<number_source> tensor_numbers(const std::string& path, const std::string& tensor);

// A file of nothing but binary32 numbers, little-endian.
std::unique_ptr<number_source> raw_numbers(const std::string& path);

// Name, type and shape, a line for each tensor of a .safetensors file; std::invalid_argument for another end.
std::string list_of_tensors(const std::string& path);

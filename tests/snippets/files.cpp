// tests/snippets/files.cpp -- what the README shows of tensor files.
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "lowp/io/safetensors.hpp"
#include "lowp/io/safetensors_writer.hpp"
#include "lowp/lowp.hpp"

// [snippet
using namespace lowp;

void quantize_file(const std::string& from, const std::string& to)
{
    const safetensors_reader all(from);                       // or npy_reader, of one tensor
    std::deque<packed_array<known_t<e4m3fn>>> codes;          // they live until the file is written
    safetensors_writer out;
    for (const tensor_info& t : all.tensors()) {
        std::vector<float> numbers(t.elements());
        all.open(t.name).read(std::span(numbers));            // any type; a piece at a time, if you like
        encode(numbers, codes.emplace_back(known<e4m3fn>, numbers.size()));
        out.add(t.name, codes.back(), t.shape);               // F8_E4M3, in its own bits
    }
    out.write(to);                                            // whole or not at all
}
// snippet]

int main()
{
    const auto folder = std::filesystem::temp_directory_path();
    const std::string from = (folder / "lowp_snippet_a.safetensors").string();
    const std::string to = (folder / "lowp_snippet_b.safetensors").string();
    const std::vector<float> x{1.0f, 1.0625f, -3.1f, 1000.0f};
    safetensors_writer out;
    out.add("x", std::span(x), {2, 2});
    out.write(from);
    quantize_file(from, to);
    std::vector<float> y(4);
    const safetensors_reader all(to);
    auto stream = all.open("x");
    const bool is_fp8 = stream.info().type == element_type::f8_e4m3 && stream.info().shape.size() == 2;
    const bool is_read = stream.read(std::span(y)) == 4 && y == std::vector<float>{1.0f, 1.0f, -3.0f, 448.0f};
    std::filesystem::remove(from);
    std::filesystem::remove(to);
    return is_fp8 && is_read ? EXIT_SUCCESS : EXIT_FAILURE;
}

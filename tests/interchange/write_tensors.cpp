// tests/interchange/write_tensors.cpp -- writes files whose content read_tensors.py knows, too: numbers are functions
// of their places.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lowp/io/npy.hpp"
#ifdef WRITES_SAFETENSORS
#include "lowp/io/safetensors_writer.hpp"
#endif

int main()
{
    using namespace lowp;
    std::vector<float> x(60'000);
    std::vector<double> y(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        y[i] = (static_cast<double>(i) - 30'000) / 7;  // rounded once
        x[i] = static_cast<float>(y[i]);
    }
    const matrix_view<const float> m{x.data(), 200, 300};
    write_npy("vector.npy", std::span(x));
    write_npy("matrix.npy", m);
    write_npy("transposed.npy", transposed(m));
    write_npy("strided.npy", matrix_view<const float>{x.data(), 100, 30, 600, 10});
    write_npy("doubles.npy", std::span(y), {3, 100, 200});
    write_npy("scalar.npy", std::span(x).first(1), {});
    write_npy("empty.npy", std::span(x).first(0), {4, 0, 2});
    write_npy("deep.npy", std::span(x).first(2), std::vector<std::uint64_t>{1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1});

#ifdef WRITES_SAFETENSORS
    packed_matrix fp8(known<e4m3fn>, 16, 16);
    packed_array bf16(known<bfloat16>, 1000);
    packed_array f16(binary16, 1000);
    packed_array i8(fixed_format{7, 0}, 256);
    for (std::size_t i = 0; i < 256; ++i) {
        fp8.set_code(i / 16, i % 16, i);
        i8.set_code(i, i);
    }
    for (std::size_t i = 0; i < 1000; ++i) {
        bf16.set_code(i, 17 * i);
        f16.set_code(i, 31 * i);
    }
    safetensors_writer out;
    out.metadata["made by"] = "\"lowp\"\n";
    out.add("e4m3", fp8);
    out.add("i8", i8);
    out.add("bf16", bf16, {10, 100});
    out.add("f16", f16);
    out.add("transposed", transposed(m));
    out.add("doubles", std::span(y));
    out.add("gr\u00fc\u00dfe \"/\\", std::span(x).first(1), {});
    out.add("empty", std::span(x).first(0), {0, 7});
    out.write("tensors.safetensors");
#endif
    return 0;
}

// tests/fuzz/safetensors_fuzz.cpp -- any bytes: a .safetensors file whose tensors fill it, or an error that names a
// byte.
#include "lowp/io/safetensors.hpp"

#include "fuzz/fuzz.hpp"

void lowp_fuzz(const std::string& bytes)
{
    const lowp::safetensors_reader all(lowp::byte_source::memory(bytes, "f"));
    std::vector<double> some(1000);
    std::uint64_t data = 0;
    for (const lowp::tensor_info& info : all.tensors()) {
        data += info.bytes();
        if (!lowp::is_readable(info.type)) continue;
        auto stream = all.open(info.name);
        std::uint64_t sum = 0;
        while (const std::size_t n = stream.read(std::span(some))) sum += n;
        fuzz_expects(sum == info.elements());
    }
    fuzz_expects(data < bytes.size());
}

// tests/fuzz/npy_fuzz.cpp -- any bytes: a .npy file that is read as far as it says, or an error that names a byte.
#include "lowp/io/npy.hpp"

#include "fuzz/fuzz.hpp"

void lowp_fuzz(const std::string& bytes)
{
    lowp::npy_reader file(lowp::byte_source::memory(bytes, "f"));
    std::vector<float> some(1000);
    std::uint64_t sum = 0;
    while (const std::size_t n = file.read(std::span(some))) sum += n;
    fuzz_expects(sum == file.info().elements());
}

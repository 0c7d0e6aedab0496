// tests/fuzz/fuzz.hpp -- what libFuzzer calls: a reader either reads its bytes or throws a std::runtime_error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

// Reads the bytes, which stand for a file named "f".
void lowp_fuzz(const std::string& bytes);

// Stops the run, and libFuzzer writes down the bytes, if what was read contradicts itself.
inline void fuzz_expects(bool holds)
{
    if (!holds) std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    try {
        lowp_fuzz({reinterpret_cast<const char*>(data), size});
    } catch (const std::runtime_error& error) {
        const std::string_view message = error.what();  // a place in the file; what was expected
        fuzz_expects(message.starts_with("f:") && message.find(": ") != message.npos);
    }
    return 0;
}

// tests/fuzz/libsvm_fuzz.cpp -- any text: sparse samples within their columns, or an error that names line and column.
#include "lowp/io/libsvm.hpp"

#include "fuzz/fuzz.hpp"

void lowp_fuzz(const std::string& bytes)
{
    const auto data = lowp::read_libsvm_text(bytes, "f");
    fuzz_expects(data.size() == data.targets.size() && data.dimension() > 0);
}

// tests/fuzz/cifar_fuzz.cpp -- any bytes: whole records of images, or an error that names a byte.
#include "lowp/io/cifar.hpp"

#include "fuzz/fuzz.hpp"

void lowp_fuzz(const std::string& bytes)
{
    const auto data = lowp::read_cifar_text(bytes, "f");
    fuzz_expects(data.labels.size() * 3073 == bytes.size() && data.features.size() == data.labels.size() * 3072);
    for (const auto label : data.labels) fuzz_expects(label < 10);
}

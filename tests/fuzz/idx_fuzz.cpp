// tests/fuzz/idx_fuzz.cpp -- any bytes: images or labels as many as the header says, or an error that names a byte.
#include "lowp/io/idx.hpp"

#include "fuzz/fuzz.hpp"

void lowp_fuzz(const std::string& bytes)
{
    try {
        fuzz_expects(lowp::read_idx_labels_text(bytes, "f").size() + 8 == bytes.size());
    } catch (const std::runtime_error&) {}
    const auto images = lowp::read_idx_images_text(bytes, "f");
    fuzz_expects(images.pixels.size() == images.rows * images.columns * images.count);
    fuzz_expects(images.pixels.size() + 16 == bytes.size());
}

// tests/fuzz/csv_fuzz.cpp -- any text: samples with labels or targets for all, or an error that names a line.
#include "lowp/io/csv.hpp"

#include "fuzz/fuzz.hpp"

void lowp_fuzz(const std::string& bytes)
{
    const auto targets = [&] { return lowp::read_regression_csv_text(bytes, "f"); };
    try {
        const auto data = targets();
        fuzz_expects(data.features.size() == data.targets.size() * data.dimension);
    } catch (const std::runtime_error&) {}
    const auto data = lowp::read_csv_text(bytes, "f");
    fuzz_expects(data.features.size() == data.labels.size() * data.dimension);
    for (const auto label : data.labels) fuzz_expects(label < data.classes);
}

// examples/support/data_options.hpp -- samples to train on and to test with, as the command line names them.
//
//     --data FILE                          CSV, the label last (default: the shipped digits)
//     --images FILE --labels FILE          IDX files, as MNIST's; --test-images, --test-labels for the other part
//
// Without a part to test with it is a fifth of the samples, always the same ones.
#pragma once

#include <string>

#include "lowp/train/batches.hpp"
#include "support/command_line.hpp"

struct data_options {
    std::string data = example_data("digits.csv"), images, labels, test_images, test_labels;

    void add_to(command_line& options);

    // Features are scaled so that the largest magnitude to train on is `range`; 0: as they are in the files. Throws
    // std::invalid_argument for images without labels or labels without images, std::runtime_error for a file.
    lowp::split_data read(double range) const;
};

void scale_features(lowp::split_data& data, double range);

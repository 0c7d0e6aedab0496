// examples/support/data_sources.hpp -- public data sets by name, from a folder of files that keep their usual form.
//
//     digits          examples/data/digits.csv, which is always there
//     mnist           mnist/{train,t10k}-images-idx3-ubyte.gz and -labels-idx1-ubyte.gz
//     cifar10         cifar10-sub/*_batch_*.bin, in CIFAR-10's binary form
//     a9a             libsvm/a9a, libsvm/a9a.t
//     agaricus        libsvm/agaricus.train, libsvm/agaricus.test
//     heart           libsvm/heart_scale
//     breast_cancer   small-csv/breast_cancer.csv
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "lowp/core/data_set.hpp"

// Samples as files hold them, images divided by their largest pixel. `test` is empty where no part is set aside to test
// with, or where that part is small.
struct data_source {
    lowp::data_set training, test;
    std::size_t side = 0, channels = 1;  // of images, square and plane after plane; 0 for other features
};

// Why the files of a source cannot be read from the folder: the first that is not there. Empty if all are.
std::string missing(std::string_view source, const std::string& folder);

// Throws std::runtime_error that names the file.
data_source read_source(std::string_view source, const std::string& folder);

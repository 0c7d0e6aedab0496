#include "support/data_sources.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <stdexcept>
#include <utility>
#include <vector>

#include "lowp/core/sparse_set.hpp"
#include "lowp/io/cifar.hpp"
#include "lowp/io/csv.hpp"
#include "lowp/io/idx.hpp"
#include "lowp/io/labels.hpp"
#include "lowp/io/libsvm.hpp"
#include "support/command_line.hpp"
#include "support/data_file.hpp"

namespace {

using namespace lowp;

void append(data_set& all, const data_set& more)
{
    all.features.insert(all.features.end(), more.features.begin(), more.features.end());
    all.labels.insert(all.labels.end(), more.labels.begin(), more.labels.end());
}

data_set two_classes(const std::string& path, std::size_t columns = 0)
{
    const sparse_set read = read_libsvm_text(data_file(path), path, columns);
    return densified(read, class_labels(read.targets, 2, path), 2);
}

data_set mnist_part(const std::string& images, const std::string& labels)
{
    return read_idx_text(data_file(images), data_file(labels), images, labels);
}

// The files that a source is read from, their paths within the folder.
std::vector<std::string> files_of(std::string_view source)
{
    using files = std::vector<std::string>;
    static const std::array<std::pair<std::string_view, files>, 7> all{{
        {"digits", {}},
        {"mnist",
         {"mnist/train-images-idx3-ubyte.gz", "mnist/train-labels-idx1-ubyte.gz", "mnist/t10k-images-idx3-ubyte.gz",
          "mnist/t10k-labels-idx1-ubyte.gz"}},
        {"cifar10", {"cifar10-sub/data_batch_10000.bin", "cifar10-sub/test_batch_2000.bin"}},
        {"a9a", {"libsvm/a9a", "libsvm/a9a.t"}},
        {"agaricus", {"libsvm/agaricus.train", "libsvm/agaricus.test"}},
        {"heart", {"libsvm/heart_scale"}},
        {"breast_cancer", {"small-csv/breast_cancer.csv"}},
    }};
    const auto found = std::ranges::find(all, source, &std::pair<std::string_view, files>::first);
    if (found == all.end()) throw std::invalid_argument("unknown data source '" + std::string(source) + "'");
    return found->second;
}

}  // namespace

std::string missing(std::string_view source, const std::string& folder)
{
    for (const std::string& file : files_of(source)) {
        if (folder.empty()) return "no folder is given that has " + file;
        if (const auto path = folder + "/" + file; !std::filesystem::exists(path)) return path + " is not there";
    }
    return "";
}

data_source read_source(std::string_view source, const std::string& folder)
{
    auto files = files_of(source);
    for (std::string& file : files) file = folder + "/" + file;
    if (source == "digits") {
        data_set digits = read_csv(example_data("digits.csv"));
        for (float& pixel : digits.features) pixel /= 16;
        return {std::move(digits), {}, 8};
    }
    if (source == "mnist") return {mnist_part(files[0], files[1]), mnist_part(files[2], files[3]), 28};
    if (source == "cifar10") {
        // 200 images a class are set aside to test with, too few for an error in tenths of a percent: one pool.
        data_set all = read_cifar(files[0]);
        append(all, read_cifar(files[1]));
        return {std::move(all), {}, cifar_side, cifar_channels};
    }
    if (source == "breast_cancer") return {read_csv(files[0]), {}};
    data_set training = two_classes(files[0]);
    if (files.size() == 1) return {std::move(training), {}};
    data_set test = two_classes(files[1], training.dimension);
    return {std::move(training), std::move(test)};
}

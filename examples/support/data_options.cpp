#include "support/data_options.hpp"

#include <stdexcept>
#include <utility>

#include "lowp/io/csv.hpp"
#include "lowp/io/idx.hpp"
#include "lowp/quantize/largest.hpp"
#include "support/data_file.hpp"

using namespace lowp;

void data_options::add_to(command_line& options)
{
    options.text("--data", data, "FILE", "samples as CSV, the label last (default: 1797 handwritten digits)");
    options.text("--images", images, "FILE", "pictures to train on, an IDX file");
    options.text("--labels", labels, "FILE", "their labels, an IDX file");
    options.text("--test-images", test_images, "FILE", "pictures to test on; otherwise a fifth of the others");
    options.text("--test-labels", test_labels, "FILE", "their labels");
}

split_data data_options::read(double range) const
{
    if (images.empty() != labels.empty() || test_images.empty() != test_labels.empty() ||
        (images.empty() && !test_images.empty()))
        throw std::invalid_argument("images without labels, or labels without images, expected both");
    const auto pictures = [](const std::string& of, const std::string& with) {
        return read_idx_text(data_file(of), data_file(with), of, with);
    };
    data_set all = images.empty() ? read_csv_text(data_file(data), data) : pictures(images, labels);
    split_data both = test_images.empty() ? shuffled_split(all, (all.size() + 4) / 5, stream{20})
                                          : split_data{std::move(all), pictures(test_images, test_labels)};
    scale_features(both, range);
    return both;
}

void scale_features(split_data& data, double range)
{
    const float most = largest_magnitude(data.training.features);
    if (range == 0 || most == 0) return;
    for (data_set* const part : {&data.training, &data.test})
        for (float& x : part->features) x *= static_cast<float>(range) / most;
}

#include "support/number_source.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "lowp/precision/parse.hpp"
#include "lowp/random/distribution.hpp"
#include "support/csv_numbers.hpp"
#include "support/tensor_numbers.hpp"

namespace {

class drawn : public number_source {
public:
    drawn(lowp::distribution shape, std::uint64_t count, std::uint64_t seed) : shape_(shape), count_(count), seed_(seed)
    {}

    std::size_t read(std::span<float> out) override
    {
        const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), count_ - next_));
        lowp::fill(shape_, lowp::stream{seed_}, out.first(n), next_);
        next_ += n;
        return n;
    }
    void rewind() override { next_ = 0; }
    double done() const override { return static_cast<double>(next_) / static_cast<double>(count_); }
    std::string name() const override
    {
        return std::string(lowp::distribution_text(shape_)).append(" numbers, seed ").append(std::to_string(seed_));
    }
    std::string place() const override { return name(); }

private:
    lowp::distribution shape_;
    std::uint64_t count_, seed_, next_ = 0;
};

class kept : public number_source {
public:
    kept(std::vector<float> numbers, std::string name, std::string place)
        : numbers_(std::move(numbers)), name_(std::move(name)), place_(std::move(place))
    {}

    std::size_t read(std::span<float> out) override
    {
        const std::size_t n = std::min(out.size(), numbers_.size() - next_);
        std::copy_n(numbers_.data() + next_, n, out.data());
        next_ += n;
        return n;
    }
    void rewind() override { next_ = 0; }
    double done() const override { return static_cast<double>(next_) / static_cast<double>(numbers_.size()); }
    std::string name() const override { return name_; }
    std::string place() const override { return place_; }

private:
    std::vector<float> numbers_;
    std::string name_, place_;
    std::size_t next_ = 0;
};

}  // namespace

std::unique_ptr<number_source> drawn_numbers(const std::string& distribution, std::uint64_t count, std::uint64_t seed)
{
    const auto shape = lowp::read_distribution(distribution);
    if (!shape) {
        const auto known = known_distributions();
        lowp::unknown_name("distribution", distribution, "one of " + lowp::joined(known), known);
    }
    return std::make_unique<drawn>(*shape, count, seed);
}
std::vector<std::string> known_distributions() { return lowp::names_of(lowp::distribution_names); }

std::unique_ptr<number_source> numbers_of_file(const std::string& path, const std::string& tensor)
{
    if (std::filesystem::is_directory(path)) throw std::runtime_error(path + ": is a folder, expected a file");
    const std::string end = std::filesystem::path(path).extension().string();
    if (!tensor.empty() && end != ".safetensors")
        throw std::invalid_argument("--tensor given with " + path +
                                    ", expected a .safetensors file, which has several");
    if (end == ".npy" || end == ".safetensors") return tensor_numbers(path, tensor);
    if (end == ".f32" || end == ".bin") return raw_numbers(path);
    if (end == ".csv") return std::make_unique<csv_numbers>(path);
    throw std::invalid_argument(path +
                                ": a file of an unknown kind, expected a name that ends in .npy, .safetensors, "
                                ".csv, .f32 or .bin (the last two: binary32, little-endian)");
}

std::unique_ptr<number_source> remembered(std::unique_ptr<number_source> from)
{
    constexpr std::size_t most = std::size_t{1} << 22, part = std::size_t{1} << 16;
    std::vector<float> numbers;
    while (numbers.size() < most) {
        const std::size_t before = numbers.size();
        numbers.resize(before + part);
        const std::size_t n = from->read(std::span(numbers).subspan(before));
        numbers.resize(before + n);
        if (n == 0) return std::make_unique<kept>(std::move(numbers), from->name(), from->place());
    }
    from->rewind();
    return from;
}

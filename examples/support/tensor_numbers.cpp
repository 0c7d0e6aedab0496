#include "support/tensor_numbers.hpp"

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <utility>
#include <vector>

#include "lowp/io/npy.hpp"
#if defined(LOWP_EXAMPLE_HAS_JSON)
#include "lowp/io/safetensors.hpp"
#endif

namespace {

using namespace lowp;

class streams : public number_source {
public:
    streams(std::vector<tensor_stream> all, std::string name, std::string path)
        : all_(std::move(all)), name_(std::move(name)), path_(std::move(path))
    {
        for (const tensor_stream& one : all_) elements_ += one.left();
    }

    std::size_t read(std::span<float> out) override
    {
        std::size_t n = 0;
        for (tensor_stream& one : all_) {
            if (one.left() == 0) continue;
            n += one.read(out.subspan(n));
            if (n == out.size()) break;
        }
        read_ += n;
        return n;
    }
    void rewind() override
    {
        for (tensor_stream& one : all_) one.seek(0);
        read_ = 0;
    }
    double done() const override
    {
        return elements_ == 0 ? 1 : static_cast<double>(read_) / static_cast<double>(elements_);
    }
    std::string name() const override { return name_; }
    std::string place() const override
    {
        return path_ + ":byte " + std::to_string(all_.empty() ? 0 : all_.front().info().first_byte);
    }

private:
    std::vector<tensor_stream> all_;
    std::string name_, path_;
    std::uint64_t elements_ = 0, read_ = 0;
};

// What is not exact in binary32 is said.
std::string type_text(element_type type)
{
    std::string text(name_of(type));
    if (type == element_type::f64 || type == element_type::i32 || type == element_type::u32 ||
        type == element_type::i64 || type == element_type::u64)
        text += ", rounded to binary32";
    return text;
}

std::string shown(const tensor_info& t) { return type_text(t.type) + " " + shape_text(t.shape); }

#if defined(LOWP_EXAMPLE_HAS_JSON)
std::unique_ptr<number_source> safetensors_numbers(const std::string& path, const std::string& tensor)
{
    const safetensors_reader file(path);
    std::vector<tensor_stream> all;
    if (!tensor.empty()) {
        all.push_back(file.open(tensor));
        const std::string kind = shown(all.front().info());
        return std::make_unique<streams>(std::move(all), path + ", " + tensor + " (" + kind + ")", path);
    }
    bool rounded = false;
    for (const tensor_info& one : file.tensors()) {
        all.push_back(file.open(one.name));
        rounded = rounded || type_text(one.type) != name_of(one.type);
    }
    const std::string kind =
        "all " + std::to_string(all.size()) + " tensors as one" + (rounded ? ", wider types rounded to binary32" : "");
    return std::make_unique<streams>(std::move(all), path + " (" + kind + ")", path);
}
#endif

// A file may hold names with ends of lines, and with what terminals obey.
[[maybe_unused]] std::string in_one_line(std::string name)
{
    for (char& c : name)
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = '?';
    return name;
}

[[noreturn, maybe_unused]] void fail_without_json(const std::string& path)
{
    throw std::runtime_error(path +
                             ": .safetensors files are read by builds that found nlohmann-json (Debian: "
                             "nlohmann-json3-dev), this one did not");
}

}  // namespace

std::unique_ptr<number_source> tensor_numbers(const std::string& path, const std::string& tensor)
{
    if (std::filesystem::path(path).extension() == ".npy") {
        std::vector<tensor_stream> one{npy_reader(path)};
        const std::string kind = shown(one.front().info());
        return std::make_unique<streams>(std::move(one), path + " (" + kind + ")", path);
    }
#if defined(LOWP_EXAMPLE_HAS_JSON)
    return safetensors_numbers(path, tensor);
#else
    static_cast<void>(tensor);
    fail_without_json(path);
#endif
}

std::unique_ptr<number_source> raw_numbers(const std::string& path)
{
    const byte_source source = byte_source::file(path, "a file of binary32 numbers");
    if (source.size() % sizeof(float) != 0)
        source.fail(source.size(), "the file ends within a number, expected a multiple of 4 bytes");
    std::vector<tensor_stream> one{tensor_stream(source, {"", element_type::f32, {source.size() / sizeof(float)}, 0})};
    return std::make_unique<streams>(std::move(one), path, path);
}

std::string list_of_tensors(const std::string& path)
{
    if (std::filesystem::path(path).extension() != ".safetensors")
        throw std::invalid_argument("--list given with " + path + ", expected a .safetensors file, which has several");
#if defined(LOWP_EXAMPLE_HAS_JSON)
    std::string list;
    const safetensors_reader file(path);
    for (const tensor_info& one : file.tensors()) {
        list.append(in_one_line(one.name))
            .append("  ")
            .append(name_of(one.type))
            .append(" ")
            .append(shape_text(one.shape));
        list += "\n";
    }
    return list;
#else
    fail_without_json(path);
#endif
}

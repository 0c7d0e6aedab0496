#include "support/csv_numbers.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include "lowp/io/csv.hpp"
#include "lowp/io/read_file.hpp"

namespace {

using namespace lowp::detail;

std::optional<float> number_in(std::string_view field)
{
    if (const auto finite = finite_number<float>(field)) return finite;
    float value = 0;
    const auto [end, error] =
        std::from_chars(field.data() + field.starts_with('+'), field.data() + field.size(), value);
    if (error == std::errc::invalid_argument || end != field.data() + field.size()) return std::nullopt;
    if (error == std::errc::result_out_of_range)  // finite_number() has found that it becomes infinite
        value =
            field.starts_with('-') ? -std::numeric_limits<float>::infinity() : std::numeric_limits<float>::infinity();
    return value;
}

}  // namespace

csv_numbers::csv_numbers(const std::string& path) : path_(path)
{
    if (std::filesystem::exists(path) && !std::filesystem::is_regular_file(path)) {
        std::string text = lowp::read_file(path, "a CSV file");
        size_ = text.size();
        text_ = std::make_unique<std::istringstream>(std::move(text));
    } else {
        text_ = std::make_unique<std::ifstream>(path, std::ios::binary);
        if (!*text_) throw std::runtime_error(path + ": cannot be read, expected a CSV file");
        std::error_code no_size;
        size_ = std::filesystem::file_size(path, no_size);
        if (no_size) size_ = 0;
    }
    char start[2] = {};
    text_->read(start, 2);
    if (lowp::is_gzip(std::string_view(start, 2)))
        throw std::runtime_error(path + ": is compressed, expected a CSV file: unpack it first");
    rewind();
}

void csv_numbers::rewind()
{
    text_->clear();
    text_->seekg(0);
    read_ = 0, line_ = 0, next_ = 0;
    waiting_.clear();
}

double csv_numbers::done() const
{
    return size_ == 0 ? 1 : std::min(1.0, static_cast<double>(read_) / static_cast<double>(size_));
}

void csv_numbers::take(const std::string& line)
{
    const csv_place at{path_, line_};
    const auto fields = csv_fields(line);
    if (line_ == 1 && std::none_of(fields.begin(), fields.end(), [](auto f) { return number_in(f).has_value(); }) &&
        std::any_of(fields.begin(), fields.end(), is_name))
        return;
    for (std::size_t j = 0; j < fields.size(); ++j) {
        const auto value = number_in(fields[j]);
        if (!value)
            at.fail("column " + std::to_string(j + 1) + ": " + quoted(fields[j]) +
                    " is no number, expected numbers separated by commas");
        waiting_.push_back(*value);
    }
}

std::size_t csv_numbers::read(std::span<float> out)
{
    std::size_t n = 0;
    std::string line;
    while (n < out.size()) {
        const std::size_t some = std::min(out.size() - n, waiting_.size() - next_);
        std::copy_n(waiting_.begin() + static_cast<std::ptrdiff_t>(next_), some,
                    out.begin() + static_cast<std::ptrdiff_t>(n));
        n += some, next_ += some;
        if (n == out.size()) break;
        if (!std::getline(*text_, line)) break;
        read_ += line.size() + 1;
        ++line_;
        waiting_.clear();
        next_ = 0;
        if (line_ == 1 && line.starts_with("\xef\xbb\xbf")) line.erase(0, 3);  // spreadsheets mark UTF-8 so
        if (!is_blank(line)) take(line);
    }
    return n;
}

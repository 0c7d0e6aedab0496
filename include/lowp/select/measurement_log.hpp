// lowp/select/measurement_log.hpp -- measurements in a file as soon as they are known, so that a killed run loses none.
//
//     configuration,error
//     e4m3/e6m9,0.0213
//     e3m1/e6m7,failed
//
// A line is appended and flushed after each measurement, and all are read when the file is opened again. What is there
// is never written over: a line that is not understood, one that was cut off, too, is reported with its number, and the
// file stays as it is for its owner to look at. Empty lines are skipped: an editor may leave one at the end, and more
// measurements come behind it.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "lowp/select/error_matrix.hpp"
#include "lowp/select/table_text.hpp"

namespace lowp {

struct measurement {
    std::size_t configuration = 0;
    double error = missing_error;  // failed_error where the run failed
};

class measurement_log {
public:
    // Opens or makes the file and reads it; configurations are told apart by these names. Throws std::runtime_error
    // naming the file, and the line if one is wrong.
    measurement_log(const std::filesystem::path& path, std::span<const std::string> configurations);

    // What was in the file, in its order.
    const std::vector<measurement>& found() const noexcept { return found_; }

    // Adds a line; throws std::runtime_error with the measurement in its message if the file does not take it.
    void append(const measurement& m);

private:
    struct closes {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };
    static constexpr std::string_view header = "configuration,error";

    void read(std::string_view text);
    void write(const std::string& line);

    detail::table_place at_;
    std::vector<std::string> names_;
    std::vector<measurement> found_;
    std::unique_ptr<std::FILE, closes> file_;
};

// ---- how ------------------------------------------------------------------------------------------------------------

inline measurement_log::measurement_log(const std::filesystem::path& path, std::span<const std::string> configurations)
    : at_{path.string(), 0}, names_(configurations.begin(), configurations.end())
{
    std::string text;
    if (std::filesystem::exists(path)) {
        std::ifstream file;
        if (std::filesystem::is_regular_file(path)) file.open(path, std::ios::binary);
        if (file.is_open()) text.assign(std::istreambuf_iterator<char>(file), {});
        if (!file.is_open() || file.bad())
            throw std::runtime_error(at_.name + ": cannot be read, expected a file of measurements, or none yet");
    }
    read(text);
    file_.reset(std::fopen(at_.name.c_str(), "ab"));
    if (!file_) throw std::runtime_error(at_.name + ": cannot be written: " + std::strerror(errno));
    if (text.empty()) write(std::string(header) + "\n");
}

inline void measurement_log::read(std::string_view text)
{
    text = detail::without_mark(text);
    std::vector<bool> is_known(names_.size());
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = detail::without_blanks(text.substr(0, end));
        ++at_.line;
        if (end == std::string_view::npos)
            at_.fail("the last line, " + detail::shown(line) +
                     ", has no line end: it may be cut off; complete or remove it");
        text.remove_prefix(end + 1);
        if (at_.line == 1) {
            if (line != header) at_.fail(detail::shown(line) + ", expected '" + std::string(header) + "'");
            continue;
        }
        if (line.empty()) continue;
        const auto fields = detail::table_fields(line, at_);
        if (fields.size() != 2)
            at_.fail(detail::shown(fields.size()) + " fields, expected 2: the name of a configuration and its error");
        const auto place = std::find(names_.begin(), names_.end(), fields[0]);
        if (place == names_.end())
            at_.fail(detail::shown(std::string_view(fields[0])) + " is none of the configurations");
        const auto j = static_cast<std::size_t>(place - names_.begin());
        if (is_known[j]) at_.fail(detail::shown(std::string_view(fields[0])) + " comes again, expected once");
        is_known[j] = true;
        const double error = detail::error_of_field(fields[1], 1, at_);
        if (std::isnan(error)) at_.fail("no error, expected one of 0 to 1, or 'failed'");
        found_.push_back({j, error});
    }
}

inline void measurement_log::append(const measurement& m)
{
    write(detail::table_field(names_.at(m.configuration)) + "," + detail::field_of_error(m.error) + "\n");
}

inline void measurement_log::write(const std::string& line)
{
    if (std::fwrite(line.data(), 1, line.size(), file_.get()) != line.size() || std::fflush(file_.get()) != 0)
        throw std::runtime_error(at_.name + ": cannot be written: " + std::strerror(errno) + "; the line was " +
                                 detail::shown(detail::without_blanks(line.substr(0, line.size() - 1))));
}

}  // namespace lowp

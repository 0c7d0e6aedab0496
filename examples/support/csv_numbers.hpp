// examples/support/csv_numbers.hpp -- all numbers of a CSV file, line after line, whatever its length.
//
// The first line may be a header, of which no field is a number. Empty lines are skipped. NaN and infinities are
// numbers, too. A pipe, which can be read only once, is kept in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "support/number_source.hpp"

class csv_numbers : public number_source {
public:
    explicit csv_numbers(const std::string& path);

    std::size_t read(std::span<float> out) override;
    void rewind() override;
    double done() const override;
    std::string name() const override { return path_; }
    std::string place() const override { return path_ + ":1"; }

private:
    void take(const std::string& line);

    std::string path_;
    std::unique_ptr<std::istream> text_;
    std::uint64_t size_ = 0, read_ = 0;  // bytes
    std::size_t line_ = 0;
    std::vector<float> waiting_;  // numbers of the line that did not fit
    std::size_t next_ = 0;
};

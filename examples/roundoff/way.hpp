// examples/roundoff/way.hpp -- a way to round, by a format, a mode and a scale; and what it costs.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lowp/quantize/any_quantizer.hpp"
#include "lowp/quantize/code_counts.hpp"
#include "lowp/quantize/error.hpp"
#include "roundoff/facts.hpp"
#include "roundoff/row.hpp"

class rounding_way {
public:
    // Rounds a part of a stream that begins with number `first`, a multiple of part_of_stream, and counts codes.
    using rounds = std::function<void(std::span<const float> in, std::span<float> out, lowp::code_counts& counts,
                                      std::uint64_t first)>;

    // All numbers are of one format.
    rounding_way(std::string name, std::string scale, const lowp::any_format& format, const lowp::any_format& base,
                 const lowp::any_rounding& mode);
    // They are not: blocks have scales of their own.
    rounding_way(std::string name, std::string scale, double bits, int code_bits, const lowp::any_rounding& mode,
                 rounds round);

    void add(std::span<const float> x, std::uint64_t first);
    void round(std::span<const float> x, std::span<float> y, std::uint64_t first) const;
    roundoff_row row(const input_facts& facts, bool is_conversion = true) const;

    const std::string& name() const { return name_; }
    const lowp::any_rounding& mode() const { return mode_; }
    // Not of blocks: with its scale, and without.
    const std::optional<lowp::any_format>& format() const { return format_; }
    const std::optional<lowp::any_format>& base() const { return base_; }
    // What tells it from the others: the name, with the mode, and with the scale where these differ among them.
    std::string label(std::span<const rounding_way> among) const;
    std::string full_label(std::span<const rounding_way> among) const;
    const lowp::quantization_error& error() const { return error_; }
    // For errors of something else than the conversion.
    void set_error(lowp::quantization_error error) { error_ = std::move(error); }

private:
    lowp::quantizer<lowp::any_format, lowp::any_rounding> quantizer() const { return {*format_, mode_}; }

    std::string name_, scale_;
    double bits_;
    lowp::any_rounding mode_;
    std::optional<lowp::any_format> format_, base_;
    rounds round_;
    lowp::quantization_error error_;
    lowp::code_counts codes_;
};

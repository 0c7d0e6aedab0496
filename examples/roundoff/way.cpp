#include "roundoff/way.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "lowp/round/any_rounding.hpp"
#include "roundoff/theory.hpp"

using namespace lowp;

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// Parts of a stream that are rounded at once; blocks end with them.
constexpr std::size_t piece = std::size_t{1} << 16;

}  // namespace

rounding_way::rounding_way(std::string name, std::string scale, const any_format& format, const any_format& base,
                           const any_rounding& mode)
    : name_(std::move(name)),
      scale_(std::move(scale)),
      bits_(width_of(format)),
      mode_(mode),
      format_(format),
      base_(base),
      error_(format)
{}
rounding_way::rounding_way(std::string name, std::string scale, double bits, int code_bits, const any_rounding& mode,
                           rounds round)
    : name_(std::move(name)),
      scale_(std::move(scale)),
      bits_(bits),
      mode_(mode),
      round_(std::move(round)),
      codes_(code_bits <= code_counts::most_bits ? code_counts(code_bits) : code_counts())
{}

void rounding_way::add(std::span<const float> x, std::uint64_t first)
{
    if (format_) return error_.add_rounded(x, quantizer(), {.first = first});
    std::vector<float> y(std::min(x.size(), piece));
    for (std::size_t i = 0; i < x.size(); i += piece) {
        const std::size_t n = std::min(piece, x.size() - i);
        round_(x.subspan(i, n), std::span(y).first(n), codes_, first + i);
        error_.add(x.subspan(i, n), std::span<const float>(y).first(n));
    }
}
void rounding_way::round(std::span<const float> x, std::span<float> y, std::uint64_t first) const
{
    if (format_) return quantizer()(x, y, {.first = first});
    code_counts unused = codes_;
    round_(x, y, unused, first);
}

std::string rounding_way::label(std::span<const rounding_way> among) const
{
    const bool modes = std::any_of(among.begin(), among.end(), [&](const rounding_way& w) {
        return rounding_text(w.mode_) != rounding_text(mode_);
    });
    return modes ? name_ + ", " + rounding_text(mode_) : name_;
}
std::string rounding_way::full_label(std::span<const rounding_way> among) const
{
    const std::string text = label(among);
    const bool scales = std::any_of(among.begin(), among.end(), [&](const rounding_way& w) {
        return &w != this && w.scale_ != scale_ && w.label(among) == text;
    });
    return scales ? text + ", " + scale_ : text;
}

roundoff_row rounding_way::row(const input_facts& facts, bool is_conversion) const
{
    roundoff_row r;
    r.format = name_, r.mode = rounding_text(mode_), r.scale = scale_, r.bits = bits_;
    // By the rms of what is rounded: of an operation, its exact results.
    const double finite = static_cast<double>(error_.finite()), power = error_.sums().power.value();
    const auto share = [&](double x) { return power == 0 ? unknown : x / std::sqrt(power / finite); };
    r.sqnr_db = error_.finite() == 0 ? unknown : error_.sqnr_db();
    r.bias = share(error_.bias()), r.chance = share(error_.bias_standard_error()), r.rms = share(error_.rms());
    r.largest_relative = error_.largest_relative();
    r.flushed = error_.share(error_.counts().flushed);
    r.lost = error_.lost();
    const code_counts& codes = format_ ? error_.codes() : codes_;
    r.codes = codes.counts().empty() ? unknown : static_cast<double>(codes.distinct());
    r.entropy = codes.counts().empty() ? unknown : codes.entropy();
    r.unit_roundoff = r.largest_ulps = r.saturated = r.expected_db = unknown;
    if (!format_) return r;
    r.unit_roundoff = largest_relative_error(*format_, mode_);
    r.largest_ulps = error_.largest_ulps();
    r.saturated = error_.share(error_.counts().saturated);
    // Infinities saturate, too, but have no part in the errors.
    if (is_conversion && error_.rms() > 0 && error_.counts().saturated == facts.infinite &&
        step_at(*format_, facts.rms) <= facts.rms)
        r.expected_db = expected_sqnr_db(*format_, mode_, facts.strata);
    return r;
}

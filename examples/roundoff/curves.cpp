#include "roundoff/curves.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "lowp/quantize/best_scale.hpp"
#include "lowp/quantize/error_theory.hpp"
#include "roundoff/theory.hpp"

namespace {

using namespace lowp;

constexpr int lowest_rms = -28, highest_rms = 20;  // powers of two
constexpr double farthest = 3.5;                   // times the rms of errors
constexpr int bins = 70;

std::vector<stratum> times_power(std::span<const stratum> numbers, int e)
{
    std::vector<stratum> all;
    for (const stratum& one : numbers) all.push_back({std::ldexp(one.number, e), one.count});
    return all;
}
// As far as binary32 reaches.
bool is_in_range(const input_facts& facts, int e)
{
    return std::ilogb(facts.largest_magnitude()) + e < 127 && std::ilogb(facts.rms) + e > -100;
}

// Strata by the step of the format at them: there are few steps.
std::map<double, double> shares_of_steps(const any_format& format, std::span<const stratum> numbers)
{
    std::map<double, double> shares;
    double all = 0;
    for (const stratum& one : numbers) {
        shares[step_at(format, one.number)] += static_cast<double>(one.count);
        all += static_cast<double>(one.count);
    }
    for (auto& [step, share] : shares) share /= all;
    return shares;
}

// The chance of an error below this one: spread evenly within half a step to nearest, a triangle over two steps
// stochastically.
double uniform_chance(theory::rounded how, double step, double error)
{
    const double apart = std::clamp(error / step, -1.0, 1.0);
    if (how == theory::rounded::to_nearest) return std::clamp(apart + 0.5, 0.0, 1.0);
    return apart < 0 ? (1 + apart) * (1 + apart) / 2 : 1 - (1 - apart) * (1 - apart) / 2;
}

}  // namespace

std::vector<range_curve> range_curves(std::span<const rounding_way> ways, const input_facts& facts)
{
    std::vector<range_curve> curves;
    if (facts.rms == 0) return curves;
    const double log2_rms = std::log2(facts.rms);
    for (const rounding_way& way : ways) {
        const std::string name = way.label(ways);
        if (std::any_of(curves.begin(), curves.end(), [&](const range_curve& c) { return c.name == name; })) continue;
        range_curve curve;
        curve.name = name;
        for (int at = lowest_rms; at <= highest_rms; ++at) {
            const int e = at - static_cast<int>(std::floor(log2_rms));
            if (!is_in_range(facts, e)) continue;
            curve.log2_rms.push_back(log2_rms + e);
            if (!way.base()) {
                curve.measured_db.push_back(way.error().sqnr_db());
                continue;
            }
            const auto moved = times_power(facts.strata, e);
            const int none[] = {0};
            const quantizer<any_format, any_rounding> q{*way.base(), way.mode()};
            curve.measured_db.push_back(sqnr_over_scales(q, moved, none)[0]);
            curve.expected_db.push_back(expected_sqnr_db(*way.base(), way.mode(), moved));
        }
        curves.push_back(curve);
    }
    return curves;
}

std::vector<density_curve> density_curves(std::span<const rounding_way> ways, std::span<const float> some,
                                          const input_facts& facts)
{
    std::vector<density_curve> curves;
    std::vector<float> rounded(some.size());
    for (const rounding_way& way : ways) {
        const double unit = way.error().rms();
        if (!(unit > 0)) continue;
        way.round(some, rounded, 0);
        std::vector<double> counts(bins);
        double all = 0;
        for (std::size_t k = 0; k < some.size(); ++k) {
            const double error = (static_cast<double>(rounded[k]) - static_cast<double>(some[k])) / unit;
            if (!std::isfinite(error)) continue;
            ++all;
            const double bin = std::floor((error + farthest) / (2 * farthest) * bins);
            if (bin >= 0 && bin < bins) ++counts[static_cast<std::size_t>(bin)];
        }
        if (all == 0) continue;
        density_curve curve;
        curve.name = way.full_label(ways);
        const double width = 2 * farthest / bins;
        const auto how = kind_of(way.mode());
        const bool expects =
            way.format() && how != theory::rounded::to_neighbour && !std::isnan(step_at(*way.format(), facts.rms));
        const auto shares = expects ? shares_of_steps(*way.format(), facts.strata) : std::map<double, double>();
        for (int b = 0; b < bins; ++b) {
            const double at = (b + 0.5) * width - farthest;
            curve.at.push_back(at);
            curve.measured.push_back(counts[static_cast<std::size_t>(b)] / all / width);
            if (!expects) continue;
            double density = 0;
            for (const auto& [step, share] : shares)
                density += share / width *
                           (uniform_chance(how, step, (at + width / 2) * unit) -
                            uniform_chance(how, step, (at - width / 2) * unit));
            curve.expected.push_back(density);
        }
        curves.push_back(curve);
    }
    return curves;
}

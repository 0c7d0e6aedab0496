#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <string>
#include <vector>

#include "lowp/select/pareto.hpp"
#include "roundoff/pictures.hpp"
#include "roundoff/plot.hpp"

namespace {

// The format, with the mode and the scale where others of it differ in them.
std::string name_among(const std::vector<roundoff_row>& rows, const roundoff_row& row)
{
    const auto is_twin = [&](const roundoff_row& r) { return r.format == row.format; };
    std::string name = row.format;
    if (std::any_of(rows.begin(), rows.end(), [&](const auto& r) { return is_twin(r) && r.mode != row.mode; }))
        name.append(", ").append(row.mode);
    if (std::any_of(rows.begin(), rows.end(),
                    [&](const auto& r) { return is_twin(r) && r.mode == row.mode && r.scale != row.scale; }))
        name.append(", ").append(row.scale);
    return name;
}

// Where a logarithmic axis has fewer than two decades, 1, 2 and 5 of each.
std::string tics_between(double low, double high)
{
    if (high / low > 200) return "set format y '10^{%T}'";
    std::string tics;
    for (int e = static_cast<int>(std::floor(std::log10(low))); std::pow(10.0, e) <= high; ++e)
        for (const int digit : {1, 2, 5})
            if (const double at = digit * std::pow(10.0, e); at >= low && at <= high)
                tics.append(tics.empty() ? "" : ",").append(number(at));
    return "set format y '%g'\nset ytics (" + tics + ")";
}

}  // namespace

picture picture_of_bits(std::span<const roundoff_row> rows, bool is_conversion)
{
    std::vector<roundoff_row> shown;
    for (const roundoff_row& r : rows)
        if (r.rms > 0 && std::isfinite(r.rms)) shown.push_back(r);
    std::vector<lowp::cost_and_error> points;
    double most_bits = 8, least = 1, most = 1e-3;
    for (const roundoff_row& r : shown) {
        points.push_back({r.bits, r.rms});
        most_bits = std::max(most_bits, r.bits), least = std::min(least, r.rms), most = std::max(most, r.rms);
    }
    plot p(axes);
    p.line("unset key\nset logscale y 10\nset xlabel 'bits a number, with scales of blocks'");
    p.line(std::string("set ylabel 'rms error by the rms of the ") + (is_conversion ? "input" : "exact results") +
           "'\nset xtics 2");
    // Room for the longest name on the right.
    double longest = 0;
    for (const roundoff_row& r : shown)
        longest = std::max(longest, 7.4 * static_cast<double>(name_among(shown, r).size()) + 12);
    const double left = 2, right = left + (most_bits - left) / (1 - std::min(0.6, longest / 860)), low = least / 2,
                 high = std::max(most * 1.5, std::min(4.0, most * 3));
    p.line("set xrange [" + number(left) + ":" + number(right) + "]\nset yrange [" + number(low) + ":" + number(high) +
           "]\n" + tics_between(low, high));

    const auto on_front = lowp::pareto_front(points);
    std::vector<std::size_t> front;
    for (std::size_t k = 0; k < points.size(); ++k)
        if (on_front[k]) front.push_back(k);
    std::sort(front.begin(), front.end(),
              [&](std::size_t a, std::size_t b) { return points[a].cost < points[b].cost; });
    std::vector<double> x, y, limit_x, limit_y, all_x, all_y;
    for (const std::size_t k : front) x.push_back(points[k].cost), y.push_back(points[k].error);
    if (!x.empty()) x.push_back(right), y.push_back(y.back());
    for (double bits = left; bits <= right; ++bits) limit_x.push_back(bits), limit_y.push_back(std::exp2(-bits));
    if (is_conversion) p.add(p.data(limit_x, limit_y) + " with lines dt (8,5) lw 1.2" + colour_word(1));
    p.add(p.data(x, y) + " with steps lw 1.2" + colour_word(0));
    for (const auto& one : points) all_x.push_back(one.cost), all_y.push_back(one.error);

    // Names beside their points, at the first place that is not taken; in pixels.
    struct box {
        double x, y, width;
    };
    std::vector<box> taken;
    const auto across = [&](double bits) { return (bits - left) / (right - left) * 860; };
    const auto up = [&](double error) { return std::log(error / low) / std::log(high / low) * 390; };
    for (const auto& one : points) taken.push_back({across(one.cost) - 3, up(one.error), 6});
    std::vector<std::size_t> order(points.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return points[a].error > points[b].error; });
    for (const std::size_t k : order) {
        const std::string name = name_among(shown, shown[k]);
        const double width = 7.4 * static_cast<double>(name.size()), line = 17;
        const double px = across(points[k].cost), py = up(points[k].error);
        struct place {
            bool on_right;
            double lines;  // up
        };
        const place places[] = {{true, 0.55},  {false, -0.55}, {true, -0.55}, {false, 0.55}, {true, 1.4},
                                {false, -1.4}, {true, -1.4},   {false, 1.4},  {true, 2.2},   {false, -2.2},
                                {true, -2.2},  {true, 3.0},    {true, -3.0}};
        const auto box_at = [&](const place& at) {
            return box{at.on_right ? px + 6 : px - 6 - width, py + at.lines * line, width};
        };
        const auto is_free = [&](const place& at) {
            const box mine = box_at(at);
            if (mine.x < 0) return false;  // across the axis
            return std::none_of(taken.begin(), taken.end(), [&](const box& b) {
                return std::fabs(b.y - mine.y) < (b.width == 6 ? 9 : 14) && mine.x < b.x + b.width &&
                       b.x < mine.x + width;
            });
        };
        const place* chosen = std::find_if(std::begin(places), std::end(places), is_free);
        if (chosen == std::end(places)) chosen = places;
        taken.push_back(box_at(*chosen));
        p.line("set label " + gnuplot_quoted(name) + " noenhanced at " + number(points[k].cost) + "," +
               number(points[k].error) + (chosen->on_right ? " left offset 0.8," : " right offset -0.8,") +
               number(chosen->lines));
    }
    if (is_conversion) {
        const double limit_at = std::min(left + 0.4 * (right - left), -1 - std::log2(low));
        p.line("set label '2^{-bits}, the limit for normal numbers' at " + number(limit_at) + "," +
               number(std::exp2(-limit_at)) + " right offset -1.2,-0.3 textcolor rgb '" + line_colour(1) + "'");
    }
    p.add(p.data(all_x, all_y) + " with points pt 7 ps 0.7" + colour_word(0));
    p.end_plot();
    return {p.script(), 960, 480};
}

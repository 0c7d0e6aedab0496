#include "roundoff/pictures.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "lowp/quantize/error_theory.hpp"
#include "lowp/select/pareto.hpp"
#include "support/gnuplot.hpp"
#include "support/svg_picture.hpp"

namespace {

std::string number(double x)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", x);
    return text;
}

// Data blocks and what plots them.
class plot {
public:
    explicit plot(std::string head) : script_(std::move(head)) {}

    // Points that are not finite are gaps. Returns the block's name.
    std::string data(std::span<const double> x, std::span<const double> y, double lowest = -1e300)
    {
        std::string name = "$d";
        name += std::to_string(++blocks_);
        script_.append(name).append(" << EOD\n");
        for (std::size_t k = 0; k < x.size(); ++k)
            if (std::isfinite(y[k]) && y[k] >= lowest)
                script_.append(number(x[k])).append(" ").append(number(y[k])).append("\n");
            else
                script_ += "\n";
        script_ += "EOD\n";
        return name;
    }
    void line(const std::string& text) { script_.append(text).append("\n"); }
    void add(const std::string& what) { curves_.append(curves_.empty() ? "plot " : ", \\\n     ").append(what); }
    void end_plot()
    {
        script_.append(curves_).append("\n");
        curves_.clear();
    }
    std::string script() const { return script_; }

private:
    std::string script_, curves_;
    int blocks_ = 0;
};

std::string colour_word(std::size_t which) { return " lc rgb '" + line_colour(which) + "'"; }
std::string titled(const std::string& name) { return " title " + gnuplot_quoted(name) + " noenhanced"; }

constexpr const char* axes =
    "set grid lc rgb '#8a94a0' lw 0.35 dt 1\nset border 3 lw 0.8\nset tics nomirror out scale 0.5\n"
    "set key outside right top Left reverse samplen 2 spacing 1.15 noenhanced\n";

double peak(const range_curve& c)
{
    double most = -1;
    for (const double one : c.measured_db)
        if (std::isfinite(one)) most = std::max(most, one);
    return most;
}

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

picture picture_of_ranges(std::span<const range_curve> curves)
{
    std::vector<std::size_t> order(curves.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return peak(curves[a]) > peak(curves[b]); });
    double highest = 10;
    for (const range_curve& c : curves) highest = std::max(highest, peak(c));
    plot p(axes);
    p.line("set xlabel 'rms of the numbers, times powers of two'\nset ylabel 'signal to noise, dB'");
    p.line("set format x '2^{%g}'\nset xtics 4\nset mxtics 4\nset xrange [-28:20]");
    p.line("set yrange [0:" + number(std::ceil(highest / 10) * 10) + "]\nset ytics 10");
    for (std::size_t k = 0; k < order.size(); ++k) {
        const range_curve& c = curves[order[k]];
        const std::string colour = colour_word(k);
        if (!c.expected_db.empty())
            p.add(p.data(c.log2_rms, c.expected_db) + " with lines dt (6,5) lw 0.9" + colour + " notitle");
        p.add(p.data(c.log2_rms, c.measured_db) + " with linespoints pt 7 pi 4 ps 0.4 lw 1.4" + colour +
              titled(c.name));
    }
    p.add("NaN with lines dt (6,5) lw 0.9 lc rgb 'black' title 'formula'");
    p.end_plot();
    return {p.script(), 960, 480};
}

picture picture_of_densities(std::span<const density_curve> curves)
{
    const std::size_t columns = 4, lines = (curves.size() + columns - 1) / columns;
    const int height = static_cast<int>(lines) * 175 + 40;
    plot p(
        "set border 1 lw 0.8\nset tics nomirror out scale 0.5\nunset ytics\nunset key\nset xrange [-3.5:3.5]\n"
        "set xtics -3,1,3 font ',11'\nset style fill transparent solid 0.30 noborder\n");
    std::vector<std::pair<std::string, std::string>> blocks;
    for (const density_curve& c : curves)
        blocks.emplace_back(p.data(c.at, c.measured), c.expected.empty() ? "" : p.data(c.at, c.expected));
    p.line("set multiplot layout " + std::to_string(lines) + "," + std::to_string(columns) + " margins 0.02,0.98," +
           number(58.0 / height) + "," + number(1 - 30.0 / height) + " spacing 0.03," + number(72.0 / height));
    for (std::size_t k = 0; k < curves.size(); ++k) {
        double most = 0;
        for (const double one : curves[k].measured) most = std::max(most, one);
        for (const double one : curves[k].expected) most = std::max(most, one);
        p.line("set yrange [0:" + number(1.08 * most) + "]");
        p.line("set title " + gnuplot_quoted(curves[k].name) + " noenhanced offset 0,-0.5");
        p.line(k + columns >= curves.size() ? "set xlabel 'error by its rms' offset 0,0.4" : "unset xlabel");
        p.add(blocks[k].first + " with boxes" + colour_word(0));
        p.add(blocks[k].first + " with histeps lw 1.1" + colour_word(0));
        if (!blocks[k].second.empty()) p.add(blocks[k].second + " with lines dt (6,4) lw 1.4" + colour_word(1));
        p.end_plot();
    }
    p.line("unset multiplot");
    return {p.script(), 960, height};
}

picture picture_of_sums(const sums_table& table)
{
    std::vector<double> lengths(table.lengths.begin(), table.lengths.end());
    plot p(axes);
    std::string tics;
    for (const std::size_t k : table.lengths) tics.append(tics.empty() ? "" : ",").append(std::to_string(k));
    p.line("set logscale x 2\nset logscale y 10\nset format y '10^{%T}'\nset xtics (" + tics + ")");
    p.line("set xlabel 'terms K'\nset xrange [15.9:16500]\nset yrange [3e-9:2]");
    p.line("set ylabel 'rms error by the sum of magnitudes'\nset multiplot");
    // A colour for each format, a point for each way to round.
    const std::size_t colours[] = {1, 0, 9};
    const char* const points[] = {"7", "6", "8"};
    for (const bool signs : {true, false}) {
        p.line(signs ? "set lmargin at screen 0.075\nset rmargin at screen 0.395\nset title 'terms as they come'"
                     : "set lmargin at screen 0.445\nset rmargin at screen 0.76\nset title 'their magnitudes'");
        p.line(signs ? "unset key" : "set key at screen 0.775,0.93 left top Left reverse samplen 2 spacing 1.15");
        if (!signs) p.line("unset ylabel\nset format y ''");
        std::string family;
        std::size_t families = 0, of_family = 0;
        for (const sum_errors& a : table.accumulators) {
            const std::string its = a.name.substr(0, a.name.find(','));
            const bool is_first = its != family;
            if (is_first) family = its, of_family = 0, ++families;
            const std::string colour = colour_word(colours[(families - 1) % 3]);
            if (is_first) {
                std::vector<double> certain, probable;
                for (const double k : lengths) {
                    certain.push_back(k * a.unit_roundoff);
                    probable.push_back(std::sqrt(k) * a.unit_roundoff);
                }
                p.add(p.data(lengths, certain) + " with lines dt (8,5) lw 1" + colour + titled("K u, " + its));
                p.add(p.data(lengths, probable) + " with lines dt (2,4) lw 1" + colour + titled("sqrt(K) u, " + its));
            }
            p.add(p.data(lengths, signs ? a.errors : a.of_magnitudes, 1e-30) + " with linespoints lw 1.3 ps 0.6 pt " +
                  points[of_family++ % 3] + colour + titled(a.name));
        }
        p.end_plot();
    }
    p.line("unset multiplot");
    return {p.script(), 960, 460};
}

picture picture_of_bits(std::span<const roundoff_row> rows)
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
    p.line("set ylabel 'rms error by the rms of the input'\nset xtics 2");
    // Room for the longest name on the right.
    double longest = 0;
    for (const roundoff_row& r : shown)
        longest = std::max(longest, 7.4 * static_cast<double>(name_among(shown, r).size()) + 12);
    const double left = 2, right = left + (most_bits - left) / (1 - std::min(0.6, longest / 860)), low = least / 2,
                 high = std::min(4.0, most * 3);
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
    p.add(p.data(limit_x, limit_y) + " with lines dt (8,5) lw 1.2" + colour_word(1));
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
    const double limit_at = std::min(left + 0.4 * (right - left), -1 - std::log2(low));
    p.line("set label '2^{-bits}, the limit for normal numbers' at " + number(limit_at) + "," +
           number(std::exp2(-limit_at)) + " right offset -1.2,-0.3 textcolor rgb '" + line_colour(1) + "'");
    p.add(p.data(all_x, all_y) + " with points pt 7 ps 0.7" + colour_word(0));
    p.end_plot();
    return {p.script(), 960, 480};
}

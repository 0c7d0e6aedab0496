#include "roundoff/pictures.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "roundoff/plot.hpp"

namespace {

double peak(const range_curve& c)
{
    double most = -1;
    for (const double one : c.measured_db)
        if (std::isfinite(one)) most = std::max(most, one);
    return most;
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
    // A key of two columns would leave no room for the curves.
    return {p.script(), 960, std::max(480, 120 + 23 * static_cast<int>(curves.size() + 1))};
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
    p.line("set multiplot layout " + std::to_string(lines) + "," + std::to_string(columns) + " margins 0.03,0.98," +
           number(58.0 / height) + "," + number(1 - 30.0 / height) + " spacing 0.03," + number(72.0 / height));
    for (std::size_t k = 0; k < curves.size(); ++k) {
        double most = 0;
        for (const double one : curves[k].measured) most = std::max(most, one);
        for (const double one : curves[k].expected) most = std::max(most, one);
        p.line("set yrange [0:" + number(1.08 * most) + "]");
        p.line("set title " + gnuplot_quoted(curves[k].name) + " noenhanced offset 0,-0.5");
        p.line(k + columns >= curves.size() ? "set xlabel 'error by its rms' offset 0,0.4" : "unset xlabel");
        p.line(k % columns == 0 ? "set ylabel 'density' font ',11' offset 1.5,0" : "unset ylabel");
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

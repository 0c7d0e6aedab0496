#include "roundoff/report.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <system_error>

#include "lowp/io/write_file.hpp"
#include "roundoff/pictures.hpp"
#include "roundoff/table.hpp"
#include "support/html.hpp"
#include "support/svg_picture.hpp"

namespace {

namespace fs = std::filesystem;

std::string paragraph(const std::string& text) { return "<p>" + text + "</p>\n"; }

// The picture with its caption; nothing where it cannot be drawn, and `missing` is then set.
std::string figure(const picture& drawn, const picture_names& names, const std::string& caption, bool& missing)
{
    const auto svg = svg_picture(drawn.script, drawn.width, drawn.height, names);
    if (!svg) {
        missing = true;
        return "";
    }
    return "<figure>\n" + *svg + "<figcaption>" + caption + "</figcaption>\n</figure>\n";
}

std::string table_of_sums(const sums_table& sums)
{
    cells all{{"accumulator"}};
    for (const std::size_t k : sums.lengths) all[0].push_back("K = " + std::to_string(k));
    const auto add = [&](const std::string& name, const std::vector<double>& errors) {
        all.push_back({name});
        for (const double e : errors) {
            char text[32];
            std::snprintf(text, sizeof text, "%.1e", e);
            all.back().emplace_back(text);
        }
    };
    for (const sum_errors& a : sums.accumulators) add(a.name, a.errors);
    for (const sum_errors& a : sums.accumulators) add(a.name + ", of magnitudes", a.of_magnitudes);
    return html_table(all, "Root mean square error of a dot product of K terms, by the sum of their magnitudes.");
}

constexpr const char* what_columns_say = R"(<details open><summary>What the columns say</summary>
<ul>
<li><b>bits</b>: what a number is stored in, with its share of the scales of blocks.</li>
<li><b>SQNR</b>: signal to quantization noise, in decibels. Measured.</li>
<li><b>theory</b>: the same by formula, if errors were spread evenly within steps: the mean of step&sup2;/12 over the
numbers (to nearest; /6 stochastically, /3 in directed modes). A dash where its assumptions do not hold: numbers
saturate, a step is wider than the input's rms, all numbers are the format's own; and for blocks and operations.</li>
<li><b>dB/bit</b>: SQNR by bits; the table is sorted by it. 6.02 is the limit for the conversion of normal numbers,
whatever the code.</li>
<li><b>rms</b>, <b>bias</b> with its standard error (<b>+-</b>): of the error, as shares of the rms of the input; of an
operation, of its exact results.</li>
<li><b>relative</b>: the largest relative error; in unit roundoffs u where the format has one. Above 1 u, numbers have
left its normal range, or an operation has added up the errors of its steps.</li>
<li><b>ulps</b>: the largest error in units in the last place of the format.</li>
<li><b>sat. %</b>, <b>flushed %</b>: numbers beyond the largest of the format, infinities
among them, and those that became zero.</li>
<li><b>lost</b>, where there are any: how many finite numbers became NaN, with the scale of a block that holds NaN or an
infinity. They have no part in the errors.</li>
<li><b>codes</b>, <b>entropy</b>: how many codes occur, and how many bits each is worth.</li>
</ul></details>
)";

}  // namespace

std::string report_page(const report_parts& parts)
{
    const std::string title = "Round-off of " + parts.source;
    std::string body = "<header>\n<h1>" + html_text(title) + "</h1>\n<dl>\n";
    const auto fact = [&](const char* name, const std::string& what) {
        body.append("<dt>").append(name).append("</dt><dd>").append(what).append("</dd>\n");
    };
    fact("numbers", html_text(parts.numbers));
    fact("operation", html_text(parts.operation));
    if (!parts.said.empty()) fact("all rows", html_text(parts.said));
    fact("command", "<code>" + html_text(parts.command) + "</code>");
    body += "</dl>\n</header>\n<main>\n<section>\n<h2>Errors</h2>\n";
    body += html_table(cells_of(parts.rows), "Sorted by decibels a bit.");
    body.append(what_columns_say).append("</section>\n");

    bool missing = false;
    std::string pictures;
    // What makes no error has no place on a logarithmic axis.
    if (std::any_of(parts.rows.begin(), parts.rows.end(), [](const roundoff_row& r) { return r.rms > 0; }))
        pictures += "<section>\n<h2>Bits and errors</h2>\n" +
                    figure(picture_of_bits(parts.rows, parts.is_conversion),
                           {"bits", "Root mean square error of each format against its bits, with the Pareto front"},
                           std::string("Each point is a row of the table: measured. The steps are the front of those "
                                       "that none beats in both.") +
                               (parts.is_conversion ? " Dashed, a formula: 2<sup>-bits</sup>, that is 6.02 dB a bit, "
                                                      "below which no code for normal numbers gets."
                                                    : ""),
                           missing) +
                    "</section>\n";
    if (!parts.ranges.empty())
        pictures +=
            "<section>\n<h2>Dynamic range</h2>\n" +
            figure(picture_of_ranges(parts.ranges),
                   {"range", "Signal to noise of each format against the scale of the numbers"},
                   "What becomes of the signal to noise if all numbers are multiplied by powers of two. Solid "
                   "with points: measured, on one number of each 1024th of a binade, weighted by how many there "
                   "are. Dashed: the formula of evenly spread errors, which knows of no largest number. Where "
                   "the two part on the right, numbers saturate; where they fall on the left, they are in the "
                   "subnormal range, or lost. Blocks bring their scales along: theirs is the line of the table.",
                   missing) +
            "</section>\n";
    if (!parts.densities.empty())
        pictures +=
            "<section>\n<h2>How errors are spread</h2>\n" +
            figure(
                picture_of_densities(parts.densities), {"density", "Density of the errors of each format"},
                "Filled: measured, on the first numbers (a million at most). Dashed: the formula of errors "
                "spread evenly within the steps at all numbers, for formats without blocks, to nearest or "
                "stochastically. Across: the error by its rms; upwards: the density, in each panel to its own height.",
                missing) +
            "</section>\n";
    pictures +=
        "<section>\n<h2>Sums</h2>\n" +
        figure(picture_of_sums(parts.sums),
               {"sums", "Error of dot products against their length, for each accumulator"},
               "Dot products of K pairs of numbers drawn from the input, scaled by a power of two to an rms below "
               "1; on the right of their magnitudes, whose sums grow until a term is lost beside them. Solid "
               "with points: measured, the rms over 256 products. Dashed and dotted, formulas: K u, a bound for "
               "certain, and sqrt(K) u, the size that independent errors have, as those of stochastic rounding "
               "are (its u is twice as large). Chunks: 64 products at a time are summed in binary32.",
               missing) +
        table_of_sums(parts.sums) + "</section>\n";
    if (missing)
        body +=
            paragraph("<strong>No pictures:</strong> gnuplot is not installed, or failed. The tables are complete.");
    return html_page(title, body + pictures + "</main>\n");
}

void check_report_folder(const std::string& folder)
{
    std::error_code ignored;
    fs::path there = folder;  // of its folders the innermost that exists
    while (!fs::exists(there, ignored)) there = there.has_relative_path() && there != "." ? there.parent_path() : ".";
    if (!fs::is_directory(there, ignored))
        throw std::runtime_error(there.string() + ": is a file, expected a folder for a report");
    if (::access(there.string().c_str(), W_OK) != 0)
        throw std::runtime_error(folder + ": no right to write in " + there.string());
}

void write_report(const std::string& folder, const std::string& page)
{
    check_report_folder(folder);
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) throw std::runtime_error(folder + ": cannot be made: " + error.message());
    lowp::write_file(fs::path(folder) / "index.html", page);
}

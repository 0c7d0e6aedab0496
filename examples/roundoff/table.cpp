#include "roundoff/table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace {

std::string formatted(const char* how, double x)
{
    if (std::isnan(x)) return "-";
    if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
    char text[40];
    std::snprintf(text, sizeof text, how, x);
    // What is nothing but zeros has no sign.
    const std::string shown = text;
    return shown.find_first_of("123456789") == shown.npos && shown.front() == '-' ? shown.substr(1) : shown;
}

bool are_equal(std::span<const roundoff_row> rows, std::string roundoff_row::* which)
{
    return std::all_of(rows.begin(), rows.end(), [&](const roundoff_row& r) { return r.*which == rows[0].*which; });
}

std::string bits_text(double bits)
{
    const double hundredths = std::round(bits * 100);
    return formatted(std::fmod(hundredths, 100) == 0 ? "%.0f" : "%.2f", hundredths / 100);
}
// A share, in percent: with digits where it is small.
std::string percent(double share)
{
    const double x = 100 * share;
    return x == 0 ? "0" : formatted(x < 0.001 ? "%.0e" : x < 1 ? "%.3f" : "%.1f", x);
}
// By the unit roundoff; as it is where there is none.
std::string by_unit(const roundoff_row& r)
{
    return std::isnan(r.unit_roundoff) ? formatted("%.2g", r.largest_relative)
                                       : formatted("%.3g", r.largest_relative / r.unit_roundoff) + " u";
}

}  // namespace

std::string said_of_all(std::span<const roundoff_row> rows)
{
    std::string said;
    if (are_equal(rows, &roundoff_row::mode)) said += "mode " + rows[0].mode;
    if (are_equal(rows, &roundoff_row::scale)) said += (said.empty() ? "scale " : ", scale ") + rows[0].scale;
    return said;
}

cells cells_of(std::span<const roundoff_row> rows)
{
    const bool modes = !are_equal(rows, &roundoff_row::mode), scales = !are_equal(rows, &roundoff_row::scale);
    const bool losses = std::any_of(rows.begin(), rows.end(), [](const roundoff_row& r) { return r.lost != 0; });
    cells all;
    std::vector<std::string> head{"format"};
    if (modes) head.emplace_back("mode");
    if (scales) head.emplace_back("scale");
    head.insert(head.end(),
                {"bits", "SQNR", "theory", "dB/bit", "rms", "bias", "+-", "relative", "ulps", "sat. %", "flushed %"});
    if (losses) head.emplace_back("lost");
    head.insert(head.end(), {"codes", "entropy"});
    all.push_back(head);
    for (const roundoff_row& r : rows) {
        std::vector<std::string> line{r.format};
        if (modes) line.push_back(r.mode);
        if (scales) line.push_back(r.scale);
        line.insert(line.end(), {bits_text(r.bits), formatted("%.1f", r.sqnr_db), formatted("%.1f", r.expected_db),
                                 formatted("%.2f", r.decibels_a_bit()), formatted("%.1e", r.rms),
                                 formatted("%.0e", r.bias), formatted("%.0e", r.chance), by_unit(r),
                                 formatted("%.3g", r.largest_ulps), percent(r.saturated), percent(r.flushed)});
        if (losses) line.push_back(std::to_string(r.lost));
        line.insert(line.end(), {formatted("%.0f", r.codes), formatted("%.2f", r.entropy)});
        all.push_back(line);
    }
    return all;
}

std::string text_table(const cells& all)
{
    std::vector<std::size_t> widths;
    for (const auto& line : all)
        for (std::size_t j = 0; j < line.size(); ++j) {
            if (widths.size() <= j) widths.push_back(0);
            widths[j] = std::max(widths[j], line[j].size());
        }
    std::string text;
    for (const auto& line : all) {
        for (std::size_t j = 0; j < line.size(); ++j) {
            const std::string space(widths[j] - line[j].size(), ' ');
            if (j == 0)
                text += line[j] + (line.size() > 1 ? space : "");
            else
                text.append("  ").append(space).append(line[j]);
        }
        text += '\n';
    }
    return text;
}

std::string csv_table(std::span<const roundoff_row> rows)
{
    std::string text =
        "format,mode,scale,bits,sqnr_db,theory_db,db_a_bit,rms,bias,bias_standard_error,largest_relative,u,"
        "largest_ulps,saturated,flushed,codes,entropy,lost\n";
    const auto number = [](const char* how, double x) { return std::isnan(x) ? std::string() : formatted(how, x); };
    for (const roundoff_row& r : rows) {
        text.append(r.format).append(",").append(r.mode).append(",").append(r.scale);
        for (const double x : {r.bits, r.sqnr_db, r.expected_db, r.decibels_a_bit()})
            text.append(",").append(number("%.4f", x));
        for (const double x :
             {r.rms, r.bias, r.chance, r.largest_relative, r.unit_roundoff, r.largest_ulps, r.saturated, r.flushed})
            text.append(",").append(number("%.6e", x));
        text.append(",").append(number("%.0f", r.codes)).append(",").append(number("%.4f", r.entropy));
        text.append(",").append(std::to_string(r.lost)).append("\n");
    }
    return text;
}

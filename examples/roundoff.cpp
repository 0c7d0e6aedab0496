// examples/roundoff.cpp -- what formats cost the numbers of a file: round-off errors, measured and expected.
//
//     roundoff                                       a million normal numbers in twelve formats
//     roundoff weights.npy                           a file: .npy, .safetensors, .csv, .f32
//     roundoff model.safetensors --tensor wte        one tensor of many; --list shows them
//     roundoff --formats e4m3fn,e3m4 --modes nearest_even,stochastic --scale best
//     roundoff weights.npy --report pages            pages/index.html, with pictures
//
// Long files are read in parts, twice: once to see how the numbers spread, which scales hang on, and once to round
// them. A line of the table is a format; the first is the one with most decibels of signal to noise for each bit that
// it stores: 6.02 would be the limit for normal numbers, whatever the code. Columns: theory is the SQNR if errors were
// spread evenly within steps; rms error and bias (with its standard error) are shares of the input's rms; relative is
// the largest relative error, in unit roundoffs u where the format has one: above 1 u numbers have left its normal
// range.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "lowp/core/parallel.hpp"
#include "lowp/io/write_file.hpp"
#include "lowp/precision/parse.hpp"
#include "lowp/round/any_rounding.hpp"
#include "roundoff/curves.hpp"
#include "roundoff/facts.hpp"
#include "roundoff/operation.hpp"
#include "roundoff/pictures.hpp"
#include "roundoff/report.hpp"
#include "roundoff/sums.hpp"
#include "roundoff/table.hpp"
#include "roundoff/way.hpp"
#include "roundoff/ways.hpp"
#include "support/command_line.hpp"
#include "support/number_source.hpp"
#include "support/progress.hpp"
#include "support/run_program.hpp"
#include "support/side_by_side.hpp"
#include "support/svg_picture.hpp"
#include "support/tensor_numbers.hpp"

namespace {

// Of one format each, and of blocks.
const std::string usual_formats = "e2m1fn,e2m3fn,e4m3fn,e5m2,q2.5,bfloat16,binary16,tf32",
                  usual_blocks = "affine8,mxfp4,nvfp4,mxfp8_e4m3";

struct settings {
    std::string file, distribution, tensor, csv, report, plot, operation = "conversion";
    std::string formats, modes = "nearest_even", scales = "none";
    long count = 1000000, seed = 1, depth = 256, threads = lowp::hardware_threads();
    bool list = false;
};

std::vector<std::string> words_of(const std::string& text, const std::string& option)
{
    std::vector<std::string> words;
    for (std::size_t first = 0; first <= text.size();) {
        const std::size_t end = std::min(text.find(',', first), text.size());
        words.push_back(text.substr(first, end - first));
        if (words.back().empty())
            throw std::invalid_argument(option + " '" + text + "' has an empty name, expected names between commas");
        first = end + 1;
    }
    return words;
}

std::unique_ptr<number_source> source_of(const settings& s)
{
    if (!s.file.empty() && !s.distribution.empty())
        throw std::invalid_argument("--distribution given with " + s.file + ", expected one of them");
    if (!s.file.empty()) return numbers_of_file(s.file, s.tensor);
    if (!s.tensor.empty()) throw std::invalid_argument("--tensor given without a file, expected a .safetensors file");
    return drawn_numbers(s.distribution.empty() ? "normal" : s.distribution, static_cast<std::uint64_t>(s.count),
                         static_cast<std::uint64_t>(s.seed));
}

// Outputs are written in place of what was there: not of the numbers, and not one of the other.
void check_outputs(const settings& s)
{
    namespace fs = std::filesystem;
    const auto are_one = [](const std::string& a, const std::string& b) {
        return !a.empty() && !b.empty() && fs::weakly_canonical(a) == fs::weakly_canonical(b);
    };
    for (const auto& [option, path] : {std::pair("--csv ", s.csv), std::pair("--plot ", s.plot)})
        if (fs::is_regular_file(s.file) && are_one(path, s.file))
            throw std::invalid_argument(option + path + " is the file that is read, expected another one");
    if (are_one(s.csv, s.plot))
        throw std::invalid_argument("--csv and --plot are given the same " + s.csv + ", expected two files");
}

// The first numbers, as many as a part has: for what is not measured on all.
std::vector<float> first_of(number_source& from)
{
    from.rewind();
    std::vector<float> some(part_of_stream);
    some.resize(from.read(some));
    return some;
}

// The second pass.
void measure(number_source& from, std::vector<rounding_way>& ways, long threads, progress_line& progress)
{
    from.rewind();
    std::vector<float> part(part_of_stream);
    std::uint64_t first = 0;
    while (const std::size_t n = from.read(part)) {
        side_by_side(ways.size(), threads,
                     [&](std::size_t k) { ways[k].add(std::span<const float>(part.data(), n), first); });
        first += n;
        progress.show("rounding", 0.5 + from.done() / 2);
    }
}

std::string numbers_text(const input_facts& facts)
{
    char text[160];
    std::snprintf(text, sizeof text, "rms %.4g, from %.4g to %.4g", facts.rms, static_cast<double>(facts.smallest),
                  static_cast<double>(facts.largest));
    std::string line = std::to_string(facts.count) + ", " + text;
    if (const auto others = facts.count - facts.finite; others != 0)
        line += ", and " + std::to_string(others) + " NaN or infinite ones, which are left out of the errors";
    return line;
}

// As a shell takes it.
std::string command_of(int argc, char** argv)
{
    std::string text = "roundoff";
    for (int k = 1; k < argc; ++k) {
        const std::string word = argv[k];
        const bool plain = !word.empty() && word.find_first_not_of(
                                                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                "0123456789_-./,=+:") == word.npos;
        text += " ";
        if (plain) {
            text += word;
            continue;
        }
        text += "'";
        for (const char c : word) text.append(c == '\'' ? "'\\''" : std::string(1, c));
        text += "'";
    }
    return text;
}

std::string operation_text(const settings& s, const input_facts& facts)
{
    if (s.operation == "conversion") return s.operation;
    std::string text = s.operation + ", rows of " + std::to_string(s.depth);
    if (facts.count > part_of_stream)
        text.append(", of the first ").append(std::to_string(part_of_stream)).append(" numbers");
    return text;
}

report_parts parts_of(const settings& s, const std::vector<rounding_way>& ways, number_source& from,
                      const input_facts& facts)
{
    report_parts parts;
    parts.source = from.name();
    parts.operation = operation_text(s, facts);
    parts.is_conversion = s.operation == "conversion";
    if (parts.is_conversion) {
        parts.ranges = range_curves(ways, facts);
        parts.densities = density_curves(ways, first_of(from), facts);
    }
    parts.sums = errors_of_sums(facts, static_cast<std::uint64_t>(s.seed));
    return parts;
}

}  // namespace

int main(int argc, char** argv)
{
    settings s;
    command_line options("What formats cost the numbers of a file: round-off errors, measured and expected.",
                         "formats: " + lowp::joined(block_names()) + "; " + std::string(lowp::format_grammar) +
                             "\nnames: " + lowp::joined(lowp::format_names()) +
                             "\nmodes: " + lowp::joined(lowp::names_of(lowp::rounding_names)) +
                             "\nscales: none; best, the power of two of highest SQNR; absmax, the smallest power of "
                             "two with which nothing saturates; block32, one of OCP's MX scales for each 32 numbers. "
                             "Block formats and affine integers have their own."
                             "\ndB a bit: the SQNR by the bits that a number is stored in, scales of blocks included.");
    options.optional_argument("file", s.file, "FILE", "numbers: .npy, .safetensors, .csv, .f32 or .bin");
    options.text("--distribution", s.distribution, "NAME",
                 lowp::joined(known_distributions()) + " (normal where there is no file)");
    options.number("--count", s.count, 1, 1L << 40, "how many numbers to draw");
    options.number("--seed", s.seed, 0, 1L << 40, "of numbers drawn, and of modes that draw");
    options.text("--tensor", s.tensor, "NAME", "of a .safetensors file (default: all, as one)");
    options.flag("--list", s.list, "list the tensors of a .safetensors file and exit");
    options.text("--formats", s.formats, "LIST",
                 "by commas (default: " + usual_formats + " and, of conversions, " + usual_blocks + ")");
    options.text("--modes", s.modes, "LIST", "rounding modes (default: nearest_even)");
    options.text("--scale", s.scales, "LIST", "of formats without a scale of their own (default: none)");
    options.text("--operation", s.operation, "NAME",
                 lowp::joined(operations_to_measure()) + " (default: conversion); others on the first 2^20 numbers");
    options.number("--depth", s.depth, 1, 1L << 20, "length of the rows that operations work on");
    options.number("--threads", s.threads, 1, 1024, "formats at a time; nothing depends on it");
    options.output("--csv", s.csv, "FILE", "write the table here too, with more digits");
    options.output("--plot", s.plot, "FILE", "draw signal to noise against scale, an SVG, by gnuplot");
    options.text("--report", s.report, "DIR", "write DIR/index.html, a page with pictures, by gnuplot");
    if (const auto status = options.parse(argc, argv)) return *status;
    return run_program(argv[0], [&] {
        if (s.list) {
            if (s.file.empty()) throw std::invalid_argument("--list given without a file, expected one");
            std::fputs(list_of_tensors(s.file).c_str(), stdout);
            return;
        }
        check_operation(s.operation);
        const bool is_conversion = s.operation == "conversion";
        if (s.formats.empty()) s.formats = is_conversion ? usual_formats + "," + usual_blocks : usual_formats;
        const chosen_ways chosen{words_of(s.formats, "--formats"), words_of(s.modes, "--modes"),
                                 words_of(s.scales, "--scale"), static_cast<std::uint64_t>(s.seed)};
        if (!s.plot.empty() && !is_conversion)
            throw std::invalid_argument("--plot given with --operation " + s.operation + ", expected a conversion");
        check_outputs(s);
        if (!s.report.empty()) check_report_folder(s.report);
        progress_line progress;
        const auto from = remembered(source_of(s));
        const input_facts facts = facts_of(*from, progress);
        auto ways = ways_to_round(chosen, facts);
        if (is_conversion)
            measure(*from, ways, s.threads, progress);
        else
            measure_operation(s.operation, first_of(*from), static_cast<std::size_t>(s.depth), ways, s.threads);
        std::vector<roundoff_row> rows;
        for (const rounding_way& one : ways) rows.push_back(one.row(facts, is_conversion));
        std::stable_sort(rows.begin(), rows.end(), is_better);
        const std::string said = said_of_all(rows), numbers = numbers_text(facts);
        if (!s.report.empty()) {
            progress.show("drawing", 0.99);
            report_parts parts = parts_of(s, ways, *from, facts);
            parts.command = command_of(argc, argv);
            parts.numbers = numbers;
            parts.said = said;
            parts.rows = rows;
            write_report(s.report, report_page(parts));
        }
        if (!s.plot.empty()) {
            const picture drawn = picture_of_ranges(range_curves(ways, facts));
            write_svg_picture(drawn.script, drawn.width, drawn.height,
                              {"range", "Signal to noise of formats against the scale of " + from->name()}, s.plot);
        }
        progress.clear();
        if (!s.csv.empty()) lowp::write_file(s.csv, csv_table(rows));
        std::string head = from->name() + ": " + numbers + "\n";
        if (!is_conversion) head.append(operation_text(s, facts)).append(said.empty() ? "\n" : "; ");
        if (!said.empty()) head.append(said).append("\n");
        std::printf("%s%s", head.c_str(), text_table(cells_of(rows)).c_str());
    });
}

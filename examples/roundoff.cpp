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
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "lowp/core/parallel.hpp"
#include "lowp/io/write_file.hpp"
#include "lowp/precision/parse.hpp"
#include "lowp/round/any_rounding.hpp"
#include "roundoff/facts.hpp"
#include "roundoff/table.hpp"
#include "roundoff/way.hpp"
#include "support/command_line.hpp"
#include "support/number_source.hpp"
#include "support/progress.hpp"
#include "support/run_program.hpp"
#include "support/side_by_side.hpp"
#include "support/tensor_numbers.hpp"

namespace {

struct settings {
    std::string file, distribution, tensor, csv, report;
    std::string formats = "e2m1fn,e2m3fn,e4m3fn,e5m2,q2.5,bfloat16,binary16,tf32,affine8,mxfp4,nvfp4,mxfp8_e4m3",
                modes = "nearest_even", scales = "none";
    long count = 1000000, seed = 1, threads = lowp::hardware_threads();
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

std::string line_of(const number_source& from, const input_facts& facts)
{
    char text[160];
    std::snprintf(text, sizeof text, "rms %.4g, from %.4g to %.4g", facts.rms, static_cast<double>(facts.smallest),
                  static_cast<double>(facts.largest));
    std::string line = std::to_string(facts.count) + " numbers: " + from.name() + "; " + text;
    if (const auto others = facts.count - facts.finite; others != 0)
        line += "; " + std::to_string(others) + " NaN or infinite, left out";
    return line;
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
    options.text("--formats", s.formats, "LIST", "formats, by commas (default: twelve)");
    options.text("--modes", s.modes, "LIST", "rounding modes (default: nearest_even)");
    options.text("--scale", s.scales, "LIST", "of formats without a scale of their own (default: none)");
    options.number("--threads", s.threads, 1, 1024, "formats at a time; nothing depends on it");
    options.text("--csv", s.csv, "FILE", "write the table here too, with more digits");
    if (const auto status = options.parse(argc, argv)) return *status;
    return run_program(argv[0], [&] {
        if (s.list) {
            if (s.file.empty()) throw std::invalid_argument("--list given without a file, expected one");
            std::fputs(list_of_tensors(s.file).c_str(), stdout);
            return;
        }
        const chosen_ways chosen{words_of(s.formats, "--formats"), words_of(s.modes, "--modes"),
                                 words_of(s.scales, "--scale"), static_cast<std::uint64_t>(s.seed)};
        progress_line progress;
        const auto from = remembered(source_of(s));
        const input_facts facts = facts_of(*from, progress);
        auto ways = ways_to_round(chosen, facts);
        measure(*from, ways, s.threads, progress);
        progress.clear();
        std::vector<roundoff_row> rows;
        for (const rounding_way& one : ways) rows.push_back(one.row(facts));
        std::stable_sort(rows.begin(), rows.end(), is_better);

        if (!s.csv.empty()) lowp::write_file(s.csv, csv_table(rows));
        const std::string said = said_of_all(rows);
        std::printf("%s\n%s%s%s", line_of(*from, facts).c_str(), said.c_str(), said.empty() ? "" : "\n",
                    text_table(cells_of(rows)).c_str());
    });
}

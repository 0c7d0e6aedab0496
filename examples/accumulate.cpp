// examples/accumulate.cpp -- what a dot product loses to its accumulator, as it grows longer.
//
//     accumulate                          errors of ten accumulators, for 16 to 16384 terms
//     accumulate --terms 65536            longer ones
//     accumulate --signed                 terms of both signs
//     accumulate --csv errors.csv         the table as a file, too
//
// Products of e4m3fn numbers, which are exact in binary32, are summed by GEMM in every way. A sum of 11 bits stops
// growing where a term is less than half of its last place: the rest is swamped. Chunks keep the terms apart from the
// sum, and stochastic rounding lets a part of them pass, that is right on average.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/io/write_file.hpp"
#include "lowp/linalg/gemm.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/quantize/encode.hpp"
#include "lowp/random/stream.hpp"
#include "support/command_line.hpp"

namespace {

using namespace lowp;
using codes = packed_matrix<known_t<e4m3fn>>;

struct settings {
    long terms = 16384, seed = 1;
    bool both_signs = false;
    std::string csv;
};
constexpr std::size_t side = 16;  // side x side dot products of each length

codes drawn(std::size_t rows, std::size_t columns, stream draw, bool both_signs)
{
    matrix<float> m(rows, columns);
    for (std::size_t i = 0; i < m.span().size(); ++i)
        m.span()[i] = both_signs ? 2 * draw.uniform(i) - 1 : draw.uniform(i);
    codes w(known<e4m3fn>, rows, columns);
    encode(m.view(), w);
    return w;
}

struct way {
    std::string name;
    std::function<void(const codes& a, const codes& b, matrix<float>& c)> multiply;
};
template <class Accumulate>
way by(const std::string& name, const Accumulate& order)
{
    return {name, [order](const codes& a, const codes& b, matrix<float>& c) { gemm(a, transposed(b), c, order); }};
}

std::vector<way> ways(stream draw)
{
    using accumulate::chunked, accumulate::rounded;
    const quantizer half{binary16}, brain{bfloat16};
    const quantizer half_drawn{binary16, stochastic{draw, 8}}, brain_drawn{bfloat16, stochastic{draw, 8}};
    return {by("exact, rounded once", accumulate::exact{}),   by("binary32, Kahan", accumulate::kahan{}),
            by("binary32, wide", accumulate::wide{}),         by("binary32, ordered", accumulate::ordered{}),
            by("binary16, chunks of 64", chunked{64, half}),  by("binary16, stochastic", rounded{half_drawn}),
            by("binary16, nearest", rounded{half}),           by("bfloat16, chunks of 64", chunked{64, brain}),
            by("bfloat16, stochastic", rounded{brain_drawn}), by("bfloat16, nearest", rounded{brain})};
}

// The root of the mean square of errors, of which each is a share of the sum of the magnitudes of the terms.
double error_of(const matrix<float>& c, const codes& a, const codes& b)
{
    double squares = 0;
    for (std::size_t i = 0; i < side; ++i)
        for (std::size_t j = 0; j < side; ++j) {
            double sum = 0, magnitudes = 0;
            for (std::size_t k = 0; k < a.columns(); ++k) {
                const double term = a(i, k) * b(j, k);
                sum += term, magnitudes += std::fabs(term);
            }
            const double error = (static_cast<double>(c(i, j)) - sum) / magnitudes;
            squares += error * error;
        }
    return std::sqrt(squares / (side * side));
}

std::string table_of(const settings& s, std::string& csv)
{
    std::vector<std::size_t> lengths;
    for (std::size_t k = 16; k <= static_cast<std::size_t>(s.terms); k *= 4) lengths.push_back(k);
    const stream draw{static_cast<std::uint64_t>(s.seed)};
    char text[64];
    std::string table = "accumulator             ";
    csv = "accumulator";
    for (const std::size_t k : lengths) {
        std::snprintf(text, sizeof text, "%10zu", k);
        table += text;
        csv.append(",").append(std::to_string(k));
    }
    table += " terms\n", csv += "\n";
    std::vector<codes> lefts, rights;
    for (const std::size_t k : lengths) {
        lefts.push_back(drawn(side, k, draw.fork(k).fork(0), s.both_signs));
        rights.push_back(drawn(side, k, draw.fork(k).fork(1), s.both_signs));
    }
    for (const way& one : ways(draw.fork("sums"))) {
        std::snprintf(text, sizeof text, "%-24s", one.name.c_str());
        table += text;
        csv.append("\"").append(one.name).append("\"");
        for (std::size_t l = 0; l < lengths.size(); ++l) {
            matrix<float> c(side, side);
            one.multiply(lefts[l], rights[l], c);
            std::snprintf(text, sizeof text, "%10.1e", error_of(c, lefts[l], rights[l]));
            table += text;
            std::snprintf(text, sizeof text, ",%.3e", error_of(c, lefts[l], rights[l]));
            csv += text;
        }
        table += "\n", csv += "\n";
    }
    return table;
}

}  // namespace

int main(int argc, char** argv)
{
    settings s;
    command_line options("What a dot product loses to its accumulator, as it grows longer.");
    options.number("--terms", s.terms, 16, 131071, "the longest dot products");
    options.number("--seed", s.seed, 0, 1L << 31, "of the numbers drawn");
    options.flag("--signed", s.both_signs, "terms of both signs");
    options.output("--csv", s.csv, "FILE", "write the table here too");
    if (const auto status = options.parse(argc, argv)) return *status;
    try {
        std::string csv;
        const std::string table = table_of(s, csv);
        if (!s.csv.empty()) write_file(s.csv, csv);
        std::fputs(table.c_str(), stdout);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "accumulate: %s\n", e.what());
        return 1;
    }
}

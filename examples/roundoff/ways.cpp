#include "roundoff/ways.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "lowp/precision/parse.hpp"
#include "lowp/quantize/affine.hpp"
#include "lowp/quantize/best_scale.hpp"
#include "lowp/quantize/block.hpp"
#include "lowp/quantize/scaled.hpp"

namespace {

using namespace lowp;

constexpr std::array<std::pair<std::string_view, block_format<>>, 6> floating_blocks{{{"mxfp8_e4m3", mxfp8_e4m3},
                                                                                      {"mxfp8_e5m2", mxfp8_e5m2},
                                                                                      {"mxfp6_e2m3", mxfp6_e2m3},
                                                                                      {"mxfp6_e3m2", mxfp6_e3m2},
                                                                                      {"mxfp4", mxfp4},
                                                                                      {"nvfp4", nvfp4}}};
constexpr std::array<std::string_view, 4> scale_names{"none", "best", "absmax", "block32"};

// The first n codes of a row, unless they are too wide to be counted.
template <class Codes>
void count(const Codes& codes, std::size_t n, code_counts& counts)
{
    if (!counts.counts().empty()) counts.add(codes.row(0).subspan(0, n));
}

template <class E>
rounding_way in_blocks(std::string name, const block_format<E>& f, const any_rounding& mode, const input_facts& facts)
{
    const double bits = static_cast<double>(stored_bits(f, 1, facts.count)) / static_cast<double>(facts.count);
    const block_quantizer<E, any_rounding> q{f, mode};
    const float largest = facts.largest_magnitude();
    const auto round = [q, largest](std::span<const float> in, std::span<float> out, code_counts& counts,
                                    std::uint64_t first) {
        std::vector<float> x(in.begin(), in.end());
        // The scale of the tensor is that of its largest number: a block of it goes along, and is dropped.
        if (q.format.two_levels) {
            x.resize((x.size() + q.format.shape.length - 1) / q.format.shape.length * q.format.shape.length);
            x.insert(x.end(), q.format.shape.length, largest);
        }
        const auto w = q.encode(std::span<const float>(x), {.first = first});
        count(w.codes, in.size(), counts);
        std::vector<float> y(x.size());
        decode(w, std::span(y));
        std::copy_n(y.begin(), out.size(), out.begin());
    };
    return {std::move(name), "of " + std::to_string(f.shape.length), bits, f.element.width(), mode, round};
}

rounding_way affine(std::string name, int bits, const any_rounding& mode, const input_facts& facts)
{
    const affine_quantizer<any_rounding> q{bits, whole_tensor, mode};
    const float smallest = facts.smallest, largest = facts.largest;
    const auto round = [q, smallest, largest](std::span<const float> in, std::span<float> out, code_counts& counts,
                                              std::uint64_t first) {
        std::vector<float> x(in.begin(), in.end());
        x.insert(x.end(), {smallest, largest});  // the ends of the tensor, not of the part
        const auto w = q.encode(std::span<const float>(x), {.first = first});
        count(w.codes, in.size(), counts);
        std::vector<float> y(x.size());
        decode(w, std::span(y));
        std::copy_n(y.begin(), out.size(), out.begin());
    };
    const double with_ends = bits + 64 / static_cast<double>(facts.count);
    return {std::move(name), "min-max", with_ends, affine_codes(bits).width(), mode, round};
}

std::optional<int> affine_bits(std::string_view name)
{
    if (!name.starts_with("affine")) return std::nullopt;
    int bits = 0;
    const char* const end = name.data() + name.size();
    const auto read = std::from_chars(name.data() + 6, end, bits);
    if (read.ec != std::errc{} || read.ptr != end || bits < 1 || bits > 16 || name[6] == '0') return std::nullopt;
    return bits;
}

any_format format_named(const std::string& name)
{
    const auto format = read_format(name);
    if (!format) {
        auto known = format_names();
        const auto blocks = block_names();
        known.insert(known.end(), blocks.begin(), blocks.end());
        known.insert(known.end(), {"int4", "int8", "uint8", "q2.5", "q5.10", "l4.3"});
        unknown_name("format", name, "one of " + joined(blocks) + ", or " + std::string(format_grammar), known);
    }
    if (!std::visit([](const auto& f) { return carries<float>(f); }, *format))
        throw std::invalid_argument("format " + name +
                                    " has numbers that binary32 has not, expected one that has none");
    return *format;
}

std::string power_text(int e)
{
    std::string text = "2^";
    return text.append(std::to_string(e));
}
any_format scaled_by(const any_format& format, int e)
{
    return std::visit([e](const auto& f) { return any_format(scaled_by_power(f, e)); }, format);
}

rounding_way scaled_way(const std::string& name, const any_format& format, const std::string& scale,
                        const any_rounding& mode, const input_facts& facts)
{
    if (scale == "absmax") {
        const float largest[] = {facts.largest_magnitude()};
        const any_format chosen = scaled_format(format, largest);
        int e = -400;
        while (scaled_by(format, e) != chosen) ++e;
        return {name, power_text(e), chosen, format, mode};
    }
    if (scale == "best") {
        const int e = best_scale(quantizer<any_format, any_rounding>{format, mode}, facts.strata).exponent;
        return {name, power_text(e), scaled_by(format, e), format, mode};
    }
    if (scale == "block32")
        return std::visit(
            [&](const auto& f) {
                const block_format blocks{f};
                if (!is_valid(blocks))
                    throw std::invalid_argument("format " + name + " cannot be the elements of blocks");
                return in_blocks(name, blocks, mode, facts);
            },
            format);
    return {name, "none", format, format, mode};
}

bool is_block(const std::string& name)
{
    return affine_bits(name) || name == "mxint8" ||
           std::any_of(floating_blocks.begin(), floating_blocks.end(), [&](const auto& b) { return b.first == name; });
}
rounding_way block_way(const std::string& name, const any_rounding& mode, const input_facts& facts)
{
    if (const auto bits = affine_bits(name)) return affine(name, *bits, mode, facts);
    for (const auto& [known, format] : floating_blocks)
        if (known == name) return in_blocks(name, format, mode, facts);
    return in_blocks(name, mxint8, mode, facts);
}

}  // namespace

std::vector<std::string> block_names()
{
    std::vector<std::string> names;
    for (const auto& [name, format] : floating_blocks) names.emplace_back(name);
    names.insert(names.end(), {"mxint8", "affine8"});
    return names;
}

std::vector<rounding_way> ways_to_round(const chosen_ways& chosen, const input_facts& facts)
{
    for (const std::string& scale : chosen.scales)
        if (std::find(scale_names.begin(), scale_names.end(), scale) == scale_names.end()) {
            const auto known = names_of(scale_names);
            unknown_name("scale", scale, "one of " + joined(known), known);
        }
    std::vector<rounding_way> ways;
    for (const std::string& name : chosen.formats)
        for (const std::string& mode_name : chosen.modes) {
            const auto mode = parse_rounding(mode_name, stream{chosen.seed}.fork("rounding"));
            if (is_block(name)) {
                ways.push_back(block_way(name, mode, facts));
                continue;
            }
            const any_format format = format_named(name);
            for (const std::string& scale : chosen.scales) ways.push_back(scaled_way(name, format, scale, mode, facts));
        }
    return ways;
}

// lowp/precision/recipe_text.hpp -- recipes as text: "fp8: weights=e4m3fn activations=e4m3fn errors=e5m2:stochastic".
//
// A name, a colon, and for each role that is not binary32 its format, with words behind colons: a rounding mode,
// `scaled` (one power of two a tensor), an overflow policy. `all=...` sets every role, for others to change behind it.
// What recipe_text() writes, parse_recipe() reads back.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lowp/precision/parse.hpp"
#include "lowp/precision/recipe.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// A recipe of which everything is met at run time: one instantiation of the loop serves them all.
using any_rule = always_rule<any_quantizer>;
using any_recipe = recipe<weights<any_rule>, activations<any_rule>, errors<any_rule>, gradients<any_rule>,
                          momentum<any_rule>, master<any_rule>, accumulator<any_accumulator>>;

// binary32 overflows to infinity unless told otherwise: a role that is left out is not rounded at all.
constexpr on_overflow usual_overflow(const any_format& format) noexcept
{
    return format == any_format{binary32} ? on_overflow::infinity : on_overflow::saturate;
}

struct named_recipe {
    std::string name;
    std::array<any_quantizer, role_count> roles = [] {
        std::array<any_quantizer, role_count> all;
        all.fill({binary32, nearest_even{}, usual_overflow(binary32)});
        return all;
    }();

    any_quantizer& operator[](role r) noexcept { return roles[static_cast<std::size_t>(r)]; }
    const any_quantizer& operator[](role r) const noexcept { return roles[static_cast<std::size_t>(r)]; }

    // The recipe itself. Roles that round stochastically draw from `source`, each from a fork of its own.
    any_recipe with(stream source, const any_accumulator& order = accumulate::ordered{}) const
    {
        const auto rule = [&](role r) {
            any_quantizer q = (*this)[r];
            if (auto* mode = std::get_if<stochastic>(&q.rounding)) mode->source = source;
            return always(q);
        };
        return any_recipe{weights<any_rule>{rule(role::weights)},   activations<any_rule>{rule(role::activations)},
                          errors<any_rule>{rule(role::errors)},     gradients<any_rule>{rule(role::gradients)},
                          momentum<any_rule>{rule(role::momentum)}, master<any_rule>{rule(role::master)},
                          accumulator<any_accumulator>{order}};
    }
};

// "e5m2", "bfloat16:stochastic", "e2m1fn:scaled"
inline std::string quantizer_text(const any_quantizer& q)
{
    std::string text = format_text(q.format);
    if (q.rounding.index() != 0) text.append(":").append(rounding_text(q.rounding));
    if (q.is_scaled) text.append(":scaled");
    for (const auto& [name, policy] : overflow_names)
        if (policy == q.overflow && policy != usual_overflow(q.format)) text.append(":").append(name);
    return text;
}

inline std::string recipe_text(const named_recipe& recipe)
{
    std::string text = recipe.name + ":";
    for (std::size_t r = 0; r < role_count; ++r)
        text.append(" ").append(role_names[r]).append("=").append(quantizer_text(recipe.roles[r]));
    return text;
}

namespace inner {

// Cuts `text` at each of `separators`, leaving out empty pieces where those are blanks.
inline constexpr std::string_view blanks = " \t";
inline std::vector<std::string_view> pieces(std::string_view text, std::string_view separators)
{
    std::vector<std::string_view> all;
    while (true) {
        const std::size_t end = text.find_first_of(separators);
        const std::string_view item = text.substr(0, end);
        if (separators != blanks || !item.empty()) all.push_back(item);
        if (end == std::string_view::npos) return all;
        text.remove_prefix(end + 1);
    }
}

}  // namespace inner

// Throws std::invalid_argument for what it does not know.
inline any_quantizer parse_quantizer(std::string_view text)
{
    const auto words = inner::pieces(text, ":");
    any_quantizer q;
    q.format = parse_format(words.front());
    q.overflow = usual_overflow(q.format);
    if (!std::visit([](const auto& f) { return carries<float>(f); }, q.format))
        throw std::invalid_argument(
            "format '" + std::string(words.front()) +
            "' has values that binary32 does not hold, expected up to 8 exponent and 23 fraction "
            "bits, or 25 bits of fixed point");
    bool has_mode = false, has_policy = false;
    const auto once = [&](bool& given, std::string_view word, const char* kind) {
        if (given)
            throw std::invalid_argument("'" + std::string(word) + "' is a second " + kind + " in '" +
                                        std::string(text) + "', expected one");
        given = true;
    };
    for (const std::string_view word : std::span(words).subspan(1)) {
        const auto policy = std::ranges::find(overflow_names, word, [](const auto& named) { return named.first; });
        if (policy != overflow_names.end()) {
            once(has_policy, word, "overflow policy");
            q.overflow = policy->second;
            if (!std::visit([&q](const auto& f) { return is_valid_policy(f, q.overflow); }, q.format))
                throw std::invalid_argument("overflow of '" + std::string(words.front()) + "' cannot '" +
                                            std::string(word) + "', expected two's complement or unsigned fixed point");
            continue;
        }
        if (word == "scaled") {
            once(q.is_scaled, word, "scale");
            continue;
        }
        if (const auto mode = read_rounding(word)) {
            once(has_mode, word, "rounding mode");
            q.rounding = *mode;
            continue;
        }
        auto known = names_of(rounding_names);
        known.emplace_back("scaled");
        for (const auto& named : overflow_names) known.emplace_back(named.first);
        unknown_name("rounding mode", word, "one of " + joined(known), known);
    }
    return q;
}

// Throws std::invalid_argument; the message names the recipe.
inline named_recipe parse_recipe(std::string_view text)
{
    const std::size_t colon = text.find(':');
    const auto name = inner::pieces(text.substr(0, colon), inner::blanks);
    if (colon == std::string_view::npos || name.size() != 1 || std::ranges::any_of(name.front(), [](unsigned char c) {
            return c < 32 || c == 127 || c == '=' || c == ',' || c == '"';
        }))
        throw std::invalid_argument(
            "recipe '" + std::string(text) +
            "': expected \"NAME: role=format[:mode] ...\", the name one printable word without = , and quotes");
    named_recipe recipe{std::string(name.front())};
    std::array<bool, role_count> given{};
    try {
        const auto parts = inner::pieces(text.substr(colon + 1), inner::blanks);
        for (const std::string_view& part : parts) {
            const std::size_t equals = part.find('=');
            const std::string_view key = part.substr(0, equals);
            std::size_t r = 0;
            while (r < role_count && role_names[r] != key) ++r;
            auto known = names_of(role_names);
            known.emplace_back("all");
            if (r == role_count && key != "all") unknown_name("role", key, "one of " + joined(known), known);
            if (equals == std::string_view::npos)
                throw std::invalid_argument("role '" + std::string(key) + "' has no format, expected " +
                                            std::string(key) + "=format[:mode]");
            if (key == "all") {
                if (&part != &parts.front()) throw std::invalid_argument("'all' behind other roles, expected it first");
                recipe.roles.fill(parse_quantizer(part.substr(equals + 1)));
                continue;
            }
            if (given[r]) throw std::invalid_argument("role '" + std::string(key) + "' is given twice, expected once");
            given[r] = true;
            recipe.roles[r] = parse_quantizer(part.substr(equals + 1));
        }
    } catch (const std::invalid_argument& error) {
        throw std::invalid_argument("recipe '" + recipe.name + "': " + error.what());
    }
    return recipe;
}

}  // namespace LOWP_ISA
}  // namespace lowp

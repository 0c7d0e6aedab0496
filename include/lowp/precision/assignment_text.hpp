// lowp/precision/assignment_text.hpp -- assignments as text, a tensor a line.
//
//     layer0 weights low
//     layer0 activations low until 12    # promoted at step 12: high at later steps
//     layer0 errors high
//
// Module, role, level. What follows a # is a remark. Every tensor of the graph has its line, in any order. What
// assignment_text() writes, parse_assignment() reads back.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "lowp/precision/assignment.hpp"
#include "lowp/precision/recipe_text.hpp"

namespace lowp {
inline namespace LOWP_ISA {

inline constexpr std::array<std::string_view, 2> level_names{"low", "high"};
constexpr std::string_view level_text(precision_level l) noexcept { return level_names[static_cast<std::size_t>(l)]; }

inline std::string assignment_text(const module_graph& graph, const assignment& a)
{
    LOWP_EXPECTS(graph.modules.size() == a.modules(), "an assignment of the graph's modules");
    std::string text;
    for (const module_tensor& t : tensors_of(graph)) {
        text.append(graph.modules[t.module].name).append(" ").append(role_text(t.role)).append(" ");
        text += level_text(a[t].first);
        if (a[t].promoted != never) text += " until " + std::to_string(a[t].promoted);
        text += '\n';
    }
    return text;
}

namespace inner {

template <class Names>
std::size_t place_of(std::string_view kind, std::string_view name, const Names& names)
{
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return i;
    const auto known = names_of(names);
    unknown_name(kind, name, "one of " + joined(known), known);
}

}  // namespace inner

// Throws std::invalid_argument that names `source`, the line, and what was expected there.
inline assignment parse_assignment(std::string_view text, const module_graph& graph,
                                   std::string_view source = "assignment")
{
    expect_valid(graph);
    std::vector<std::string> modules;
    for (const graph_module& m : graph.modules) modules.push_back(m.name);
    std::vector<std::string_view> roles;
    for (const role r : assigned_roles) roles.push_back(role_text(r));

    assignment a(graph.modules.size());
    const auto tensors = tensors_of(graph);
    std::vector<std::size_t> given_at(tensors.size());  // lines, from 1
    std::size_t line_number = 0;
    const auto read = [&](std::string_view line) {
        const auto words = inner::pieces(line.substr(0, line.find('#')), inner::blanks);
        if (words.empty()) return;
        if (words.size() != 3 && words.size() != 5)
            throw std::invalid_argument(std::to_string(words.size()) +
                                        " words, expected \"module role level\" or \"module role low until step\"");
        const module_tensor t{inner::place_of("module", words[0], modules),
                              assigned_roles[inner::place_of("role", words[1], roles)]};
        const auto at = std::ranges::find(tensors, t);
        if (at == tensors.end())
            throw std::invalid_argument("module '" + std::string(words[0]) + "' has no " + std::string(words[1]));
        std::size_t& given = given_at[static_cast<std::size_t>(at - tensors.begin())];
        if (given != 0)
            throw std::invalid_argument("'" + std::string(words[0]) + " " + std::string(words[1]) +
                                        "' is given a second time, after line " + std::to_string(given));
        given = line_number;
        assigned_level level{static_cast<precision_level>(inner::place_of("level", words[2], level_names))};
        if (words.size() == 5) {
            const char* end = words[4].data() + words[4].size();
            const auto number = std::from_chars(words[4].data(), end, level.promoted);
            if (level.first != precision_level::low || words[3] != "until" || number.ec != std::errc{} ||
                number.ptr != end || level.promoted == never)
                throw std::invalid_argument("'" + std::string(words[2]) + " " + std::string(words[3]) + " " +
                                            std::string(words[4]) + "', expected low, high or \"low until step\"");
        }
        a.set(t, level);
    };
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t end = rest.find('\n');
        std::string_view line = rest.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        ++line_number;
        try {
            read(line);
        } catch (const std::invalid_argument& error) {
            throw std::invalid_argument(std::string(source) + ":" + std::to_string(line_number) + ": " + error.what());
        }
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    for (std::size_t i = 0; i < tensors.size(); ++i)
        if (given_at[i] == 0)
            throw std::invalid_argument(std::string(source) + ":" + std::to_string(line_number + 1) +
                                        ": no line for '" + modules[tensors[i].module] + " " +
                                        std::string(role_text(tensors[i].role)) + "', expected one for every tensor");
    return a;
}

}  // namespace LOWP_ISA
}  // namespace lowp

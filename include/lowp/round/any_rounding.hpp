// lowp/round/any_rounding.hpp -- a rounding mode met at run time, and the modes' names.
#pragma once

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "lowp/round/modes.hpp"
#include "lowp/round/stochastic.hpp"

namespace lowp {

using any_rounding =
    std::variant<nearest_even, nearest_away, nearest_zero, toward_zero, away_from_zero, toward_positive,
                 toward_negative, to_odd, stochastic, stochastic_b, stochastic_c, equal_probability>;

// In the order of any_rounding's alternatives.
inline constexpr std::array<std::string_view, std::variant_size_v<any_rounding>> rounding_names{
    "nearest_even",    "nearest_away", "nearest_zero", "toward_zero",  "away_from_zero", "toward_positive",
    "toward_negative", "to_odd",       "stochastic",   "stochastic_b", "stochastic_c",   "equal_probability"};

// The mode's name; "stochastic(8)" where it draws another number of bits than it does by itself.
inline std::string rounding_text(const any_rounding& mode)
{
    std::string text(rounding_names[mode.index()]);
    std::visit(
        [&text](const auto& m) {
            if constexpr (requires { m.bits; })
                if (m.bits != std::remove_cvref_t<decltype(m)>{}.bits)
                    text.append("(").append(std::to_string(m.bits)).append(")");
        },
        mode);
    return text;
}

// The mode of a text; nothing when there is none. `source` is what random modes draw from.
inline std::optional<any_rounding> read_rounding(std::string_view text, stream source = {})
{
    // A name, or a name with its number of bits in parentheses.
    const std::size_t open = text.find('(');
    const std::string_view name = text.substr(0, open);
    std::optional<int> bits;
    if (open != std::string_view::npos) {
        int number = 0;
        const char* const last = text.data() + text.size() - 1;
        const auto read = std::from_chars(text.data() + open + 1, last, number);
        if (text.back() != ')' || read.ec != std::errc{} || read.ptr != last) return std::nullopt;
        bits = number;
    }
    std::optional<any_rounding> met;
    const auto read_as = [&]<class Mode>(Mode mode, std::string_view known_as) {
        if (name != known_as) return;
        if constexpr (requires { mode.source; }) mode.source = source;
        if constexpr (requires { mode.bits; }) {
            mode.bits = bits.value_or(mode.bits);
            if (mode.is_valid()) met = mode;
        } else if (!bits) {
            met = mode;
        }
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (read_as(std::variant_alternative_t<I, any_rounding>{}, rounding_names[I]), ...);
    }(std::make_index_sequence<rounding_names.size()>{});
    return met;
}

}  // namespace lowp

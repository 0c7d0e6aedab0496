// lowp/round/any_rounding.hpp -- a rounding mode met at run time, and the modes' names.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "lowp/round/modes.hpp"
#include "lowp/round/stochastic.hpp"

namespace lowp {

using any_rounding = std::variant<nearest_even, nearest_away, nearest_zero, toward_zero, away_from_zero, toward_positive,
                                  toward_negative, to_odd, stochastic>;

// In the order of any_rounding's alternatives.
inline constexpr std::array<std::string_view, std::variant_size_v<any_rounding>> rounding_names{
    "nearest_even",    "nearest_away",    "nearest_zero", "toward_zero", "away_from_zero",
    "toward_positive", "toward_negative", "to_odd",       "stochastic"};

inline std::string_view rounding_text(const any_rounding& mode) { return rounding_names[mode.index()]; }

// The mode of a name; nothing when there is none. `source` is what stochastic rounding draws from.
inline std::optional<any_rounding> read_rounding(std::string_view text, stream source = {})
{
    std::optional<any_rounding> met;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        ((text == rounding_names[I] ? static_cast<void>(met = std::variant_alternative_t<I, any_rounding>{}) : void()), ...);
    }(std::make_index_sequence<rounding_names.size()>{});
    if (met && std::holds_alternative<stochastic>(*met)) met = stochastic{source};
    return met;
}

}  // namespace lowp

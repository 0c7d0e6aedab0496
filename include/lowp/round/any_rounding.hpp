// lowp/round/any_rounding.hpp -- a rounding mode met at run time, and the modes' names.
#pragma once

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "lowp/round/modes.hpp"
#include "lowp/round/stochastic.hpp"

namespace lowp {

using any_rounding = std::variant<nearest_even, nearest_away, nearest_zero, toward_zero, away_from_zero,
                                  toward_positive, toward_negative, to_odd, stochastic>;

// In the order of any_rounding's alternatives.
inline constexpr std::array<std::string_view, std::variant_size_v<any_rounding>> rounding_names{
    "nearest_even",    "nearest_away",    "nearest_zero", "toward_zero", "away_from_zero",
    "toward_positive", "toward_negative", "to_odd",       "stochastic"};

// The mode's name; "stochastic(8)" where it draws another number of bits than it does by itself.
inline std::string rounding_text(const any_rounding& mode)
{
    std::string text(rounding_names[mode.index()]);
    const auto* drawn = std::get_if<stochastic>(&mode);
    if (drawn != nullptr && drawn->bits != stochastic{}.bits)
        text.append("(").append(std::to_string(drawn->bits)).append(")");
    return text;
}

// The mode of a text; nothing when there is none. `source` is what stochastic rounding draws from.
inline std::optional<any_rounding> read_rounding(std::string_view text, stream source = {})
{
    constexpr std::string_view with_bits = "stochastic(";
    if (text.starts_with(with_bits) && text.ends_with(')')) {
        int bits = 0;
        const char* const end = text.data() + text.size() - 1;
        const auto read = std::from_chars(text.data() + with_bits.size(), end, bits);
        if (read.ec != std::errc{} || read.ptr != end || bits < 1 || bits > 31) return std::nullopt;
        return stochastic{source, bits};
    }
    std::optional<any_rounding> met;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        ((text == rounding_names[I] ? static_cast<void>(met = std::variant_alternative_t<I, any_rounding>{}) : void()),
         ...);
    }(std::make_index_sequence<rounding_names.size()>{});
    if (met && std::holds_alternative<stochastic>(*met)) met = stochastic{source};
    return met;
}

}  // namespace lowp

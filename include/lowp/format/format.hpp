// lowp/format/format.hpp -- what all formats have in common, and the bridge between a format known to the compiler and
// one met at run time.
#pragma once

#include <concepts>
#include <type_traits>
#include <variant>

#include "lowp/format/fixed.hpp"
#include "lowp/format/floating.hpp"
#include "lowp/format/logarithmic.hpp"
#include "lowp/format/nlq.hpp"

namespace lowp {

// A descriptor: a regular, structural value that knows its own geometry.
template <class F>
concept number_format = std::regular<F> && requires(const F f) {
    { f.width() } -> std::same_as<int>;
    { f.largest() } -> std::same_as<double>;
    { f.lowest() } -> std::same_as<double>;
    { f.smallest() } -> std::same_as<double>;
    { is_valid(f) } -> std::same_as<bool>;
};

// Those whose codes are a sign above a magnitude code, ordered as the values are: all but fixed point.
template <class F>
concept sign_magnitude_format = number_format<F> && requires(const F f) {
    { f.magnitude_bits() } -> std::same_as<int>;
    { f.magnitude(f.largest_code()) } -> std::same_as<double>;
};

// The first, said of a value, so that a compiler's message names the rule: the format must be able to exist.
template <number_format F>
constexpr bool fields_are_valid(const F& format) noexcept
{
    return is_valid(format);
}
template <auto F>
concept valid_format = number_format<std::remove_const_t<decltype(F)>> && fields_are_valid(F);

// A format carried in the type. It converts to its value wherever one is wanted.
template <auto F>
    requires valid_format<F>
struct known_t {
    constexpr operator std::remove_const_t<decltype(F)>() const noexcept { return F; }
};
template <auto F>
    requires valid_format<F>
inline constexpr known_t<F> known{};

// A format of any family, for tables, configuration files and searches.
using any_format = std::variant<floating_format, fixed_format, logarithmic_format, nlq_format>;

template <number_format F>
constexpr F value_of(F f) noexcept
{
    return f;
}
template <auto F>
constexpr auto value_of(known_t<F>) noexcept
{
    return F;
}

template <class F>
inline constexpr bool is_known = false;
template <auto F>
inline constexpr bool is_known<known_t<F>> = true;

// What a quantizer can be built from: a descriptor, a known descriptor, or a format of any family.
template <class F>
concept format_source = std::same_as<F, any_format> || requires(F f) {
    { value_of(f) } -> number_format;
};

// Returns use(descriptor), whichever way the format was met.
template <format_source F, class Use>
constexpr decltype(auto) with_descriptor(const F& format, Use&& use)
{
    if constexpr (std::same_as<F, any_format>)
        return std::visit(use, format);
    else
        return use(value_of(format));
}

// The format as one of any family.
template <format_source F>
constexpr any_format any_of(const F& format) noexcept
{
    return with_descriptor(format, [](const auto& f) { return any_format(f); });
}

template <format_source F>
constexpr int width_of(const F& format) noexcept
{
    return with_descriptor(format, [](const auto& f) { return f.width(); });
}

// Returns use(format), with the format as known<Hot> when it is one of the listed favourites, and as a run-time
// descriptor otherwise: favourites pay code size for speed, the rest still work. All calls must return one type.
template <auto... Hot, class Use>
constexpr decltype(auto) with_format(const any_format& format, Use&& use)
{
    using result = decltype(use(floating_format{}));
    if constexpr (sizeof...(Hot) == 0) {
        return std::visit([&](auto met) -> result { return use(met); }, format);
    } else {
        return
            []<auto First, auto... Rest>(const any_format& f, Use& call, known_t<First>, known_t<Rest>...) -> result {
                const auto* met = std::get_if<std::remove_const_t<decltype(First)>>(&f);
                if (met != nullptr && *met == First) return call(known<First>);
                return with_format<Rest...>(f, call);
            }(format, use, known<Hot>...);
    }
}

}  // namespace lowp

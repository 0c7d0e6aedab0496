#include "roundoff/theory.hpp"

#include <cmath>
#include <concepts>
#include <limits>
#include <variant>

#include "lowp/core/elementary.hpp"
#include "lowp/core/unfused.hpp"

namespace {

using namespace lowp;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

}  // namespace

theory::rounded kind_of(const any_rounding& mode)
{
    return std::visit(
        []<class R>(const R&) {
            if constexpr (std::same_as<R, nearest_even> || std::same_as<R, nearest_away> ||
                          std::same_as<R, nearest_zero>)
                return theory::rounded::to_nearest;
            else if constexpr (std::same_as<R, stochastic> || std::same_as<R, stochastic_b> ||
                               std::same_as<R, stochastic_c>)
                return theory::rounded::stochastically;
            else
                return theory::rounded::to_neighbour;
        },
        mode);
}

double step_at(const any_format& format, double x)
{
    return std::visit(
        [x]<class F>(const F& f) -> double {
            const double magnitude = std::fabs(x);
            if constexpr (std::same_as<F, floating_format>) {
                const double lowest = exp2i(f.min_exponent());
                if (magnitude < lowest) return f.subnormal == subnormals::gradual ? f.smallest() : lowest;
                return exp2i(std::ilogb(magnitude) - f.fraction_bits);
            } else if constexpr (std::same_as<F, fixed_format>) {
                return f.smallest();
            } else if constexpr (std::same_as<F, logarithmic_format>) {
                // Neighbours are apart by a factor; the smallest number's is zero.
                return magnitude < f.smallest()
                           ? f.smallest()
                           : magnitude * std::expm1(exp2i(-f.fraction_bits) * 0x1.62e42fefa39efp-1);
            } else {
                return none;
            }
        },
        format);
}

double largest_relative_error(const any_format& format, const any_rounding& mode)
{
    const auto how =
        kind_of(mode) == theory::rounded::to_nearest ? theory::rounded::to_nearest : theory::rounded::to_neighbour;
    return std::visit(
        [how]<class F>(const F& f) -> double {
            if constexpr (std::same_as<F, floating_format> || std::same_as<F, logarithmic_format>)
                return theory::unit_roundoff(f, how);
            else
                return none;
        },
        format);
}

double expected_sqnr_db(const any_format& format, const any_rounding& mode, std::span<const stratum> numbers)
{
    const double one_step = theory::uniform_noise_rms(1, kind_of(mode));
    double power = 0, noise = 0;
    for (const stratum& one : numbers) {
        const double x = one.number, error = unfused_product(one_step, step_at(format, x));
        const auto count = static_cast<double>(one.count);
        power += unfused_product(count, unfused_product(x, x));
        noise += unfused_product(count, unfused_product(error, error));
    }
    return elementary::decibels(power / noise);
}

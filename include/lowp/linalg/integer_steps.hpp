// lowp/linalg/integer_steps.hpp -- steps of linear models in integers of 8 or 16 bits, by the best kernel there is.
//
//     const std::int32_t dot = take_steps({.rows = x, .order = rows, .draw = s}, z, linear_coefficient{factor});
//
// What a step is, and every bit of it: lowp/linalg/integer_step.hpp and short_step.hpp. The machine does not show.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "lowp/core/contract.hpp"
#include "lowp/core/isa.hpp"
#include "lowp/linalg/epilogue.hpp"
#include "lowp/linalg/integer_step.hpp"
#include "lowp/linalg/isa/integer_step_256.hpp"
#include "lowp/linalg/isa/integer_step_512.hpp"
#include "lowp/linalg/isa/short_step_512.hpp"
#include "lowp/linalg/short_step.hpp"
#include "lowp/linalg/step_loops.hpp"

namespace lowp {
inline namespace LOWP_ISA {

// Takes the steps of `run`, and returns the dot product of z with the row that comes after them.
template <class Coefficient>
std::int32_t take_steps(const integer_steps<std::int8_t>& run, std::span<std::int8_t> z, const Coefficient& a_of,
                        dot_products use = dot_products::of_machine)
{
    LOWP_EXPECTS(!run.order.empty() && z.size() == run.rows.columns && z.size() <= largest_step_columns,
                 "an order with a row, and as many codes as columns, at most 131071");
    LOWP_EXPECTS(run.decay <= largest_decay && run.decay >= -largest_decay, "a decay of at most 1/16");
    if (use == dot_products::of_machine) {
        if (inner::has_integer_step_512()) return inner::integer_step_512::run(run, z.data(), a_of);
        if (inner::has_integer_step_256()) return inner::integer_step_256::run(run, z.data(), a_of);
    }
    return inner::step_loop(run, z.data(), a_of);
}
template <class Coefficient>
std::int64_t take_steps(const integer_steps<std::int16_t>& run, std::span<std::int16_t> w, const Coefficient& a_of,
                        dot_products use = dot_products::of_machine)
{
    LOWP_EXPECTS(!run.order.empty() && w.size() == run.rows.columns && w.size() <= largest_step_columns,
                 "an order with a row, and as many codes as columns, at most 131071");
    LOWP_EXPECTS(run.drift == nullptr && run.decay == 0, "neither drift nor decay with 16 bits");
    if (use == dot_products::of_machine && inner::has_short_step_512())
        return inner::short_step_512::run(run, w.data(), a_of);
    return inner::step_loop(run, w.data(), a_of);
}

}  // namespace LOWP_ISA
}  // namespace lowp

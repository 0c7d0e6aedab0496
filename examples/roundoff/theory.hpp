// examples/roundoff/theory.hpp -- what the model of uniform noise makes of a format and the numbers at hand.
//
// Bennett's model: the error of a number is spread evenly within the step of the format at its place. The noise of all
// numbers is then the mean of step^2 / 12 over them (to nearest; / 6 stochastically, / 3 in other modes). In fixed
// point that is delta^2 / 12, and 6.02 dB a bit; in floating point the step goes with the binade.
#pragma once

#include <span>

#include "lowp/format/format.hpp"
#include "lowp/quantize/error_theory.hpp"
#include "lowp/quantize/strata.hpp"
#include "lowp/round/any_rounding.hpp"

lowp::theory::rounded kind_of(const lowp::any_rounding& mode);

// The distance between the two numbers of the format around x, were it without end. NaN where steps are no such
// formula (NLQ).
double step_at(const lowp::any_format& format, double x);

// u; NaN where relative errors have no bound (fixed point).
double largest_relative_error(const lowp::any_format& format, const lowp::any_rounding& mode);

double expected_sqnr_db(const lowp::any_format& format, const lowp::any_rounding& mode,
                        std::span<const lowp::stratum> numbers);

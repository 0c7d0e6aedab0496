// lowp/interop/eigen.hpp -- numbers as scalars of Eigen: Eigen::Matrix<float8_e4m3fn, ...> multiplies, solves and
// prints.
//
// Every operation inside is one of the number's own, rounded to its format: this is for looking at algorithms in low
// precision, not for speed. Include it before matrices of numbers are used.
#pragma once

#include <Eigen/Core>
#include <type_traits>

#include "lowp/number/cmath.hpp"
#include "lowp/number/limits.hpp"
#include "lowp/number/number.hpp"
#include "lowp/number/stream.hpp"

template <auto F>
struct Eigen::NumTraits<lowp::number<F>> : Eigen::GenericNumTraits<lowp::number<F>> {
    using Real = lowp::number<F>;
    using Literal = lowp::number<F>;
    using NonInteger = lowp::number<F>;
    using Nested = lowp::number<F>;

    enum {
        IsComplex = 0,
        IsInteger = 0,  // not as Eigen means it: quotients are rounded, in int8 too, and systems may be solved
        IsSigned = F.has_sign(),
        RequireInitialization = 0,
        ReadCost = 1,
        AddCost = 20,
        MulCost = 20
    };

    static constexpr Real epsilon() { return std::numeric_limits<Real>::epsilon(); }
    static constexpr Real dummy_precision() { return epsilon() * Real(4); }
    static constexpr Real highest() { return std::numeric_limits<Real>::max(); }
    static constexpr Real lowest() { return std::numeric_limits<Real>::lowest(); }
    static constexpr Real infinity() { return std::numeric_limits<Real>::infinity(); }
    static constexpr Real quiet_NaN() { return std::numeric_limits<Real>::quiet_NaN(); }
    static constexpr int digits10() { return std::numeric_limits<Real>::digits10; }
    static constexpr int max_digits10() { return std::numeric_limits<Real>::max_digits10; }
};

// Random() is uniform from -1 to 1, or from 0 where there is no sign: through double, since Eigen's own way would
// divide by RAND_MAX, which is infinite here.
template <auto F>
struct Eigen::internal::random_impl<lowp::number<F>> {
    static lowp::number<F> run(const lowp::number<F>& low, const lowp::number<F>& high)
    {
        return random<double>(static_cast<double>(low), static_cast<double>(high));
    }
    static lowp::number<F> run() { return random<double>(F.has_sign() ? -1 : 0, 1); }
};

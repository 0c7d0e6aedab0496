// tests/interop/eigen_test.cpp -- matrices of numbers multiply, solve and print.
#include "lowp/interop/eigen.hpp"

#include <Eigen/Dense>
#include <sstream>

#include "lowp/number/types.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

template <class T>
using matrix3 = Eigen::Matrix<T, 3, 3>;
template <class T>
using vector3 = Eigen::Matrix<T, 3, 1>;

template <class T>
matrix3<T> sample()
{
    matrix3<T> a;
    a << 4, 1, 2, 1, 3, 0, 2, 0, 5;
    return a;
}

}  // namespace

TEST_CASE("Eigen's product is the rounded sum of rounded products", "[interop]")
{
    // Two terms, because with more the order of summation is Eigen's own.
    Eigen::Matrix<float8_e4m3fn, 2, 2> a, b;
    a << 1.5f, -2.25f, 0.1f, 7;
    b << 0.7f, 1.1f, -5, 0.6f;
    const Eigen::Matrix<float8_e4m3fn, 2, 2> c = a * b;
    for (int i = 0; i < 2; ++i)
        for (int j = 0; j < 2; ++j) CHECK(c(i, j) == a(i, 0) * b(0, j) + a(i, 1) * b(1, j));
}

TEMPLATE_TEST_CASE("systems are solved as well as the format allows", "[interop]", float8_e4m3fn, bfloat16_t)
{
    const matrix3<TestType> a = sample<TestType>();
    const vector3<TestType> b(1, 2, 3);
    const double epsilon = static_cast<double>(std::numeric_limits<TestType>::epsilon());
    const Eigen::Vector3d exact = sample<double>().partialPivLu().solve(Eigen::Vector3d(1, 2, 3));
    const auto close = [&](const vector3<TestType>& x) {
        return (x.template cast<double>() - exact).cwiseAbs().maxCoeff() < 4 * epsilon;
    };
    CHECK(close(a.partialPivLu().solve(b)));
    CHECK(close(a.llt().solve(b)));
    CHECK(std::abs(static_cast<double>(a.trace()) - 12) == 0);
    CHECK((a.array().abs().maxCoeff() == TestType(5)));
    CHECK(a.isApprox(a));
    CHECK((a * TestType(2)).eval()(1, 1) == 6);
    CHECK((2 * a).eval()(0, 0) == 8);
}

TEST_CASE("random matrices are random numbers of the format", "[interop]")
{
    const auto a = Eigen::Matrix<float8_e4m3fn, 20, 20>::Random().eval();
    const auto values = a.cast<double>().eval();
    CHECK(values.maxCoeff() <= 1);
    CHECK(values.maxCoeff() > 0.5);
    CHECK(values.minCoeff() < -0.5);
    CHECK(values.minCoeff() >= -1);
    CHECK(Eigen::Matrix<uint4, 5, 5>::Random().cast<double>().eval().minCoeff() >= 0);
}

TEST_CASE("matrices print as matrices of doubles", "[interop]")
{
    std::ostringstream ours, doubles;
    ours << sample<float8_e5m2>() << sample<int4>();
    doubles << sample<double>() << sample<double>();
    CHECK(ours.str() == doubles.str());
}

TEST_CASE("traits say what the format has", "[interop]")
{
    using traits = Eigen::NumTraits<float8_e4m3fn>;
    CHECK(traits::highest() == 448);
    CHECK(traits::lowest() == -448);
    CHECK(traits::epsilon() == 0.125);
    CHECK(traits::IsInteger == 0);
    CHECK(Eigen::NumTraits<uint4>::IsSigned == 0);
}

// tests/number/generic_test.cpp -- code that was written for float: templates and the standard library's, with numbers.
#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <utility>
#include <valarray>
#include <vector>

#include "lowp/format/p3109.hpp"
#include "lowp/number/cmath.hpp"
#include "lowp/number/limits.hpp"
#include "lowp/number/stream.hpp"
#include "lowp/number/types.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// 1 + x (1 + x (1/2 + x / 6)), as for any type.
template <class T>
T short_exp(T x)
{
    const T coefficients[] = {T(1) / 6, T(0.5), T(1), T(1)};
    T sum = 0;
    for (const T c : coefficients) sum = sum * x + c;
    return sum;
}

template <class T>
T newton_sqrt(T x)
{
    using std::abs;
    T root = x > 1 ? x : T(1);
    for (int step = 0; step < 60; ++step) {
        const T next = (root + x / root) / 2;
        if (abs(next - root) <= std::numeric_limits<T>::epsilon() * next) return next;
        root = next;
    }
    return root;
}

template <class T>
T dot(const std::vector<T>& x, const std::vector<T>& y)
{
    T sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
    return sum;
}

// y with |x - y| at most so many units in the last place of x; one double beside another.
bool is_close(double x, double y, double units, double epsilon)
{
    return std::fabs(x - y) <= units * epsilon * std::fabs(x);
}

}  // namespace

TEMPLATE_TEST_CASE("a polynomial, Newton's root and a dot product, in every type", "[number]", float, double, float16_t,
                   bfloat16_t, tfloat32_t, float8_e5m2, float8_e4m3fn, float8_e4m3, float8_e3m4, float8_e5m2fnuz,
                   float8_e4m3fnuz, floating<binary8p4se>, floating<binary32>, floating<binary64>)
{
    const double epsilon = static_cast<double>(std::numeric_limits<TestType>::epsilon());
    CHECK(is_close(1 + 0.5 + 0.125 + 1.0 / 48, static_cast<double>(short_exp(TestType(0.5f))), 3, epsilon));
    CHECK(is_close(2, static_cast<double>(newton_sqrt(TestType(4))), 1.5, epsilon));
    CHECK(is_close(std::sqrt(3.0), static_cast<double>(newton_sqrt(TestType(3))), 1.5, epsilon));
    const std::vector<TestType> x{1, 2, -0.5f, 0.25f}, y{0.5f, 1, 2, 4};
    CHECK(static_cast<double>(dot(x, y)) == 2.5);
}

TEST_CASE("binary32 and binary64 as number types follow float and double to the bit", "[number]")
{
    // Without products and sums side by side, which compilers fuse for the machine.
    for (float x = 0.03f; x < 20; x *= 1.37f) {
        CHECK(static_cast<float>(newton_sqrt(floating<binary32>(x))) == newton_sqrt(x));
        CHECK(static_cast<double>(newton_sqrt(floating<binary64>(x))) == newton_sqrt(double{x}));
    }
}

TEST_CASE("fixed and logarithmic numbers in the same templates", "[number]")
{
    CHECK(double(newton_sqrt(fixed<fixed_format{5, 10}>(2))) == 1.4140625);
    const std::vector<int8> x{1, 2, 3}, y{4, -5, 6};
    CHECK(int(dot(x, y)) == 12);
    CHECK(int(dot(std::vector<int8>{100, 100}, {1, 1})) == 127);
    using l = logarithmic<logarithmic_format{4, 3}>;
    CHECK(double(dot(std::vector<l>{2, 4}, {8, 4})) == 32);
}

TEST_CASE("algorithms and containers of the standard library", "[number]")
{
    std::vector<float8_e4m3fn> v;
    for (int i = 0; i < 20; ++i) v.push_back((i * 7) % 20 - 10);
    std::sort(v.begin(), v.end());
    CHECK(std::is_sorted(v.begin(), v.end()));
    CHECK(v.front() == -10);
    CHECK(*std::max_element(v.begin(), v.end()) == 9);
    CHECK(std::find(v.begin(), v.end(), 3) - v.begin() == 13);
    CHECK(std::accumulate(v.begin() + 9, v.begin() + 15, float8_e4m3fn(0)) == 9);  // -1 to 4
    CHECK(std::accumulate(v.begin(), v.end(), 0.0, [](double sum, float8_e4m3fn x) { return sum + double(x); }) == -10);
    CHECK(std::inner_product(v.begin(), v.begin() + 3, v.begin(), float16_t(0), std::plus<>{},
                             [](auto x, auto y) { return multiply<float16_t>(x, y); }) == 245);
    CHECK(std::clamp(float16_t(3), float16_t(0), float16_t(1)) == 1);
    CHECK(std::max(bfloat16_t(1), bfloat16_t(2)) == 2);
    std::sort(v.begin(), v.end(), std::greater<>{});
    CHECK(v.front() == 9);

    std::vector<float8_e5m2> powers(10);
    float8_e5m2 power = 1;
    std::generate(powers.begin(), powers.end(), [&power] { return std::exchange(power, power * 2); });
    CHECK(powers.back() == 512);
    std::map<float16_t, int> names{{1, 10}, {2, 20}};
    CHECK(names[float16_t(2)] == 20);
    std::valarray<bfloat16_t> w{1, 2, 3};
    w *= bfloat16_t(2);
    CHECK(w.sum() == 12);
}

TEST_CASE("complex numbers of numbers", "[number]")
{
    using complex = std::complex<float16_t>;
    complex z(1, 2);
    z += complex(2, -1);
    CHECK(z == complex(3, 1));
    CHECK(z - complex(1, 1) == complex(2, 0));
    CHECK(z * float16_t(2) == complex(6, 2));
    CHECK(z * complex(0, 1) == complex(-1, 3));
    CHECK(z * complex(1, -1) / complex(1, -1) == z);
    CHECK(std::conj(z).imag() == -1);
    CHECK(std::norm(z) == 10);
}

TEST_CASE("functions of two and three numbers take built-in ones in any place", "[number]")
{
    STATIC_REQUIRE(fmax(0.f, float16_t(1)) == 1);
    STATIC_REQUIRE(fmin(float16_t(1), 0) == 0);
    STATIC_REQUIRE(hypot(3, float16_t(4)) == 5);
    STATIC_REQUIRE(remainder(float16_t(5), 2.f) == 1);
    STATIC_REQUIRE(remainder(5, float16_t(2)) == 1);
    STATIC_REQUIRE(copysign(1.f, float16_t(-2)) == -1);
    STATIC_REQUIRE(fma(float16_t(2), 2.f, 1) == 5);
    STATIC_REQUIRE(fma(2, 3.f, float16_t(1)) == 7);
    STATIC_REQUIRE(isless(float16_t(1), 2));
    CHECK(pow(2.f, float16_t(3)) == 8);
    CHECK(atan2(0, float16_t(3)) == 0);
}

TEST_CASE("comparisons with built-in numbers round nothing", "[number]")
{
    STATIC_REQUIRE(float8_e4m3fn(0.1) != 0.1);
    STATIC_REQUIRE(float8_e4m3fn(0.1) == 0.1015625);
    STATIC_REQUIRE(int4(7) != 100);
    STATIC_REQUIRE(int4(7) < 8);
    STATIC_REQUIRE(1e300 > float8_e4m3fn(448));
    STATIC_REQUIRE(std::numeric_limits<float8_e5m2>::infinity() > 1e300);
    STATIC_REQUIRE(float16_t(-0.0) == 0);
    STATIC_REQUIRE(!(std::numeric_limits<float16_t>::quiet_NaN() < 1));
    STATIC_REQUIRE(float16_t(1) < std::numeric_limits<float>::infinity());
    STATIC_REQUIRE(floating<p3109(16, 1)>(4) == 4);
}

// tests/core/natural_test.cpp -- natural numbers against 128-bit ones, and against powers that can be written down.
#include "lowp/core/natural.hpp"

#include "support/catch.hpp"

using namespace lowp;

namespace {

std::string digits_of(uint128 n)
{
    std::string text;
    for (; n != 0; n /= 10) text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(n % 10)));
    return text;
}

// Numbers of every length, with runs of ones and zeros.
std::vector<uint128> samples()
{
    std::vector<uint128> all{0, 1, 9, 10, 999'999'999, 1'000'000'000};
    for (int bits = 1; bits < 128; bits += 7)
        for (const uint128 n : {uint128{1} << bits, (uint128{1} << bits) - 1, (uint128{0xdeadbeef12345} << bits) ^ 5u})
            all.push_back(n);
    return all;
}

}  // namespace

TEST_CASE("naturals of 128 bits are what built-in ones are", "[core]")
{
    for (const uint128 n : samples()) {
        const natural a(n);
        CHECK(a.digits() == digits_of(n));
        CHECK(a.bit_length() == bit_length(n));
        for (const int place : {0, 1, 31, 32, 63, 64, 100, 127, 128, 1000})
            if (a.bit(place) != (place < 128 && (n >> place & 1) != 0)) FAIL(place);
        CHECK(a.above(32).digits() == digits_of(n >> 32));
        for (const uint128 m : samples()) {
            CHECK((a < natural(m)) == (n < m));
            if (m <= n) CHECK((natural(n) -= natural(m)).digits() == digits_of(n - m));
        }
        if (n >> 64 == 0)
            for (const int by : {0, 1, 31, 32, 33, 63}) CHECK((natural(n) <<= by).digits() == digits_of(n << by));
        for (const std::uint32_t divisor : {1u, 3u, 10u, 0xffff'ffffu}) {
            natural quotient(n);
            CHECK(quotient.divide(divisor) == n % divisor);
            CHECK(quotient.digits() == digits_of(n / divisor));
        }
        if (n >> 90 == 0)
            CHECK(natural(n).times_plus(1'000'000'007, 12345).digits() == digits_of(n * 1'000'000'007 + 12345));
    }
}

TEST_CASE("powers of five and of two, beyond any built-in number", "[core]")
{
    CHECK(natural(1).times_power_of_5(0).digits() == "1");
    CHECK(natural(1).times_power_of_5(27).digits() == "7450580596923828125");
    CHECK(natural(3).times_power_of_5(14).digits() == "18310546875");
    // 5^n 2^n = 10^n
    for (const int n : {1, 12, 13, 14, 26, 100, 777}) {
        natural ten(1);
        ten.times_power_of_5(n) <<= n;
        CHECK(ten.digits() == std::string(static_cast<std::size_t>(n), '0').insert(0, 1, '1'));
    }
}

TEST_CASE("a ratio is cut off after 127 or 128 bits, and says so", "[core]")
{
    const dyadic third = ratio(natural(1), natural(3), 0);  // 0.010101... in binary
    CHECK(third.more);
    CHECK(bit_length(third.significand) >= 127);
    CHECK(third.leading_exponent() == -2);
    CHECK(third.significand << (128 - bit_length(third.significand)) >> 8 == ~uint128{0} / 3 * 2 >> 8);
    const dyadic half = ratio(natural(5), natural(10), 3);
    CHECK(!half.more);
    CHECK(half.leading_exponent() == 2);
    CHECK(half.significand == uint128{1} << (bit_length(half.significand) - 1));
    CHECK(ratio(natural(), natural(7), 5).is_zero());
    // The remainder counts however small it is: (2^300 + 1) / 2^300.
    const dyadic above_one = ratio((natural(1) <<= 300).times_plus(1, 1), natural(1) <<= 300, 0);
    CHECK(above_one.more);
    CHECK(above_one.significand == uint128{1} << (bit_length(above_one.significand) - 1));
}

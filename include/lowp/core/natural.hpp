// lowp/core/natural.hpp -- natural numbers without a bound, as far as decimal text needs them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "lowp/core/dyadic.hpp"

namespace lowp {

class natural {
public:
    natural() = default;
    explicit natural(uint128 n)
    {
        for (; n != 0; n >>= 32) limbs.push_back(static_cast<std::uint32_t>(n));
    }

    bool is_zero() const noexcept { return limbs.empty(); }
    int bit_length() const noexcept
    {
        return limbs.empty() ? 0 : 32 * static_cast<int>(limbs.size() - 1) + lowp::bit_length(limbs.back());
    }
    bool bit(int place) const noexcept
    {
        const auto limb = static_cast<std::size_t>(place / 32);
        return limb < limbs.size() && (limbs[limb] >> (place % 32) & 1) != 0;
    }

    // *this * factor + summand
    natural& times_plus(std::uint32_t factor, std::uint32_t summand)
    {
        std::uint64_t carry = summand;
        for (std::uint32_t& limb : limbs) {
            carry += std::uint64_t{limb} * factor;
            limb = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
        if (carry != 0) limbs.push_back(static_cast<std::uint32_t>(carry));
        return *this;
    }
    natural& times_power_of_5(int n)
    {
        for (; n >= 13; n -= 13) times_plus(1'220'703'125, 0);
        for (; n > 0; --n) times_plus(5, 0);
        return *this;
    }
    natural& operator<<=(int n)
    {
        if (is_zero()) return *this;
        limbs.insert(limbs.begin(), static_cast<std::size_t>(n / 32), 0);
        return n % 32 == 0 ? *this : times_plus(std::uint32_t{1} << (n % 32), 0);
    }
    // The number without its lowest `bits` bits, a multiple of 32.
    natural above(int bits) const
    {
        natural high;
        if (const auto skipped = static_cast<std::size_t>(bits / 32); skipped < limbs.size())
            high.limbs.assign(limbs.begin() + bits / 32, limbs.end());
        return high;
    }
    // Precondition: b <= *this.
    natural& operator-=(const natural& b)
    {
        std::int64_t carry = 0;
        for (std::size_t i = 0; i < limbs.size(); ++i) {
            carry += std::int64_t{limbs[i]} - (i < b.limbs.size() ? std::int64_t{b.limbs[i]} : 0);
            limbs[i] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
        trim();
        return *this;
    }
    // Leaves the quotient and returns the remainder.
    std::uint32_t divide(std::uint32_t divisor)
    {
        std::uint64_t rest = 0;
        for (std::size_t i = limbs.size(); i-- > 0;) {
            rest = rest << 32 | limbs[i];
            limbs[i] = static_cast<std::uint32_t>(rest / divisor);
            rest %= divisor;
        }
        trim();
        return static_cast<std::uint32_t>(rest);
    }
    friend bool operator<(const natural& a, const natural& b) noexcept
    {
        if (a.limbs.size() != b.limbs.size()) return a.limbs.size() < b.limbs.size();
        for (std::size_t i = a.limbs.size(); i-- > 0;)
            if (a.limbs[i] != b.limbs[i]) return a.limbs[i] < b.limbs[i];
        return false;
    }

    // The decimal digits; none for 0.
    std::string digits() const
    {
        natural rest = *this;
        std::string backwards;
        while (!rest.is_zero()) {
            std::uint32_t nine = rest.divide(1'000'000'000);
            for (int i = 0; i < 9 && (nine != 0 || !rest.is_zero()); ++i, nine /= 10)
                backwards.push_back(static_cast<char>('0' + nine % 10));
        }
        return {backwards.rbegin(), backwards.rend()};
    }

private:
    void trim()
    {
        while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
    }

    std::vector<std::uint32_t> limbs;  // the lowest first, the highest not 0
};

// a / b * 2^exponent, cut off after 127 or 128 bits. b is not 0.
inline dyadic ratio(natural a, natural b, int exponent)
{
    if (a.is_zero()) return {};
    const int shift = a.bit_length() - b.bit_length() - 127;
    if (shift < 0)
        a <<= -shift;
    else
        b <<= shift;
    // Long division, a bit a step, begun with the highest bits of a, which are below b.
    natural rest = a.above(128);
    uint128 quotient = 0;
    for (int place = 127; place >= 0; --place) {
        rest.times_plus(2, a.bit(place) ? 1 : 0);
        quotient <<= 1;
        if (!(rest < b)) {
            rest -= b;
            quotient |= 1;
        }
    }
    return {quotient, exponent + shift, false, !rest.is_zero()};
}

}  // namespace lowp

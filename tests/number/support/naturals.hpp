// tests/number/support/naturals.hpp -- natural numbers of any length, by schoolbook arithmetic, for exact comparisons.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <stdexcept>

namespace definition {

// Up to 6000 bits in digits of 32, the lowest first: enough for sums of products of binary64 numbers.
class natural {
public:
    natural() {}
    natural(std::uint64_t n)
    {
        for (; n != 0; n >>= 32) push(static_cast<std::uint32_t>(n));
    }
    natural(const natural& other) { *this = other; }
    natural& operator=(const natural& other)
    {
        std::copy_n(other.digits.begin(), other.count, digits.begin());
        count = other.count;
        return *this;
    }

    bool is_zero() const { return count == 0; }
    bool is_odd() const { return count != 0 && digits[0] % 2 != 0; }
    int length() const  // in bits
    {
        return count == 0 ? 0 : 32 * static_cast<int>(count) - std::countl_zero(digits[count - 1]);
    }
    // Modulo 2^64.
    std::uint64_t low() const { return (count > 0 ? digits[0] : 0) | (count > 1 ? std::uint64_t{digits[1]} << 32 : 0); }

    friend std::strong_ordering operator<=>(const natural& a, const natural& b)
    {
        if (a.count != b.count) return a.count <=> b.count;
        for (std::size_t i = a.count; i-- > 0;)
            if (a.digits[i] != b.digits[i]) return a.digits[i] <=> b.digits[i];
        return std::strong_ordering::equal;
    }
    friend bool operator==(const natural& a, const natural& b) { return (a <=> b) == 0; }

    friend natural operator+(const natural& a, const natural& b)
    {
        natural sum;
        std::uint64_t carry = 0;
        for (std::size_t i = 0; i < std::max(a.count, b.count) || carry != 0; ++i) {
            carry += a.digit(i) + b.digit(i);
            sum.push(static_cast<std::uint32_t>(carry));
            carry >>= 32;
        }
        return sum;
    }
    // a - b for a >= b.
    friend natural operator-(const natural& a, const natural& b)
    {
        natural rest;
        std::uint64_t borrow = 0;
        for (std::size_t i = 0; i < a.count; ++i) {
            const std::uint64_t digit = a.digit(i) - b.digit(i) - borrow;
            rest.push(static_cast<std::uint32_t>(digit));
            borrow = digit >> 63;
        }
        return rest.trimmed();
    }
    friend natural operator*(const natural& a, const natural& b)
    {
        natural product;
        for (std::size_t i = 0; i < a.count + b.count; ++i) product.push(0);
        for (std::size_t i = 0; i < a.count; ++i) {
            std::uint64_t carry = 0;
            for (std::size_t j = 0; j < b.count; ++j) {
                carry += a.digit(i) * b.digit(j) + product.digits[i + j];
                product.digits[i + j] = static_cast<std::uint32_t>(carry);
                carry >>= 32;
            }
            product.digits[i + b.count] = static_cast<std::uint32_t>(carry);
        }
        return product.trimmed();
    }
    friend natural operator<<(const natural& a, int by)
    {
        if (by == 0 || a.is_zero()) return a;
        natural shifted;
        for (int i = 0; i < by / 32; ++i) shifted.push(0);
        std::uint64_t carry = 0;
        for (std::size_t i = 0; i < a.count; ++i) {
            carry |= a.digit(i) << by % 32;
            shifted.push(static_cast<std::uint32_t>(carry));
            carry >>= 32;
        }
        shifted.push(static_cast<std::uint32_t>(carry));
        return shifted.trimmed();
    }

private:
    std::array<std::uint32_t, 190> digits;  // those from `count` on are not written
    std::size_t count = 0;

    std::uint64_t digit(std::size_t i) const { return i < count ? digits[i] : 0; }
    void push(std::uint32_t digit)
    {
        if (count == digits.size()) throw std::length_error("a natural number of 6000 bits at most");
        digits[count++] = digit;
    }
    natural& trimmed()
    {
        while (count > 0 && digits[count - 1] == 0) --count;
        return *this;
    }
};

}  // namespace definition

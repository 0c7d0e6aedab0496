// What a user's first program might do, with a check that the user's flags do not change the sums: the compiler may
// fuse a multiplication and an addition, lowp's ordered sums must not be touched by that.
#include "lowp/lowp.hpp"

#include <cstdio>
#include <cstring>
#include <span>
#include <vector>

int main()
{
    constexpr std::size_t n = 24;
    std::vector<float> a(n * n), b(n * n), c(n * n);
    for (std::size_t i = 0; i < n * n; ++i) {
        a[i] = 1.0f / static_cast<float>(i + 3);
        b[i] = static_cast<float>(i % 17) / 7.0f - 1.1f;
    }
    lowp::gemm(lowp::matrix_view<const float>{a.data(), n, n}, lowp::matrix_view<const float>{b.data(), n, n},
               lowp::matrix_view<float>{c.data(), n, n}, lowp::accumulate::ordered{});
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            volatile float sum = 0;  // volatile: each product and each sum is rounded by itself
            for (std::size_t k = 0; k < n; ++k) {
                volatile float product = a[i * n + k] * b[k * n + j];
                sum = sum + product;
            }
            const float expected = sum;
            if (std::memcmp(&expected, &c[i * n + j], sizeof expected) != 0)
                return std::printf("element %zu, %zu is %a, not %a\n", i, j, double{c[i * n + j]}, double{expected}), 1;
        }

    const lowp::quantizer q{lowp::known<lowp::e4m3fn>};
    q(std::span<const float>{a}, std::span<float>{c});
    for (std::size_t i = 0; i < n * n; ++i)
        if (c[i] != q(a[i])) return std::printf("element %zu of the array is not what the value is\n", i), 1;
    return 0;
}

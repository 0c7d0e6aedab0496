// tests/linalg/emulated_rows_test.cpp -- sums rounded by operations on arrays equal the reference, in both carriers.
#include "lowp/linalg/emulated_rows.hpp"

#include "lowp/format/named.hpp"
#include "lowp/linalg/gemm.hpp"
#include "lowp/linalg/reference.hpp"
#include "support/catch.hpp"
#include "support/gemms.hpp"

using namespace lowp;

TEST_CASE("products and sums rounded separately equal the reference", "[linalg][simd]")
{
    const stream s{6};
    const auto check = [](const any_format& left, const auto& by) {
        const auto a = gemms::random_codes(left, 9, 50, 1), b = gemms::random_codes(e4m3fn, 50, 35, 2);
        matrix<float> expected(9, 35), c(9, 35);
        gemm_reference(gemms::numbers_of(a), gemms::numbers_of(b), expected, by);
        gemm(a, b, c, by, {.threads = 2});
        gemms::require_same(c, expected);
    };
    using accumulate::separately;
    check(e4m3fn, separately{quantizer{bfloat16}, quantizer{binary16}});
    check(e5m2, separately{quantizer{known<e4m3fn>}, quantizer{known<binary16>}});
    check(binary16, separately{quantizer{e5m2, stochastic{s, 4}}, quantizer{binary16, stochastic{s.fork(1), 5}}});
    check(e4m3fn, separately{quantizer{binary16, toward_negative{}}, quantizer{fixed_format{8, 7}, toward_zero{}}});
    check(e4m3fn, separately{quantizer{logarithmic_format{5, 3}}, quantizer{binary16}});
}

TEST_CASE("emulated sums of binary64", "[linalg]")
{
    const stream draw{3};
    matrix<double> a(5, 30), b(30, 19), expected(5, 19), c(5, 19);
    for (std::size_t i = 0; i < a.span().size(); ++i) a.span()[i] = static_cast<double>(draw.uniform(i)) / 3;
    for (std::size_t i = 0; i < b.span().size(); ++i) b.span()[i] = static_cast<double>(draw.uniform(i + 999)) / 7;
    const auto check = [&](const auto& by) {
        gemm_reference(a, b, expected, by);
        gemm(a, b, c, by);
        gemms::require_same(c, expected);
    };
    check(accumulate::rounded{quantizer{binary32}});
    check(accumulate::rounded{quantizer{floating_format{11, 40}, stochastic{draw}}});
    check(accumulate::chunked{4, quantizer{binary32, toward_zero{}}});
    check(accumulate::separately{quantizer{binary32}, quantizer{binary32}});
    check(accumulate::ordered{});
}

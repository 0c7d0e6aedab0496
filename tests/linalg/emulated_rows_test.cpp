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

TEST_CASE("a column's sums do not depend on where it stands: chunks by rows, of binary32", "[linalg][simd]")
{
    const stream draw{7};
    matrix<float> a(6, 200), b(200, 21), c(6, 21);
    for (std::size_t i = 0; i < a.span().size(); ++i) a.span()[i] = draw.uniform(i) - 0.5f;
    for (std::size_t k = 0; k < 200; ++k)
        for (std::size_t j = 0; j < 21; ++j) b(k, j) = draw.uniform(9999 + k);
    gemm(a, b, c, accumulate::chunked{64, quantizer{floating_format{8, 22}}});
    for (std::size_t i = 0; i < 6; ++i)
        for (std::size_t j = 1; j < 21; ++j) REQUIRE(to_bits(c(i, j)) == to_bits(c(i, 0)));
}

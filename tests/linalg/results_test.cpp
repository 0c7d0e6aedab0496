// tests/linalg/results_test.cpp -- sums go to numbers and to codes, as quantizers and encode() would have it.
#include "lowp/linalg/results.hpp"

#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/linalg/gemm.hpp"
#include "lowp/linalg/reference.hpp"
#include "lowp/quantize/array.hpp"
#include "support/catch.hpp"
#include "support/gemms.hpp"

using namespace lowp;

namespace {

// The reference's numbers, then the quantizer, element (i, j) as number i n + j.
template <class Q>
void check(const Q& q, const gemm_options& options)
{
    for (const std::size_t n : {std::size_t{1}, std::size_t{40}, std::size_t{96}, std::size_t{128}, std::size_t{531}}) {
        const std::size_t m = 29, k = 19;
        const auto a = gemms::random_codes(e4m3fn, m, k, 1), b = gemms::random_codes(e5m2, k, n, 2);
        matrix<float> expected(m, n), old(m, n);
        packed_matrix codes(q.format, m, n);
        for (std::size_t i = 0; i < old.span().size(); ++i) old.span()[i] = static_cast<float>(i % 3);
        encode(old.view(), codes);
        decode(codes, old.view());
        for (std::size_t i = 0; i < old.span().size(); ++i) expected.span()[i] = old.span()[i];
        gemm_reference(gemms::numbers_of(a), gemms::numbers_of(b), expected, accumulate::ordered{}, options);
        q(expected.span());

        matrix<float> numbers = old;
        gemm(a, b, into(numbers.view(), q), accumulate::ordered{}, options);
        gemms::require_same(numbers, expected);
        gemm(a, b, into(codes, q), accumulate::ordered{}, options);
        decode(codes, numbers.view());
        gemms::require_same(numbers, expected);
        // A transposed result.
        matrix<float> sideways = gemms::turned(old);
        gemm(a, b, into(transposed(sideways.view()), q), accumulate::ordered{}, options);
        gemms::require_same(gemms::turned(sideways), expected);
    }
}

}  // namespace

TEST_CASE("results rounded and encoded in the same pass", "[linalg][simd]")
{
    for (const int threads : {1, 3}) {
        check(quantizer{known<e4m3fn>}, {.beta = 0.5, .relu = true, .threads = threads});
        check(quantizer{known<e2m1fn>}, {.threads = threads});  // of 96 columns, with gaps between rows
        check(quantizer{bfloat16, stochastic{stream{3}}}, {.threads = threads});  // and without
#ifndef LOWP_TEST_FEW_MODES
        check(quantizer{e2m1fn, stochastic{stream{4}}}, {.alpha = 0.01, .threads = threads});
        check(quantizer{fixed_format{6, 1}, toward_zero{}}, {.alpha = -1, .threads = threads});
#endif
    }
    // A bias is as long as a row.
    std::vector<float> bias(531);
    for (std::size_t j = 0; j < bias.size(); ++j) bias[j] = static_cast<float>(j % 7) - 3;
    const auto a = gemms::random_codes(e4m3fn, 7, 19, 1), b = gemms::random_codes(e5m2, 19, 531, 2);
    matrix<float> expected(7, 531), c(7, 531);
    const gemm_options options{.bias = bias, .relu = true};
    gemm_reference(gemms::numbers_of(a), gemms::numbers_of(b), expected, accumulate::wide{}, options);
    gemm(a, b, c, accumulate::wide{}, options);
    gemms::require_same(c, expected);
    // Without a quantizer: nearest even, saturating.
    packed_matrix codes(e5m2, 7, 531);
    gemm(a, b, codes, accumulate::wide{}, options);
    decode(codes, c.view());
    quantizer{e5m2}(expected.span());
    gemms::require_same(c, expected);
}

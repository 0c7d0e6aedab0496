// tests/linalg/reference_test.cpp -- the loops that define GEMM, on sums that can be done by hand.
#include "lowp/linalg/reference.hpp"

#include "lowp/format/named.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/quantize/quantizer.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// Of ones and these terms.
template <class Accumulate, std::size_t N>
float sum_of(const float (&terms)[N], const Accumulate& by, const gemm_options& options = {})
{
    const matrix<float> ones = [] {
        matrix<float> m(1, N);
        for (float& x : m.span()) x = 1;
        return m;
    }();
    float c = 5;
    gemm_reference(ones, {terms, N, 1}, {&c, 1, 1}, by, options);
    return c;
}

}  // namespace

TEST_CASE("each accumulator's sum of a few terms", "[linalg]")
{
    const float terms[] = {0x1p24f, 1, -0x1p24f, 1, 1};
    CHECK(sum_of(terms, accumulate::ordered{}) == 2);  // (((2^24 + 1) - 2^24) + 1) + 1
    CHECK(sum_of(terms, accumulate::wide{}) == 1);     // ((((1 + 2^24) + 1) - 2^24) + 1)
    CHECK(sum_of(terms, accumulate::exact{}) == 3);
    CHECK(sum_of({0x1p24f, 1, 1, 1, 1}, accumulate::kahan{}) == 0x1p24f + 4);
    // 1 + 1/16 is a middle of four bits, and even; then twice.
    constexpr quantizer q{known<e4m3fn>};
    CHECK(sum_of({1, 0x1p-4f, 0x1p-4f}, accumulate::rounded{q}) == 1);
    CHECK(sum_of({1, 0x1p-4f, 0x1p-4f}, accumulate::chunked{3, q}) == 1.125f);
    CHECK(sum_of({0x1p-4f, 0x1p-4f, 1}, accumulate::rounded{q}) == 1.125f);
    CHECK(sum_of({1, 0x1p-4f, 0x1p-4f, 0x1p-4f}, accumulate::chunked{2, q}) == 1.125f);  // 1, then + 1/8
    CHECK(sum_of({1.0625f, 1}, accumulate::separately{q, quantizer{known<binary16>}}) == 2);
    CHECK(sum_of({1.0625f, 1}, accumulate::separately{quantizer{known<binary16>}, q}) == 2);
}

TEST_CASE("alpha, beta and c, in the reference", "[linalg]")
{
    CHECK(sum_of({3}, accumulate::ordered{}, {.alpha = 2}) == 6);
    CHECK(sum_of({3}, accumulate::ordered{}, {.alpha = 2, .beta = -1}) == 1);
    CHECK(sum_of({-3}, accumulate::ordered{}, {.relu = true}) == 0);
}

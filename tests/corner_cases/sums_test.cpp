// tests/corner_cases/sums_test.cpp -- rows G1 to G5: mistakes made with the sums of matrix products.
#include <cmath>
#include <cstddef>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/linalg/gemm.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/quantize/array.hpp"
#include "support/catch.hpp"
#include "support/gemms.hpp"

using namespace lowp;

TEST_CASE("G1: a last chunk that is not full is summed, too", "[corner]")
{
    for (std::size_t k = 1; k <= 40; ++k) {
        matrix<float> a(1, k), b(k, 1), c(1, 1);
        for (float& x : a.span()) x = 1;
        for (float& x : b.span()) x = 1;
        gemm(a, b, c, accumulate::chunked{16, quantizer{binary16}});
        CHECK(c(0, 0) == static_cast<float>(k));
    }
}

TEST_CASE("G2: each compensated sum has an excess of its own, and it begins at zero", "[corner]")
{
    // Column 0 leaves much out; column 1 nothing, and must not get any of it. Twice, so that memory is not fresh.
    const std::size_t k = 101;
    matrix<float> a(2, k), b(k, 2), c(2, 2);
    for (std::size_t l = 0; l < k; ++l) {
        a(0, l) = a(1, l) = 1;
        b(l, 0) = l == 0 ? 0x1p24f : 0.75f;
        b(l, 1) = 1;
    }
    for (int time = 0; time < 2; ++time) {
        gemm(a, b, c, accumulate::kahan{});
        for (std::size_t i = 0; i < 2; ++i) {
            CHECK(std::fabs(c(i, 0) - (0x1p24f + 75)) <= 2);
            CHECK(c(i, 1) == 101);
        }
    }
}

TEST_CASE("G3: the order of summation is the one that is written down, not the loops'", "[corner]")
{
    const float terms[] = {0x1p24f, 1, -0x1p24f, 1, 1, 0};
    matrix<float> ones(1, 6), c(1, 1);
    for (float& x : ones.span()) x = 1;
    volatile float ascending = 0, in_pairs = 0;
    for (std::size_t k = 0; k < 6; ++k) {
        ascending = ascending + terms[k];
        in_pairs = in_pairs + terms[k ^ 1];
    }
    REQUIRE(ascending != in_pairs);
    const matrix_view<const float> b(terms, 6, 1);
    gemm(ones, b, c, accumulate::ordered{});
    CHECK(c(0, 0) == ascending);
    gemm(ones, b, c, accumulate::wide{});
    CHECK(c(0, 0) == in_pairs);
}

TEST_CASE("G4: views that are not contiguous, in all three places", "[corner]")
{
    std::vector<float> memory(3000);
    for (std::size_t i = 0; i < memory.size(); ++i) memory[i] = static_cast<float>(i % 17) - 8;
    const matrix_view<const float> a(memory.data(), 5, 7, 40, 3), b(memory.data() + 1, 7, 6, 2, 30);
    std::vector<float> out(400, 99);
    const matrix_view<float> c(out.data(), 5, 6, 50, 7);
    gemm(a, b, c);
    for (std::size_t i = 0; i < 5; ++i)
        for (std::size_t j = 0; j < 6; ++j) {
            float sum = 0;
            for (std::size_t k = 0; k < 7; ++k) sum += a(i, k) * b(k, j);  // small integers: exact
            CHECK(c(i, j) == sum);
            c(i, j) = 99;
        }
    for (const float x : out) REQUIRE(x == 99);  // nothing between them was touched
}

TEST_CASE("G5: stored and emulated products agree under every accumulator, as do known formats and run-time ones",
          "[corner]")
{
    const auto codes = gemms::random_codes(e5m2, 9, 70, 1), others = gemms::random_codes(e5m2, 70, 20, 2);
    const auto x = gemms::numbers_of(codes), y = gemms::numbers_of(others);
    packed_matrix a(known<e5m2>, 9, 70), b(known<e5m2>, 70, 20);
    encode(x.view(), a);
    encode(y.view(), b);
    const auto check = [&](const auto& by) {
        matrix<float> emulated(9, 20), stored(9, 20), known_format(9, 20);
        gemm(x, y, emulated, by);
        gemm(codes, others, stored, by);
        gemm(a, b, known_format, by);
        gemms::require_same(stored, emulated);
        gemms::require_same(known_format, emulated);
    };
    check(accumulate::ordered{});
    check(accumulate::wide{});
    check(accumulate::kahan{});
    check(accumulate::rounded{quantizer{binary16}});
    check(accumulate::chunked{16, quantizer{bfloat16}});
}

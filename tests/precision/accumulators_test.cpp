// tests/precision/accumulators_test.cpp -- each accumulator against the loop that defines it; names.
#include "lowp/precision/accumulators.hpp"

#include <functional>
#include <limits>
#include <vector>

#include "lowp/linalg/matrix.hpp"
#include "lowp/linalg/reference.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// Numbers of few digits, whose products are exact in binary32.
matrix<float> few_digits(std::size_t rows, std::size_t columns, stream draw)
{
    matrix<float> m(rows, columns);
    quantizer{e4m3fn}(m.span(), m.span());
    for (std::size_t i = 0; i < m.span().size(); ++i) m.span()[i] = quantizer{e4m3fn}(4 * draw.uniform(i) - 1);
    return m;
}

}  // namespace

TEST_CASE("accumulators sum as the reference does", "[precision]")
{
    const std::size_t depth = 150;
    const auto a = few_digits(3, depth, stream{1}), b = few_digits(depth, 5, stream{2});
    for (const any_rounding& mode : {any_rounding(nearest_even{}), any_rounding(stochastic{stream{9}, 8})}) {
        const any_quantizer q{binary16, mode};
        const auto round = q.plain();
        using quantizer_type = quantizer<any_format, any_rounding>;
        const auto expect = [&](const char* name, const any_format& format, const auto& order) {
            const auto all = accumulators_for(q);
            const named_accumulator& one = accumulator_named(all, name);
            INFO(name);
            CHECK(one.format == format);
            matrix<float> c(3, 5);
            one.multiply(a, b, c);
            for (std::size_t i = 0; i < 3; ++i)
                for (std::size_t j = 0; j < 5; ++j)
                    CHECK(c(i, j) == sum_of_products<float>(a.view(), b.view(), i, j, order));
        };
        expect("exact", binary32, accumulate::exact{});
        expect("kahan", binary32, accumulate::kahan{});
        expect("wide", binary32, accumulate::wide{});
        expect("ordered", binary32, accumulate::ordered{});
        expect("chunked_64", binary16, accumulate::chunked<quantizer_type>{64, round});
        expect("chunked_32", binary16, accumulate::chunked<quantizer_type>{32, round});
        expect("rounded", binary16, accumulate::rounded<quantizer_type>{round});
        expect("separately", binary16, accumulate::separately<quantizer_type, quantizer_type>{round, round});
    }
    CHECK(accumulators_for(any_quantizer{binary16}).size() == 8);
    CHECK(carrier_accumulators().size() == 4);
}

TEST_CASE("exact sums lose nothing to their order", "[precision]")
{
    const std::vector<float> a{0x1p60f, 1, 0x1p-30f, -0x1p60f}, b{0x1p60f, 1, 0x1p-30f, 0x1p60f};
    matrix<float> c(1, 1);
    accumulator_named(carrier_accumulators(), "exact")
        .multiply(matrix_view<const float>(a.data(), 1, 4), matrix_view<const float>(b.data(), 4, 1), c);
    CHECK(c(0, 0) == 1);
    // Rounded once: to binary64 first, the last one would be lost, and the tie go to 1.
    const std::vector<float> some{1, 0x1p-24f, 0x1p-30f}, others{1, 1, 0x1p-30f};
    accumulator_named(carrier_accumulators(), "exact")
        .multiply(matrix_view<const float>(some.data(), 1, 3), matrix_view<const float>(others.data(), 3, 1), c);
    CHECK(c(0, 0) == 1 + 0x1p-23f);
    const std::vector<float> endless{1, std::numeric_limits<float>::infinity(), -1};
    accumulator_named(carrier_accumulators(), "exact")
        .multiply(matrix_view<const float>(endless.data(), 1, 3), matrix_view<const float>(others.data(), 3, 1), c);
    CHECK(c(0, 0) == endless[1]);
}

TEST_CASE("names that are none, and scales", "[precision]")
{
    const auto all = accumulators_for(any_quantizer{e4m3fn});
    CHECK_THROWS_WITH(accumulator_named(all, "chunked"),
                      Catch::Matchers::StartsWith("unknown accumulator 'chunked', expected one of exact, kahan, wide, "
                                                  "ordered, chunked_64, chunked_32, rounded, separately"));
    any_quantizer q{e4m3fn};
    q.is_scaled = true;
    CHECK_THROWS_AS(rounded_accumulators(q), std::invalid_argument);
    CHECK_THROWS_AS(accumulators_for(q), std::invalid_argument);
}

// tests/format/describe_test.cpp -- cards against a count of all codes, one by one.
#include "lowp/format/describe.hpp"

#include <cmath>

#include "support/catch.hpp"
#include "support/formats.hpp"

using namespace lowp;

TEST_CASE("a card tells what all the codes tell", "[format]")
{
    for (const any_format& format : test::small_formats())
        std::visit(
            [](const auto& f) {
                const format_card card = describe(f);
                INFO(card.name);
                std::uint64_t finite = 0, subnormal = 0, infinite = 0, nan = 0, unused = 0;
                double largest = -INFINITY, lowest = INFINITY, smallest = INFINITY, smallest_normal = INFINITY;
                for (const std::uint64_t code : codes(f)) {
                    const double value = decode(f, code);
                    const number_class kind = classify(f, code);
                    if (value < f.lowest()) {  // the code that a symmetric format leaves out
                        if (kind != number_class::infinite) {
                            ++unused;
                            continue;
                        }
                    }
                    finite += std::isfinite(value);
                    infinite += std::isinf(value);
                    nan += std::isnan(value);
                    subnormal += kind == number_class::subnormal;
                    if (!std::isfinite(value)) continue;
                    largest = std::fmax(largest, value);
                    lowest = std::fmin(lowest, value);
                    if (value > 0) smallest = std::fmin(smallest, value);
                    if (value > 0 && kind == number_class::normal) smallest_normal = std::fmin(smallest_normal, value);
                }
                CHECK(card.finite_codes == finite);
                CHECK(card.infinity_codes == infinite);
                CHECK(card.nan_codes == nan);
                CHECK(card.subnormal_codes == subnormal);
                CHECK(card.unused_codes == unused);
                CHECK(card.has_infinity == (infinite > 0));
                CHECK(card.has_nan == (nan > 0));
                CHECK(card.largest == largest);
                CHECK(card.lowest == lowest);
                CHECK(card.smallest == smallest);
                CHECK(card.smallest_normal == (std::isinf(smallest_normal) ? 0 : smallest_normal));
                CHECK(decode(f, card.largest_code) == largest);
                CHECK(decode(f, card.lowest_code) == lowest);
                CHECK(decode(f, card.smallest_code) == smallest);
                CHECK(card.bits == f.width());
                CHECK(read_format(card.name) == any_format{f});
                CHECK(card.max_exponent == static_cast<int>(std::floor(std::log2(largest))));
                if (std::isfinite(smallest_normal))
                    CHECK(card.min_exponent == static_cast<int>(std::floor(std::log2(smallest_normal))));
            },
            format);
}

TEST_CASE("cards of some formats, by hand", "[format]")
{
    const format_card half = describe(any_format{binary16});
    CHECK(half.precision == 11);
    CHECK(half.epsilon == 0x1p-10);
    CHECK(half.nan_codes == 2046);
    CHECK(half.bias == 15);
    const format_card scale = describe(e8m0fnu);
    CHECK(!scale.has_zero);
    CHECK(scale.finite_codes == 255);
    CHECK(scale.smallest == 0x1p-127);
    const format_card wide = describe(p3109(16, 1));
    CHECK(!wide.is_carried_by_double);
    CHECK(wide.max_exponent == 16382);
    CHECK(describe(binary64).finite_codes == 0xffe0'0000'0000'0000u);
}

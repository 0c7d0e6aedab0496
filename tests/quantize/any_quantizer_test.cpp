// tests/quantize/any_quantizer_test.cpp -- a quantizer of which everything is met at run time does what it stands for.
#include "lowp/quantize/any_quantizer.hpp"

#include <vector>

#include "support/catch.hpp"
#include "support/formats.hpp"

using namespace lowp;

TEST_CASE("plain and scaled, forked or not", "[quantize]")
{
    std::vector<float> x(77), expected(77), y(77);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 5 * (2 * stream{1}.uniform(i) - 1);
    for (const any_format& format : test::small_formats()) {
        if (!std::visit([](const auto& f) { return carries<float>(f); }, format)) continue;
        for (const auto name : rounding_names) {
            const auto mode = *read_rounding(name, stream{2});
            const quantizer plain{format, mode, on_overflow::saturate};
            const any_quantizer any{format, mode, on_overflow::saturate},
                any_scaled{format, mode, on_overflow::saturate, true};
            plain(x, expected);
            any(x, y);
            REQUIRE(y == expected);
            plain.fork(9)(x, expected);
            any.fork(9)(x, y);
            REQUIRE(y == expected);
            scaled{plain}.fork(9)(x, expected);
            any_scaled.fork(9)(x, y);
            REQUIRE(y == expected);
            any(std::span<const float>(x).first(9), std::span(y).first(9));
            any(std::span<const float>(x).subspan(9), std::span(y).subspan(9), {.first = 9});
            plain(x, expected);
            REQUIRE(y == expected);
            CHECK(any.stored_bytes(3) == (3 * static_cast<std::uint64_t>(width_of(format)) + 7) / 8);
            CHECK(any_scaled.stored_bytes(3) == any.stored_bytes(3) + 1);
        }
    }
}

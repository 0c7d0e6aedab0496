// tests/quantize/any_quantizer_test.cpp -- a quantizer of which everything is met at run time does what it stands for.
#include "lowp/quantize/any_quantizer.hpp"

#include <vector>

#include "lowp/quantize/affine.hpp"
#include "lowp/quantize/block.hpp"
#include "lowp/quantize/decode.hpp"
#include "lowp/quantize/tally.hpp"
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

TEST_CASE("groups and blocks with a mode met at run time", "[quantize]")
{
    std::vector<float> x(1000), known_mode(1000), met(1000);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 5 * (2 * stream{1}.uniform(i) - 1);
    const any_rounding mode = stochastic{stream{2}};
    affine_quantizer{3, runs_of(8), stochastic{stream{2}}}(x, known_mode);
    affine_quantizer{3, runs_of(8), mode}(x, met);
    CHECK(known_mode == met);
    block_quantizer{mxfp4, stochastic{stream{2}}}(x, known_mode);
    block_quantizer{mxfp4, mode}(x, met);
    CHECK(known_mode == met);
    STATIC_REQUIRE((array_quantizer<affine_quantizer<any_rounding>> &&
                    array_quantizer<block_quantizer<floating_format, any_rounding>>));
}

TEST_CASE("counted, and stored where scaled", "[quantize]")
{
    std::vector<float> x(300), y(300), z(300);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 1e-3f * (2 * stream{1}.uniform(i) - 1);
    tally t, any_t;
    scaled{quantizer{e4m3fn}}(x, y, t);
    any_quantizer{e4m3fn, nearest_even{}, on_overflow::saturate, true}(x, z, any_t);
    CHECK((z == y && any_t == t));
    any_quantizer{e4m3fn}(z, any_t);
    CHECK(any_t.elements == 2 * x.size());
    decode(scaled{quantizer{any_format{e4m3fn}}}.encode(x), z);
    CHECK(z == y);
}

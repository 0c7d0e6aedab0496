// tests/quantize/drawn_test.cpp -- words made ahead are the source's own, at their places.
#include "lowp/quantize/drawn.hpp"

#include <cstdint>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/decode.hpp"
#include "lowp/quantize/encode.hpp"
#include "lowp/random/philox.hpp"
#include "lowp/random/shared_words.hpp"
#include "quantize/support/numbers.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// The same words, asked for a register at a time.
template <class Source>
struct asked_for {
    Source source;

    template <class I = std::uint32_t>
    constexpr I bits(std::uint64_t first) const
    {
        return source.template bits<I>(first);
    }
};

template <class Source, class T>
void check(const any_format& format)
{
    const std::vector<float> numbers = test::some_numbers(1500);
    const std::vector<T> x(numbers.begin(), numbers.end());
    const stochastic_rounding<draw_count::floor, Source> ahead{Source{{5}}};
    const stochastic_rounding<draw_count::floor, asked_for<Source>> asked{{ahead.source}, ahead.bits};
    for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{63}, std::uint64_t{1000003}})
        for (const std::size_t n : {std::size_t{1}, std::size_t{70}, std::size_t{512}, std::size_t{1500}}) {
            std::vector<T> y(n), z(n);
            const std::span<const T> in(x.data(), n);
            quantizer{format, ahead}(in, std::span(y), {.first = first});
            for (std::size_t i = 0; i < n; ++i) z[i] = quantizer{format, asked}(x[i], first + i);
            REQUIRE(y == z);
            packed_array w(format, n);
            encode(in, w, ahead, on_overflow::saturate, {.first = first});
            decode(w, y);
            REQUIRE(y == z);
        }
}

}  // namespace

TEMPLATE_TEST_CASE("arrays draw what single numbers draw", "[quantize]", philox, shared_words<8>,
                   (shared_words<16, philox>))
{
    for (const any_format& format : {any_format{e4m3fn}, any_format{e2m3fn}, any_format{bfloat16},
                                     any_format{fixed_format{2, 5}}, any_format{logarithmic_format{3, 3}}})
        check<TestType, float>(format);
    check<TestType, double>(e5m2);
}

TEST_CASE("a toss of a coin, too, and sources that cannot fill", "[quantize]")
{
    const std::vector<float> x = test::some_numbers(700);
    std::vector<float> y(700), z(700);
    const equal_probability_rounding<philox> coin{philox{8}};
    quantizer{known<e5m2>, coin}(x, y);
    for (std::size_t i = 0; i < x.size(); ++i) z[i] = quantizer{known<e5m2>, coin}(x[i], i);
    CHECK(y == z);
    STATIC_REQUIRE(inner::draws_ahead<equal_probability_rounding<philox>>);
    STATIC_REQUIRE_FALSE(inner::draws_ahead<stochastic>);
    STATIC_REQUIRE_FALSE(inner::draws_ahead<nearest_even>);
}

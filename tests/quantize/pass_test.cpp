// tests/quantize/pass_test.cpp -- the same bits for any number of threads, in every kind of pass.
#include "lowp/quantize/pass.hpp"

#include <cstdint>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/decode.hpp"
#include "lowp/quantize/encode.hpp"
#include "lowp/quantize/tally.hpp"
#include "quantize/support/numbers.hpp"
#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("pieces cover an array once", "[quantize]")
{
    for (const std::size_t n : {std::size_t{0}, std::size_t{1}, inner::piece - 1, inner::piece, inner::piece + 1,
                                5 * inner::piece, 5 * inner::piece + 17})
        for (const int threads : {-1, 0, 1, 2, 5}) {
            std::vector<int> seen(n);
            inner::for_each_piece(n, threads, [&](std::size_t first, std::size_t count) {
                for (std::size_t i = first; i < first + count; ++i) ++seen[i];
            });
            REQUIRE(seen == std::vector<int>(n, 1));
        }
}

TEST_CASE("threads do not change a bit", "[quantize]")
{
    const std::size_t n = 2 * inner::piece + 1234;
    const auto x = test::some_numbers(n);
    const any_format formats[] = {e4m3fn, e2m3fn, bfloat16, fixed_format{2, 5}, logarithmic_format{3, 3}};
    const auto check = [&](const auto& mode) {
        for (const any_format& format : formats) {
            const quantizer q{format, mode};
            std::vector<float> one(n), several(n);
            packed_array w(format, n), v(format, n);
            tally t1, t2, t3, t4;
            q(x, one, t1, {.first = 3});
            q(x, several, t2, {.first = 3, .threads = 3});
            REQUIRE(one == several);
            encode(x, w, t3, mode, on_overflow::saturate, {.first = 3});
            encode(x, v, t4, mode, on_overflow::saturate, {.first = 3, .threads = 3});
            REQUIRE(std::vector(w.bytes().begin(), w.bytes().end()) == std::vector(v.bytes().begin(), v.bytes().end()));
            REQUIRE((t1 == t2 && t1 == t3 && t1 == t4));
            decode(v, several, {.threads = 3});
            REQUIRE(one == several);
        }
    };
    check(nearest_even{});
    check(stochastic{stream{7}});
}

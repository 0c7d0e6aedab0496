// tests/quantize/decode_test.cpp -- every code of every small format, in arrays short and long, is what the codec says.
#include "lowp/quantize/decode.hpp"

#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/formats.hpp"
#include "support/modes.hpp"

using namespace lowp;

namespace {

template <carrier_type T>
void check(const any_format& format, std::size_t n)
{
    if (!std::visit([](const auto& f) { return carries<T>(f); }, format)) return;
    packed_array w(format, n);
    const std::uint64_t last = (std::uint64_t{1} << width_of(format)) - 1;
    for (std::size_t i = 0; i < n; ++i) w.set_code(i, (i * 7 + i / 256) & last);
    std::vector<T> y(n), several(n);
    decode(w, y);
    decode(w, several, {.threads = 2});
    for (std::size_t i = 0; i < n; ++i) {
        if (!test::same_number(y[i], static_cast<T>(w[i]))) FAIL(test::name_of(format) << " code " << w.code(i));
        if (to_bits(several[i]) != to_bits(y[i])) FAIL(test::name_of(format) << " by threads");
    }
}

}  // namespace

TEST_CASE("all codes of small formats, looked up or computed", "[quantize]")
{
    for (const any_format& format : test::small_formats())
        if (width_of(format) <= 8)
            for (const std::size_t n : {std::size_t{256}, std::size_t{1023}, std::size_t{1024}, std::size_t{2100}}) {
                check<float>(format, n);
                check<double>(format, n);
            }
}

TEST_CASE("arrays that are streamed, at any alignment", "[quantize]")
{
    const std::size_t n = inner::streamed_bytes / sizeof(float) + 77;
    for (const any_format& format : {any_format{e4m3fn}, any_format{bfloat16}, any_format{e2m1fn}}) {
        packed_array w(format, n);
        for (std::size_t i = 0; i < n; i += 5) w.set_code(i, i % 8);
        std::vector<float> y(n + 3, -1.0f);
        decode(w, std::span(y).subspan(1, n));
        bool same = true;
        for (std::size_t i = 0; i < n; ++i) same = same && y[i + 1] == static_cast<float>(w[i]);
        CHECK(same);
        CHECK((y[0] == -1.0f && y[n + 1] == -1.0f));
    }
}

TEST_CASE("as many numbers as codes, and a carrier that holds them", "[quantize]")
{
    packed_array w(any_format{e4m3fn}, 3), wide(any_format{binary64}, 3);
    std::vector<float> y(4);
    CHECK_CONTRACT_BROKEN(decode(w, y), "as many numbers as codes");
    y.resize(3);
    CHECK_CONTRACT_BROKEN(decode(wide, y), "a format whose values the carrier holds");
}

// tests/simd/lanes_test.cpp -- lane by lane, registers do what values do, at the ends of every range too.
#include "lowp/simd/lanes.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

using word_lanes = lanes<std::uint32_t>;
using floats = lanes<float>;

// Edges and random words, padded so that registers can be loaded anywhere in the first half.
std::vector<std::uint32_t> patterns()
{
    std::vector<std::uint32_t> all{0,           1,           2,           31,          32,          0x7fff'ffff,
                                   0x8000'0000, 0x8000'0001, 0xffff'ffff, 0xffff'fffe, 0x7f80'0000, 0xff80'0000,
                                   0x7fc0'0000, 0x7f80'0001, 0x0080'0000, 0x007f'ffff, 0x3f80'0000, 0xbf80'0000};
    for (std::uint64_t i = 0; i < 1024; ++i) all.push_back(stream{1}.bits(i) >> (i % 5 == 0 ? i % 31 : 0));
    return all;
}

template <class T>
std::array<T, lane_count> stored(lanes<T> x)
{
    std::array<T, lane_count> out;
    x.store(out.data());
    return out;
}

// Compares a lane operation with that of values, on pairs (a, b) of words.
template <class Lanes, class Values>
void compare(const char* name, Lanes by_lane, Values by_value)
{
    const auto a = patterns();
    const auto n = a.size() - lane_count;
    for (const std::size_t shift : {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{500}})
        for (std::size_t i = 0; i + shift < n; ++i) {
            const auto got = by_lane(word_lanes::load(&a[i]), word_lanes::load(&a[i + shift]));
            for (std::size_t k = 0; k < lane_count; ++k) {
                const std::uint32_t expected = by_value(a[i + k], a[i + shift + k]);
                if (got[k] != expected)
                    FAIL(name << std::hex << " of " << a[i + k] << " and " << a[i + shift + k] << " is " << got[k]
                              << ", expected " << expected);
            }
        }
}

}  // namespace

TEST_CASE("integer lanes", "[simd]")
{
    compare("+", [](word_lanes a, word_lanes b) { return stored(a + b); }, [](auto a, auto b) { return a + b; });
    compare("-", [](word_lanes a, word_lanes b) { return stored(a - b); }, [](auto a, auto b) { return a - b; });
    compare("*", [](word_lanes a, word_lanes b) { return stored(a * b); }, [](auto a, auto b) { return a * b; });
    compare(
        "high half of *", [](word_lanes a, word_lanes b) { return stored(whole_product(a, b).high); },
        [](auto a, auto b) { return static_cast<std::uint32_t>(std::uint64_t{a} * b >> 32); });
    compare(
        "low half of *", [](word_lanes a, word_lanes b) { return stored(whole_product(a, b).low); },
        [](auto a, auto b) { return a * b; });
    compare("&", [](word_lanes a, word_lanes b) { return stored(a & b); }, [](auto a, auto b) { return a & b; });
    compare("|", [](word_lanes a, word_lanes b) { return stored(a | b); }, [](auto a, auto b) { return a | b; });
    compare("^", [](word_lanes a, word_lanes b) { return stored(a ^ b); }, [](auto a, auto b) { return a ^ b; });
    compare("~", [](word_lanes a, word_lanes) { return stored(~a); }, [](auto a, auto) { return ~a; });
    compare(
        "<< lanes", [](word_lanes a, word_lanes b) { return stored(a << (b & word_lanes(31u))); },
        [](auto a, auto b) { return a << (b & 31); });
    compare(
        ">> lanes", [](word_lanes a, word_lanes b) { return stored(a >> (b & word_lanes(31u))); },
        [](auto a, auto b) { return a >> (b & 31); });
    compare(
        "smaller", [](word_lanes a, word_lanes b) { return stored(smaller(a, b)); },
        [](auto a, auto b) { return std::min(a, b); });
    compare(
        "larger", [](word_lanes a, word_lanes b) { return stored(larger(a, b)); },
        [](auto a, auto b) { return std::max(a, b); });
    compare(
        "<", [](word_lanes a, word_lanes b) { return stored(select(a < b, a, ~b)); },
        [](auto a, auto b) { return a < b ? a : ~b; });
    compare(
        ">", [](word_lanes a, word_lanes b) { return stored(select(a > b, a, ~b)); },
        [](auto a, auto b) { return a > b ? a : ~b; });
    compare(
        "==", [](word_lanes a, word_lanes b) { return stored(select(a == b, a, ~b)); },
        [](auto a, auto b) { return a == b ? a : ~b; });
    compare(
        "!=", [](word_lanes a, word_lanes b) { return stored(select(a != b, a, ~b)); },
        [](auto a, auto b) { return a != b ? a : ~b; });
    const auto shifts = [](auto count) {
        constexpr int n = decltype(count)::value;
        compare("<< n", [](word_lanes a, word_lanes) { return stored(a << n); }, [](auto a, auto) { return a << n; });
        compare(">> n", [](word_lanes a, word_lanes) { return stored(a >> n); }, [](auto a, auto) { return a >> n; });
    };
    shifts(std::integral_constant<int, 0>{});
    shifts(std::integral_constant<int, 1>{});
    shifts(std::integral_constant<int, 16>{});
    shifts(std::integral_constant<int, 23>{});
    shifts(std::integral_constant<int, 31>{});
}

TEST_CASE("floating-point lanes", "[simd]")
{
    const auto bits = [](auto x) { return stored(to_bits(x)); };
    // NaNs differ in sign and payload from machine to machine: one pattern stands for all.
    const auto one_nan = [](float x) { return x != x ? 0x7fc0'0000u : to_bits(x); };
    const auto plain = [=](const char* name, auto by_lane, auto by_value) {
        compare(
            name,
            [=](word_lanes a, word_lanes b) {
                auto out = bits(by_lane(from_bits(a), from_bits(b)));
                for (auto& word : out) word = one_nan(from_bits(word));
                return out;
            },
            [=](std::uint32_t a, std::uint32_t b) {
                volatile float x = from_bits(a), y = from_bits(b);
                return one_nan(by_value(x, y));
            });
    };
    plain("+", [](floats a, floats b) { return a + b; }, [](float a, float b) { return a + b; });
    plain("-", [](floats a, floats b) { return a - b; }, [](float a, float b) { return a - b; });
    plain("*", [](floats a, floats b) { return a * b; }, [](float a, float b) { return a * b; });
    plain(
        "smaller or limit", [](floats a, floats b) { return smaller_or_limit(a, b); },
        [](float a, float b) { return smaller_or_limit(a, b); });
    plain(
        "held within", [](floats a, floats) { return held_within(a, floats(-2.0f), floats(1.5f)); },
        [](float a, float) { return held_within(a, -2.0f, 1.5f); });
    plain(
        "unfused", [](floats a, floats b) { return unfused_product(a, b) + b; },
        [](float a, float b) {
            volatile float product = a * b;
            return product + b;
        });
    compare("patterns", [=](word_lanes a, word_lanes) { return bits(from_bits(a)); }, [](auto a, auto) { return a; });
    compare(
        "to_carrier", [=](word_lanes a, word_lanes) { return bits(to_carrier(a & word_lanes(0x01ff'ffffu))); },
        [](auto a, auto) { return to_bits(static_cast<float>(a & 0x01ff'ffffu)); });
}

TEST_CASE("multiply_add is exact where the product is", "[simd]")
{
    // 12-bit significands: the product is a binary32 number, so fused and plain agree.
    for (std::uint64_t i = 0; i < 4096; ++i) {
        const float a = static_cast<float>(stream{1}.bits(i) >> 20),
                    b = static_cast<float>(stream{2}.bits(i) >> 20) * 0x1p-9f, c = stream{3}.uniform(i);
        volatile float product = a * b;
        REQUIRE(stored(multiply_add(floats(a), floats(b), floats(c)))[lane_count - 1] == product + c);
    }
}

// tests/quantize/encode_test.cpp -- arrays of codes: element by element those of to_code(), and back to what a
// quantizer makes of the numbers (law 3), for every format, mode and policy.
#include "lowp/quantize/encode.hpp"
#include "lowp/quantize/decode.hpp"

#include <array>
#include <concepts>
#include <limits>
#include <vector>

#include "lowp/format/p3109.hpp"
#include "lowp/quantize/array.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/formats.hpp"
#include "support/modes.hpp"
#include "support/oracle.hpp"

using namespace lowp;

namespace {

template <class T>
std::vector<T> samples(const any_format& format, std::size_t most)
{
    const auto l = std::visit([](const auto& f) { return oracle::of(f); }, format);
    std::vector<T> x;
    for (const T point : test::some_turning_points<T>(l, most)) {
        x.push_back(point);
        x.push_back(-point);
    }
    for (const T special : {T(0), T(-0.0), std::numeric_limits<T>::infinity(), -std::numeric_limits<T>::infinity(),
                            std::numeric_limits<T>::quiet_NaN()})
        x.push_back(special);
    for (std::uint64_t i = 0; i < 200; ++i)
        x.push_back(
            static_cast<T>(std::ldexp(stream{1}.uniform(i) - 0.5, static_cast<int>(stream{2}.bits(i) % 60) - 30)));
    return x;
}

// By to_code(), not inlined: one instantiation for each family of formats and mode is enough.
std::uint64_t code_of_one(const any_format& format, const dyadic& x, const any_rounding& mode, on_overflow policy,
                          std::uint64_t index)
{
    return std::visit([&](const auto& f, const auto& m) { return to_code(f, x, m, policy, index); }, format, mode);
}

template <class T, class R>
void check(const any_format& format, const R& mode, on_overflow policy, std::size_t most)
{
    const std::uint64_t first = 21;
    const auto x = samples<T>(format, most);
    packed_array w(format, x.size());
    encode(x, w, mode, policy, {.first = first});
    for (std::size_t i = 0; i < x.size(); ++i) {
        const std::uint64_t expected = code_of_one(format, exactly(x[i]), mode, policy, first + i);
        if (w.code(i) != expected)
            FAIL(format_text(format) << ", " << rounding_text(mode) << ": " << test::shown(x[i]) << " became "
                                     << w.code(i) << ", not " << expected);
    }
    if (!std::visit([](const auto& f) { return carries<T>(f); }, format)) return;
    std::vector<T> back(x.size()), emulated(x.size());
    decode(w, back);
    quantizer{format, mode, policy}(x, emulated, {.first = first});
    for (std::size_t i = 0; i < x.size(); ++i)
        if (to_bits(back[i]) != to_bits(emulated[i]))
            FAIL(format_text(format) << ", " << rounding_text(mode) << ": stored and emulated " << test::shown(x[i])
                                     << " differ: " << test::shown(back[i]) << ", " << test::shown(emulated[i]));
}

template <class T>
constexpr bool in_all_modes =
#if defined LOWP_TEST_ALL_FORMATS
    true;
#elif defined LOWP_TEST_FEW_MODES
    false;
#else
    std::same_as<T, float>;
#endif

// In the mode of that name; of binary64, and on lower instruction sets, in two of them, which compiles much sooner.
template <class T>
void check_named(const any_format& format, std::string_view name, on_overflow policy, std::size_t most)
{
    if constexpr (in_all_modes<T>) {
        check<T>(format, *read_rounding(name, stream{3}), policy, most);
    } else {
        if (name == rounding_text(nearest_even{})) check<T>(format, nearest_even{}, policy, most);
        if (name == rounding_text(stochastic{})) check<T>(format, stochastic{stream{3}}, policy, most);
    }
}

}  // namespace

TEST_CASE("codes of arrays are those of to_code, and decode to what a quantizer gives", "[quantize][simd]")
{
    for (const any_format& format : test::small_formats())
        for (const auto name : rounding_names)
            for (const on_overflow policy : test::policies) {
                check_named<float>(format, name, policy, 300);
                if (policy == on_overflow::infinity) check_named<double>(format, name, policy, 100);
            }
    for (const fixed_format& f :
         {fixed_format{7, 0}, fixed_format{2, 5}, fixed_format{4, 4, fixed_range::without_sign}})
        for (const auto name : rounding_names) {
            check_named<float>(f, name, on_overflow::wrap, 500);
            check_named<double>(f, name, on_overflow::wrap, 500);
        }
}
TEST_CASE("codes of arrays, at every turning point", "[quantize][exhaustive]")
{
    for (const any_format& format : test::small_formats())
        for (const auto name : rounding_names)
            for (const on_overflow policy : test::policies)
                check_named<float>(format, name, policy, std::size_t{1} << 30);
}

TEST_CASE("wide formats: whole words", "[quantize]")
{
    for (const any_format& format :
         {any_format{tf32}, any_format{binary32}, any_format{binary64}, any_format{fixed_format{15, 16}},
          any_format{fixed_format{0, 24}}, any_format{floating_format{6, 13}}, any_format{p3109(16, 1)}}) {
        std::vector<double> x{0.0,
                              -0.0,
                              1.0,
                              -1.5,
                              0x1.fffffep0,
                              1e-40,
                              3e38,
                              -1e300,
                              std::numeric_limits<double>::infinity(),
                              std::numeric_limits<double>::quiet_NaN()};
        for (std::uint64_t i = 0; i < 700; ++i) x.push_back(16 * static_cast<double>(stream{1}.uniform(i)) - 8);
        const std::vector<float> single(x.begin(), x.end());
        packed_array w(format, x.size()), s(format, x.size());
        encode(x, w);
        encode(single, s);
        std::visit(
            [&](const auto& f) {
                for (std::size_t i = 0; i < x.size(); ++i) {
                    if (w.code(i) != to_code(f, exactly(x[i]), nearest_even{}, on_overflow::saturate))
                        FAIL(format_text(f) << " " << x[i]);
                    if (s.code(i) != to_code(f, exactly(single[i]), nearest_even{}, on_overflow::saturate))
                        FAIL(format_text(f) << " " << single[i]);
                }
                if (!carries<double>(f)) return;
                std::vector<double> y(x.size());
                decode(w, y);
                for (std::size_t i = 0; i < x.size(); ++i)
                    if (!test::same_number(y[i], decode(f, w.code(i)))) FAIL(format_text(f) << " " << x[i]);
            },
            format);
    }
}

TEST_CASE("every length, and nothing written beyond the codes", "[quantize]")
{
    const stochastic mode{stream{8}};
    for (const any_format& format : {any_format{e2m1fn}, any_format{e2m3fn}, any_format{e4m3fn}, any_format{bfloat16},
                                     any_format{fixed_format{2, 0}}, any_format{fixed_format{4, 5}}, any_format{tf32}})
        for (std::size_t n = 0; n < 1100; n += n < 70 ? 1 : 171) {
            std::vector<float> x(n), y(n + 2, 99.0f);
            for (std::size_t i = 0; i < n; ++i) x[i] = 0.37f * static_cast<float>(i % 40) - 7;
            const int width = width_of(format);
            std::vector<std::uint8_t> bytes(packed_bytes(n, width) + 4, 0xa5);
            const packed_span to{format, bytes.data() + 1, n};  // on no boundary
            encode(x, to, mode, on_overflow::saturate, {.first = 5});
            for (const std::size_t outside : {std::size_t{0}, bytes.size() - 3, bytes.size() - 1})
                REQUIRE(bytes[outside] == 0xa5);
            for (std::size_t i = 0; i < n; ++i)
                REQUIRE(to.code(i) == std::visit(
                                          [&](const auto& f) {
                                              return to_code(f, exactly(x[i]), mode, on_overflow::saturate, 5 + i);
                                          },
                                          format));
            decode(to, std::span(y).first(n));
            REQUIRE((y[n] == 99.0f && y[n + 1] == 99.0f));
            for (std::size_t i = 0; i < n; ++i) REQUIRE(static_cast<double>(y[i]) == to[i]);
        }
}

TEST_CASE("what can be encoded from and decoded into", "[quantize]")
{
    const std::array<double, 3> x{1, 2.4, -3};
    packed_matrix m{known<e2m1fn>, 2, 3};
    encode(x, m.row(1));
    CHECK((m(1, 0) == 1 && m(1, 1) == 2 && m(1, 2) == -3));
    float y[3];
    decode(m.row(1), y);
    CHECK((y[0] == 1 && y[1] == 2 && y[2] == -3));
    const auto& read_only = m;
    decode(read_only.row(1), std::span(y));
    packed_array w{known<fixed_format{3, 0}>, 3};  // int4
    encode(std::span(x), w, toward_zero{});
    CHECK((w[0] == 1 && w[1] == 2 && w[2] == -3));
    CHECK(w.bytes().size() == 2);
}

TEST_CASE("encode by a quantizer, of a matrix, with nothing but threads", "[quantize]")
{
    std::vector<float> x(3 * 50), y(3 * 50), z(3 * 50);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 0.37f * static_cast<float>(i % 40) - 7;
    const quantizer q{known<e4m3fn>, stochastic{stream{4}}, on_overflow::infinity};
    q(x, y);
    packed_array w{any_format{e4m3fn}, x.size()};
    tally t;
    encode(q, x, w, t, {.threads = 2});
    decode(w, z);
    CHECK(z == y);
    CHECK(t.elements == x.size());
    std::size_t i = 0;
    for (const double value : w) CHECK(value == static_cast<double>(y[i++]));

    packed_matrix m{known<e4m3fn>, 3, 50};
    encode(matrix_view<const float>(x.data(), 3, 50), m, q.rounding, q.overflow);
    decode(m, matrix_view(z.data(), 3, 50), {.threads = 2});
    CHECK(z == y);
    m.set_code(2, 49, 0x38);
    CHECK((m(2, 49) == 1 && m.code(2, 49) == 0x38));

    encode(x, w, {.threads = 2});
    quantizer{known<e4m3fn>}(x, y);
    decode(w, z);
    CHECK(z == y);
    CHECK_CONTRACT_BROKEN(encode(quantizer{e5m2}, x, w), "storage of the quantizer's format");
    CHECK_CONTRACT_BROKEN(encode(matrix_view<const float>(x.data(), 2, 50), m), "matrices of one shape");
}

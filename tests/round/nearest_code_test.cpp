// tests/round/nearest_code_test.cpp -- the short way from a double to the nearest code, against the definition.
#include "lowp/round/nearest_code.hpp"

#include "support/catch.hpp"
#include "support/formats.hpp"
#include "support/modes.hpp"
#include "support/oracle.hpp"

using namespace lowp;

TEST_CASE("the code of the nearest number, at every turning point of a format", "[round]")
{
    std::size_t formats = 0;
    for (const any_format& format : test::small_formats()) {
        const auto* f = std::get_if<floating_format>(&format);
        if (f == nullptr || !has_nearest_code(*f)) continue;
        ++formats;
        const auto l = oracle::of(*f);
        auto points = test::some_turning_points<double>(l, 100'000);
        // Sums and products of numbers of the format, as arithmetic leaves them, and doubles of every exponent.
        for (std::size_t k = 0; k < 2000; ++k) {
            const double a = l.rungs[k * 7919 % (l.rungs.size() - 2)], b = l.rungs[k * 104729 % (l.rungs.size() - 2)];
            for (const double x : {a * b, a + b, a / 3 + b}) points.push_back(x);
            points.push_back(std::ldexp(1 + a / 1e9, static_cast<int>(k) - 1074));
        }
        const std::string difference =
            test::first_difference(l, points, oracle::mode::nearest_even, on_overflow::infinity, [&](double x) {
                const std::uint64_t code = nearest_code(*f, x);
                const double value = decode(*f, code);
                if (code != encode(*f, value)) FAIL(format_text(*f) << ": " << test::shown(x) << " has code " << code);
                return value;
            });
        INFO(format_text(*f));
        CHECK(difference == "");
    }
    CHECK(formats > 20);
}

TEST_CASE("to binary32 as the machine converts", "[round]")
{
    for (std::uint64_t field = 0; field < 2048; ++field)
        for (const std::uint64_t low : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 28,
                                        (std::uint64_t{3} << 28) + 1, (std::uint64_t{1} << 52) - 1})
            for (const std::uint64_t sign : {std::uint64_t{0}, sign_pattern<double>}) {
                const double x = from_bits(sign | field << 52 | low);
                const std::uint32_t expected = x == x ? to_bits(static_cast<float>(x)) : nan_pattern<float>;
                if (nearest_code(binary32, x) != expected) FAIL(test::shown(x));
            }
}

TEST_CASE("formats that have the short way, and those that do not", "[round]")
{
    STATIC_REQUIRE((has_nearest_code(binary32) && has_nearest_code(e4m3fn) && has_nearest_code(e2m1fn)));
    STATIC_REQUIRE((!has_nearest_code(binary64) && !has_nearest_code(e8m0fnu) && !has_nearest_code(ue4m3)));
    STATIC_REQUIRE((!has_nearest_code(fixed_format{}) && !has_nearest_code(logarithmic_format{})));
}

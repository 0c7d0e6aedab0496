// tests/format/format_test.cpp -- known formats, run-time formats, and the bridge between them.
#include "lowp/format/format.hpp"

#include <string>

#include "lowp/format/named.hpp"
#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("a known format is its value", "[format]")
{
    STATIC_REQUIRE(value_of(known<e4m3fn>) == e4m3fn);
    STATIC_REQUIRE(std::is_empty_v<known_t<e4m3fn>>);
    STATIC_REQUIRE(is_known<known_t<fixed_format{2, 5}>>);
    STATIC_REQUIRE(format_source<any_format>);
    STATIC_REQUIRE(format_source<fixed_format>);
    STATIC_REQUIRE(!format_source<int>);
    STATIC_REQUIRE(width_of(known<binary16>) == 16);
    STATIC_REQUIRE(width_of(any_format{fixed_format{2, 5}}) == 8);
}

TEST_CASE("favourites come back as types, the rest as descriptors", "[format]")
{
    const auto kind = [](const any_format& format) {
        return with_format<e4m3fn, fixed_format{2, 5}>(format, []<class F>(F f) -> std::string {
            if constexpr (is_known<F>)
                return "known " + std::to_string(width_of(f));
            else
                return std::string(std::same_as<F, fixed_format> ? "fixed " : "floating ") + std::to_string(f.width());
        });
    };
    CHECK(kind(e4m3fn) == "known 8");
    CHECK(kind(fixed_format{2, 5}) == "known 8");
    CHECK(kind(fixed_format{2, 6}) == "fixed 9");
    CHECK(kind(e5m2) == "floating 8");
    CHECK(with_format(any_format{e2m1fn}, [](auto f) { return f.width(); }) == 4);
}

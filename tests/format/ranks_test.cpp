// tests/format/ranks_test.cpp -- ranks, neighbours and ulps of every code of every small format, against its values in
// order.
#include "lowp/format/ranks.hpp"

#include <map>

#include "lowp/format/named.hpp"
#include "support/catch.hpp"
#include "support/formats.hpp"
#include "support/oracle.hpp"

using namespace lowp;

namespace {

// All values but NaN in order, both zeros as one, each with its rank; infinities included.
template <class F>
std::map<double, std::int64_t> ranked_values(const F& f, const oracle::ladder& l)
{
    std::map<double, std::int64_t> values;
    for (std::uint64_t code = 0; code <= last_code(f); ++code) {
        const double value = oracle::value_of_code(f, l, code);
        const bool is_unused = std::isfinite(value) && value < -l.lowest;  // the lowest code of symmetric formats
        if (value == value && !is_unused) values[value] = 0;
    }
    std::int64_t rank = 0;
    for (auto at = values.lower_bound(0); at != values.end(); ++at) at->second = rank++;
    rank = 0;
    for (auto at = values.lower_bound(0); at != values.begin();) (--at)->second = --rank;
    return values;
}

}  // namespace

TEST_CASE("ranks are consecutive as the values are, and lead back to codes", "[format]")
{
    for (const any_format& format : test::small_formats())
        std::visit(
            [](const auto& f) {
                const auto l = oracle::of(f);
                const auto values = ranked_values(f, l);
                for (std::uint64_t code = 0; code <= last_code(f); ++code) {
                    const double value = oracle::value_of_code(f, l, code);
                    const auto met = value == value ? values.find(value) : values.end();
                    if (met == values.end()) continue;
                    if (rank_of(f, code) != met->second)
                        FAIL(format_text(f) << " code " << code << " has rank " << rank_of(f, code));
                    const std::uint64_t back = code_of_rank(f, met->second);
                    if (back > last_code(f) || oracle::value_of_code(f, l, back) != met->first)
                        FAIL(format_text(f) << " rank " << met->second << " has code " << back);
                    if (met->first != 0 && back != code) FAIL("two codes of one value");
                    if (met->first == 0 && back != 0) FAIL("rank 0 is not code 0");
                }
            },
            format);
}

TEST_CASE("neighbours are the next values up and down", "[format]")
{
    for (const any_format& format : test::small_formats())
        std::visit(
            [](const auto& f) {
                const auto l = oracle::of(f);
                const auto values = ranked_values(f, l);
                for (std::uint64_t code = 0; code <= last_code(f); ++code) {
                    const double value = oracle::value_of_code(f, l, code);
                    if (value != value) {
                        if (next_up(f, code) != code || next_down(f, code) != code) FAIL("NaN went somewhere");
                        continue;
                    }
                    const auto met = values.find(value);
                    if (met == values.end()) continue;
                    const auto above = std::next(met);
                    const double up = above == values.end() ? value : above->first,
                                 down = met == values.begin() ? value : std::prev(met)->first;
                    if (oracle::value_of_code(f, l, next_up(f, code)) != up)
                        FAIL(format_text(f) << ": above " << value << " comes " << decode(f, next_up(f, code)));
                    if (oracle::value_of_code(f, l, next_down(f, code)) != down)
                        FAIL(format_text(f) << ": below " << value << " comes " << decode(f, next_down(f, code)));
                }
            },
            format);
}

TEST_CASE("an ulp is the distance to the next larger magnitude, past the largest too", "[format]")
{
    for (const any_format& format : test::small_formats())
        std::visit(
            [](const auto& f) {
                const auto l = oracle::of(f);
                for (std::uint64_t code = 0; code <= last_code(f); ++code) {
                    const double magnitude = std::fabs(oracle::value_of_code(f, l, code));
                    if (!std::isfinite(magnitude)) continue;
                    const auto above = std::upper_bound(l.rungs.begin(), l.rungs.end(),
                                                        std::max(magnitude, std::nextafter(l.flushed_below, 0)));
                    if (ulp(f, code) != *above - magnitude) FAIL(format_text(f) << " code " << code << ulp(f, code));
                }
            },
            format);
}

TEST_CASE("neighbours and ulps at the ends of binary64", "[format]")
{
    STATIC_REQUIRE(next_up(binary64, 0) == 1);
    STATIC_REQUIRE(next_down(binary64, 0) == 0x8000'0000'0000'0001);
    STATIC_REQUIRE(next_up(binary64, 0x8000'0000'0000'0000) == 1);
    STATIC_REQUIRE(next_up(binary64, 0x8000'0000'0000'0001) == 0x8000'0000'0000'0000);  // -0, as IEEE 754 has it
    STATIC_REQUIRE(next_up(e4m3fnuz, 0x81) == 0);                                       // no -0 there
    STATIC_REQUIRE(next_down(binary64, 1) == 0);
    STATIC_REQUIRE(next_up(binary64, 0x7fef'ffff'ffff'ffff) == 0x7ff0'0000'0000'0000);
    STATIC_REQUIRE(next_up(binary64, 0x7ff0'0000'0000'0000) == 0x7ff0'0000'0000'0000);
    STATIC_REQUIRE(next_down(binary64, 0x7ff0'0000'0000'0000) == 0x7fef'ffff'ffff'ffff);
    STATIC_REQUIRE(next_down(binary64, 0xffef'ffff'ffff'ffff) == 0xfff0'0000'0000'0000);
    STATIC_REQUIRE(next_up(binary64, 0x7ff8'0000'0000'0000) == 0x7ff8'0000'0000'0000);
    STATIC_REQUIRE(ulp(binary64, 0) == 0x1p-1074);
    STATIC_REQUIRE(ulp(binary64, 0x3ff0'0000'0000'0000) == 0x1p-52);
    STATIC_REQUIRE(ulp(binary64, 0x7fef'ffff'ffff'ffff) == 0x1p971);
}

TEST_CASE("all codes in a range-for", "[format]")
{
    for (const any_format& format : {any_format{e2m1fn}, any_format{fixed_format{1, 0}}, any_format{binary16}})
        std::visit(
            [](const auto& f) {
                std::uint64_t next = 0;
                for (const std::uint64_t code : codes(f)) REQUIRE(code == next++);
                CHECK(next == std::uint64_t{1} << f.width());
            },
            format);
    // 64-bit codes have an end, too.
    auto at = codes(binary64).begin();
    at.code = ~std::uint64_t{0};
    CHECK(at != codes(binary64).end());
    CHECK(*at++ == ~std::uint64_t{0});
    CHECK(at == codes(binary64).end());
    STATIC_REQUIRE(std::input_iterator<code_range::iterator>);
}

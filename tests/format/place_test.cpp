// tests/format/place_test.cpp -- the place of exact numbers in every gap of every family, for shares known beforehand.
#include "lowp/format/place.hpp"

#include "support/catch.hpp"
#include "support/formats.hpp"
#include "support/oracle.hpp"
#include "support/shares.hpp"

using namespace lowp;
using test::one;
using test::share;

namespace {

constexpr int finer = test::share_bits - place::bits;  // bits of a share that a place does not have

bool is(const place& at, std::uint64_t magnitude, share p)
{
    return at.magnitude == magnitude && at.fraction == static_cast<std::uint64_t>(p >> finer) &&
           at.more == ((p & ((share{1} << finer) - 1)) != 0) && !at.beyond;
}

}  // namespace

TEST_CASE("a number lies in its gap, as far into it as it was put", "[format]")
{
    const share shares[] = {0,       1,           2,           one >> 62,         one >> 63, one / 3, one / 2 - 1,
                            one / 2, one / 2 + 1, one * 5 / 8, one - (one >> 62), one - 2,   one - 1};
    for (const any_format& format : test::small_formats())
        std::visit(
            [&](const auto& f) {
                const auto l = oracle::of(f);
                const std::size_t numbers = l.rungs.size() - 2, stride = numbers > 512 ? 37 : 1;
                const bool flushed = l.flushed_below > 0;
                for (std::size_t k = 0; k < numbers; k += k > 4 && k + 40 < numbers ? stride : 1)
                    for (const share p : shares) {
                        dyadic x = test::between(l.rungs[k], l.rungs[k + 1], p);
                        x.negative = p % 2 == 1;  // looked at by others
                        // Where small numbers are flushed, those that cannot even round to a normal number are zero.
                        const bool nothing = l.rungs[k + 1] < l.flushed_below || (flushed && k == 0);
                        const std::uint64_t magnitude = nothing ? 0 : k - (flushed ? 1 : 0);
                        if (!is(place_of(f, x), magnitude, nothing ? 0 : p))
                            FAIL(format_text(f) << " above " << l.rungs[k] << ", " << static_cast<double>(p) * 0x1p-80);
                        if (nothing || x.is_zero()) continue;
                        const bool exists = p == 0 && l.rungs[k] >= l.flushed_below;
                        if (place_of(f, x).is_exact() != exists) FAIL("exact or not");
                        // Something cut off beneath: the same place, and more.
                        x.significand <<= 127 - bit_length(x.significand);
                        x.exponent = test::between(l.rungs[k], l.rungs[k + 1], p).leading_exponent() - 126;
                        x.more = true;
                        const place cut = place_of(f, x);
                        if (!is(cut, magnitude, p | 1)) FAIL(format_text(f) << ": cut off above " << l.rungs[k]);
                    }
            },
            format);
}

TEST_CASE("far below everything, and beyond the range", "[format]")
{
    for (const any_format& format : test::small_formats())
        std::visit(
            [](const auto& f) {
                const auto l = oracle::of(f);
                INFO(format_text(f));
                CHECK(is(place_of(f, dyadic{}), 0, 0));
                const dyadic tiny{1, -20000};
                const place low = place_of(f, tiny);
                CHECK((low.magnitude == 0 && low.fraction == 0 && !low.beyond));
                CHECK(low.more == (l.has_zero && l.flushed_below == 0));
                for (const int exponent : {1100, 20000}) {
                    const place high = place_of(f, dyadic{3, exponent});
                    CHECK(high.beyond);
                    CHECK(!high.is_exact());
                }
                // The first number beyond, wherever it lies, and the one after it: the codes count on.
                if constexpr (sign_magnitude_format<std::remove_cvref_t<decltype(f)>>)
                    for (const std::size_t extra : {2u, 1u})
                        CHECK(place_of(f, exactly(l.rungs[l.rungs.size() - extra])).magnitude > f.largest_code());
            },
            format);
    // Of fixed point the steps are counted modulo 2^64.
    const fixed_format q{7, 0};
    CHECK(place_of(q, exactly(std::uint64_t{1} << 62)).magnitude == std::uint64_t{1} << 62);
    CHECK(!place_of(q, exactly(std::uint64_t{1} << 62)).beyond);
    CHECK(place_of(q, exactly(std::uint64_t{1} << 63)).beyond);
    CHECK(place_of(q, dyadic{(uint128{1} << 64) + 5, 0}).magnitude == 5);
}

TEST_CASE("places of numbers that binary64 does not hold", "[format]")
{
    constexpr floating_format wide{16, 3, 40000};
    STATIC_REQUIRE(is_valid(wide));
    STATIC_REQUIRE(place_of(wide, dyadic{9, -3 - 30000}).magnitude == ((std::uint64_t{10000} << 3) | 1));
    STATIC_REQUIRE(place_of(wide, dyadic{1, -39999 - 3}).magnitude == 1);
    STATIC_REQUIRE(place_of(wide, dyadic{1, -39999 - 4}).fraction == std::uint64_t{1} << 61);
    STATIC_REQUIRE(place_of(wide, dyadic{1, 25535}).beyond);
    STATIC_REQUIRE(place_of(wide, dyadic{1, 25534}).magnitude == std::uint64_t{65534} << 3);
}

// tests/round/modes_test.cpp -- the addends themselves, on every cut of a small word.
#include "lowp/round/modes.hpp"

#include "support/catch.hpp"

using namespace lowp;

namespace {

// What a mode keeps of `magnitude` when its low `dropped` bits go.
template <class U, class Mode>
U kept(const Mode& mode, U magnitude, int dropped, bool minus)
{
    const U mask = static_cast<U>((U{1} << dropped) - 1);
    const cut<U> c{mask, static_cast<U>(dropped), (magnitude >> dropped) & 1, minus ? ~U{0} : U{0}, 0};
    REQUIRE(mode(c) <= mask);
    return (magnitude + mode(c)) >> dropped;
}

// All magnitudes of 9 bits, all cuts of up to 7: quotient, remainder and half say what each mode means.
template <class U, class Mode, class Goes>
void check(const Mode& mode, Goes goes_up)
{
    for (int dropped = 0; dropped <= 7; ++dropped)
        for (U magnitude = 0; magnitude < 512; ++magnitude)
            for (const bool minus : {false, true}) {
                const U step = U{1} << dropped, quotient = magnitude / step, rest = magnitude % step;
                const U expected = quotient + (rest != 0 && goes_up(quotient, 2 * rest, step, minus) ? 1 : 0);
                if (kept(mode, magnitude, dropped, minus) != expected) FAIL(magnitude << " cut by " << dropped);
            }
}

// A mode that draws: it remembers how often it was forked.
struct counting {
    static constexpr bool draws = true;
    int forks = 0;
    constexpr counting fork(int) const { return {forks + 1}; }
    template <class U>
    constexpr U operator()(const cut<U>& c) const
    {
        return c.mask;
    }
};

}  // namespace

TEMPLATE_TEST_CASE("modes add what makes the carry right", "[round]", std::uint32_t, std::uint64_t)
{
    using U = TestType;
    check<U>(nearest_even{}, [](U q, U twice, U step, bool) { return twice > step || (twice == step && q % 2 == 1); });
    check<U>(nearest_away{}, [](U, U twice, U step, bool) { return twice >= step; });
    check<U>(nearest_zero{}, [](U, U twice, U step, bool) { return twice > step; });
    check<U>(toward_zero{}, [](U, U, U, bool) { return false; });
    check<U>(away_from_zero{}, [](U, U, U, bool) { return true; });
    check<U>(toward_positive{}, [](U, U, U, bool minus) { return !minus; });
    check<U>(toward_negative{}, [](U, U, U, bool minus) { return minus; });
    check<U>(to_odd{}, [](U q, U, U, bool) { return q % 2 == 0; });
}

TEST_CASE("a fork changes only modes that draw", "[round]")
{
    STATIC_REQUIRE(!draws<nearest_even>);
    STATIC_REQUIRE(rounding_mode<to_odd>);
    STATIC_REQUIRE(draws<counting>);
    CHECK(fork(counting{}, 3).forks == 1);
    static_cast<void>(fork(nearest_even{}, 3));
}

// tests/quantize/error_block_test.cpp -- what is finite is measured, the rest is counted, wherever it stands.
#include "lowp/quantize/error_block.hpp"

#include <cstddef>
#include <limits>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/random/stream.hpp"
#include "quantize/support/numbers.hpp"
#include "support/catch.hpp"

using namespace lowp;
using test::inf;

namespace {

template <class T>
void check_one_odd_pair(T exact, T rounded, std::uint64_t lost, std::uint64_t nans)
{
    const inner::format_steps format(e5m2);
    const stream draw{3};
    std::vector<T> x(100), y(100);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<T>(draw.uniform(i)) + T(0.25);
    quantizer{e5m2}(std::span<const T>(x), std::span<T>(y));
    for (const std::size_t at : {std::size_t{0}, std::size_t{15}, std::size_t{16}, std::size_t{63}, std::size_t{99}}) {
        std::vector<T> a = x, b = y, left_a = x, left_b = y;
        a[at] = exact, b[at] = rounded;
        left_a.erase(left_a.begin() + static_cast<std::ptrdiff_t>(at));
        left_b.erase(left_b.begin() + static_cast<std::ptrdiff_t>(at));
        inner::seen_pairs seen{{}, 0, 0, code_counts(8)}, seen_left = seen;
        inner::block_measure<T> measure(&format, seen), measure_left(&format, seen_left);
        CHECK(measure(a.data(), b.data(), 100) == measure_left(left_a.data(), left_b.data(), 99));
        CHECK(seen.codes == seen_left.codes);
        CHECK(seen.value_steps == 0);
        CHECK((seen.lost == lost && seen.counts.nans == nans && seen.counts.elements == 100));
    }
}

}  // namespace

TEST_CASE("pairs of which one is not finite are left out of all sums", "[quantize]")
{
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    check_one_odd_pair(1.0f, inf, 1, 0);
    check_one_odd_pair(-1.0f, nan, 1, 0);
    check_one_odd_pair(inf, 57344.0f, 0, 0);
    check_one_odd_pair(nan, nan, 0, 1);
    check_one_odd_pair(static_cast<double>(nan), 1.0, 0, 1);
    check_one_odd_pair(1e300, static_cast<double>(inf), 1, 0);
}

TEST_CASE("counts without a format", "[quantize]")
{
    inner::seen_pairs seen;
    inner::block_measure<float> measure(nullptr, seen);
    const std::vector<float> x{1, -2, 1e-40f, 3e38f, 0, std::numeric_limits<float>::infinity()}, y{1, 0, 0, 1, 0, 1};
    CHECK(measure(x.data(), y.data(), x.size()).pairs == 5);
    CHECK(seen.counts.flushed == 2);
    CHECK(seen.counts.saturated == 1);
    CHECK(seen.counts.largest == static_cast<double>(3e38f));
}

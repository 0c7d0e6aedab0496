// tests/quantize/error_test.cpp -- every figure against its definition, computed directly, over all kinds of formats.
#include "lowp/quantize/error.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/format/text.hpp"
#include "lowp/quantize/array.hpp"
#include "lowp/quantize/block.hpp"
#include "lowp/random/stream.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// All finite numbers of a format, in order, each once.
std::vector<double> numbers_of(const any_format& format)
{
    return std::visit(
        [](const auto& f) {
            std::vector<double> all;
            for (const std::uint64_t code : codes(f)) {
                const double x = decode(f, code);
                if (std::isfinite(x)) all.push_back(x + 0.0);
            }
            std::sort(all.begin(), all.end());
            all.erase(std::unique(all.begin(), all.end()), all.end());
            return all;
        },
        format);
}

// The step at x: of the list, and beyond its end of what it would go on as.
double step_at(const any_format& format, const std::vector<double>& numbers, double x)
{
    const double m = std::fabs(x);
    if (m >= numbers.back()) {
        if (const auto* f = std::get_if<floating_format>(&format))
            return std::ldexp(1.0, std::ilogb(m) - f->fraction_bits);
        if (const auto* f = std::get_if<fixed_format>(&format)) return f->smallest();
        return std::visit(
            [](const auto& f) {
                if constexpr (requires { f.magnitude(f.largest_code()); })
                    return f.magnitude(f.largest_code() + 1) - f.magnitude(f.largest_code());
                return 0.0;
            },
            format);
    }
    const auto above = std::upper_bound(numbers.begin(), numbers.end(), m);
    if (above == numbers.begin()) return numbers[1] - numbers[0];  // below the smallest of a format without zero
    return *above - *(above - 1);
}

struct direct_figures {
    long double error = 0, magnitude = 0, square = 0, power = 0, relative = 0, ulps = 0;
    double largest = 0, largest_relative = 0, largest_ulps = 0;
    std::uint64_t pairs = 0, with_relative = 0, lost = 0, nans = 0, steps = 0;
    std::map<double, std::uint64_t> used;  // zeros of both signs together

    direct_figures(const any_format& format, const std::vector<double>& x, const std::vector<double>& y)
    {
        const std::vector<double> numbers = numbers_of(format);
        for (std::size_t i = 0; i < x.size(); ++i) {
            nans += std::isnan(x[i]);
            lost += std::isfinite(x[i]) && !std::isfinite(y[i]);
            if (!std::isfinite(x[i]) || !std::isfinite(y[i])) continue;
            ++pairs;
            const double e = y[i] - x[i], m = std::fabs(e), u = m / step_at(format, numbers, x[i]);
            error += e, magnitude += m, square += static_cast<long double>(e) * e;
            power += static_cast<long double>(x[i]) * x[i], ulps += u;
            largest = std::max(largest, m), largest_ulps = std::max(largest_ulps, u);
            if (x[i] != 0) {
                ++with_relative;
                relative += m / std::fabs(x[i]);
                largest_relative = std::max(largest_relative, m / std::fabs(x[i]));
            }
            ++used[y[i] + 0.0];
            // The nearest number: no other is nearer. Of two, either may be meant: the one closer to y counts less.
            const auto place = [&](double v) {
                return std::lower_bound(numbers.begin(), numbers.end(), v) - numbers.begin();
            };
            const auto above = std::lower_bound(numbers.begin(), numbers.end(), x[i]);
            auto best = above == numbers.end() ? above - 1 : above;
            if (best != numbers.begin() && std::fabs(*(best - 1) - x[i]) < std::fabs(*best - x[i])) --best;
            // Flushed are numbers that round to less than the smallest normal one with an unbounded exponent.
            if (const auto* f = std::get_if<floating_format>(&format); f && f->subnormal == subnormals::flushed)
                if (std::fabs(x[i]) < f->smallest() * (1 - std::ldexp(0.25, -f->fraction_bits)))
                    best = std::lower_bound(numbers.begin(), numbers.end(), 0.0);
            const bool tie = best != numbers.begin() && std::fabs(*(best - 1) - x[i]) == std::fabs(*best - x[i]);
            std::int64_t apart = std::abs(place(y[i]) - (best - numbers.begin()));
            if (tie) apart = std::min(apart, std::abs(place(y[i]) - (best - 1 - numbers.begin())));
            steps = std::max(steps, static_cast<std::uint64_t>(apart));
        }
    }
    double entropy() const
    {
        double bits = 0;
        for (const auto& [value, n] : used) {
            const double p = static_cast<double>(n) / static_cast<double>(pairs);
            bits -= p * std::log2(p);
        }
        return bits;
    }
};

bool is_near(double a, long double b, double relative = 1e-12)
{
    return std::fabs(static_cast<long double>(a) - b) <= static_cast<long double>(relative) * (std::fabs(b) + 1e-300L);
}

void require_equal(const quantization_error& e, const direct_figures& d, bool with_zeros_apart)
{
    REQUIRE(e.finite() == d.pairs);
    REQUIRE(e.lost() == d.lost);
    REQUIRE(e.counts().nans == d.nans);
    const auto n = static_cast<long double>(d.pairs);
    // A mean of errors of both signs: what matters is how large they are.
    REQUIRE(std::fabs(static_cast<long double>(e.bias()) - d.error / n) <= 1e-13L * d.magnitude / n + 1e-300L);
    REQUIRE(is_near(e.mean_error(), d.magnitude / n));
    REQUIRE(is_near(e.rms(), std::sqrt(d.square / n)));
    REQUIRE(e.largest_error() == d.largest);
    REQUIRE(
        is_near(e.mean_relative(), d.with_relative == 0 ? 0 : d.relative / static_cast<long double>(d.with_relative)));
    REQUIRE(e.largest_relative() == d.largest_relative);
    REQUIRE(is_near(e.mean_ulps(), d.ulps / n));
    REQUIRE(is_near(e.largest_ulps(), d.largest_ulps, 1e-15));
    if (d.square > 0) {
        REQUIRE(std::fabs(e.sqnr_db() - static_cast<double>(10 * std::log10(d.power / d.square))) < 1e-9);
        const long double variance = d.square / n - (d.error / n) * (d.error / n);
        REQUIRE(is_near(e.bias_standard_error(), std::sqrt(variance / (n - 1)), 1e-6));
    } else {
        REQUIRE(e.sqnr_db() == std::numeric_limits<double>::infinity());
    }
    REQUIRE(e.value_steps() == d.steps);
    REQUIRE(e.codes().total() == d.pairs);
    if (!with_zeros_apart) {
        REQUIRE(e.codes().distinct() == d.used.size());
        REQUIRE(std::fabs(e.codes().entropy() - d.entropy()) < 1e-12);
    }
}

// Numbers of all sizes of the format and beyond it, its own numbers and the middles between them, and what is no
// number.
std::vector<float> inputs(const any_format& format, std::uint64_t seed, bool with_specials)
{
    const std::vector<double> numbers = numbers_of(format);
    std::vector<float> x;
    const stream draw{seed};
    for (std::uint64_t i = 0; i < 3000; ++i) {
        const double top = std::log2(numbers.back()) + 1, wide = 2 * top + 30;
        const double size = std::exp2(top - wide * static_cast<double>(draw.uniform(2 * i)));
        if (const auto v = static_cast<float>(draw.bits(2 * i + 1) % 2 == 0 ? size : -size); std::isfinite(v))
            x.push_back(v);
    }
    for (std::size_t k = 0; k < numbers.size(); k += 1 + numbers.size() / 700) {
        x.push_back(static_cast<float>(numbers[k]));
        if (k + 1 < numbers.size()) x.push_back(static_cast<float>(numbers[k] / 2 + numbers[k + 1] / 2));
    }
    if (with_specials)
        for (const float v : {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(),
                              std::numeric_limits<float>::quiet_NaN(), 0.0f, -0.0f})
            for (int times = 0; times < 3; ++times)
                x.insert(x.begin() + static_cast<std::ptrdiff_t>(draw.bits(9) % 99), v);
    return x;
}

template <class R>
void check(const any_format& format, const R& mode, on_overflow policy = on_overflow::saturate)
{
    CAPTURE(format_text(format));
    const quantizer<any_format, R> q{format, mode, policy};
    for (const bool with_specials : {false, true}) {
        const std::vector<float> x = inputs(format, 1 + with_specials, with_specials);
        std::vector<float> y(x.size());
        q(x, y);
        quantization_error e(format);
        e.add(x, y);
        const std::vector<double> exact(x.begin(), x.end()), rounded(y.begin(), y.end());
        const bool minus_zero = std::visit([](const auto& f) { return f.has_minus_zero(); }, format);
        require_equal(e, direct_figures(format, exact, rounded), minus_zero);
        // The same pairs as binary64, and rounded on the way.
        quantization_error of_doubles(format);
        of_doubles.add(exact, rounded);
        REQUIRE(of_doubles.sums() == e.sums());
        REQUIRE(of_doubles.codes() == e.codes());
        const quantization_error on_the_way = error_of(q, x);
        REQUIRE(on_the_way.sums() == e.sums());
        REQUIRE(on_the_way.codes() == e.codes());
        REQUIRE(on_the_way.value_steps() == e.value_steps());
        REQUIRE(on_the_way.counts() == e.counts());
    }
}

std::vector<float> spread(std::size_t n, std::uint64_t seed)
{
    std::vector<float> x(n);
    const stream draw{seed};
    for (std::size_t i = 0; i < n; ++i) x[i] = 2 * draw.uniform(i) - 1;
    return x;
}

}  // namespace

TEST_CASE("every figure of a quantization error is its definition", "[quantize]")
{
    floating_format flushed = e5m2;
    flushed.subnormal = subnormals::flushed;
    for (const any_format& f :
         {any_format(e4m3fn), any_format(e5m2), any_format(e2m1fn), any_format(e3m4), any_format(e4m3fnuz),
          any_format(flushed), any_format(binary16), any_format(bfloat16), *read_format("q2.5"), *read_format("uq0.8"),
          any_format(logarithmic_format{4, 3}), any_format(nlq(6, 0x1p-6, 0x1p-3))}) {
        check(f, nearest_even{});
        check(f, toward_zero{});
        check(f, stochastic{stream{5}});
    }
    check(e8m0fnu, nearest_even{});
    check(e5m2, nearest_even{}, on_overflow::infinity);
}

std::vector<double> values(const quantization_error& e)
{
    const error_sums& s = e.sums();
    return {s.errors.value(), s.magnitudes.value(), s.squares.value(),
            s.power.value(),  s.relative.value(),   s.ulps.value()};
}

TEST_CASE("errors of parts, merged, are those of the whole", "[quantize]")
{
    const std::vector<float> x = spread(100'000, 3);
    const quantizer q{e4m3fn, stochastic{stream{4}}};
    std::vector<float> y(x.size());
    q(x, y);
    quantization_error whole(e4m3fn);
    whole.add(x, y);
    const auto of_parts = [&](std::size_t length) {
        quantization_error all(e4m3fn);
        for (std::size_t first = 0; first < x.size(); first += length) {
            const std::size_t n = std::min(length, x.size() - first);
            quantization_error part(e4m3fn);
            part.add(std::span(x).subspan(first, n), std::span(y).subspan(first, n));
            all += part;
        }
        return all;
    };
    // Cut at blocks: the same bits. Cut elsewhere: the same but for the order of the last additions.
    for (const std::size_t length : {4096u, 12'288u}) CHECK(values(of_parts(length)) == values(whole));
    for (const std::size_t length : {1000u, 4097u, 33'333u}) {
        const quantization_error parts = of_parts(length);
        CHECK(parts.codes() == whole.codes());
        CHECK(parts.counts() == whole.counts());
        CHECK(parts.value_steps() == whole.value_steps());
        CHECK(parts.largest_ulps() == whole.largest_ulps());
        CHECK(parts.largest_relative() == whole.largest_relative());
        CHECK(is_near(parts.rms(), whole.rms(), 1e-15));
        CHECK(std::fabs(parts.bias() - whole.bias()) <= 1e-16 * whole.mean_error());
        CHECK(is_near(parts.mean_relative(), whole.mean_relative(), 1e-15));
    }
    for (const int threads : {2, 3, 7}) {
        const quantization_error shared = error_of(q, x, {.threads = threads});
        CHECK(shared.sums() == whole.sums());
        CHECK(shared.codes() == whole.codes());
        CHECK(shared.value_steps() == whole.value_steps());
    }
    // A stream that goes on draws on.
    quantization_error streamed(e4m3fn);
    streamed.add_rounded(std::span<const float>(x).first(40'960), q);
    streamed.add_rounded(std::span<const float>(x).subspan(40'960), q, {.first = 40'960});
    CHECK(values(streamed) == values(whole));
}

// The order that is promised: 16 sums of a block, in pairs that are 8, 4, 2, 1 apart; here without registers.
template <class Term>
double in_order(std::size_t n, const Term& term)
{
    long double all = 0;  // few blocks: what it loses does not show
    for (std::size_t first = 0; first < n; first += 4096) {
        double sums[16] = {};
        for (std::size_t k = first; k < std::min(n, first + 4096); ++k) {
            volatile const double one = term(k);  // rounded by itself
            sums[k % 16] += one;
        }
        for (std::size_t apart = 8; apart > 0; apart /= 2)
            for (std::size_t l = 0; l < apart; ++l) sums[l] += sums[l + apart];
        all += static_cast<long double>(sums[0]);
    }
    return static_cast<double>(all);
}

TEST_CASE("sums of errors are the same bits on every machine", "[quantize]")
{
    const std::vector<float> x = spread(10'007, 7);
    std::vector<float> y(x.size());
    quantizer{e4m3fn}(x, y);
    quantization_error e(e4m3fn);
    e.add(x, y);
    const auto error = [&](std::size_t k) { return static_cast<double>(y[k]) - static_cast<double>(x[k]); };
    const auto n = static_cast<double>(x.size());
    CHECK(e.bias() == in_order(x.size(), error) / n);
    CHECK(e.mean_error() == in_order(x.size(), [&](std::size_t k) { return std::fabs(error(k)); }) / n);
    CHECK(e.sums().squares.value() == in_order(x.size(), [&](std::size_t k) { return error(k) * error(k); }));
    CHECK(e.mean_relative() == in_order(x.size(), [&](std::size_t k) {
                                   return std::fabs(error(k)) / std::fabs(static_cast<double>(x[k]));
                               }) / n);
}

TEST_CASE("errors of numbers of no one format", "[quantize]")
{
    const std::vector<float> x = spread(5000, 8);
    std::vector<float> y(x.size());
    block_quantizer{mxfp4}(matrix_view<const float>(x.data(), 50, 100), matrix_view<float>(y.data(), 50, 100));
    quantization_error e;
    e.add(x, y);
    double square = 0, power = 0;
    std::uint64_t flushed = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double error = static_cast<double>(y[i]) - static_cast<double>(x[i]);
        square += error * error, power += static_cast<double>(x[i]) * static_cast<double>(x[i]);
        flushed += x[i] != 0 && y[i] == 0;
    }
    CHECK(is_near(e.rms(), std::sqrt(square / 5000)));
    CHECK(std::fabs(e.sqnr_db() - 10 * std::log10(power / square)) < 1e-9);
    CHECK(e.counts().flushed == flushed);
    CHECK(flushed > 0);
    CHECK(e.counts().saturated == 0);
    CHECK((e.largest_ulps() == 0 && e.codes().counts().empty() && e.value_steps() == 0 && !e.format()));
}

TEST_CASE("an error of nothing, and of nothing finite", "[quantize]")
{
    for (const std::size_t n : {0u, 5u}) {
        const std::vector<float> x(n, std::nanf(""));
        const quantization_error e = error_of(quantizer{e4m3fn}, x);
        CHECK((e.elements() == n && e.finite() == 0 && e.counts().nans == n && e.lost() == 0));
        CHECK((e.bias() == 0 && e.bias_standard_error() == 0 && e.rms() == 0 && e.mean_relative() == 0));
        CHECK((e.codes().distinct() == 0 && e.codes().entropy() == 0));
        CHECK(e.share(e.counts().nans) == (n == 0 ? 0 : 1));
    }
}

TEST_CASE("value steps of results that are not the nearest numbers", "[quantize]")
{
    // IEEE P3109 counts the numbers from the defined result to the one that came out: here three, across a binade.
    quantization_error e(e4m3fn);
    const std::vector<float> x{1.0f, 1.875f, -2.0f, 0.0f}, y{1.125f, 2.5f, -1.625f, -0x1p-9f};
    e.add(x, y);
    CHECK(e.value_steps() == 3);
    quantization_error wide(tf32);  // without a list of its numbers
    wide.add(std::vector<float>{1.0f}, std::vector<float>{1.0f + 5 * 0x1p-10f});
    CHECK(wide.value_steps() == 5);
    CHECK(wide.largest_ulps() == 5);
    CHECK(wide.codes().counts().empty());
}

TEST_CASE("an error of nothing takes part in merging and changes nothing", "[quantize]")
{
    const quantization_error some = error_of(quantizer{e4m3fn}, spread(100, 9));
    quantization_error all;  // of no format, as a loop over parts begins
    all += some;
    CHECK((all.format() == some.format() && all.sums() == some.sums() && all.codes() == some.codes()));
    all += quantization_error();
    all += quantization_error(e4m3fn);
    CHECK((all.sums() == some.sums() && all.counts() == some.counts() && all.codes() == some.codes()));
    all += some;
    CHECK((all.elements() == 200 && all.finite() == 200 && all.codes().total() == 200));
}

TEST_CASE("the ends of binary64: farther apart than a signed word counts, and squares beyond it", "[quantize]")
{
    constexpr double most = std::numeric_limits<double>::max();
    quantization_error apart(binary64);
    apart.add(std::vector<double>{1e-300, most}, std::vector<double>{1e-300, -most});
    CHECK(apart.value_steps() == 2 * to_bits(most));

    quantization_error beyond;
    beyond.add(std::vector<double>{1e200, 2}, std::vector<double>{2e200, 1});
    CHECK(beyond.bias() == 0.5e200);
    CHECK(beyond.rms() == std::numeric_limits<double>::infinity());
    CHECK(beyond.sums() == beyond.sums());  // no NaN in them
    CHECK(beyond.largest_relative() == 1);
}

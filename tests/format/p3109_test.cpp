// tests/format/p3109_test.cpp -- all formats of the P3109 draft against its definition, in exact integers.
#include "lowp/format/p3109.hpp"

#include <set>
#include <tuple>

#include "lowp/format/codec.hpp"
#include "support/catch.hpp"

using namespace lowp;

namespace {

// The draft's definition of binaryKpP. The magnitude code is an exponent field E of w bits above P - 1 bits of
// fraction T. With E = 0 it stands for 2^(1 - bias) T / 2^(P-1), else for 2^(E - bias) (1 + T / 2^(P-1)). Signed
// formats have a sign above w = K - P bits and a bias of 2^(w-1), which is 2^(K-P-1); unsigned ones w = K - P + 1 and
// 2^(K-P). With no exponent field left (signed, P = K) the draft leaves the bias open; the library takes 0.
struct definition {
    int K, P;
    bool is_signed, is_extended;

    int fields() const { return is_signed ? K - P : K - P + 1; }
    int bias() const { return fields() == 0 ? 0 : 1 << (fields() - 1); }
};

enum class kind { finite, infinite, nan };
struct meaning {
    kind what = kind::finite;
    bool minus = false;
    std::int64_t significand = 0;
    int exponent = 0;
};

meaning meaning_of(const definition& d, std::int64_t code)
{
    const std::int64_t all = std::int64_t{1} << d.K, half = all / 2;
    // NaN where -0 would be, or last of all; infinity is the last code before it in order.
    if (d.is_signed) {
        if (code == half) return {kind::nan};
        if (d.is_extended && code % half == half - 1) return {kind::infinite, code > half};
    } else {
        if (code == all - 1) return {kind::nan};
        if (d.is_extended && code == all - 2) return {kind::infinite};
    }
    const bool minus = d.is_signed && code > half;
    const std::int64_t magnitude = d.is_signed ? code % half : code, one = std::int64_t{1} << (d.P - 1);
    const std::int64_t field = magnitude / one, fraction = magnitude % one;
    if (field == 0) return {kind::finite, minus, fraction, 1 - d.bias() - (d.P - 1)};
    return {kind::finite, minus, one + fraction, static_cast<int>(field) - d.bias() - (d.P - 1)};
}

bool same(const meaning& m, const dyadic& x)
{
    if (m.what == kind::nan) return x.is_nan();
    if (x.is_nan() || x.negative != m.minus) return false;
    if (m.what == kind::infinite) return x.is_infinite();
    if (!x.is_finite() || x.more) return false;
    // Both without trailing zeros.
    auto a = static_cast<std::uint64_t>(m.significand), b = static_cast<std::uint64_t>(x.significand);
    if (a == 0 || b == 0) return a == b;
    const int low_a = std::countr_zero(a), low_b = std::countr_zero(b);
    return a >> low_a == b >> low_b && m.exponent + low_a == x.exponent + low_b;
}

// All K, P, signs and domains.
template <class Use>
void for_all(Use use)
{
    for (int K = 3; K <= 16; ++K)
        for (int P = 1; P <= K; ++P)
            for (const bool is_signed : {true, false})
                for (const bool is_extended : {true, false})
                    use(definition{K, P, is_signed, is_extended},
                        p3109(K, P, is_signed ? signedness::with_sign : signedness::without_sign,
                              is_extended ? domain::extended : domain::finite));
}

// The codes at which something ends, of formats with too many of them.
std::set<std::int64_t> ends(const definition& d)
{
    const std::int64_t all = std::int64_t{1} << d.K, half = all / 2, one = std::int64_t{1} << (d.P - 1);
    std::set<std::int64_t> codes;
    for (const std::int64_t end : {std::int64_t{0}, one, 2 * one, half / 2, half, half + one, all})
        for (std::int64_t code = end - 5; code <= end + 5; ++code)
            if (code >= 0 && code < all) codes.insert(code);
    for (std::int64_t code = 0; code < all; code += 61) codes.insert(code);
    return codes;
}

}  // namespace

TEST_CASE("every code of every P3109 format means what the draft says, and its value leads back", "[format]")
{
    for_all([](const definition& d, const floating_format& f) {
        INFO(p3109_name(f));
        REQUIRE(is_valid(f));
        REQUIRE(f.width() == d.K);
        const auto check = [&](std::int64_t code) {
            const auto c = static_cast<std::uint64_t>(code);
            const dyadic x = decode_exactly(f, c);
            if (!same(meaning_of(d, code), x)) FAIL("code " << code);
            if (encode(f, x) != c) FAIL("code " << code << " came back as " << encode(f, x));
            if (carries<double>(f) && x.is_finite() && !same(meaning_of(d, code), exactly(decode(f, c))))
                FAIL("code " << code << " as a double is " << decode(f, c));
        };
        if (d.K <= 12)
            for (std::int64_t code = 0; code < std::int64_t{1} << d.K; ++code) check(code);
        else
            for (const std::int64_t code : ends(d)) check(code);
    });
}

TEST_CASE("every code of the P3109 formats of 13 to 16 bits", "[format][exhaustive]")
{
    for_all([](const definition& d, const floating_format& f) {
        if (d.K <= 12) return;
        for (std::int64_t code = 0; code < std::int64_t{1} << d.K; ++code) {
            const dyadic x = decode_exactly(f, static_cast<std::uint64_t>(code));
            if (!same(meaning_of(d, code), x) || encode(f, x) != static_cast<std::uint64_t>(code))
                FAIL(p3109_name(f) << " code " << code);
        }
    });
}

TEST_CASE("25 pairs of K and P exceed binary64", "[format]")
{
    std::set<std::tuple<int, int, bool>> expected, found_extended, found_finite;
    for (const auto& [K, most] : {std::pair{13, 1}, {14, 2}, {15, 3}, {16, 4}})
        for (int P = 1; P <= most; ++P) expected.insert({K, P, true});
    for (const auto& [K, most] : {std::pair{12, 1}, {13, 2}, {14, 3}, {15, 4}, {16, 5}})
        for (int P = 1; P <= most; ++P) expected.insert({K, P, false});
    CHECK(expected.size() == 25);
    for_all([&](const definition& d, const floating_format& f) {
        if (!carries<double>(f)) (d.is_extended ? found_extended : found_finite).insert({d.K, d.P, d.is_signed});
        // And the values say the same: what binary64 holds, it holds exactly, at both ends.
        bool held = true;
        for (const std::uint64_t code : {std::uint64_t{1}, f.largest_code()}) {
            const meaning m = meaning_of(d, static_cast<std::int64_t>(code));
            const double value = std::ldexp(static_cast<double>(m.significand), m.exponent);
            held = held && value > 0 && std::isfinite(value);
        }
        CHECK(held == carries<double>(f));
    });
    CHECK(found_extended == expected);
    CHECK(found_finite == expected);
}

TEST_CASE("the draft's examples", "[format]")
{
    STATIC_REQUIRE((binary8p3se.bias == 16 && binary8p4se.bias == 8 && binary8p5se.bias == 4));
    STATIC_REQUIRE((binary8p3se.smallest() == 0x1p-17 && binary8p4se.smallest() == 0x1p-10));
    STATIC_REQUIRE(binary8p5se.smallest() == 0x1p-7);
    STATIC_REQUIRE((binary8p3se.min_exponent() == -15 && binary8p4se.min_exponent() == -7));
    STATIC_REQUIRE((infinity_code(binary8p4se) == 0x7f && infinity_code(binary8p4se, true) == 0xff));
    STATIC_REQUIRE((nan_code(binary8p4se) == 0x80 && nan_code(binary4p2sf) == 8 && nan_code(binary6p3sf) == 0x20));
    STATIC_REQUIRE((binary4p2sf.bias == 2 && binary4p2sf.smallest() == 0.25 && binary4p2sf.min_exponent() == -1));
    STATIC_REQUIRE((binary6p3sf.bias == 4 && binary6p3sf.smallest() == 0x1p-5 && binary6p3sf.min_exponent() == -3));
    constexpr auto ue = p3109(8, 4, signedness::without_sign),
                   uf = p3109(8, 4, signedness::without_sign, domain::finite);
    STATIC_REQUIRE((ue.bias == 16 && nan_code(ue) == 0xff && infinity_code(ue) == 0xfe && !ue.has_minus_zero()));
    STATIC_REQUIRE((nan_code(uf) == 0xff && uf.largest_code() == 0xfe && !uf.has_infinity()));
}

TEST_CASE("names of P3109 formats, both ways", "[format]")
{
    std::set<std::string> names;
    for_all([&](const definition& d, const floating_format& f) {
        const std::string name = "binary" + std::to_string(d.K) + "p" + std::to_string(d.P) +
                                 (d.is_signed ? "s" : "u") + (d.is_extended ? "e" : "f");
        CHECK(p3109_name(f) == name);
        CHECK(read_p3109(name) == f);
        names.insert(name);
    });
    CHECK(names.size() == 4 * (16 * 17 / 2 - 1 - 2));
    for (const char* text : {"", "binary", "binary8", "binary8p", "binary8p4", "binary8p4s", "binary8p4es",
                             "binary8p4see", "binary2p1se", "binary17p4se", "binary8p0se", "binary8p9se",
                             "binary8p-4se", "8p4se", "binary8x4se", "binary8p4sE", " binary8p4se"})
        CHECK(!read_p3109(text));
    CHECK(p3109_name(floating_format{5, 10}).empty());
    CHECK(p3109_name(floating_format{4, 3, 7, specials::fnuz}).empty());
}

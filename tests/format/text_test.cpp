// tests/format/text_test.cpp -- what is written reads back as the same format, and nothing else is read.
#include "lowp/format/text.hpp"

#include <set>

#include "support/catch.hpp"
#include "support/formats.hpp"

using namespace lowp;

TEST_CASE("every descriptor's text reads back", "[format]")
{
    std::set<std::string> texts;
    std::size_t count = 0;
    const auto check = [&](const any_format& f) {
        const std::string text = format_text(f);
        const auto again = read_format(text);
        if (!again || *again != f) FAIL("'" << text << "' does not read back");
        texts.insert(text);
        ++count;
    };
    for (int e = 1; e <= 11; ++e)
        for (int m = 0; m <= 52; m += m < 12 ? 1 : 10)
            for (const auto special :
                 {specials::ieee, specials::one_nan, specials::fnuz, specials::extended, specials::none})
                for (const auto sign : {signedness::with_sign, signedness::without_sign})
                    for (const int shift : {0, 1, -3, 4}) {
                        const floating_format f{e, m, (1 << (e - 1)) - 1 + shift, special, sign};
                        if (is_valid(f)) check(f);
                    }
    for (int i = -40; i <= 40; ++i)
        for (int f = -40; f <= 40; ++f)
            for (const auto range : {fixed_range::twos_complement, fixed_range::symmetric, fixed_range::without_sign})
                if (is_valid(fixed_format{i, f, range})) check(fixed_format{i, f, range});
    for (int e = 0; e <= 16; e += e < 3 ? 1 : 4)
        for (int m = 0; m <= 12; m += 3)
            for (const auto special :
                 {specials::ieee, specials::one_nan, specials::fnuz, specials::extended, specials::none})
                for (const auto sign : {signedness::with_sign, signedness::without_sign})
                    for (const auto subnormal : {subnormals::gradual, subnormals::flushed, subnormals::none})
                        for (const int bias : {standard_bias(e) - 2, standard_bias(e) + 5, 20000, -20000}) {
                            const floating_format f{e, m, bias, special, sign, subnormal};
                            if (is_valid(f) && (e > 0 || subnormal == subnormals::gradual)) check(f);
                        }
    for (int K = 3; K <= 16; ++K)
        for (int P = 1; P <= K; ++P)
            for (const auto sign : {signedness::with_sign, signedness::without_sign})
                for (const auto range : {domain::extended, domain::finite}) {
                    // Some of these were met above, so that they are not counted.
                    const floating_format f = p3109(K, P, sign, range);
                    if (read_format(format_text(f)) != any_format{f}) FAIL("'" << format_text(f) << "'");
                }
    for (int i = 1; i <= 7; ++i)
        for (int f = 0; f <= 12; ++f)
            for (const int bias : {1 << (i - 1), 0, -3, 60})
                if (const logarithmic_format l{i, f, bias}; is_valid(l)) check(l);
    for (const int bits : {2, 8, 16})
        for (const double delta : {1.0, 0x1p-126, 0.1, 1e-5, 3e37})
            for (const double zeta : {0.0, 1.0, 0.03, 0x1p-8, 1.0 / 3, 0x1p-60})
                if (is_valid(nlq(bits, delta, zeta))) check(nlq(bits, delta, zeta));
    for (const auto& named : named_formats) CHECK(read_format(named.name) == any_format{named.format});
    CHECK(texts.size() == count);  // and no two formats share a text
}

TEST_CASE("the spellings of others", "[format]")
{
    CHECK(read_format("float8_e4m3fn") == any_format{e4m3fn});
    CHECK(read_format("float8_e5m2") == any_format{e5m2});
    CHECK(read_format("float4_e2m1fn") == any_format{e2m1fn});
    CHECK(read_format("float6_e3m2fn") == any_format{e3m2fn});
    CHECK(read_format("float8_e4m3b11fnuz") == any_format{e4m3b11fnuz});
    CHECK(read_format("float32") == any_format{binary32});
    CHECK(read_format("float16") == any_format{binary16});
    CHECK(read_format("e5m10") == any_format{binary16});
    CHECK(read_format("q7.0") == any_format{fixed_format{7, 0}});
    CHECK(!read_format("float6_e4m3fn"));  // not of that width
    CHECK(read_format("float8_e8m0fnu") == any_format{e8m0fnu});
    CHECK(read_format("int8") == any_format{fixed_format{7, 0}});
    CHECK(read_format("uint8") == any_format{fixed_format{8, 0, fixed_range::without_sign}});
    CHECK(read_format("int32") == any_format{fixed_format{31, 0}});
    CHECK(read_format("binary8p4se") == any_format{binary8p4se});
    CHECK(read_format("binary16p1uf") == any_format{p3109(16, 1, signedness::without_sign, domain::finite)});
    CHECK(read_format("l4.3") == any_format{logarithmic_format{4, 3}});
    CHECK(read_format("l4.3b10") == any_format{logarithmic_format{4, 3, 10}});
    CHECK(read_format("nlq8d0.015625z0.03125") == any_format{nlq(8, 0x1p-6, 0x1p-5)});
    CHECK(read_format("e5m10_flushed") ==
          any_format{floating_format{5, 10, 15, specials::ieee, signedness::with_sign, subnormals::flushed}});
}

TEST_CASE("what is no format is not read", "[format]")
{
    for (const auto text : {"",
                            "e",
                            "e4",
                            "e4m",
                            "m3",
                            "e4m3fnn",
                            "E4M3",
                            " e4m3",
                            "e4m3 ",
                            "e0m3",
                            "e17m3",
                            "e4m60",
                            "e4m-1",
                            "q",
                            "q2",
                            "q2.",
                            "q.5",
                            "q2.5x",
                            "q40.40",
                            "q0.0",
                            "float",
                            "float8_",
                            "float9_e4m3fn",
                            "float32_binary32",
                            "float064",
                            "e04m03",
                            "q00.7",
                            "e4m-0",
                            "e99999999999m3",
                            "u",
                            "ue",
                            "sq",
                            "e4m3b",
                            "int1",
                            "int33",
                            "uint",
                            "int08",
                            "l4",
                            "l4.",
                            "l4.3b",
                            "l4.3x",
                            "l8.8",
                            "l4.3b500",
                            "nlq",
                            "nlq8",
                            "nlq8d1",
                            "nlq8d1z",
                            "nlq8d0z0",
                            "nlq8d1z2",
                            "nlq8dnanz0",
                            "nlq8d1zinf",
                            "nlq17d1z0",
                            "binary8p9se",
                            "binary17p3se",
                            "binary8p3xe",
                            "e4m3_gradual",
                            "e4m3_flushed_flushed",
                            "e4m3_nozerofn"})
        if (read_format(text)) FAIL("'" << text << "' was read");
}

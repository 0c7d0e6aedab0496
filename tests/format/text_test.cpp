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
                            "e4m3b"})
        if (read_format(text)) FAIL("'" << text << "' was read");
}

// tests/precision/recipe_text_test.cpp -- what is written is read back, and what cannot be read is said.
#include "lowp/precision/recipe_text.hpp"

#include "support/catch.hpp"

using namespace lowp;

namespace {

bool same(const any_quantizer& a, const any_quantizer& b)
{
    return a.format == b.format && a.rounding.index() == b.rounding.index() && a.overflow == b.overflow &&
           a.is_scaled == b.is_scaled;
}

// What is thrown for a recipe; "" when it is read.
std::string complaint(std::string_view text)
{
    try {
        parse_recipe(text);
        return "";
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
}

}  // namespace

TEST_CASE("every quantizer that can be written is read back", "[precision]")
{
    std::vector<any_format> formats{fixed_format{2, 5},
                                    fixed_format{5, 10},
                                    fixed_format{10, -2},
                                    fixed_format{-3, 8},
                                    fixed_format{3, 4, fixed_range::symmetric},
                                    fixed_format{0, 8, fixed_range::without_sign}};
    for (const auto& named : named_formats)
        if (named.format != binary64) formats.emplace_back(named.format);
    for (int e = 2; e <= 8; ++e)
        for (int f = 0; f <= 23; ++f)
            for (const specials s :
                 {specials::ieee, specials::one_nan, specials::fnuz, specials::extended, specials::none})
                for (const int bias : {floating_format{e}.bias, floating_format{e}.bias - 1})
                    if (const floating_format made{e, f, bias, s}; carries<float>(made)) formats.emplace_back(made);
    REQUIRE(formats.size() > 500);

    std::size_t lost = 0;
    named_recipe written{"r"};
    std::size_t next = 0;
    for (const auto& format : formats)
        for (std::size_t mode = 0; mode < rounding_names.size(); ++mode)
            for (const on_overflow policy :
                 {on_overflow::saturate, on_overflow::saturate_finite, on_overflow::infinity})
                for (const bool scaled : {false, true}) {
                    const any_quantizer q{format, parse_rounding(rounding_names[mode]), policy, scaled};
                    lost += !same(parse_quantizer(quantizer_text(q)), q);
                    written.roles[next++ % role_count] = q;
                    if (next % role_count != 0) continue;
                    const named_recipe read = parse_recipe(recipe_text(written));
                    lost += read.name != "r";
                    for (std::size_t r = 0; r < role_count; ++r) lost += !same(read.roles[r], written.roles[r]);
                }
    CHECK(lost == 0);
}

TEST_CASE("recipes as they are typed", "[precision]")
{
    const named_recipe fp8 = parse_recipe("  fp8 :  weights=e4m3fn   errors=float8_e5m2:stochastic:saturate_finite ");
    CHECK(fp8.name == "fp8");
    CHECK(same(fp8[role::weights], {e4m3fn}));
    CHECK(same(fp8[role::errors], {e5m2, stochastic{}, on_overflow::saturate_finite}));
    for (const role r : {role::activations, role::gradients, role::momentum, role::master})
        CHECK(same(fp8[r], {binary32, nearest_even{}, on_overflow::infinity}));
    CHECK(recipe_text(fp8) ==
          "fp8: weights=e4m3fn activations=binary32 errors=e5m2:stochastic:saturate_finite "
          "gradients=binary32 momentum=binary32 master=binary32");

    const named_recipe all = parse_recipe("x: all=q2.5:to_odd:scaled master=e3m4");
    for (std::size_t r = 0; r < role_count; ++r)
        CHECK(same(all.roles[r], r == 5 ? any_quantizer{e3m4}
                                        : any_quantizer{fixed_format{2, 5}, to_odd{}, on_overflow::saturate, true}));
    CHECK(complaint("nothing:").empty());
}

TEST_CASE("stochastic roles draw from the stream they are given, the others have none", "[precision]")
{
    const auto r = parse_recipe("r: weights=e5m2:stochastic master=e5m2").with(stream{11}, accumulate::wide{});
    const tensor t{role::weights, 0, "weight", 1, 1};
    CHECK(std::get<stochastic>(r.rule<role::weights>().base.rounding).source == stream{11});
    const auto eight = parse_recipe("r: weights=e5m2:stochastic(8)");
    CHECK(std::get<stochastic>(eight.with(stream{11}).rule<role::weights>().base.rounding) ==
          stochastic{stream{11}, 8});
    CHECK(quantizer_text(eight[role::weights]) == "e5m2:stochastic(8)");
    CHECK(std::holds_alternative<nearest_even>(r.rule<role::master>()(1, t).rounding));
    CHECK(std::holds_alternative<accumulate::wide>(r.accumulator()));
    CHECK(std::holds_alternative<accumulate::ordered>(parse_recipe("r:").with(stream{}).accumulator()));
}

TEST_CASE("what cannot be read is told with the recipe, what was expected and the closest name", "[precision]")
{
    const std::string form =
        "': expected \"NAME: role=format[:mode] ...\", the name one printable word without = , and quotes";
    const std::string roles = "one of weights, activations, errors, gradients, momentum, master, all";
    const std::string words =
        "one of nearest_even, nearest_away, nearest_zero, toward_zero, away_from_zero, toward_positive, "
        "toward_negative, to_odd, "
        "stochastic, stochastic_b, stochastic_c, equal_probability, scaled, saturate, saturate_finite, infinity, wrap";
    const std::pair<std::string, std::string> bad[] = {
        {"", "recipe '" + form},
        {"weights=e5m2", "recipe 'weights=e5m2" + form},
        {": weights=e5m2", "recipe ': weights=e5m2" + form},
        {"two words: weights=e5m2", "recipe 'two words: weights=e5m2" + form},
        {"a,b: weights=e5m2", "recipe 'a,b: weights=e5m2" + form},
        {"weights=e5m2:scaled", "recipe 'weights=e5m2:scaled" + form},
        {"r: wieghts=e5m2", "recipe 'r': unknown role 'wieghts', expected " + roles + "; did you mean 'weights'?"},
        {"r: =e5m2", "recipe 'r': unknown role '', expected " + roles},
        {"r: e5m2", "recipe 'r': unknown role 'e5m2', expected " + roles},
        {"r: weights", "recipe 'r': role 'weights' has no format, expected weights=format[:mode]"},
        {"r: weights=", "recipe 'r': unknown format '', expected " + std::string(format_grammar)},
        {"r: weights=e4m3fm",
         "recipe 'r': unknown format 'e4m3fm', expected " + std::string(format_grammar) + "; did you mean 'e4m3fn'?"},
        {"r: weights=e5m2:stocastic",
         "recipe 'r': unknown rounding mode 'stocastic', expected " + words + "; did you mean 'stochastic'?"},
        {"r: weights=e5m2:scald",
         "recipe 'r': unknown rounding mode 'scald', expected " + words + "; did you mean 'scaled'?"},
        {"r: weights=e5m2:", "recipe 'r': unknown rounding mode '', expected " + words},
        {"r\nx: weights=e5m2", "recipe 'r\nx: weights=e5m2" + form},
        {"r: weights=e5m2:to_odd:stochastic",
         "recipe 'r': 'stochastic' is a second rounding mode in 'e5m2:to_odd:stochastic', expected one"},
        {"r: weights=e5m2:infinity:saturate",
         "recipe 'r': 'saturate' is a second overflow policy in 'e5m2:infinity:saturate', expected one"},
        {"r: weights=e5m2:stochastic(32)", "recipe 'r': unknown rounding mode 'stochastic(32)', expected " + words +
                                               "; did you mean 'stochastic', 'stochastic_b' or 'stochastic_c'?"},
        {"r: weights=e4m3fn:wrap",
         "recipe 'r': overflow of 'e4m3fn' cannot 'wrap', expected two's complement or "
         "unsigned fixed point"},
        {"r: weights=e5m2 weights=e5m2", "recipe 'r': role 'weights' is given twice, expected once"},
        {"r: weights=e5m2 all=e5m2", "recipe 'r': 'all' behind other roles, expected it first"},
        {"r: all=e5m2 all=e5m2", "recipe 'r': 'all' behind other roles, expected it first"},
        {"r: weights=binary64",
         "recipe 'r': format 'binary64' has values that binary32 does not hold, expected up to 8 exponent "
         "and 23 fraction bits, or 25 bits of fixed point"},
    };
    for (const auto& [text, message] : bad) CHECK(complaint(text) == message);
}

TEST_CASE("whatever the bytes, a recipe is read or refused", "[precision]")
{
    std::uint64_t state = 5;
    const auto below = [&](std::size_t n) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<std::size_t>(state >> 33) % n;
    };
    const std::string good = "mine: weights=e3m2fn:scaled activations=e4m3b7fn errors=q2.5:stochastic";
    const std::string likely = "0123456789eqmb.-:= fnuzs\n";
    std::size_t read = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string text = good;
        for (std::size_t changes = 1 + below(3); changes > 0; --changes) {
            const std::size_t at = below(text.size());
            const char byte = below(5) == 0 ? static_cast<char>(below(256)) : likely[below(likely.size())];
            if (below(3) == 0)
                text.insert(at, 1, byte);
            else if (below(3) == 0)
                text.erase(at, 1 + below(4));
            else
                text[at] = byte;
        }
        const std::string message = complaint(text);
        read += message.empty();
        // What is read is a recipe that works: its text is read back to the same text.
        if (message.empty() &&
            recipe_text(parse_recipe(recipe_text(parse_recipe(text)))) != recipe_text(parse_recipe(text)))
            FAIL("read, but written otherwise: " << text);
    }
    CHECK((read > 500 && read < 15000));
}

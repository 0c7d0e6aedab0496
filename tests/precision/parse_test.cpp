// tests/precision/parse_test.cpp -- names are read, or refused with what was expected and the closest name.
#include "lowp/precision/parse.hpp"

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("known names are read", "[precision]")
{
    for (const auto& [name, format] : named_formats) CHECK(std::get<floating_format>(parse_format(name)) == format);
    CHECK(std::get<fixed_format>(parse_format("q2.5")) == fixed_format{2, 5});
    for (std::size_t i = 0; i < rounding_names.size(); ++i) CHECK(parse_rounding(rounding_names[i]).index() == i);
    CHECK(std::get<stochastic>(parse_rounding("stochastic", stream{7})).source == stream{7});
    CHECK(std::holds_alternative<accumulate::ordered>(parse_accumulator("ordered")));
    CHECK(std::holds_alternative<accumulate::wide>(parse_accumulator("wide")));
    CHECK(format_names().size() == named_formats.size());
}

TEST_CASE("unknown names are told with what was expected, and the closest", "[precision]")
{
    const std::string grammar(format_grammar);
    const std::string modes =
        "one of nearest_even, nearest_away, nearest_zero, toward_zero, away_from_zero, toward_positive, "
        "toward_negative, "
        "to_odd, stochastic, stochastic_b, stochastic_c, equal_probability";
    CHECK_THROWS_WITH(parse_format("e4m3fm"),
                      "unknown format 'e4m3fm', expected " + grammar + "; did you mean 'e4m3fn'?");
    CHECK_THROWS_WITH(parse_format("bfloat61"),
                      "unknown format 'bfloat61', expected " + grammar + "; did you mean 'bfloat16'?");
    CHECK_THROWS_WITH(parse_format("q2,5"), "unknown format 'q2,5', expected " + grammar + "; did you mean 'q2.5'?");
    CHECK_THROWS_WITH(parse_format(""), "unknown format '', expected " + grammar);
    CHECK_THROWS_WITH(parse_format("posit with es 2"), "unknown format 'posit with es 2', expected " + grammar);
    CHECK_THROWS_WITH(parse_rounding("stocastic"),
                      "unknown rounding mode 'stocastic', expected " + modes + "; did you mean 'stochastic'?");
    CHECK_THROWS_WITH(parse_rounding("wildly about"), "unknown rounding mode 'wildly about', expected " + modes);
    CHECK_THROWS_WITH(parse_accumulator("oredred"),
                      "unknown accumulator 'oredred', expected one of ordered, wide; did you mean 'ordered'?");
    CHECK_THROWS_AS(parse_format("e9m60"), std::invalid_argument);
}

TEST_CASE("lists of names", "[precision]")
{
    CHECK(joined({}).empty());
    CHECK(joined(names_of(accumulator_names)) == "ordered, wide");
}

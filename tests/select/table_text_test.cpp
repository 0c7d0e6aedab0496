// tests/select/table_text_test.cpp -- fields by hand, and names of all sorts there and back.
#include "lowp/select/table_text.hpp"

#include "support/catch.hpp"
#include "support/thrown.hpp"

using namespace lowp;
using words = std::vector<std::string>;

namespace {

words fields_of(std::string_view line) { return detail::table_fields(line, {"table", 7}); }

}  // namespace

TEST_CASE("a line's fields", "[select]")
{
    CHECK(fields_of("a,b") == words{"a", "b"});
    CHECK(fields_of("") == words{""});
    CHECK(fields_of(",") == words{"", ""});
    CHECK(fields_of(" a b ,\tc\r") == words{"a b", "c"});
    CHECK(fields_of("\"a,b\", \"c\"\"d\" ,\"\",\" e \"") == words{"a,b", "c\"d", "", " e "});
    CHECK(fields_of("a\"b,c") == words{"a\"b", "c"});
}

TEST_CASE("a quote that goes wrong is reported with its line", "[select]")
{
    CHECK(thrown_by([] { fields_of("a,\"b"); }) == "table:7: field 2 has a quote without its end");
    CHECK(thrown_by([] { fields_of("\"a\"b,c"); }) ==
          "table:7: 'b' behind the quote that ends field 1, expected a comma");
    CHECK(thrown_by([] { fields_of("\"a\"\""); }) == "table:7: field 1 has a quote without its end");
}

TEST_CASE("any name of one line comes back from its field", "[select]")
{
    for (const std::string name : {"e4m3", "", " ", "a,b", "\"", "\"\"", "a\"b", " a", "b\t", ",", "fixed{4, 3}"})
        CHECK(fields_of(detail::table_field(name) + "," + detail::table_field(name)) == words{name, name});
    CHECK(detail::table_field("plain name") == "plain name");
    CHECK(refused_by([] { detail::table_field("a\nb"); }) == "table: a name is 'a\nb', expected a name of one line");
}

TEST_CASE("a number fills its field", "[select]")
{
    CHECK(detail::table_number("0.25") == 0.25);
    CHECK(detail::table_number("-1e-3") == -0.001);
    for (const char* none : {"", "x", "1x", "1 2", "nan", "inf", "1e999"}) CHECK_FALSE(detail::table_number(none));
}

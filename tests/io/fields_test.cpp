// tests/io/fields_test.cpp -- texts fall into lines and fields, and numbers are rounded once, however they are written.
#include "lowp/io/fields.hpp"

#include <limits>
#include <vector>

#include "support/catch.hpp"

using namespace lowp;
using namespace lowp::detail;

namespace {

std::vector<std::string> all_of(std::string text, std::string_view (*take)(std::string_view&), bool until_empty)
{
    std::vector<std::string> parts;
    std::string_view rest = text;
    while (!rest.empty()) {
        parts.emplace_back(take(rest));
        if (until_empty && parts.back().empty()) {
            parts.pop_back();
            break;
        }
    }
    return parts;
}

using strings = std::vector<std::string>;

}  // namespace

TEST_CASE("lines and fields are taken off the front", "[io]")
{
    CHECK(all_of("a\nbc\r\n\nd", take_line, false) == strings{"a", "bc\r", "", "d"});
    CHECK(all_of("a\n", take_line, false) == strings{"a"});
    CHECK(all_of("\n\n", take_line, false) == strings{"", ""});
    CHECK(all_of("", take_line, false).empty());

    CHECK(all_of(" a\tbc  d ", take_field, true) == strings{"a", "bc", "d"});
    CHECK(all_of("a", take_field, true) == strings{"a"});
    CHECK(all_of(" \t", take_field, true).empty());

    CHECK(trimmed("\t a b \r") == "a b");
    CHECK(trimmed(" \t\r").empty());
    CHECK((is_blank("") && is_blank(" \n\r\n\t") && !is_blank("\n.")));
}

TEST_CASE("fields are shown in one line, and not too much of them", "[io]")
{
    CHECK(quoted("") == "''");
    CHECK(quoted("a\r\n\x7f\tb\xc3\xa4") == "'a????b\xc3\xa4'");
    CHECK(quoted(std::string(40, 'x')) == "'" + std::string(40, 'x') + "'");
    CHECK(quoted(std::string(41, 'x')) == "'" + std::string(40, 'x') + "...'");
}

TEST_CASE("a number fills its field and is finite", "[io]")
{
    for (const auto& [text, value] : std::vector<std::pair<std::string, float>>{{"0", 0.0f},
                                                                                {"1", 1.0f},
                                                                                {"+1", 1.0f},
                                                                                {"-2.5", -2.5f},
                                                                                {".5", 0.5f},
                                                                                {"5.", 5.0f},
                                                                                {"1e3", 1000.0f},
                                                                                {"1E+3", 1000.0f},
                                                                                {"+25e-2", 0.25f},
                                                                                {"007", 7.0f}})
        CHECK(finite_number<float>(text) == value);
    for (const char* const none :
         {"",   "+", "-",   "++1", "+-1",  "-+1",      "1x",     "1 ",   " 1",    "1,5",   "0x1",
          "e5", ".", "nan", "inf", "-inf", "infinity", "nan(1)", "1e39", "-1e39", "1e400", "1e99999999999"})
        CHECK(finite_number<float>(none) == std::nullopt);
    CHECK(finite_number<double>("1e39") == 1e39);
    CHECK(finite_number<double>("1e309") == std::nullopt);
    CHECK(std::signbit(*finite_number<float>("-0")));
}

TEST_CASE("a number is rounded once, at the ends of the range too", "[io]")
{
    // Halfway between 1 and its neighbour, and a little more.
    CHECK(finite_number<float>("1.000000059604644775390625") == 1.0f);
    CHECK(finite_number<float>("1.0000000596046447753906250000000000000000001") == 1.0f + 0x1p-23f);
    // The largest number, and the halfway point to what would be the next.
    CHECK(finite_number<float>("340282346638528859811704183484516925440") == 0x1.fffffep127f);
    CHECK(finite_number<float>("340282356779733661637539395458142568447") == 0x1.fffffep127f);
    CHECK(finite_number<float>("340282356779733661637539395458142568448") == std::nullopt);
    // 2^-150 is halfway between 0 and the smallest number.
    const std::string half =
        "7.00649232162408535461864791644958065640130970938257885878534141944895541342930300743319094181060791015625";
    CHECK(finite_number<float>(half + "e-46") == 0.0f);
    CHECK(finite_number<float>(half + "1e-46") == 0x1p-149f);
    CHECK(finite_number<float>("-" + half + "1e-46") == -0x1p-149f);
    CHECK(finite_number<double>("5e-324") == 0x1p-1074);
    CHECK(finite_number<double>("2e-324") == 0.0);
    // Too large or too small for a double on the way, and the sign of the exponent does not tell which.
    const std::string zeros(400, '0');
    CHECK(finite_number<float>("0." + zeros + "1") == 0.0f);
    CHECK(finite_number<float>("0." + zeros + "1e401") == 1.0f);
    CHECK(finite_number<float>("0." + zeros + "1e450") == std::nullopt);
    CHECK(finite_number<float>("1" + zeros) == std::nullopt);
    CHECK(finite_number<float>("1" + zeros + "e-400") == 1.0f);
    CHECK(finite_number<float>("1" + zeros + "e-5") == std::nullopt);
    CHECK(finite_number<float>("1e-99999999999") == 0.0f);
    CHECK(finite_number<float>("0e99999999999") == 0.0f);
    CHECK(std::signbit(*finite_number<float>("-1e-400")));
}

// tests/precision/operation_names_test.cpp -- operations as text, and what is answered to other words.
#include "lowp/precision/operation_names.hpp"

#include <set>
#include <string>

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("operations are read from what they are written as", "[precision]")
{
    std::set<std::string_view> seen;
    for (std::size_t k = 0; k < operation_names.size(); ++k) {
        const auto what = static_cast<operation>(k);
        CHECK(parse_operation(operation_text(what)) == what);
        seen.insert(operation_text(what));
    }
    CHECK(seen.size() == operation_names.size());
    CHECK(operation_text(operation::conversion) == "conversion");
    CHECK(operation_text(operation::sgd_update) == "sgd_update");
    CHECK(operation_text(operation::composed) == operation_names.back());
}

TEST_CASE("a word that is no operation is answered with those that are", "[precision]")
{
    for (const char* const word : {"", "Softmax", "sofmax", "conversion "}) {
        CHECK_FALSE(read_operation(word));
        try {
            parse_operation(word);
            FAIL("expected an exception");
        } catch (const std::invalid_argument& error) {
            const std::string message = error.what();
            INFO(message);
            CHECK(message.starts_with(std::string("unknown operation '").append(word).append("', expected one of ")));
            for (const auto name : operation_names) CHECK(message.find(name) != std::string::npos);
        }
    }
    CHECK_THROWS_WITH(parse_operation("sofmax"), Catch::Matchers::EndsWith("did you mean 'softmax'?"));
}

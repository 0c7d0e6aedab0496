// tests/precision/assignment_text_test.cpp -- what is written is read back; what cannot be read is said, with its line.
#include "lowp/precision/assignment_text.hpp"

#include <string>

#include "lowp/precision/demotion.hpp"
#include "support/catch.hpp"
#include "support/skip_graph.hpp"

using namespace lowp;

namespace {

const module_graph three_modules{
    {{"x", module_kind::input, {}, 2}, {"fc", module_kind::product, {0}, 3, 9}, {"relu", module_kind::other, {1}, 3}}};
const std::string good_text =
    "x activations low until 12\n"
    "fc weights low\n"
    "fc activations high\n"
    "fc errors low\n"
    "fc gradients high\n"
    "relu activations low\n"
    "relu errors high\n";

std::string assignment_complaint(const std::string& text)
{
    try {
        parse_assignment(text, three_modules, "a.txt");
        return "";
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
}

}  // namespace

TEST_CASE("assignments are written a tensor a line, and read back", "[precision]")
{
    assignment a(3);
    a.set({0, role::activations}, assigned_level{precision_level::low, 12});
    a.set({1, role::weights}, precision_level::low);
    a.set({1, role::errors}, precision_level::low);
    a.set({2, role::activations}, precision_level::low);
    CHECK(assignment_text(three_modules, a) == good_text);
    CHECK(parse_assignment(good_text, three_modules) == a);
    CHECK(parse_assignment("# a remark\n\nrelu errors high # no loss\r\n\tfc  gradients high\nfc errors low\n"
                           "fc activations high\nfc weights low\nx activations low until 12\nrelu activations low",
                           three_modules) == a);

    const module_graph g = test::skip_graph();
    for (const double r : {0.0, 0.3, 0.6, 0.9, 1.0}) {
        assignment b = demoted(g, r);
        for (const module_tensor& t : tensors_of(g))
            if (t.module % 2 == 1) b.promote(t, 100 * t.module);
        CHECK(parse_assignment(assignment_text(g, b), g) == b);
    }
    CHECK(parse_assignment("", module_graph{{}}) == assignment());
}

TEST_CASE("what cannot be read is told with source, line and value", "[precision]")
{
    const auto with_line = [](std::size_t n, const std::string& line) {
        std::string text;
        std::size_t at = 0;
        for (std::size_t i = 1; i <= 7; ++i) {
            const std::size_t end = good_text.find('\n', at) + 1;
            text += i == n ? line + "\n" : good_text.substr(at, end - at);
            at = end;
        }
        return assignment_complaint(text);
    };
    CHECK(with_line(2, "fc weights low").empty());
    CHECK(with_line(3, "fx activations high") ==
          "a.txt:3: unknown module 'fx', expected one of x, fc, relu; did you mean 'x' or 'fc'?");
    CHECK(with_line(2, "fc weight low") ==
          "a.txt:2: unknown role 'weight', expected one of weights, activations, errors, gradients; did you mean "
          "'weights'?");
    CHECK(with_line(2, "fc momentum low") ==
          "a.txt:2: unknown role 'momentum', expected one of weights, activations, errors, gradients");
    CHECK(with_line(4, "fc errors lo") ==
          "a.txt:4: unknown level 'lo', expected one of low, high; did you mean 'low'?");
    CHECK(with_line(4, "fc errors") ==
          "a.txt:4: 2 words, expected \"module role level\" or \"module role low until step\"");
    CHECK(with_line(4, "fc errors low until") ==
          "a.txt:4: 4 words, expected \"module role level\" or \"module role low until step\"");
    CHECK(with_line(4, "fc errors low since 3") == "a.txt:4: 'low since 3', expected low, high or \"low until step\"");
    CHECK(with_line(4, "fc errors high until 3") ==
          "a.txt:4: 'high until 3', expected low, high or \"low until step\"");
    for (const std::string number : {"-3", "3x", "", "18446744073709551615", "99999999999999999999"})
        if (!number.empty())
            CHECK(with_line(4, "fc errors low until " + number) ==
                  "a.txt:4: 'low until " + number + "', expected low, high or \"low until step\"");
    CHECK(with_line(6, "x activations high") == "a.txt:6: 'x activations' is given a second time, after line 1");
    CHECK(with_line(6, "x errors high") == "a.txt:6: module 'x' has no errors");
    CHECK(with_line(7, "") == "a.txt:8: no line for 'relu errors', expected one for every tensor");
    CHECK(with_line(2, "# fc weights low") == "a.txt:8: no line for 'fc weights', expected one for every tensor");
    CHECK(assignment_complaint("") == "a.txt:1: no line for 'x activations', expected one for every tensor");
}

TEST_CASE("whatever the bytes, an assignment is read or refused", "[precision]")
{
    std::uint64_t state = 11;
    const auto below = [&](std::size_t n) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<std::size_t>(state >> 33) % n;
    };
    const std::string likely = "lowhigh until0123456789 \n\r\t#fcxrelu";
    std::size_t read = 0;
    for (int round = 0; round < 5000; ++round) {
        std::string text = good_text;
        for (std::size_t changes = 1 + below(2); changes > 0; --changes) {
            const std::size_t at = below(text.size());
            const char byte = below(6) == 0 ? static_cast<char>(below(256)) : likely[below(likely.size())];
            if (below(3) == 0)
                text.insert(at, 1, byte);
            else if (below(3) == 0)
                text.erase(at, 1 + below(3));
            else
                text[at] = byte;
        }
        const std::string message = assignment_complaint(text);
        if (!message.empty()) {
            if (!message.starts_with("a.txt:")) FAIL("without a place: " << message);
            continue;
        }
        ++read;
        const assignment a = parse_assignment(text, three_modules);
        if (!(parse_assignment(assignment_text(three_modules, a), three_modules) == a))
            FAIL("read, but written otherwise: " << text);
    }
    CHECK((read > 50 && read < 4000));
}

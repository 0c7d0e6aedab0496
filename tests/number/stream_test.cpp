// tests/number/stream_test.cpp -- numbers print as doubles do, and are read with one rounding.
#include "lowp/number/stream.hpp"

#include <iomanip>
#include <sstream>

#include "lowp/format/p3109.hpp"
#include "lowp/number/types.hpp"
#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("a number prints as the double of its value, flags included", "[number]")
{
    std::ostringstream out, expected;
    out << float8_e4m3fn(0.1) << ' ' << std::setprecision(3) << float8_e4m3fn(0.1) << ' ' << std::fixed << std::setw(9)
        << float16_t(-2.5) << ' ' << std::scientific << int4(-3);
    expected << 0.1015625 << ' ' << std::setprecision(3) << 0.1015625 << ' ' << std::fixed << std::setw(9) << -2.5
             << ' ' << std::scientific << -3.0;
    CHECK(out.str() == expected.str());

    std::ostringstream beyond;
    beyond << floating<p3109(16, 1)>(2) * floating<p3109(16, 1)>(4);
    CHECK(beyond.str() == "8");
}

TEST_CASE("numbers are read one after the other, as far as they go", "[number]")
{
    std::istringstream in(" 1.5 -0x1.8p1\t2e-3,7 -inf nan 1+2");
    float16_t a, b, c, d, e, f;
    in >> a >> b >> c;
    CHECK(in.good());
    CHECK(a == 1.5);
    CHECK(b == -3);
    CHECK(c == float16_t(0.002));
    CHECK(in.get() == ',');
    in >> d >> e >> f;
    CHECK(d == 7);
    CHECK(isinf(e));
    CHECK(isnan(f));
    in >> a >> b;
    CHECK(a == 1);
    CHECK(b == 2);
    CHECK(in.eof());
    CHECK(!in.fail());
    in >> a;
    CHECK(in.fail());

    // As much as can be a number, as for a float.
    std::istringstream mixed("5kg 1.5.5 1e5x 0x1fz");
    std::string rest;
    mixed >> d >> rest >> a >> b >> c >> rest >> e;
    CHECK(d == 5);
    CHECK(a == 1.5);
    CHECK(b == 0.5);
    CHECK(isinf(c));  // 1e5, which is beyond binary16
}

TEST_CASE("what is no number, or none of the format, fails", "[number]")
{
    for (const auto text : {"x", "1ex", "", "-", "1e9", "inf", "1e"}) {
        std::istringstream in(text);
        float8_e4m3fn x;
        in >> x;
        INFO(text);
        CHECK(in.fail());
    }
    std::istringstream in("1000");
    int4 x;
    in >> x;
    CHECK(in.fail());
    CHECK(x == 7);  // what it rounds to, as for built-in numbers
}

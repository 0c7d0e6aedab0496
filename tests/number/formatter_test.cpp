// tests/number/formatter_test.cpp -- std::format of numbers, where the standard library has it.
#include "lowp/number/formatter.hpp"

#include "lowp/number/types.hpp"
#include "support/catch.hpp"

#if defined(__cpp_lib_format)
TEST_CASE("std::format writes the shortest text, or what a double's specification says", "[number]")
{
    using namespace lowp;
    CHECK(std::format("{}", float8_e4m3fn(0.1)) == "0.1");
    CHECK(std::format("{:.3f}|{:>8}", float8_e4m3fn(0.1), float16_t(1.5)) == "0.102|     1.5");
    CHECK(std::format("{} {}", int4(-8), bfloat16_t(1e30f)) == "-8 1e+30");
}
#else
TEST_CASE("without std::format the header is empty", "[number]") { SUCCEED("the standard library has no <format>"); }
#endif

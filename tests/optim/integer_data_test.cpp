// tests/optim/integer_data_test.cpp -- fixed-point codes are read as integers, and others are refused by name.
#include "lowp/optim/integer_data.hpp"

#include "lowp/format/named.hpp"
#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("codes as integers", "[optim]")
{
    constexpr fixed_format narrow{2, 5}, wide{1, 14};
    packed_matrix x(known<narrow>, 3, 70);
    packed_matrix y(wide, 3, 70);
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 70; ++j) {
            x.set_code(i, j, (50 * i + 3 * j) & 0xff);
            y.set_code(i, j, (20000 * i + 900 * j) & 0xffff);
        }
    const auto bytes = inner::integer_data_of<std::int8_t>(samples_of(x), "test");
    const auto shorts = inner::integer_data_of<std::int16_t>(samples_of(y), "test");
    CHECK(bytes.unit == 0x1p-5);
    CHECK(shorts.unit == 0x1p-14);
    CHECK(bytes.rows.columns == 70);
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 70; ++j) {
            CHECK(bytes.rows.row(i)[j] * bytes.unit == x(i, j));
            CHECK(shorts.rows.row(i)[j] * shorts.unit == y(i, j));
        }
}

TEST_CASE("other codes are refused", "[optim]")
{
    const auto refusal = [](const auto& format) {
        const packed_matrix x(format, 1, 1);
        try {
            inner::integer_data_of<std::int8_t>(samples_of(x), "test");
        } catch (const std::invalid_argument& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    const std::string expected = ", expected fixed-point codes of 8 bits with a sign";
    CHECK(refusal(fixed_format{3, 4}).empty());
    CHECK(refusal(fixed_format{0, 7, fixed_range::symmetric}).empty());
    CHECK(refusal(fixed_format{3, 3}) == "test: the data are codes of 7 bits" + expected);
    CHECK(refusal(fixed_format{1, 14}) == "test: the data are codes of 16 bits" + expected);
    CHECK(refusal(fixed_format{4, 4, fixed_range::without_sign}) ==
          "test: the data are codes of 8 bits without a sign" + expected);
    CHECK(refusal(e4m3fn) == "test: the data are no fixed-point codes" + expected);
    CHECK(refusal(any_format(e4m3fn)) == "test: the data are no fixed-point codes" + expected);
    CHECK(refusal(any_format(fixed_format{3, 4})).empty());
}

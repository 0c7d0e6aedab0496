// tests/io/tensor_bytes_test.cpp -- numbers become bytes with the low one first, row after row, whatever the strides.
#include "lowp/io/tensor_bytes.hpp"

#include "support/catch.hpp"
#include "support/tensor_files.hpp"

using namespace lowp;

namespace {

template <class T>
std::string bytes_put(const matrix_view<const T>& view, std::size_t* calls = nullptr)
{
    std::string all;
    put_numbers(view, [&](std::string_view bytes) {
        all += bytes;
        if (calls != nullptr) ++*calls;
    });
    return all;
}

}  // namespace

TEST_CASE("numbers are put in order, the low byte first", "[io]")
{
    const float numbers[] = {1, -2.5f, 0, 3, from_bits(0x7f80'0001u), -0.0f};
    const matrix_view<const float> m(numbers, 2, 3);
    const auto each = [](float x) { return test::low_first(to_bits(x), 4); };
    CHECK(bytes_put(m) == each(1) + each(-2.5f) + each(0) + each(3) + test::low_first(0x7f80'0001u, 4) + each(-0.0f));
    CHECK(bytes_put(transposed(m)) ==
          each(1) + each(3) + each(-2.5f) + test::low_first(0x7f80'0001u, 4) + each(0) + each(-0.0f));
    CHECK(bytes_put(matrix_view<const float>(numbers, 2, 2, 3)) ==
          each(1) + each(-2.5f) + each(3) + test::low_first(0x7f80'0001u, 4));
    const double pi[] = {3.141592653589793};
    CHECK(bytes_put(matrix_view<const double>(pi, 1, 1)) == std::string("\x18\x2d\x44\x54\xfb\x21\x09\x40"));
    CHECK(
        (element_type_of_carrier<float> == element_type::f32 && element_type_of_carrier<double> == element_type::f64));
}

TEST_CASE("long matrices are put in pieces, and empty ones not at all", "[io]")
{
    for (const std::size_t n :
         {std::size_t{0}, std::size_t{16'383}, std::size_t{16'384}, std::size_t{16'385}, std::size_t{70'000}}) {
        std::vector<float> numbers(n);
        std::string expected;
        for (std::size_t i = 0; i < n; ++i) {
            numbers[i] = static_cast<float>(i);
            expected += test::low_first(to_bits(numbers[i]), 4);
        }
        std::size_t calls = 0;
        const bool same = bytes_put(matrix_view<const float>(numbers.data(), 1, n), &calls) == expected;
        CHECK(same);
        CHECK(calls == (n + 16'383) / 16'384);
        const bool column = bytes_put(matrix_view<const float>(numbers.data(), n, 1)) == expected;
        CHECK(column);
    }
}

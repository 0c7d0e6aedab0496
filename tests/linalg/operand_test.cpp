// tests/linalg/operand_test.cpp -- an operand reads memory by rows, whatever the view calls them.
#include "lowp/linalg/operand.hpp"

#include <cstdint>
#include <vector>

#include "support/catch.hpp"

using namespace lowp;

namespace {

template <class E, class Number>
void check(const matrix_view<const Number>& view, bool turned)
{
    inner::with_operand<E>(view, [&](const inner::operand<E>& x) {
        REQUIRE((x.rows() == view.rows && x.columns() == view.columns && x.turned() == turned));
        const std::size_t lines = turned ? view.columns : view.rows, length = turned ? view.rows : view.columns;
        for (std::size_t i = 0; i < lines; ++i)
            for (std::size_t j = 0; j < length; ++j) {
                std::vector<E> room(length - j);
                const E* const run = x.run(i, j, room.size(), room.data());
                for (std::size_t k = 0; k < room.size(); ++k)
                    REQUIRE(run[k] == static_cast<E>(turned ? view(j + k, i) : view(i, j + k)));
            }
    });
}

}  // namespace

TEST_CASE("the elements of any view, read by rows of memory", "[linalg]")
{
    std::vector<float> numbers(200);
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<float>(i);
    using view = matrix_view<const float>;
    check<float>(view{numbers.data(), 5, 7, 9}, false);
    check<float>(view{numbers.data(), 5, 7, 1, 9}, true);
    check<float>(view{numbers.data(), 5, 7, 20, 2}, false);  // every second element of every second row
    check<float>(view{numbers.data(), 5, 7, 2, 20}, false);
    check<float>(view{numbers.data(), 5, 1, 1, 1}, false);
    std::vector<std::int8_t> integers(200);
    for (std::size_t i = 0; i < integers.size(); ++i) integers[i] = static_cast<std::int8_t>(3 * i);
    using integer_view = matrix_view<const std::int8_t>;
    check<std::int8_t>(integer_view{integers.data(), 5, 7, 9}, false);
    check<float>(integer_view{integers.data(), 5, 7, 1, 9}, true);
    check<double>(integer_view{integers.data(), 5, 7, 9}, false);
}

TEST_CASE("operands without elements", "[linalg]")
{
    check<float>(matrix_view<const float>{nullptr, 0, 3}, false);
    check<float>(matrix_view<const float>{nullptr, 3, 0}, false);
}

TEST_CASE("what is known of a view's numbers", "[linalg]")
{
    const float numbers[] = {1, 2};
    const std::int8_t integers[] = {1, 2};
    CHECK(inner::range_of(matrix_view<const float>(numbers, 1, 2)) == range_of_binary32);
    CHECK(inner::range_of(matrix_view<const std::int8_t>(integers, 1, 2)) == number_range{7, 0, 7});
    CHECK(inner::is_in_int8(matrix_view<const std::int8_t>(integers, 1, 2)));
}

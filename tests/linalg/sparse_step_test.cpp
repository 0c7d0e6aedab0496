// tests/linalg/sparse_step_test.cpp -- a step from a sparse row is that from the dense one.
#include "lowp/linalg/sparse_step.hpp"

#include <vector>

#include "support/catch.hpp"

using namespace lowp;

namespace {

template <class T, class Coefficient>
void check(const Coefficient& a)
{
    constexpr std::size_t d = 300;
    const stream draw{4};
    for (std::uint64_t k = 0; k < 20; ++k) {
        std::vector<T> dense(d), z(d), same(d);
        sparse_matrix<T> sparse(d);
        std::vector<std::uint32_t> columns;
        std::vector<T> values;
        for (std::size_t j = 0; j < d; ++j) {
            z[j] = same[j] = static_cast<T>(draw.fork(k).bits(j));
            if (draw.fork(k).bits(1000 + j) % 4 != 0) continue;
            dense[j] = static_cast<T>(draw.fork(k).bits(2000 + j));
            columns.push_back(static_cast<std::uint32_t>(j));
            values.push_back(dense[j]);
        }
        sparse.add_row(columns, values);
        const std::vector<std::uint32_t> order{0, 0};
        const auto a_of = [&](std::size_t, std::int64_t dot) {
            CHECK(dot == dot_of_codes(same.data(), sparse.row(0)));
            return a;
        };
        const std::int64_t dot =
            reference_steps(integer_steps<T>{{dense.data(), d, d}, order, draw, 7}, z.data(), a_of);
        sparse_step(sparse.row(0), a, draw.fork(7), same.data());
        CHECK(dot_of_codes(same.data(), sparse.row(0)) == dot);
        CHECK(z == same);  // noise alone moves nothing
    }
}

}  // namespace

TEST_CASE("steps of 8 bits from a sparse row", "[linalg]") { check<std::int8_t>(5000); }
TEST_CASE("steps of 16 bits from a sparse row", "[linalg]") { check<std::int16_t>(scaled_coefficient{-20000, 21}); }

// tests/linalg/packed_operand_test.cpp -- runs of a matrix of codes are the numbers of the codes, whichever way it
// lies.
#include "lowp/linalg/packed_operand.hpp"

#include <cstdint>
#include <vector>

#include "lowp/format/named.hpp"
#include "support/catch.hpp"
#include "support/gemms.hpp"

using namespace lowp;

namespace {

double number_of(float x) { return static_cast<double>(x); }
double number_of(double x) { return x; }
double number_of(std::uint16_t x) { return static_cast<double>(from_bits(std::uint32_t{x} << 16)); }

template <class E, class M>
void check(const M& m)
{
    inner::with_operand<E>(m, [&](const inner::operand<E>& x) {
        REQUIRE((x.rows() == m.rows() && x.columns() == m.columns() && !x.turned()));
        for (std::size_t i = 0; i < m.rows(); ++i)
            for (const std::size_t j : {std::size_t{0}, std::size_t{16}, std::size_t{64}}) {
                std::vector<E> room(m.columns() - j);
                const E* const run = x.run(i, j, room.size(), room.data());
                for (std::size_t k = 0; k < room.size(); ++k) REQUIRE(number_of(run[k]) == m(i, j + k));
            }
    });
}

}  // namespace

TEST_CASE("codes as operands", "[linalg][simd]")
{
    for (const any_format& f : {any_format(e4m3fn), any_format(e2m1fn), any_format(bfloat16),
                                any_format(fixed_format{2, 5}), any_format(fixed_format{2, 2})}) {
        const auto m = gemms::random_codes(f, 5, 150, 1);
        check<float>(m);
        check<double>(m);
        check<std::uint16_t>(m);
    }
    const auto integers = gemms::random_codes(fixed_format{3, 4}, 4, 70, 2);
    inner::with_operand<std::int8_t>(integers, [&](const inner::operand<std::int8_t>& x) {
        std::int8_t room[70];
        for (std::size_t i = 0; i < 4; ++i) {
            const std::int8_t* const run = x.run(i, 0, 70, room);
            for (std::size_t j = 0; j < 70; ++j) REQUIRE(run[j] == integers(i, j) * 16);
        }
    });
}

TEST_CASE("what is read as integers of 8 bits", "[linalg]")
{
    using inner::is_in_int8;
    CHECK(is_in_int8(packed_matrix(fixed_format{2, 5}, 1, 1)));
    CHECK(is_in_int8(packed_matrix(any_format(fixed_format{1, 2}), 1, 1)));
    CHECK(!is_in_int8(packed_matrix(fixed_format{3, 5}, 1, 1)));
    CHECK(!is_in_int8(packed_matrix(fixed_format{3, 5, fixed_range::without_sign}, 1, 1)));
    CHECK(!is_in_int8(packed_matrix(e4m3fn, 1, 1)));
}

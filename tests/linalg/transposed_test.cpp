// tests/linalg/transposed_test.cpp -- a transposed matrix of codes is the same memory, read the other way.
#include "lowp/linalg/transposed.hpp"

#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/quantize/block.hpp"
#include "support/catch.hpp"
#include "support/gemms.hpp"

using namespace lowp;

namespace {

template <class Matrix>
void check(const Matrix& m)
{
    const auto t = transposed(m);
    REQUIRE((t.rows() == m.columns() && t.columns() == m.rows()));
    CHECK(&transposed(t) == &m);
    CHECK(inner::range_of(t) == inner::range_of(m));
    inner::with_operand<double>(t, [&](const inner::operand<double>& x) {
        REQUIRE((x.rows() == t.rows() && x.columns() == t.columns() && x.turned()));
        std::vector<double> room(m.columns());
        for (std::size_t i = 0; i < m.rows(); ++i) {
            const double* const run = x.run(i, 0, room.size(), room.data());
            for (std::size_t j = 0; j < room.size(); ++j) REQUIRE((run[j] == m(i, j) && run[j] == t(j, i)));
        }
    });
}

}  // namespace

TEST_CASE("codes and blocks of codes with rows for columns", "[linalg]")
{
    const auto codes = gemms::random_codes(e4m3fn, 5, 70, 1);
    check(codes);
    CHECK(!inner::is_in_int8(transposed(codes)));
    CHECK(inner::is_in_int8(transposed(packed_matrix(fixed_format{2, 5}, 2, 3))));
    check(block_quantizer{mxfp8_e4m3}.encode(gemms::numbers_of(codes).view()));
    const auto two_levels = block_quantizer{nvfp4}.encode(gemms::numbers_of(codes).view());
    CHECK(inner::scale_of(transposed(two_levels)) == static_cast<double>(two_levels.tensor_scale));
}

// tests/precision/maybe_test.cpp -- a quantizer that is there does what it does; none leaves numbers alone.
#include "lowp/precision/maybe.hpp"

#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/quantize/affine.hpp"
#include "support/catch.hpp"

using namespace lowp;

static_assert(array_quantizer<maybe<any_quantizer>> && array_quantizer<maybe<affine_quantizer<>>>);

TEST_CASE("maybe a quantizer", "[precision]")
{
    const std::vector<float> x{0.1f, -3, 1e30f, 0.7f, -0.0f, 2};
    std::vector<float> y(6), z(6);
    const maybe<any_quantizer> none, fp8{any_quantizer{e4m3fn}};
    none(x, y);
    CHECK(y == x);
    none(y, y);
    CHECK(y == x);
    fp8(x, y);
    any_quantizer{e4m3fn}(x, z);
    CHECK(y == z);
    CHECK((none.stored_bytes(6) == 24 && fp8.stored_bytes(6) == 6));
    CHECK(!none.fork(std::uint64_t{3}).base);

    const maybe<affine_quantizer<>> columns{affine_quantizer<>{2, each_column}}, nothing;
    columns(matrix_view(std::span(x), 2, 3), matrix_view(std::span(y), 2, 3));
    affine_quantizer<>{2, each_column}(matrix_view(std::span(x), 2, 3), matrix_view(std::span(z), 2, 3));
    CHECK(y == z);
    nothing(matrix_view(std::span(x), 2, 3), matrix_view(std::span(y), 2, 3));
    CHECK(y == x);
    CHECK((columns.stored_bytes(2, 3) == 2 + 3 * 8 && nothing.stored_bytes(2, 3) == 24));

    const maybe<quantizer<known_t<e5m2>, stochastic>> drawn{quantizer{known<e5m2>, stochastic{stream{1}}}};
    CHECK(drawn.fork(std::uint64_t{2}).base->rounding.source == stream{1}.fork(2));
}

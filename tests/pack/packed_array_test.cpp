// tests/pack/packed_array_test.cpp -- arrays, matrices and views of codes: places, values, iteration.
#include "lowp/pack/packed_array.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "lowp/format/named.hpp"
#include "support/catch.hpp"
#include "support/formats.hpp"

using namespace lowp;

TEST_CASE("codes of an array are kept, and its values are theirs", "[pack]")
{
    for (const any_format& format : test::small_formats()) {
        const std::size_t n = std::size_t{1} << std::min(width_of(format), 9);
        packed_array w(format, n);
        REQUIRE(w.bytes().size() == (n * static_cast<std::size_t>(width_of(format)) + 7) / 8);
        for (std::size_t i = 0; i < n; ++i) w.set_code(i, i);
        for (std::size_t i = 0; i < n; ++i) {
            REQUIRE(w.code(i) == i);
            const double expected = std::visit([i](const auto& f) { return decode(f, i); }, format);
            REQUIRE(to_bits(w[i]) == to_bits(expected));
        }
    }
}

TEST_CASE("a view walks over values and is cut on bytes", "[pack]")
{
    packed_array w{known<e2m1fn>, 24};
    for (std::size_t i = 0; i < w.size(); ++i) w.set_code(i, i % 8);
    const auto view = w.view();
    STATIC_REQUIRE(std::random_access_iterator<decltype(view.begin())>);
    STATIC_REQUIRE(sizeof(view) == sizeof(void*) + sizeof(std::size_t));  // a known format takes no room
    CHECK(std::accumulate(view.begin(), view.end(), 0.0) == 3 * (0.5 + 1 + 1.5 + 2 + 3 + 4 + 6));
    CHECK(*std::max_element(view.begin(), view.end()) == 6);
    CHECK(view.end() - view.begin() == 24);
    CHECK(view.begin()[7] == 6);
    std::vector<double> all;
    for (const double x : w.view()) all.push_back(x);
    CHECK(all.size() == 24);

    const auto part = view.subspan(8, 5);
    CHECK((part.size() == 5 && part.bytes == view.bytes + 4 && part.code(3) == 3));
    part.set_code(0, 7);
    CHECK(w[8] == 6);
    const packed_span<known_t<e2m1fn>, const std::uint8_t> read_only = part;
    CHECK(read_only[0] == 6);
}

TEST_CASE("rows of a matrix begin on cache lines", "[pack]")
{
    packed_matrix m{known<e2m3fn>, 3, 50};
    CHECK((m.rows() == 3 && m.columns() == 50 && m.row_bytes() == 64 && m.width() == 6));
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 50; ++j) m.row(i).set_code(j, (7 * i + j) % 64);
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 50; ++j) REQUIRE(m(i, j) == decode(e2m3fn, (7 * i + j) % 64));
    CHECK(reinterpret_cast<std::uintptr_t>(m.row(1).bytes) % cache_line == 0);
    CHECK(packed_matrix{known<e4m3fn>, 2, 65}.row_bytes() == 128);
}

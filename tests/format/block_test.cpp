// tests/format/block_test.cpp -- block formats as values: which block an element is in, what is stored, what is valid.
#include "lowp/format/block.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"

using namespace lowp;

namespace {

constexpr block_shape shapes[] = {runs_of(8), runs_of(16), runs_of(24), runs_of(32),
                                  each_row,   each_column, whole_tensor};

}  // namespace

TEST_CASE("blocks are numbered without gaps, in the order in which rows meet them", "[format]")
{
    for (const block_shape& shape : shapes)
        for (std::size_t rows = 0; rows <= 5; ++rows)
            for (std::size_t columns = 0; columns <= 70; ++columns) {
                // By definition: elements are in one block when they are in one run, row, column or tensor.
                std::vector<std::size_t> first_row, first_column;  // of each block
                for (std::size_t i = 0; i < rows; ++i)
                    for (std::size_t j = 0; j < columns; ++j) {
                        const std::size_t block = shape.of(i, j, columns);
                        if (block == first_row.size()) first_row.push_back(i), first_column.push_back(j);
                        REQUIRE(block < first_row.size());
                        const std::size_t i0 = first_row[block], j0 = first_column[block];
                        switch (shape.kind) {
                            case shared_by::run:
                                REQUIRE((i == i0 && j0 % shape.length == 0 && j - j0 < shape.length));
                                break;
                            case shared_by::row:
                                REQUIRE((i == i0 && j0 == 0));
                                break;
                            case shared_by::column:
                                REQUIRE((j == j0 && i0 == 0));
                                break;
                            case shared_by::tensor:
                                REQUIRE(block == 0);
                                break;
                        }
                    }
                REQUIRE(shape.count(rows, columns) == first_row.size());
            }
    STATIC_REQUIRE((runs_of(32).in_row(33) == 2 && runs_of(32).in_row(32) == 1 && each_column.in_row(33) == 33));
    STATIC_REQUIRE((each_row.has_own_rows() && runs_of(8).has_own_rows() && !whole_tensor.has_own_rows()));
}

TEST_CASE("the named formats are what their standards say", "[format]")
{
    // OCP MX 1.0, table 1: element bits, runs of 32, E8M0.
    STATIC_REQUIRE((mxfp8_e5m2.element == e5m2 && mxfp8_e4m3.element == e4m3fn));
    STATIC_REQUIRE((mxfp6_e3m2.element == e3m2fn && mxfp6_e2m3.element == e2m3fn && mxfp4.element == e2m1fn));
    for (const block_format<>& f : {mxfp8_e5m2, mxfp8_e4m3, mxfp6_e3m2, mxfp6_e2m3, mxfp4}) {
        CHECK((f.scale == e8m0fnu && f.shape == runs_of(32) && !f.two_levels && f.has_power_scales()));
        CHECK(is_valid(f));
    }
    STATIC_REQUIRE((mxint8.element.width() == 8 && mxint8.element.smallest() == 0x1p-6));
    STATIC_REQUIRE((mxint8.element.largest() == 1.984375 && mxint8.element.lowest() == -1.984375));
    STATIC_REQUIRE((mxint8.scale == e8m0fnu && mxint8.shape == runs_of(32) && is_valid(mxint8)));
    // NVFP4: E2M1, runs of 16, E4M3 relative to a binary32 scale.
    STATIC_REQUIRE((nvfp4.element == e2m1fn && nvfp4.scale == e4m3fn && nvfp4.shape == runs_of(16)));
    STATIC_REQUIRE((nvfp4.two_levels && !nvfp4.has_power_scales() && is_valid(nvfp4)));
    // SWALP: integers of `bits` bits times 2^(2 - bits).
    for (int bits = 3; bits <= 32; ++bits) {
        const auto f = block_floating_point(bits);
        CHECK((f.element.width() == bits && f.element.smallest() == exp2i(2 - bits) && f.element.lowest() == -2));
        CHECK((is_valid(f) && f.shape == whole_tensor && f.has_power_scales()));
    }
    STATIC_REQUIRE(block_floating_point(8, each_row).shape == each_row);
    // The defaults of a format of one's own.
    constexpr block_format own{e3m4};
    STATIC_REQUIRE((own.scale == e8m0fnu && own.shape == runs_of(32) && !own.two_levels && own == block_format{e3m4}));
    STATIC_REQUIRE(!(own == block_format{e3m4, e8m0fnu, runs_of(64)}));
}

TEST_CASE("bits stored", "[format]")
{
    // The field's numbers: 4.25, 6.25, 8.25 bits an element; NVFP4 4.5 and one number.
    STATIC_REQUIRE(stored_bits(mxfp4, 1, 1024) == 4352);
    STATIC_REQUIRE(stored_bits(mxfp6_e2m3, 1, 1024) == 6400);
    STATIC_REQUIRE((stored_bits(mxfp8_e4m3, 1, 1024) == 8448 && stored_bits(mxint8, 2, 512) == 8448));
    STATIC_REQUIRE(stored_bits(nvfp4, 1, 1024) == 4608 + 32);
    STATIC_REQUIRE(stored_bits(block_floating_point(8), 32, 32) == 8192 + 8);
    for (const block_shape& shape : shapes)
        for (const std::size_t rows : {0u, 1u, 7u})
            for (const std::size_t columns : {0u, 1u, 31u, 32u, 33u}) {
                const block_format<> f{e3m2fn, bfloat16, shape};
                CHECK(stored_bits(f, rows, columns) == 6 * rows * columns + 16 * shape.count(rows, columns));
            }
    // Beyond 32 bits.
    STATIC_REQUIRE(stored_bits(mxfp4, 1u << 16, 1u << 16) == (std::uint64_t{1} << 27) * 136);
}

TEST_CASE("what is not a block format", "[format]")
{
    for (std::size_t length = 0; length <= 100; ++length)
        CHECK(is_valid(block_format<>{e4m3fn, e8m0fnu, runs_of(length)}) == (length > 0 && length % 8 == 0));
    for (const block_shape& shape : {each_row, each_column, whole_tensor})
        CHECK(is_valid(block_format<>{e4m3fn, e8m0fnu, shape}));  // their length does not matter
    CHECK(is_valid(block_format<>{e4m3fn, binary32, each_row}));
    CHECK(!is_valid(block_format<>{e4m3fn, e2m1fn, each_row}));                   // scales that cannot be NaN
    CHECK(!is_valid(block_format<>{e4m3fn, floating_format{11, 52}, each_row}));  // beyond binary32
    CHECK(!is_valid(block_format<>{floating_format{-1, 3}, e8m0fnu, each_row}));  // not a format
    CHECK(!is_valid(block_format<fixed_format>{fixed_format{40, 0}}));            // more than 32 bits
    CHECK(!is_valid(block_format<>{e4m3fn, floating_format{8, -1, 127}, runs_of(32)}));
    CHECK(!is_valid(block_floating_point(1)));
}

// lowp/pack/packed_array.hpp -- numbers held in their format's own bits: arrays, matrices, and views of them.
//
//     packed_array w{known<e2m1fn>, n};       // two codes a byte; all codes are 0
//     w.set_code(3, 0b0111);
//     double x = w[3];                        // 6, exact
//
// A packed_span is a view, as std::span is: a format, bytes that somebody else owns, and a length. Whole arrays are
// rounded into one and read back by lowp/quantize/encode.hpp. The bytes are the same on every machine
// (lowp/pack/bit_string.hpp).
#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <type_traits>

#include "lowp/core/aligned.hpp"
#include "lowp/core/contract.hpp"
#include "lowp/format/codec.hpp"
#include "lowp/format/format.hpp"
#include "lowp/pack/bit_string.hpp"

namespace lowp {

namespace detail {

template <format_source F>
constexpr double decoded(const F& format, std::uint64_t code) noexcept
{
    return with_descriptor(format, [code](const auto& f) { return decode(f, code); });
}

}  // namespace detail

// Byte is std::uint8_t, or const std::uint8_t for a view that only reads.
template <format_source Format, class Byte>
    requires std::same_as<std::remove_const_t<Byte>, std::uint8_t>
struct packed_span {
    [[no_unique_address]] Format format;
    Byte* bytes = nullptr;
    std::size_t length = 0;  // codes

    constexpr std::size_t size() const noexcept { return length; }
    constexpr int width() const noexcept { return width_of(format); }
    constexpr packed_span view() const noexcept { return *this; }  // as an array's

    // Preconditions of all: i < size(). Not checked, as nowhere an element.
    constexpr std::uint64_t code(std::size_t i) const noexcept { return read_code(bytes, i, width()); }
    constexpr void set_code(std::size_t i, std::uint64_t code) const noexcept
        requires(!std::is_const_v<Byte>)
    {
        write_code(bytes, i, width(), code);
    }
    // The value of element i: exact, as decode() of a code is.
    constexpr double operator[](std::size_t i) const noexcept { return detail::decoded(format, code(i)); }

    // Codes [first, first + count). A view begins on a byte: first is a multiple of 8.
    constexpr packed_span subspan(std::size_t first, std::size_t count) const
    {
        LOWP_EXPECTS(first <= length && count <= length - first, "codes within the view");
        LOWP_EXPECTS(first % 8 == 0, "a view that begins at a multiple of 8 codes");
        return {format, bytes + packed_bytes(first, width()), count};
    }
    constexpr operator packed_span<Format, const Byte>() const noexcept
        requires(!std::is_const_v<Byte>)
    {
        return {format, bytes, length};
    }

    // Walks over the values.
    class iterator {
    public:
        using value_type = double;
        using difference_type = std::ptrdiff_t;
        using iterator_concept = std::random_access_iterator_tag;
        using iterator_category = std::input_iterator_tag;  // values, not references
        using pointer = void;
        using reference = double;

        constexpr iterator() = default;
        constexpr iterator(const packed_span& view, std::size_t place)
            : format_(view.format), bytes_(view.bytes), i_(place)
        {}
        constexpr double operator*() const noexcept
        {
            return detail::decoded(format_, read_code(bytes_, i_, width_of(format_)));
        }
        constexpr double operator[](difference_type n) const noexcept { return *(*this + n); }
        constexpr iterator& operator+=(difference_type n) noexcept
        {
            i_ += static_cast<std::size_t>(n);
            return *this;
        }
        constexpr iterator& operator-=(difference_type n) noexcept { return *this += -n; }
        constexpr iterator& operator++() noexcept { return *this += 1; }
        constexpr iterator& operator--() noexcept { return *this += -1; }
        constexpr iterator operator++(int) noexcept { return stepped(1); }
        constexpr iterator operator--(int) noexcept { return stepped(-1); }
        friend constexpr iterator operator+(iterator a, difference_type n) noexcept { return a += n; }
        friend constexpr iterator operator+(difference_type n, iterator a) noexcept { return a += n; }
        friend constexpr iterator operator-(iterator a, difference_type n) noexcept { return a -= n; }
        friend constexpr difference_type operator-(const iterator& a, const iterator& b) noexcept
        {
            return static_cast<difference_type>(a.i_ - b.i_);
        }
        friend constexpr bool operator==(const iterator& a, const iterator& b) noexcept { return a.i_ == b.i_; }
        friend constexpr auto operator<=>(const iterator& a, const iterator& b) noexcept { return a.i_ <=> b.i_; }

    private:
        constexpr iterator stepped(difference_type n) noexcept
        {
            const iterator before = *this;
            *this += n;
            return before;
        }
        [[no_unique_address]] Format format_{};
        const std::uint8_t* bytes_ = nullptr;
        std::size_t i_ = 0;
    };
    constexpr iterator begin() const noexcept { return {*this, 0}; }
    constexpr iterator end() const noexcept { return {*this, length}; }
};

template <format_source F, class Byte>
packed_span(F, Byte*, std::size_t) -> packed_span<F, Byte>;

// An array that owns its bytes. They begin on a cache line.
template <format_source Format>
class packed_array {
public:
    using view_type = packed_span<Format, std::uint8_t>;
    using const_view_type = packed_span<Format, const std::uint8_t>;

    packed_array() = default;
    packed_array(Format format, std::size_t n) : format_(format), size_(n), bytes_(packed_bytes(n, width_of(format))) {}

    std::size_t size() const noexcept { return size_; }
    const Format& format() const noexcept { return format_; }
    int width() const noexcept { return width_of(format_); }
    std::span<const std::uint8_t> bytes() const noexcept { return bytes_; }
    std::span<std::uint8_t> bytes() noexcept { return bytes_; }

    view_type view() noexcept { return {format_, bytes_.data(), size_}; }
    const_view_type view() const noexcept { return {format_, bytes_.data(), size_}; }
    operator view_type() noexcept { return view(); }
    operator const_view_type() const noexcept { return view(); }

    std::uint64_t code(std::size_t i) const noexcept { return view().code(i); }
    void set_code(std::size_t i, std::uint64_t code) noexcept { view().set_code(i, code); }
    double operator[](std::size_t i) const noexcept { return view()[i]; }
    auto begin() const noexcept { return view().begin(); }  // walks over the values
    auto end() const noexcept { return view().end(); }

private:
    [[no_unique_address]] Format format_{};
    std::size_t size_ = 0;
    aligned_vector<std::uint8_t> bytes_;
};

// A matrix by rows, each of which begins on a cache line.
template <format_source Format>
class packed_matrix {
public:
    packed_matrix() = default;
    packed_matrix(Format format, std::size_t rows, std::size_t columns)
        : format_(format),
          rows_(rows),
          columns_(columns),
          row_bytes_((packed_bytes(columns, width_of(format)) + cache_line - 1) / cache_line * cache_line),
          bytes_(rows * row_bytes_)
    {}

    std::size_t rows() const noexcept { return rows_; }
    std::size_t columns() const noexcept { return columns_; }
    const Format& format() const noexcept { return format_; }
    int width() const noexcept { return width_of(format_); }
    std::size_t row_bytes() const noexcept { return row_bytes_; }  // from one row to the next
    std::span<const std::uint8_t> bytes() const noexcept { return bytes_; }

    packed_span<Format, std::uint8_t> row(std::size_t i) noexcept
    {
        return {format_, bytes_.data() + i * row_bytes_, columns_};
    }
    packed_span<Format, const std::uint8_t> row(std::size_t i) const noexcept
    {
        return {format_, bytes_.data() + i * row_bytes_, columns_};
    }
    std::uint64_t code(std::size_t i, std::size_t j) const noexcept { return row(i).code(j); }
    void set_code(std::size_t i, std::size_t j, std::uint64_t code) noexcept { row(i).set_code(j, code); }
    double operator()(std::size_t i, std::size_t j) const noexcept { return row(i)[j]; }

private:
    [[no_unique_address]] Format format_{};
    std::size_t rows_ = 0, columns_ = 0, row_bytes_ = 0;
    aligned_vector<std::uint8_t> bytes_;
};

}  // namespace lowp

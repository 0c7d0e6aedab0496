// lowp/io/safetensors_writer.hpp -- tensors to a .safetensors file, codes in their own bits (lowp::io, nlohmann-json).
//
//     packed_matrix w{known<e4m3fn>, 128, 64};
//     safetensors_writer out;
//     out.add("w", w);                        // dtype F8_E4M3
//     out.add("bias", std::span(bias));       // F32
//     out.metadata["made by"] = "hand";
//     out.write("quantized.safetensors");     // whole or not at all
//
// A format without a type there (element_type_of() of lowp/io/tensor_info.hpp says which have one) is refused by add(),
// and stored as bytes by add_bytes(). Codes of fixed point become integers; that their format is q3.4, say, is noted as
// metadata "<name>.format" where they are not the numbers themselves. The form of the file is said in
// lowp/io/safetensors_header.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "lowp/core/matrix_view.hpp"
#include "lowp/format/format.hpp"
#include "lowp/format/text.hpp"
#include "lowp/io/fields.hpp"
#include "lowp/io/safetensors_header.hpp"
#include "lowp/io/tensor_bytes.hpp"
#include "lowp/io/tensor_info.hpp"
#include "lowp/io/write_file.hpp"
#include "lowp/pack/bit_string.hpp"
#include "lowp/pack/packed_array.hpp"

namespace lowp {

// Collects views: what they show must live until the file is written. All of add() throw std::invalid_argument for a
// name that is empty, taken, "__metadata__" or no UTF-8, for a format without a type, and for a shape of another number
// of elements; no shape means one dimension.
class safetensors_writer {
public:
    using shape_type = std::vector<std::uint64_t>;

    std::map<std::string, std::string> metadata;

    void add(const std::string& name, std::span<const float> numbers, shape_type shape)
    {
        add_numbers<float>(name, {numbers.data(), 1, numbers.size()}, std::move(shape));
    }
    void add(const std::string& name, std::span<const double> numbers, shape_type shape)
    {
        add_numbers<double>(name, {numbers.data(), 1, numbers.size()}, std::move(shape));
    }
    void add(const std::string& name, std::span<const float> numbers) { add(name, numbers, {numbers.size()}); }
    void add(const std::string& name, std::span<const double> numbers) { add(name, numbers, {numbers.size()}); }
    void add(const std::string& name, const matrix_view<const float>& numbers)
    {
        add_numbers<float>(name, numbers, {numbers.rows, numbers.columns});
    }
    void add(const std::string& name, const matrix_view<const double>& numbers)
    {
        add_numbers<double>(name, numbers, {numbers.rows, numbers.columns});
    }

    // Codes.
    template <format_source F, class Byte>
    void add(const std::string& name, const packed_span<F, Byte>& codes, shape_type shape)
    {
        add_codes(name, any_of(codes.format), std::move(shape), codes.size(),
                  [codes](file_writer& put) { put_codes(codes, put); });
    }
    template <format_source F, class Byte>
    void add(const std::string& name, const packed_span<F, Byte>& codes)
    {
        add(name, codes, {codes.size()});
    }
    template <format_source F>
    void add(const std::string& name, const packed_array<F>& codes, shape_type shape)
    {
        add(name, codes.view(), std::move(shape));
    }
    template <format_source F>
    void add(const std::string& name, const packed_array<F>& codes)
    {
        add(name, codes.view());
    }
    template <format_source F>
    void add(const std::string& name, const packed_matrix<F>& codes)
    {
        add_codes(name, any_of(codes.format()), {codes.rows(), codes.columns()}, codes.rows() * codes.columns(),
                  [&codes](file_writer& put) {
                      for (std::size_t i = 0; i < codes.rows(); ++i) put_codes(codes.row(i), put);
                  });
    }
    // Codes of any format as bytes (U8), packed as they are here: each row from a byte on, code i of width w in the
    // bits from i w on, low bits first. Of 4 bits there are two in a byte, the first one in its lower half, which is
    // how checkpoints in FP4 and INT4 are stored. Metadata "<name>.format" and "<name>.shape" say what the bytes are.
    template <format_source F>
    void add_bytes(const std::string& name, const packed_matrix<F>& codes)
    {
        const std::uint64_t in_row = packed_bytes(codes.columns(), width_of(codes.format()));
        add_entry(name, element_type::u8, {codes.rows(), in_row}, codes.rows() * in_row, [&codes](file_writer& put) {
            for (std::size_t i = 0; i < codes.rows(); ++i) put_codes(codes.row(i), put);
        });
        note_bytes(name, any_of(codes.format()), {codes.rows(), codes.columns()});
    }
    template <format_source F>
    void add_bytes(const std::string& name, const packed_array<F>& codes)
    {
        const auto from = codes.view();
        const std::uint64_t bytes = packed_bytes(from.size(), from.width());
        add_entry(name, element_type::u8, {bytes}, bytes, [from](file_writer& put) { put_codes(from, put); });
        note_bytes(name, any_of(from.format), {from.size()});
    }

    template <format_source F>  // a temporary would be gone before the file is written
    void add_bytes(const std::string&, packed_matrix<F>&&) = delete;
    template <format_source F>
    void add_bytes(const std::string&, packed_array<F>&&) = delete;
    template <format_source F>
    void add(const std::string&, packed_array<F>&&) = delete;
    template <format_source F>
    void add(const std::string&, packed_array<F>&&, shape_type) = delete;
    template <format_source F>
    void add(const std::string&, packed_matrix<F>&&) = delete;

    // Tensors follow each other by the width of their elements, the widest first, and begin at multiples of it; those
    // of one width as they were added. Throws std::runtime_error naming the path, where what stood before is then
    // untouched, or std::invalid_argument for metadata that are no UTF-8.
    void write(const std::filesystem::path& path) const
    {
        std::vector<const entry*> ordered;
        ordered.reserve(entries_.size());
        for (const entry& one : entries_) ordered.push_back(&one);
        std::sort(ordered.begin(), ordered.end(), [](const entry* a, const entry* b) {
            const int of_a = width_of(a->info.type), of_b = width_of(b->info.type);
            return of_a != of_b ? of_a > of_b : a < b;  // of one array
        });
        const std::string header = header_of(ordered);
        if (header.size() > longest_safetensors_header)
            throw std::runtime_error(path.string() + ": a header of " + std::to_string(header.size()) +
                                     " bytes, expected at most " + std::to_string(longest_safetensors_header));
        write_file(path, [&](file_writer& put) {
            std::uint8_t length[8];
            detail::stored(std::uint64_t{header.size()}, length);
            put(detail::as_text(length, sizeof length));
            put(header);
            for (const entry* one : ordered) one->put(put);
        });
    }

private:
    struct entry {
        tensor_info info;
        std::function<void(file_writer&)> put;
    };

    template <class T>
    void add_numbers(const std::string& name, const matrix_view<const T>& numbers, shape_type shape)
    {
        add_entry(name, element_type_of_carrier<T>, std::move(shape), numbers.rows * numbers.columns,
                  [numbers](file_writer& put) { put_numbers(numbers, put); });
    }
    template <class Put>
    void add_codes(const std::string& name, const any_format& format, shape_type shape, std::uint64_t elements, Put put)
    {
        const auto type = element_type_of(format);
        if (!type)
            throw std::invalid_argument("tensor " + detail::quoted(name) +
                                        ": no type of safetensors has the codes of " + format_text(format) +
                                        ", expected binary64, binary32, binary16, bfloat16, e4m3fn, e5m2, e4m3fnuz, "
                                        "e5m2fnuz, e8m0fnu, or fixed point of 8, 16 or 32 bits; add_bytes() takes it");
        add_entry(name, *type, std::move(shape), elements, std::move(put));
        const auto* fixed = std::get_if<fixed_format>(&format);
        if (fixed != nullptr && fixed->fraction_bits != 0)
            metadata.emplace(std::string(name).append(".format"), format_text(*fixed));
    }
    void note_bytes(const std::string& name, const any_format& format, const shape_type& shape)
    {
        metadata[std::string(name).append(".format")] = format_text(format);
        metadata[std::string(name).append(".shape")] = shape_text(shape);
    }
    void add_entry(const std::string& name, element_type type, shape_type shape, std::uint64_t elements,
                   std::function<void(file_writer&)> put)
    {
        const std::string what = "tensor " + detail::quoted(name);
        if (name.empty() || name == "__metadata__")
            throw std::invalid_argument(what + ": expected a name that is not empty and not __metadata__");
        json_text(what, name);
        check_shape(what, shape, elements);
        if (!names_.insert(name).second) throw std::invalid_argument(what + " once more, expected each name once");
        entries_.push_back({{name, type, std::move(shape), 0}, std::move(put)});
    }

    // In quotes and escaped.
    static std::string json_text(const std::string& what, const std::string& text)
    {
        try {
            return nlohmann::json(text).dump();
        } catch (const nlohmann::json::exception&) {
            throw std::invalid_argument(what + ": a text that is not UTF-8, expected UTF-8");
        }
    }
    std::string header_of(const std::vector<const entry*>& ordered) const
    {
        std::string text = "{";
        if (!metadata.empty()) {
            text += "\"__metadata__\":{";
            for (const auto& [key, value] : metadata) {
                const std::string what = "metadata " + detail::quoted(key);
                if (text.back() != '{') text += ',';
                text += json_text(what, key);
                text += ':';
                text += json_text(what, value);
            }
            text += '}';
        }
        std::uint64_t begin = 0;
        for (const entry* one : ordered) {
            const tensor_info& info = one->info;
            const std::uint64_t end = begin + info.bytes();
            if (text.back() != '{') text += ',';
            text += json_text("tensor", info.name);
            text += ":{\"dtype\":\"";
            text += name_of(info.type);
            text += "\",\"shape\":" + shape_text(info.shape) + ",\"data_offsets\":[" + std::to_string(begin) + "," +
                    std::to_string(end) + "]}";
            begin = end;
        }
        text += '}';
        text.resize((text.size() + 7) / 8 * 8, ' ');  // so that the elements begin at a multiple of 8
        return text;
    }
    // Codes of whole bytes are stored as the file has them.
    template <class Codes>
    static void put_codes(const Codes& codes, file_writer& put)
    {
        put(detail::as_text(codes.bytes, static_cast<std::size_t>(packed_bytes(codes.size(), codes.width()))));
    }

    std::vector<entry> entries_;
    std::set<std::string> names_;
};

}  // namespace lowp

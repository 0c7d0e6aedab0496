// lowp/io/safetensors_json.hpp -- the JSON of a .safetensors header, as tensors (lowp::io, needs nlohmann-json).
//
// It is read as a sequence of events, not into a tree: what does not belong there ends it at its byte, before memory is
// asked for, and keys that occur twice are seen. Places in messages are those of the last byte that was looked at.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowp/io/byte_source.hpp"
#include "lowp/io/fields.hpp"
#include "lowp/io/tensor_info.hpp"

namespace lowp::detail {

// Goes through the bytes of JSON and lets everybody know how far.
struct watched_bytes {
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    const char* at = nullptr;
    const char** furthest = nullptr;

    const char& operator*() const noexcept { return *at; }
    watched_bytes& operator++() noexcept
    {
        *furthest = ++at;
        return *this;
    }
    watched_bytes operator++(int) noexcept
    {
        watched_bytes before = *this;
        ++*this;
        return before;
    }
    friend bool operator==(const watched_bytes& a, const watched_bytes& b) noexcept { return a.at == b.at; }
};

// The events of one header, which begins at byte 8.
class safetensors_events final : public nlohmann::json_sax<nlohmann::json> {
public:
    struct found_tensor {
        tensor_info info;
        std::uint64_t begin = 0, end = 0;  // data_offsets
        std::uint64_t place = 0;           // of the end of its object, for messages
    };
    std::map<std::string, std::string> metadata;
    std::vector<found_tensor> tensors;

    safetensors_events(const byte_source& source, std::string_view text) : source_(source), text_(text) {}

    void run()
    {
        const char* const all = text_.data() + text_.size();
        nlohmann::json::sax_parse(watched_bytes{text_.data(), &furthest_}, watched_bytes{all, &furthest_}, this);
    }

    bool start_object(std::size_t) override
    {
        if (place_ == place::nowhere) {
            place_ = place::header;
        } else if (place_ == place::header && key_ == "__metadata__") {
            place_ = place::metadata;
        } else if (place_ == place::header) {
            place_ = place::tensor;
            current_ = {};
            current_.info.name = key_;
            type_.reset(), shape_.reset(), offsets_.reset();
        } else {
            unexpected("an object");
        }
        return true;
    }
    bool key(std::string& name) override
    {
        bool is_new = true;
        if (place_ == place::header) {
            is_new = names_.insert(name).second;
        } else if (place_ == place::metadata) {
            is_new = metadata.emplace(name, std::string()).second;
        } else {
            if (name != "dtype" && name != "shape" && name != "data_offsets")
                fail("key " + detail::quoted(name) + of_tensor() + ", expected dtype, shape or data_offsets");
            is_new = name == "dtype" ? !type_ : name == "shape" ? !shape_ : !offsets_;
        }
        if (!is_new) fail("key " + detail::quoted(name) + " once more, expected each key once");
        key_ = name;
        return true;
    }
    bool end_object() override
    {
        if (place_ == place::tensor) {
            if (!type_ || !shape_ || !offsets_)
                fail(std::string("no ") +
                     (!type_    ? "dtype"
                      : !shape_ ? "shape"
                                : "data_offsets") +
                     of_tensor() + ", expected dtype, shape and data_offsets");
            current_.info.type = *type_;
            current_.info.shape = *std::move(shape_);
            current_.begin = offsets_->front();
            current_.end = offsets_->back();
            current_.place = here();
            tensors.push_back(std::move(current_));
        }
        place_ = place_ == place::header ? place::nowhere : place::header;
        return true;
    }
    bool string(std::string& text) override
    {
        if (place_ == place::metadata) {
            metadata[key_] = text;
        } else if (place_ == place::tensor && key_ == "dtype") {
            type_ = read_element_type(text);
            if (!type_) fail("dtype " + detail::quoted(text) + of_tensor() + ", expected one of " + all_types());
        } else {
            unexpected("a string");
        }
        return true;
    }
    bool start_array(std::size_t) override
    {
        if (place_ != place::tensor || key_ == "dtype") unexpected("an array");
        place_ = place::numbers;
        (key_ == "shape" ? shape_ : offsets_).emplace();
        return true;
    }
    bool number_unsigned(std::uint64_t number) override
    {
        if (place_ != place::numbers) unexpected("a number");
        const bool is_shape = key_ == "shape";
        auto& numbers = is_shape ? *shape_ : *offsets_;
        const std::size_t most = is_shape ? most_dimensions : 2;
        if (numbers.size() == most)
            fail("one number more in " + key_ + of_tensor() + ", expected at most " + std::to_string(most));
        numbers.push_back(number);
        return true;
    }
    bool end_array() override
    {
        if (key_ == "data_offsets" && offsets_->size() != 2)
            fail(std::to_string(offsets_->size()) + " data_offsets" + of_tensor() + ", expected two: begin and end");
        place_ = place::tensor;
        return true;
    }
    bool null() override { unexpected("null"); }
    bool boolean(bool) override { unexpected("a boolean"); }
    bool number_integer(std::int64_t) override { unexpected("a negative number"); }
    bool number_float(double, const std::string& text) override { unexpected("the number " + detail::quoted(text)); }
    bool binary(nlohmann::json::binary_t&) override { unexpected("bytes"); }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override
    {
        constexpr std::size_t most = 20;
        const std::string_view seen = text_.substr(0, seen_bytes());
        fail("the JSON breaks off after " + detail::quoted(seen.substr(seen.size() - std::min(most, seen.size()))) +
             ", expected a header such as {\"name\": {\"dtype\": \"F32\", \"shape\": [2, 3], \"data_offsets\": [0, "
             "24]}}");
    }

    [[noreturn]] void fail(const std::string& what) const { source_.fail(here(), what); }

private:
    enum class place : unsigned char { nowhere, header, metadata, tensor, numbers };

    std::size_t seen_bytes() const
    {
        return furthest_ == nullptr ? 0 : static_cast<std::size_t>(furthest_ - text_.data());
    }
    std::uint64_t here() const { return 8 + std::uint64_t{seen_bytes()} - (seen_bytes() == 0 ? 0 : 1); }
    std::string of_tensor() const { return " of tensor " + detail::quoted(current_.info.name); }
    [[noreturn]] void unexpected(const std::string& what) const
    {
        switch (place_) {
            case place::nowhere:
                fail(what + ", expected an object");
            case place::header:
                fail(what + " for " + detail::quoted(key_) + ", expected an object");
            case place::metadata:
                fail(what + " for " + detail::quoted(key_) + " of the metadata, expected a string");
            case place::numbers:
                fail(what + " in " + key_ + of_tensor() + ", expected whole numbers of 64 bits");
            case place::tensor:
                break;
        }
        fail(what + " for " + key_ + of_tensor() + ", expected " +
             (key_ == "dtype"   ? "a string"
              : key_ == "shape" ? "an array of sizes"
                                : "an array of begin and end"));
    }
    static std::string all_types()
    {
        std::string all;
        for (const element_type_card& card : element_types) {
            if (!all.empty()) all += ", ";
            all += card.name;
        }
        return all;
    }

    const byte_source& source_;
    std::string_view text_;
    const char* furthest_ = nullptr;
    place place_ = place::nowhere;
    std::string key_;
    std::set<std::string> names_;
    found_tensor current_;
    std::optional<element_type> type_;
    std::optional<std::vector<std::uint64_t>> shape_, offsets_;
};

}  // namespace lowp::detail

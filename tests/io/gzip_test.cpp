// tests/io/gzip_test.cpp -- compressed files give their content or say where they stop making sense.
#include "lowp/io/gzip.hpp"

#include "lowp/io/idx.hpp"
#include "lowp/io/libsvm.hpp"
#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/thrown.hpp"

using namespace lowp;

namespace {

// What the program gzip made of it, without a name and a time.
const std::string text = "low precision, low precision, low precision\n";
const unsigned char text_bytes[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xcb, 0xc9, 0x2f,
                                    0x57, 0x28, 0x28, 0x4a, 0x4d, 0xce, 0x2c, 0xce, 0xcc, 0xcf, 0xd3, 0x51, 0xc8,
                                    0xc1, 0xc3, 0xe5, 0x02, 0x00, 0x73, 0xc7, 0xc2, 0xad, 0x2c, 0x00, 0x00, 0x00};
const std::string text_packed(reinterpret_cast<const char*>(text_bytes), sizeof text_bytes);

// The same by zlib, for contents of any size.
std::string packed(const std::string& content)
{
    z_stream state{};
    REQUIRE(deflateInit2(&state, 1, Z_DEFLATED, 16 + 15, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string bytes(deflateBound(&state, static_cast<uLong>(content.size())), '\0');
    std::string copy = content;
    state.next_in = reinterpret_cast<Bytef*>(copy.data());
    state.avail_in = static_cast<uInt>(copy.size());
    state.next_out = reinterpret_cast<Bytef*>(bytes.data());
    state.avail_out = static_cast<uInt>(bytes.size());
    REQUIRE(deflate(&state, Z_FINISH) == Z_STREAM_END);
    bytes.resize(bytes.size() - state.avail_out);
    deflateEnd(&state);
    return bytes;
}

// Bytes that do not repeat soon.
std::string noise(std::size_t n)
{
    std::string bytes;
    std::uint64_t state = 5;
    for (std::size_t i = 0; i < n; ++i) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        bytes += static_cast<char>(state >> 56);
    }
    return bytes;
}

std::string complaint(const std::string& bytes, std::uint64_t limit = most_unpacked)
{
    return thrown_by([&] { unpacked(bytes, "f.gz", limit); });
}

}  // namespace

TEST_CASE("what was packed comes out again", "[io]")
{
    CHECK(unpacked(text_packed, "f.gz") == text);
    constexpr std::size_t piece = std::size_t{1} << 18;
    for (const std::size_t n : {std::size_t{0}, std::size_t{1}, piece - 1, piece, piece + 1, 5 * piece})
        for (const std::string& content : {noise(n), std::string(n, 'x')}) {
            const bool same = unpacked(packed(content), "f.gz") == content;
            CHECK(same);
        }
}

TEST_CASE("parts that follow each other are one content", "[io]")
{
    const std::string more = noise(1000);
    CHECK(unpacked(text_packed + packed(more) + packed("") + text_packed, "f.gz") == text + more + text);
    CHECK(complaint(text_packed + "x") ==
          "f.gz:byte 39: something else follows, expected the end or more compressed data");
    CHECK(complaint(text_packed + text_packed.substr(0, 1)) ==
          "f.gz:byte 39: something else follows, expected the end or more compressed data");
    CHECK(complaint(text_packed + text_packed.substr(0, 20)) ==
          "f.gz:byte 59: the file ends, expected more compressed data");
}

TEST_CASE("a file that is cut off is told with its end", "[io]")
{
    for (const std::string& none : {std::string(), std::string("\x1f"), std::string("text"), std::string("\x8b\x1f")})
        CHECK(complaint(none) == "f.gz:byte 0: not compressed, expected gzip's bytes 1f 8b");
    for (std::size_t n = 2; n < text_packed.size(); ++n)
        CHECK(complaint(text_packed.substr(0, n)) ==
              "f.gz:byte " + std::to_string(n) + ": the file ends, expected more compressed data");
    const std::string large = packed(noise(1'000'000));
    CHECK(complaint(large.substr(0, 600'000)) == "f.gz:byte 600000: the file ends, expected more compressed data");
}

TEST_CASE("bits that have changed are found", "[io]")
{
    std::string bytes = text_packed;
    bytes[bytes.size() - 8] ^= 1;  // the checksum
    CHECK(complaint(bytes) == "f.gz:byte 35: corrupt (incorrect data check), expected compressed data");
    bytes = text_packed;
    bytes[bytes.size() - 1] ^= 1;  // the length
    CHECK(complaint(bytes) == "f.gz:byte 39: corrupt (incorrect length check), expected compressed data");
    bytes = text_packed;
    bytes[2] = 7;
    CHECK(complaint(bytes).ends_with(": corrupt (unknown compression method), expected compressed data"));

    // A bit of the header's time and hints, or of the padding, may change and harm nothing; the content never does.
    std::size_t harmless = 0;
    for (std::size_t i = 0; i < 8 * text_packed.size(); ++i) {
        bytes = text_packed;
        bytes[i / 8] = static_cast<char>(bytes[i / 8] ^ (1 << i % 8));
        CAPTURE(i);
        const std::string message = complaint(bytes);
        if (message.empty()) {
            ++harmless;
            CHECK(unpacked(bytes, "f.gz") == text);
        } else {
            CHECK(message.starts_with("f.gz:byte "));
        }
    }
    CHECK((harmless >= 48 && harmless < 64));
}

TEST_CASE("no more is unpacked than the limit allows", "[io]")
{
    CHECK(unpacked(text_packed, "f.gz", 44) == text);
    CHECK(complaint(text_packed, 43).ends_with(": unpacks to more than the limit, expected at most 43 bytes"));
    CHECK(complaint(text_packed, 0).ends_with(": unpacks to more than the limit, expected at most 0 bytes"));
    CHECK(unpacked(packed(""), "f.gz", 0).empty());
    // The limit is for all parts together.
    CHECK(unpacked(text_packed + text_packed, "f.gz", 88) == text + text);
    CHECK(complaint(text_packed + text_packed, 87).ends_with("expected at most 87 bytes"));
    const std::string zeros = packed(std::string(10'000'000, '\0'));
    CHECK(complaint(zeros, 9'999'999).ends_with("expected at most 9999999 bytes"));
    CHECK(unpacked(zeros, "f.gz", 10'000'000).size() == 10'000'000);
}

TEST_CASE("files are unpacked if they are compressed, whatever their names", "[io]")
{
    const own_folder here;
    const auto plain = here.file("plain.gz", text), small = here.file("packed.txt", text_packed);
    CHECK(read_any(plain) == text);
    CHECK(read_any(plain, 0) == text);  // nothing is unpacked
    CHECK(read_any(small) == text);
    CHECK(read_any(here.file("empty", "")).empty());
    CHECK(read_gzip(small) == text);
    CHECK(thrown_by([&] { read_gzip(plain); }) ==
          plain.string() + ":byte 0: not compressed, expected gzip's bytes 1f 8b");
    CHECK(thrown_by([&] { read_any(small, 43); }).starts_with(small.string() + ":byte "));
    CHECK(thrown_by([&] { read_gzip(small, 43); }).starts_with(small.string() + ":byte "));
    const std::string missing = (here.path / "missing").string();
    CHECK(thrown_by([&] { read_gzip(missing); }) == missing + ": cannot be read, expected a compressed file");
    CHECK(thrown_by([&] { read_any(missing); }) == missing + ": cannot be read, expected a file");
    CHECK(thrown_by([&] { read_any(here.path); }) == here.path.string() + ": is a folder, expected a file");
}

TEST_CASE("the readers of data take what was unpacked", "[io]")
{
    const own_folder here;
    const auto sparse = here.file("a.gz", packed("+1 1:0.5\n-1 2:2\n"));
    CHECK(read_libsvm_text(read_any(sparse), sparse.string()).dimension() == 2);

    const std::string images("\0\0\x08\x03\0\0\0\x01\0\0\0\x01\0\0\0\x02\x05\xff", 18),
        labels("\0\0\x08\x01\0\0\0\x01\x04", 9);
    const auto of_images = here.file("i.gz", packed(images)), of_labels = here.file("l.gz", packed(labels));
    const data_set data =
        read_idx_text(read_any(of_images), read_any(of_labels), of_images.string(), of_labels.string());
    CHECK((data.dimension == 2 && data.features[1] == 1.0f && data.labels[0] == 4));
}

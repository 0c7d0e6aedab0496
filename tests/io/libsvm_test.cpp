// tests/io/libsvm_test.cpp -- which LIBSVM files are read, and what is said of the others.
#include "lowp/io/libsvm.hpp"

#include <cmath>

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/thrown.hpp"

using namespace lowp;

namespace {

sparse_set read(const std::string& text, std::size_t columns = 0) { return read_libsvm_text(text, "f.txt", columns); }
std::string complaint(const std::string& text, std::size_t columns = 0)
{
    return thrown_by([&] { read(text, columns); });
}

// Rows in the form that was read, for comparing.
std::string shown(const sparse_set& set)
{
    std::string text;
    for (std::size_t i = 0; i < set.size(); ++i) {
        text += std::to_string(set.targets[i]);
        const auto row = set.features.row(i);
        for (std::size_t k = 0; k < row.size(); ++k)
            text += " " + std::to_string(row.columns[k]) + ":" + std::to_string(row.values[k]);
        text += "\n";
    }
    return text;
}

std::string with_carriage_returns(const std::string& text)
{
    std::string all;
    for (const char c : text) {
        if (c == '\n') all += '\r';
        all += c;
    }
    return all;
}

}  // namespace

TEST_CASE("a line is a target and the elements that are not zero", "[io]")
{
    const std::string good = "-1 1:0.5 3:-2 7:1e1\n+1\n2.25 2:.5\n";
    const std::string spaced = " -1\t1:0.5  3:-2 \t 7:+10.0 \n+1 \n\t2.25 2:5e-1";
    const std::string remarked = "# width 1:2 height\n-1 1:0.5 3:-2 7:10 # 9:1\n+1# none\n \t#\n2.25 2:.5#\n#the end";
    for (const std::string& text : {good, good.substr(0, good.size() - 1), good + "\n \n\t\r\n", spaced, remarked,
                                    with_carriage_returns(good), with_carriage_returns(remarked)}) {
        CAPTURE(text);
        const sparse_set set = read(text);
        CHECK((set.size() == 3 && set.dimension() == 7 && set.features.rows() == 3 && set.features.kept() == 4));
        CHECK(shown(set) == "-1.000000 0:0.500000 2:-2.000000 6:10.000000\n1.000000\n2.250000 1:0.500000\n");
        CHECK(shown(read(text, 9)) == shown(set));
        CHECK(read(text, 9).dimension() == 9);
        CHECK(read(text, 7).dimension() == 7);
    }
}

TEST_CASE("zeros that are written out are columns, and nothing in memory", "[io]")
{
    const sparse_set set = read("1 1:0 2:3 3:-0.0 5:1e-60\n2 4:0\n");
    CHECK(set.dimension() == 5);
    CHECK(shown(set) == "1.000000 1:3.000000\n2.000000\n");
}

TEST_CASE("numbers are binary32, rounded once", "[io]")
{
    const sparse_set set = read("0.1 1:1.0000000596046447753906250000000000000000001 2:1e-45 3:16777217\n");
    CHECK(set.targets == std::vector<float>{0.1f});
    const auto values = set.features.row(0).values;
    CHECK((values[0] == 1.0f + 0x1p-23f && values[1] == 0x1p-149f && values[2] == 0x1p24f));
}

TEST_CASE("indices go up to 2^32 - 2", "[io]")
{
    const sparse_set set = read("1 1:1 4294967294:2\n");
    CHECK((set.dimension() == 4294967294u && set.features.row(0).columns[1] == 4294967293u));
}

TEST_CASE("anything else is told with its line, column and what was expected", "[io]")
{
    const std::pair<std::string, std::string> bad[] = {
        {"", "1:1: no samples, expected lines of a target and index:value pairs"},
        {"\n\n", "1:1: no samples, expected lines of a target and index:value pairs"},
        {"# only\n# remarks\n", "1:1: no samples, expected lines of a target and index:value pairs"},
        {"1\n-1\n", "1:1: no features in any line, expected index:value pairs after a target"},
        {"\n1 1:1\n", "1:1: an empty line, expected a target and index:value pairs"},
        {"1 1:1\n \n1 1:1\n", "2:1: an empty line, expected a target and index:value pairs"},
        {"1 1:1\n1:1 2:1\n", "2:1: target '1:1', expected a finite number of binary32"},
        {"1 1:1\n  one 2:1\n", "2:3: target 'one', expected a finite number of binary32"},
        {"1,2 1:1\n", "1:1: target '1,2', expected a finite number of binary32"},
        {"nan 1:1\n", "1:1: target 'nan', expected a finite number of binary32"},
        {"-inf 1:1\n", "1:1: target '-inf', expected a finite number of binary32"},
        {"4e38 1:1\n", "1:1: target '4e38', expected a finite number of binary32"},
        {"1 1:1 5\n", "1:7: '5' has no colon, expected index:value"},
        {"1 1:1\n1 1 :5\n", "2:3: '1' has no colon, expected index:value"},
        {"1 qid:3 1:1\n", "1:3: index 'qid', expected a whole number from 1 on"},
        {"1 :5\n", "1:3: index '', expected a whole number from 1 on"},
        {"1 -1:5\n", "1:3: index '-1', expected a whole number from 1 on"},
        {"1 +1:5\n", "1:3: index '+1', expected a whole number from 1 on"},
        {"1 1.0:5\n", "1:3: index '1.0', expected a whole number from 1 on"},
        {"1 0x1:5\n", "1:3: index '0x1', expected a whole number from 1 on"},
        {"1 0:5 1:2\n", "1:3: index '0' is zero-based, expected indices from 1 on"},
        {"1 1:1\n1\t 2:1 00:1\n", "2:8: index '00' is zero-based, expected indices from 1 on"},
        {"1 1:5 3:1 2:1\n", "1:11: index '2' after 3, expected ascending indices"},
        {"1 1:5 3:0 3:1\n", "1:11: index '3' after 3, expected ascending indices"},
        {"1 4294967295:1\n", "1:3: index '4294967295' is out of range, expected indices from 1 to 4294967294"},
        {"1 99999999999999999999:1\n",
         "1:3: index '99999999999999999999' is out of range, expected indices from 1 to 4294967294"},
        {"1 1:\n", "1:5: value '', expected a finite number of binary32"},
        {"1 1: 5\n", "1:5: value '', expected a finite number of binary32"},
        {"1 1:2:3\n", "1:5: value '2:3', expected a finite number of binary32"},
        {"1 1:x\n", "1:5: value 'x', expected a finite number of binary32"},
        {"1 1:0x1\n", "1:5: value '0x1', expected a finite number of binary32"},
        {"1 1:nan\n", "1:5: value 'nan', expected a finite number of binary32"},
        {"1 1:1 2:inf\n", "1:9: value 'inf', expected a finite number of binary32"},
        {"1 1:1 2:-1e39\n", "1:9: value '-1e39', expected a finite number of binary32"},
        {"1 1:1\r2:2\n", "1:5: value '1?2:2', expected a finite number of binary32"},
        {"1 1:1 # why\n1 1:2,\n", "2:5: value '2,', expected a finite number of binary32"},
    };
    for (const auto& [text, message] : bad) {
        CAPTURE(text);
        CHECK(complaint(text) == "f.txt:" + message);
    }
}

TEST_CASE("a number of columns that is given is a limit", "[io]")
{
    CHECK(complaint("1 1:1 3:1\n-1 2:1 4:1\n", 3) ==
          "f.txt:2:8: index '4' is out of range, expected indices from 1 to 3");
    CHECK(complaint("1 1:1 4:0\n", 3) == "f.txt:1:7: index '4' is out of range, expected indices from 1 to 3");
    CHECK(complaint("", 3) == "f.txt:1:1: no samples, expected lines of a target and index:value pairs");
    // Samples of zeros alone are no mistake where the number of columns is known.
    const sparse_set zeros = read("1\n-1\n", 3);
    CHECK((zeros.size() == 2 && zeros.dimension() == 3 && zeros.features.kept() == 0));
}

TEST_CASE("LIBSVM files are read by their path", "[io]")
{
    const own_folder here;
    const auto path = here.file("train", "+1 1:1 2:2\n-1 2:1\n");
    CHECK(shown(read_libsvm(path)) == shown(read("1 1:1 2:2\n-1 2:1\n")));
    CHECK(read_libsvm(path, 5).dimension() == 5);
    CHECK(thrown_by([&] { read_libsvm(path, 1); }) ==
          path.string() + ":1:8: index '2' is out of range, expected indices from 1 to 1");
    const std::string missing = (here.path / "missing").string();
    CHECK(thrown_by([&] { read_libsvm(missing); }) == missing + ": cannot be read, expected a LIBSVM file");
    CHECK(thrown_by([&] { read_libsvm(here.path); }) == here.path.string() + ": is a folder, expected a LIBSVM file");
    const auto packed = here.file("train.gz", "\x1f\x8b\x08");
    CHECK(thrown_by([&] { read_libsvm(packed); }) ==
          packed.string() + ": is compressed, expected a LIBSVM file; read_any of lowp/io/gzip.hpp unpacks it");
}

TEST_CASE("whatever the bytes, a text is read as a consistent sparse set or refused in one line", "[io]")
{
    const std::string seeds[] = {"+1 1:0.5 3:-2 7:1e1 # x\n-1\n2.25 2:.5\n", "0\t1:1 2:1\r\n1 3:1 \r\n\r\n",
                                 "#\n-1 10:1e-30 4294967294:3\n"};
    std::uint64_t state = 7;
    const auto below = [&](std::size_t n) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<std::size_t>(state >> 33) % n;
    };
    const std::string likely = "0123456789::::  \n\n\r\t.-+e#na";
    std::size_t read_well = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string text = seeds[below(3)];
        for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
            const std::size_t at = below(text.size() + 1);
            const char byte = below(4) == 0 ? static_cast<char>(below(256)) : likely[below(likely.size())];
            if (below(3) == 0 || at == text.size())
                text.insert(at, 1, byte);
            else if (below(3) == 0)
                text.erase(at, 1 + below(6));
            else
                text[at] = byte;
        }
        try {
            const sparse_set set = read(text);
            ++read_well;
            bool consistent = set.size() > 0 && set.dimension() > 0 && set.features.rows() == set.size();
            for (std::size_t i = 0; i < set.size(); ++i) {
                const auto row = set.features.row(i);
                consistent = consistent && std::isfinite(set.targets[i]);
                for (std::size_t k = 0; k < row.size(); ++k)
                    consistent = consistent && row.columns[k] < set.dimension() && std::isfinite(row.values[k]) &&
                                 row.values[k] != 0 && (k == 0 || row.columns[k - 1] < row.columns[k]);
            }
            if (!consistent) FAIL("read inconsistently: " << text);
        } catch (const std::runtime_error& error) {
            const std::string message = error.what();
            const bool one_line = message.starts_with("f.txt:") && message.find(", expected ") != std::string::npos &&
                                  message.find('\n') == std::string::npos;
            if (!one_line) FAIL("refused with '" << message << "': " << text);
        }
    }
    CHECK((read_well > 1000 && read_well < 19000));
}

// tests/io/csv_test.cpp -- which CSV files are read, and what is said of the others.
#include "lowp/io/csv.hpp"

#include <fstream>
#include <string>

#include "support/catch.hpp"

using namespace lowp;

namespace {

data_set read(const std::string& text) { return read_csv_text(text, "f.csv"); }

// What is thrown for a text; "" when it is read.
std::string complaint(const std::string& text)
{
    try {
        read(text);
        return "";
    } catch (const std::runtime_error& error) {
        return error.what();
    }
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

TEST_CASE("numbers and a label a line, however it is written", "[io]")
{
    const std::string good = "1,-2.5,0\n3e1,.5,2\n+4,1e-3,1\n";
    const std::string spaced = " 1 ,\t-2.5 , 0 \n 3e1,.5,2\t\n+4 , 1e-3, 1";
    for (const std::string& text :
         {good, good.substr(0, good.size() - 1), good + "\n", good + "\n \n\t\r\n", with_carriage_returns(good), spaced,
          "width,height,kind\n" + good, "a b,\"c\",\n" + good, with_carriage_returns("x,y,z\n" + good + "\n\n"),
          "3,2,setosa,versicolor,virginica\n" + good}) {
        CAPTURE(text);
        const data_set data = read(text);
        CHECK((data.dimension == 2 && data.classes == 3 && data.size() == 3));
        CHECK(data.features == aligned_vector<float>{1, -2.5f, 30, 0.5f, 4, 1e-3f});
        CHECK(data.labels == std::vector<std::uint32_t>{0, 2, 1});
    }
    // Classes that scikit-learn's line names exist even if no sample has them; otherwise the highest label counts.
    CHECK(read("1,1,a,b,c,d\n5,0\n").classes == 4);
    CHECK(read("5,0\n6,0\n").classes == 1);
    CHECK(read("1e-400,0\n-1e-45,0\n").features ==
          aligned_vector<float>{0, -0x1p-149f});  // rounded, as all numbers are
    CHECK(read("5,1.0\n6,0\n").labels == std::vector<std::uint32_t>{1, 0});
}

TEST_CASE("anything else is told with its line and what was expected", "[io]")
{
    const std::pair<std::string, std::string> bad[] = {
        {"", "1: no samples, expected lines of numbers and a label"},
        {"\n\n", "1: no samples, expected lines of numbers and a label"},
        {"a,b,c\n", "1: no samples, expected lines of numbers and a label"},
        {"name\n1,0\n", "1: a header of one column, expected features and a label"},
        {"5\n6\n", "1: one column, expected features and a label, separated by commas"},
        {"1;2;0\n", "1: one column, expected features and a label, separated by commas"},
        {"1,2,0\n\n1,2,0\n", "2: an empty line, expected numbers and a label"},
        {"\n1,2,0\n", "1: an empty line, expected numbers and a label"},
        {"1,2,0\n1,2\n", "2: 2 fields, expected 3"},
        {"x,y,z\n1,2,0\n1,2,3,0\n", "3: 4 fields, expected 3"},
        {"1,2,0\n1,2,0,\n", "2: 4 fields, expected 3"},
        {"1,2,0\n1,,0\n", "2: column 2: '' is not a finite number"},
        {"1,2,0\n1,two,0\n", "2: column 2: 'two' is not a finite number"},
        {"1,2,0\n1,0x1,0\n", "2: column 2: '0x1' is not a finite number"},
        {"1,2,0\n1,2 3,0\n", "2: column 2: '2 3' is not a finite number"},
        {"1,2,0\n1,nan,0\n", "2: column 2: 'nan' is not a finite number"},
        {"1,2,0\n1,-inf,0\n", "2: column 2: '-inf' is not a finite number"},
        {"1,2,0\n1,1e39,0\n", "2: column 2: '1e39' is not a finite number"},
        {"nan,nan\n1,0\n", "1: column 1: 'nan' is not a finite number"},
        {"?,?\n1,0\n", "1: column 1: '?' is not a finite number"},
        {",\n1,0\n", "1: column 1: '' is not a finite number"},
        {"\"1\",\"0\"\n", "1: column 1: '\"1\"' is not a finite number"},
        {"1,0,\n", "1: column 3: '' is not a finite number"},
        {"1,0\n1,0.00000001\n",
         "2: column 2: '0.00000001' is out of range for a label, expected a whole number from 0 on"},
        {"1,0\n1,1.00000001\n",
         "2: column 2: '1.00000001' is out of range for a label, expected a whole number from 0 on"},
        {"1,2,0\n1,+-2,0\n", "2: column 2: '+-2' is not a finite number"},
        {"1,2,0\n1,2,x\n", "2: column 3: 'x' is not a finite number"},
        {"1,0\n1,-1\n", "2: column 2: '-1' is out of range for a label, expected a whole number from 0 on"},
        {"1,0\n1,0.5\n", "2: column 2: '0.5' is out of range for a label, expected a whole number from 0 on"},
        {"1,0\n1,16777216\n", "2: column 2: '16777216' is out of range for a label, expected a whole number from 0 on"},
        {"1,0\n1,2\n1,1e9\n", "3: column 2: '1e9' is out of range for a label, expected a whole number from 0 on"},
        {"x,y\n1,0\n1,7\n", "3: label 7 is out of range, expected labels below the number of samples, 2"},
        {"2,1,a,b\n1,0\n1,2\n", "3: column 2: '2' is out of range for a label, expected a whole number from 0 to 1"},
        {"3,1,a,b\n1,0\n1,1\n",
         "3: 2 samples, expected the 3 that the first line announces (samples, features, names of classes)"},
        {"1,1,a,b\n1,0\n1,1\n",
         "3: 2 samples, expected the 1 that the first line announces (samples, features, names of classes)"},
        {"2,2,a,b\n1,0\n1,1\n", "2: 2 fields, expected 3"},
        {"1,0\n1\t\x01\n2,0\n", "2: 1 fields, expected 2"},
        {"1,0\n" + std::string(50, 'x') + "\x01,0\n",
         "2: column 1: '" + std::string(40, 'x') + "...' is not a finite number"},
        {"1,0\n1\x01,0\n", "2: column 1: '1?' is not a finite number"},
        {"2,1.5,a,b\n1,0\n", "1: expected numbers of samples and features before the names of the classes"},
        {"-2,1,a,b\n1,0\n", "1: expected numbers of samples and features before the names of the classes"},
        {"2,1e30,a,b\n1,0\n", "1: expected numbers of samples and features before the names of the classes"},
    };
    for (const auto& [text, message] : bad) {
        CAPTURE(text);
        CHECK(complaint(text) == "f.csv:" + message);
    }
}

TEST_CASE("files that are not there are named", "[io]")
{
    const auto here = std::filesystem::temp_directory_path();
    CHECK_THROWS_WITH(read_csv(here), here.string() + ": is a folder, expected a CSV file");
    const auto missing = here / "lowp_no_such_file.csv", inside = missing / "x";
    CHECK_THROWS_WITH(read_csv(missing), missing.string() + ": cannot be read, expected a CSV file");
    CHECK_THROWS_AS(read_csv(inside), std::runtime_error);
    CHECK_THROWS_AS(read_csv(std::string(5000, 'x')), std::runtime_error);

    const auto path = here / "lowp_csv_test.csv";
    std::ofstream(path, std::ios::binary) << "1,0\r\n2,1\r\n";
    CHECK(read_csv(path).labels == std::vector<std::uint32_t>{0, 1});
    std::ofstream(path, std::ios::binary) << "1,0\n2\n";
    CHECK_THROWS_WITH(read_csv(path), path.string() + ":2: 1 fields, expected 2");
    std::ofstream(path, std::ios::binary) << "1,0.5\r\n2,-1\r\n";
    CHECK(read_regression_csv(path).targets == std::vector<float>{0.5f, -1});
    std::ofstream(path, std::ios::binary) << "\x1f\x8b\x08";
    const std::string packed =
        path.string() + ": is compressed, expected a CSV file; read_any of lowp/io/gzip.hpp unpacks it";
    CHECK_THROWS_WITH(read_csv(path), packed);
    CHECK_THROWS_WITH(read_regression_csv(path), packed);
    std::filesystem::remove(path);
    CHECK_THROWS_WITH(read_regression_csv(path), path.string() + ": cannot be read, expected a CSV file");
}

TEST_CASE("with a target in the place of the label any number may stand last", "[io]")
{
    const std::string good = "1,-2.5,0.1\n3e1,.5,-2e9\n+4,1e-3,1\n";
    for (const std::string& text : {good, good + "\n \n", with_carriage_returns(good), "width,height,price\n" + good}) {
        CAPTURE(text);
        const regression_set data = read_regression_csv_text(text, "f.csv");
        CHECK((data.dimension == 2 && data.size() == 3));
        CHECK(data.features == aligned_vector<float>{1, -2.5f, 30, 0.5f, 4, 1e-3f});
        CHECK(data.targets == std::vector<float>{0.1f, -2e9f, 1});
    }
    const std::pair<std::string, std::string> bad[] = {
        {"", "1: no samples, expected lines of numbers and a target"},
        {"a,b\n", "1: no samples, expected lines of numbers and a target"},
        {"name\n1,0\n", "1: a header of one column, expected features and a target"},
        {"1\n", "1: one column, expected features and a target, separated by commas"},
        {"1,2\n\n1,2\n", "2: an empty line, expected numbers and a target"},
        {"1,2\n1,2,3\n", "2: 3 fields, expected 2"},
        {"1,2,3\n1,nan,3\n", "2: column 2: 'nan' is not a finite number"},
        {"a,b,c\n1,inf,3\n", "2: column 2: 'inf' is not a finite number"},
        {"1,2,3\n1,2,NaN\n", "2: column 3: 'NaN' is not a finite number"},
        {"1,2,3\n1,2,1e39\n", "2: column 3: '1e39' is not a finite number"},
        {"2,1,a,b\n1,0\n", "1: column 3: 'a' is not a finite number"},
    };
    for (const auto& [text, message] : bad) {
        CAPTURE(text);
        CHECK_THROWS_WITH(read_regression_csv_text(text, "f.csv"), "f.csv:" + message);
    }
}

TEST_CASE("whatever the bytes, a text is read as a consistent data set or refused in one line", "[io]")
{
    const std::string seeds[] = {"x,y,z\n1,2,0\n3,4,1\n5,6,1\n", "3,2,a,b\r\n1,2,0\r\n3,4,1\r\n5,6,1\r\n",
                                 "1,2,0\n-3e2,.4,1\n"};
    std::uint64_t state = 7;
    const auto below = [&](std::size_t n) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<std::size_t>(state >> 33) % n;
    };
    const std::string likely = "0123456789,,,\n\n\r .-+eExna\"\t";
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
            const data_set data = read(text);
            ++read_well;
            bool consistent =
                data.size() > 0 && data.dimension > 0 && data.features.size() == data.size() * data.dimension;
            for (const float x : data.features) consistent = consistent && std::isfinite(x);
            for (const auto label : data.labels) consistent = consistent && label < data.classes;
            if (!consistent) FAIL("read inconsistently: " << text);
        } catch (const std::runtime_error& error) {
            const std::string message = error.what();
            const bool names_line = message.starts_with("f.csv:") && message.find(": ", 6) != std::string::npos;
            if (!names_line) FAIL("refused with '" << message << "': " << text);
        }
    }
    CHECK((read_well > 1000 && read_well < 19000));
}

#include "support/configurations.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "lowp/io/csv.hpp"

std::vector<configuration> read_configurations(const std::string& path)
{
    const std::string text = lowp::read_plain_file(path, "a CSV file of configurations");
    lowp::detail::csv_place at{path};
    std::vector<configuration> all;
    for (std::string_view rest = text; !rest.empty();) {
        const auto fields = lowp::detail::csv_fields(lowp::detail::trimmed(lowp::detail::take_line(rest)));
        ++at.line;
        if (at.line == 1) {
            if (fields.size() != 3 || fields[0] != "name" || fields[1] != "A" || fields[2] != "B")
                at.fail("expected the header name,A,B");
            continue;
        }
        if (fields.size() != 3 || std::ranges::any_of(fields, [](auto field) { return field.empty(); }))
            at.fail("expected three fields: a name, the format A, the format B");
        if (std::ranges::count(all, fields[0], &configuration::name) != 0)
            at.fail("configuration '" + std::string(fields[0]) + "' is there already, expected another name");
        all.push_back({std::string(fields[0]), std::string(fields[1]), std::string(fields[2])});
    }
    if (all.empty()) throw std::runtime_error(path + ": no configurations, expected lines of name,A,B");
    return all;
}

#include "roundoff/operation.hpp"

#include <stdexcept>

#include "lowp/precision/operation_error.hpp"
#include "support/side_by_side.hpp"

using namespace lowp;

std::vector<std::string> operations_to_measure() { return names_of(operation_names); }
void check_operation(const std::string& name) { parse_operation(name); }

void measure_operation(const std::string& name, std::span<const float> x, std::size_t depth,
                       std::vector<rounding_way>& ways, long threads)
{
    const operation what = parse_operation(name);
    for (const rounding_way& one : ways)
        if (!one.format())
            throw std::invalid_argument("--operation " + name + " given with " + one.name() +
                                        ", whose blocks have scales of their own: no arithmetic is defined in it, "
                                        "expected formats without");
    side_by_side(ways.size(), threads, [&](std::size_t k) {
        const any_quantizer q{*ways[k].format(), ways[k].mode()};
        operation_options options;
        options.depth = depth;
        options.draw = stream{1}.fork("updates");
        ways[k].set_error(error_of(what, q, x, options));
    });
}

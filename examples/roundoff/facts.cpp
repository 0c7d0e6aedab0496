#include "roundoff/facts.hpp"

#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "lowp/core/bits.hpp"
#include "lowp/core/unfused.hpp"
#include "lowp/quantize/error_sums.hpp"

namespace {

using namespace lowp;

// Sixteen sums of every sixteenth number, so that they need not wait for each other, and one after the other at the
// end.
double power_of(std::span<const float> x)
{
    double sums[16] = {};
    for (std::size_t k = 0; k < x.size(); ++k) {
        const double one = (to_bits(x[k]) & ~sign_pattern<float>) < infinity_pattern<float> ? x[k] : 0;
        sums[k % 16] += unfused_product(one, one);
    }
    double all = 0;
    for (const double one : sums) all += one;
    return all;
}

}  // namespace

input_facts facts_of(number_source& from, progress_line& progress)
{
    input_facts facts;
    strata spread;
    long_sum power;
    bool met = false;
    std::vector<float> part(part_of_stream);
    while (const std::size_t n = from.read(part)) {
        const std::span<const float> x(part.data(), n);
        spread.add(x);
        power.add(power_of(x));
        for (const float one : x) {
            const std::uint32_t magnitude = to_bits(one) & ~sign_pattern<float>;
            if (magnitude >= infinity_pattern<float>) {
                facts.infinite += magnitude == infinity_pattern<float>;
                continue;
            }
            facts.smallest = met && facts.smallest < one ? facts.smallest : one;
            facts.largest = met && facts.largest > one ? facts.largest : one;
            met = true;
        }
        facts.count += n;
        progress.show("reading", from.done() / 2);
    }
    facts.strata = spread.list();
    for (const stratum& one : facts.strata) facts.finite += one.count;
    if (facts.count == 0) throw std::runtime_error(from.place() + ": no numbers, expected some");
    if (facts.finite == 0)
        throw std::runtime_error(from.place() + ": none of the " + std::to_string(facts.count) +
                                 " numbers is finite, expected one at least");
    facts.rms = std::sqrt(power.value() / static_cast<double>(facts.finite));
    return facts;
}

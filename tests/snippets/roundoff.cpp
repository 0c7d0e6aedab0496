// tests/snippets/roundoff.cpp -- what the README shows of round-off errors.
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <vector>

#include "lowp/lowp.hpp"

// [snippet
using namespace lowp;

quantization_error cost_of(std::span<const float> x, std::span<const float> more)
{
    const quantizer q{e4m3fn, stochastic{stream{42}}};
    quantization_error e = error_of(q, x, {.threads = 4});    // rounds as it measures: no second array
    e.add_rounded(more, q, {.first = x.size()});              // a stream goes on, of any length
    e += error_of(q, x);                                      // errors of parts add up
    return e;
}

void print(const quantization_error& e)
{
    std::printf("%.1f dB, bias %.1e +- %.1e, at most %.2f ulps\n", e.sqnr_db(), e.bias(), e.bias_standard_error(),
                e.largest_ulps());
    std::printf("%.1f %% flushed, %zu codes of %.1f bits\n", 100 * e.share(e.counts().flushed), e.codes().distinct(),
                e.codes().entropy());
    std::printf("theory: at most %g of a number\n", theory::unit_roundoff(e4m3fn, theory::rounded::stochastically));
}
// snippet]

int main()
{
    std::vector<float> x(1000);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 1 + static_cast<float>(i) / 1000;
    const quantization_error e = cost_of(std::span(x).first(700), std::span(x).subspan(700));
    print(e);
    return e.elements() == 1700 && e.sqnr_db() > 25 && e.sqnr_db() < 40 ? EXIT_SUCCESS : EXIT_FAILURE;
}

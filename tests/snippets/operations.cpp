// tests/snippets/operations.cpp -- what the README shows of the error of operations.
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/precision/operation_error.hpp"
#include "lowp/random/distribution.hpp"

// [snippet
using namespace lowp;

void print_costs(const any_quantizer& q, std::size_t depth)
{
    std::vector<float> x(1 << 16);
    fill(distribution::student_t3, stream{1}, x);  // or weights, activations, gradients of yours
    for (const auto name : operation_names) {      // conversion, dot, sum, softmax, layer_norm, sgd_update, composed
        const quantization_error e = error_of(parse_operation(name), q, x, {.depth = depth});
        std::printf("%-12s %6.1f dB, bias %.1e\n", name.data(), e.sqnr_db(), e.bias());
    }
    const update_error u = error_of_update(q, x, 1e-3, stream{2});  // updates a thousandth of the weights
    std::printf("of updates survives: %.3f\n", u.surviving);        // bfloat16, to nearest: 0.67
}
// snippet]

int main()
{
    print_costs(any_quantizer{bfloat16}, 256);
    std::vector<float> w(1 << 16);
    fill(distribution::normal, stream{1}, w);
    const double nearest = error_of_update(any_quantizer{bfloat16}, w, 1e-3, stream{2}).surviving;
    const double drawn = error_of_update({bfloat16, stochastic{stream{3}}}, w, 1e-3, stream{2}).surviving;
    std::printf("%.3f %.3f\n", nearest, drawn);
    return nearest > 0.4 && nearest < 0.6 && drawn > 0.97 && drawn < 1.03 ? EXIT_SUCCESS : EXIT_FAILURE;
}

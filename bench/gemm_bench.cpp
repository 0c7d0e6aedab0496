// bench/gemm_bench.cpp -- matrix products in every precision beside float32's, other libraries', and the machine's
// peak.
//
// One thread, but for the last row; packing and decoding are inside all times. The second table holds ratios to the
// bars that the library has set itself, of which it names those that are met on all shapes they hold for. The options
// are Google Benchmark's.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>

#include "lowp/format/named.hpp"
#include "lowp/linalg/gemm.hpp"
#include "lowp/linalg/machine.hpp"
#include "lowp/linalg/matrix.hpp"
#include "lowp/quantize/block.hpp"
#include "lowp/quantize/encode.hpp"
#include "lowp/random/stream.hpp"
#include "lowp/round/round_by_sum.hpp"
#include "support/gemm_table.hpp"
#include "support/peers.hpp"

namespace accumulate = lowp::accumulate;
using bench::shape;
using lowp::gemm;
using lowp::known;
using lowp::matrix;
using lowp::packed_matrix;
using lowp::quantizer;

namespace {

matrix<float> numbers(std::size_t rows, std::size_t columns, std::uint64_t seed)
{
    matrix<float> m(rows, columns);
    const lowp::stream draw{seed};
    for (std::size_t i = 0; i < m.span().size(); ++i) m.span()[i] = 2 * draw.uniform(i) - 1;
    return m;
}
template <class F>
packed_matrix<F> codes(const F& f, std::size_t rows, std::size_t columns, std::uint64_t seed)
{
    packed_matrix w(f, rows, columns);
    encode(numbers(rows, columns, seed).view(), w);
    return w;
}

// What is timed owns its matrices.
template <class A, class B, class Work>
auto with(A a, B b, const shape& s, Work work)
{
    struct held {
        A a;
        B b;
        matrix<float> c;
    };
    const auto all = std::make_shared<held>(held{std::move(a), std::move(b), matrix<float>(s.m, s.n)});
    return [all, work] { work(all->a, all->b, all->c); };
}
template <class Accumulate = accumulate::wide>
auto of_floats(Accumulate by = {}, lowp::gemm_options options = {})
{
    return [=](const shape& s) {
        return with(numbers(s.m, s.k, 1), numbers(s.k, s.n, 2), s,
                    [=](const auto& a, const auto& b, auto& c) { gemm(a, b, c, by, options); });
    };
}
template <class F, class G, class Accumulate = accumulate::wide>
auto of_codes(F f, G g, Accumulate by = {}, lowp::gemm_options options = {})
{
    return [=](const shape& s) {
        return with(codes(f, s.m, s.k, 1), codes(g, s.k, s.n, 2), s,
                    [=](const auto& a, const auto& b, auto& c) { gemm(a, b, c, by, options); });
    };
}
// Runs along the depth in both.
template <class E>
auto of_blocks(lowp::block_format<E> f)
{
    return [=](const shape& s) {
        const lowp::block_quantizer q{f};
        return with(q.encode(numbers(s.m, s.k, 1).view()), q.encode(numbers(s.n, s.k, 2).view()), s,
                    [](const auto& a, const auto& b, auto& c) { gemm(a, lowp::transposed(b), c); });
    };
}
// The loop that one would write: everything inlined, and one sum after the other.
auto scalar_loop()
{
    return [](const shape& s) {
        return with(numbers(s.m, s.k, 1), numbers(s.k, s.n, 2), s, [s](const auto& a, const auto& b, auto& c) {
            constexpr auto g = lowp::grid_of<float>(lowp::binary16, lowp::on_overflow::saturate);
            constexpr auto sums = lowp::sum_grid_of(g);
            for (std::size_t i = 0; i < s.m; ++i)
                for (std::size_t j = 0; j < s.n; ++j) {
                    float sum = 0;
                    for (std::size_t k = 0; k < s.k; ++k)
                        sum = lowp::round_by_sum<false>(g, sums, lowp::fused_multiply_add(a(i, k), b(k, j), sum), 0,
                                                        lowp::nearest_even{});
                    c(i, j) = sum;
                }
        });
    };
}
// Fused multiply-adds of registers alone, as many as the shape has products.
auto peak()
{
    return [](const shape& s) {
        return [rounds = s.m * s.n * s.k / (16 * lowp::lane_count)] {
            using numbers = lowp::lanes<float>;
            numbers sums[16];
            for (numbers& one : sums) one = numbers(0.0f);
            numbers factor(1.0f);
            for (std::size_t r = 0; r < rounds; ++r)
                for (numbers& one : sums) one = multiply_add(factor, factor, one);
            for (numbers& one : sums) benchmark::DoNotOptimize(one);
        };
    };
}

}  // namespace

int main(int argc, char** argv)
{
    static constexpr lowp::fixed_format q2_5{2, 5};
    const quantizer half{lowp::binary16};

    bench::gemm_table table;
    table.add("peak of float32", peak());
#if defined(LOWP_BENCH_HAS_OPENBLAS)
    table.add("OpenBLAS float32", [](const shape& s) {
        return with(numbers(s.m, s.k, 1), numbers(s.k, s.n, 2), s, [s](const auto& a, const auto& b, auto& c) {
            bench::openblas_sgemm(s, a.span().data(), b.span().data(), c.span().data())();
        });
    });
#endif
#if __has_include(<Eigen/Core>)
    table.add("Eigen float32", [](const shape& s) {
        return with(numbers(s.m, s.k, 1), numbers(s.k, s.n, 2), s, [s](const auto& a, const auto& b, auto& c) {
            bench::eigen_sgemm(s, a.span().data(), b.span().data(), c.span().data())();
        });
    });
#endif
#if defined(LOWP_BENCH_HAS_ONEDNN)
    using type = dnnl::memory::data_type;
    table.add("oneDNN float32", [](const shape& s) { return bench::onednn_matmul(s, type::f32, type::f32); });
    table.add("oneDNN bfloat16", [](const shape& s) { return bench::onednn_matmul(s, type::bf16, type::f32); });
    table.add("oneDNN s8s8", [](const shape& s) { return bench::onednn_matmul(s, type::s8, type::s32); });
#endif
    table.add("float32", of_floats());
    table.add("float32, ordered", of_floats(accumulate::ordered{}));
    table.add("float32, a turned", [](const shape& s) {
        return with(numbers(s.k, s.m, 1), numbers(s.k, s.n, 2), s,
                    [](const auto& a, const auto& b, auto& c) { gemm(transposed(a), b, c); });
    });
    table.add("float32, b turned", [](const shape& s) {
        return with(numbers(s.m, s.k, 1), numbers(s.n, s.k, 2), s,
                    [](const auto& a, const auto& b, auto& c) { gemm(a, transposed(b), c); });
    });
    table.add("bfloat16", of_codes(known<lowp::bfloat16>, known<lowp::bfloat16>));
    table.add("e4m3fn", of_codes(known<lowp::e4m3fn>, known<lowp::e4m3fn>));
    table.add("e5m2 by e4m3fn", of_codes(known<lowp::e5m2>, known<lowp::e4m3fn>));
    table.add("e4m3fn, no dot products", of_codes(known<lowp::e4m3fn>, known<lowp::e4m3fn>, accumulate::wide{},
                                                  {.use = lowp::dot_products::none}));
    table.add("e4m3fn to codes", [](const shape& s) {
        const auto out = std::make_shared<packed_matrix<lowp::floating_format>>(lowp::e4m3fn, s.m, s.n);
        return with(codes(known<lowp::e4m3fn>, s.m, s.k, 1), codes(known<lowp::e4m3fn>, s.k, s.n, 2), s,
                    [out](const auto& a, const auto& b, auto&) { gemm(a, b, *out); });
    });
    table.add("e2m1fn", of_codes(known<lowp::e2m1fn>, known<lowp::e2m1fn>));
    table.add("MXFP8", of_blocks(lowp::mxfp8_e4m3));
    table.add("NVFP4", of_blocks(lowp::nvfp4));
    table.add("q2.5 to int32", [](const shape& s) {
        const auto out = std::make_shared<matrix<std::int32_t>>(s.m, s.n);
        return with(codes(known<q2_5>, s.m, s.k, 1), codes(known<q2_5>, s.k, s.n, 2), s,
                    [out](const auto& a, const auto& b, auto&) { gemm(a, b, *out, accumulate::exact{}); });
    });
    table.add("q2.5, exact", of_codes(known<q2_5>, known<q2_5>, accumulate::exact{}));
    table.add("e4m3fn, exact", of_codes(known<lowp::e4m3fn>, known<lowp::e4m3fn>, accumulate::exact{}));
    table.add("float32, Kahan", of_floats(accumulate::kahan{}));
    table.add("e4m3fn, chunks of 8 to binary16",
              of_codes(known<lowp::e4m3fn>, known<lowp::e4m3fn>, accumulate::chunked{8, half}));
    table.add("e4m3fn, chunks of 32 to binary16",
              of_codes(known<lowp::e4m3fn>, known<lowp::e4m3fn>, accumulate::chunked{32, half}));
    table.add("e4m3fn, each k to binary16",
              of_codes(known<lowp::e4m3fn>, known<lowp::e4m3fn>, accumulate::rounded{half}), true);
    table.add("binary16, each k to binary16",
              of_codes(known<lowp::binary16>, known<lowp::binary16>, accumulate::rounded{half}), true);
    table.add("each k to binary16, scalar loop", scalar_loop(), true);
    table.add("float32, two threads", of_floats(accumulate::wide{}, {.threads = 2}));

    const char *const blas = "OpenBLAS float32", *const scalar = "each k to binary16, scalar loop";
    table.compare({"float32 / OpenBLAS", "float32", blas, 0.90, 1.0});
    table.compare({"float32 / OpenBLAS, n = 64", "float32", blas, 0.80, 0.9, 0, 1});
    table.compare({"bfloat16 / oneDNN", "bfloat16", "oneDNN bfloat16", 0.90, 0.98});
    table.compare({"bfloat16 / OpenBLAS, n = 64", "bfloat16", blas, 1.4, 1.6, 0, 1});
    table.compare({"e4m3fn / OpenBLAS", "e4m3fn", blas, 1.8, 2.05});
    table.compare({"e5m2 by e4m3fn / OpenBLAS", "e5m2 by e4m3fn", blas, 1.8, 2.05});
    table.compare({"e4m3fn, no dot products / OpenBLAS", "e4m3fn, no dot products", blas, 0.95, 1.05});
    table.compare({"q2.5 to int32 / oneDNN s8s8", "q2.5 to int32", "oneDNN s8s8", 0.85, 0.95});
    table.compare({"q2.5, exact / OpenBLAS", "q2.5, exact", blas, 1, 1});
    table.compare({"to codes / to float32", "e4m3fn to codes", "e4m3fn", 1 / 1.08, 1 / 1.05, 2, 6});
    table.compare({"MXFP8 / OpenBLAS", "MXFP8", blas, 1.2, 1.7});
    table.compare({"NVFP4 / OpenBLAS", "NVFP4", blas, 1.2, 1.7});
    table.compare({"chunks of 8 / OpenBLAS", "e4m3fn, chunks of 8 to binary16", blas, 0.6, 0.75});
    table.compare({"chunks of 32 / OpenBLAS", "e4m3fn, chunks of 32 to binary16", blas, 0.7, 0.85});
    table.compare({"each k, harmless / scalar loop", "e4m3fn, each k to binary16", scalar, 30, 50, 1, 3});
    table.compare({"each k, to odd / scalar loop", "binary16, each k to binary16", scalar, 15, 25, 1, 3});
    table.compare({"a turned / not", "float32, a turned", "float32", 0.90, 0.95, 2, 5});
    table.compare({"b turned / not", "float32, b turned", "float32", 0.90, 0.95, 2, 5});
    table.compare({"two threads / one, n = 1024", "float32, two threads", "float32", 1.7, 1.9, 4, 5});
    table.compare({"float32 / peak", "float32", "peak of float32", 0.8, 0.9, 2, 5});

    std::puts(lowp::describe_machine().c_str());
    bench::on_one_thread();
    return table.run(argc, argv);
}

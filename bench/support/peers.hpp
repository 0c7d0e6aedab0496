// bench/support/peers.hpp -- what Eigen and oneDNN do in place of ours, where they are installed: rows beside ours.
//
// Eigen's casts are loops that the compiler vectorises; oneDNN's reorders are kernels made at run time.
#pragma once

#include <cstddef>
#include <cstdint>

#if __has_include(<Eigen/Core>)
#include <Eigen/Core>
#endif
#if __has_include(<oneapi/dnnl/dnnl.hpp>)
#include <oneapi/dnnl/dnnl.hpp>
#endif

#if defined(_OPENMP)
#include <omp.h>
#endif

#include "arrays.hpp"
#include "ratios.hpp"

namespace bench {

// Ours are on one thread; so are theirs then.
inline void on_one_thread()
{
#if defined(_OPENMP)
    omp_set_num_threads(1);
#endif
}

#if __has_include(<Eigen/Core>)
template <class To>
void eigen_row(ratio_table& table, const char* name)
{
    table.row(name, [](benchmark::State& state) {
        const auto x = samples(static_cast<std::size_t>(state.range(0)));
        aligned_vector<To> y(x.size());
        const auto n = static_cast<Eigen::Index>(x.size());
        const Eigen::Map<const Eigen::ArrayXf> in(x.data(), n);
        Eigen::Map<Eigen::Array<To, Eigen::Dynamic, 1>> out(y.data(), n);
        measure(state, 4.0 + sizeof(To), [&] { out = in.cast<To>(); });
    });
}
#endif

#if __has_include(<oneapi/dnnl/dnnl.hpp>)
// From float; results are multiplied by a scale, and saturate.
inline void onednn_row(ratio_table& table, const char* name, dnnl::memory::data_type to, std::size_t bytes, float scale)
{
    table.row(name, [=](benchmark::State& state) {
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        dnnl::stream in_order(engine);
        auto x = samples(static_cast<std::size_t>(state.range(0)));
        aligned_vector<std::uint8_t> y(x.size() * bytes);
        const auto memory = [&](dnnl::memory::data_type type, void* data) {
            const dnnl::memory::desc shape({state.range(0)}, type, dnnl::memory::format_tag::a);
            return dnnl::memory(shape, engine, data);
        };
        dnnl::memory in = memory(dnnl::memory::data_type::f32, x.data()), out = memory(to, y.data());
        dnnl::primitive_attr scaled;
        if (scale != 1) scaled.set_output_scales(0, {scale});
        const dnnl::reorder reorder(in, out, scaled);
        measure(state, 4.0 + static_cast<double>(bytes), [&] { reorder.execute(in_order, in, out), in_order.wait(); });
    });
}
#endif

// Casts to words of 16 bits, and to bytes: q2.5 is an int8 of 2^5 times the number.
inline void peers_of_16_bits([[maybe_unused]] ratio_table& table)
{
#if __has_include(<Eigen/Core>)
    eigen_row<Eigen::half>(table, "  Eigen, to half");
    eigen_row<Eigen::bfloat16>(table, "  Eigen, to bfloat16");
#endif
#if __has_include(<oneapi/dnnl/dnnl.hpp>)
    onednn_row(table, "  oneDNN, to bf16", dnnl::memory::data_type::bf16, 2, 1);
#endif
}
inline void peers_of_8_bits([[maybe_unused]] ratio_table& table)
{
#if __has_include(<Eigen/Core>)
    eigen_row<std::int8_t>(table, "  Eigen, to int8, cut");
#endif
#if __has_include(<oneapi/dnnl/dnnl.hpp>)
    onednn_row(table, "  oneDNN, to s8, times 2^5", dnnl::memory::data_type::s8, 1, 32);
#endif
}

}  // namespace bench

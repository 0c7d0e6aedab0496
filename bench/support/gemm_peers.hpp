// bench/support/gemm_peers.hpp -- other libraries' matrix products, where they are installed: OpenBLAS, oneDNN, Eigen.
//
// On one thread, as ours. oneDNN is kept from AMX, whose sums have another order than the dot products of AVX-512 and
// which ours does not use; with ONEDNN_MAX_CPU_ISA in the environment it does what that says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#if __has_include(<cblas.h>) && defined(LOWP_BENCH_OPENBLAS)
#include <cblas.h>
#define LOWP_BENCH_HAS_OPENBLAS 1
#endif
#if __has_include(<oneapi/dnnl/dnnl.hpp>) && defined(LOWP_BENCH_ONEDNN)
#include <oneapi/dnnl/dnnl.hpp>
#define LOWP_BENCH_HAS_ONEDNN 1
#endif
#if __has_include(<Eigen/Core>)
#include <Eigen/Core>
#endif

namespace bench {

// c = a b, row-major, of m x k and k x n.
struct shape {
    std::size_t m, n, k;
    const char* name;
};
using product_of_peer = std::function<void()>;

#if defined(LOWP_BENCH_HAS_OPENBLAS)
inline product_of_peer openblas_sgemm(const shape& s, const float* a, const float* b, float* c)
{
    openblas_set_num_threads(1);
    const auto m = static_cast<int>(s.m), n = static_cast<int>(s.n), k = static_cast<int>(s.k);
    return [=] { cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, a, k, b, n, 0, c, n); };
}
#endif

#if __has_include(<Eigen/Core>)
inline product_of_peer eigen_sgemm(const shape& s, const float* a, const float* b, float* c)
{
    using rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto m = static_cast<Eigen::Index>(s.m), n = static_cast<Eigen::Index>(s.n),
               k = static_cast<Eigen::Index>(s.k);
    return [=] {
        Eigen::Map<rows>(c, m, n).noalias() = Eigen::Map<const rows>(a, m, k) * Eigen::Map<const rows>(b, k, n);
    };
}
#endif

#if defined(LOWP_BENCH_HAS_ONEDNN)
class onednn_product {
public:
    onednn_product(const shape& s, dnnl::memory::data_type in, dnnl::memory::data_type out)
        : engine_(without_amx()), stream_(engine_)
    {
        const auto describe = [](std::size_t rows, std::size_t columns, dnnl::memory::data_type type) {
            return dnnl::memory::desc({static_cast<dnnl::memory::dim>(rows), static_cast<dnnl::memory::dim>(columns)},
                                      type, dnnl::memory::format_tag::ab);
        };
        const auto a = describe(s.m, s.k, in), b = describe(s.k, s.n, in), c = describe(s.m, s.n, out);
#if DNNL_VERSION_MAJOR >= 3
        product_ = dnnl::matmul(dnnl::matmul::primitive_desc(engine_, a, b, c));
#else
        product_ = dnnl::matmul(dnnl::matmul::primitive_desc(dnnl::matmul::desc(a, b, c), engine_));
#endif
        arguments_ = {{DNNL_ARG_SRC, zeros(a)}, {DNNL_ARG_WEIGHTS, zeros(b)}, {DNNL_ARG_DST, zeros(c)}};
    }
    void operator()()
    {
        product_.execute(stream_, arguments_);
        stream_.wait();
    }

private:
    static dnnl::engine without_amx()
    {
        if (std::getenv("ONEDNN_MAX_CPU_ISA") == nullptr) dnnl::set_max_cpu_isa(dnnl::cpu_isa::avx512_core_bf16);
        return dnnl::engine(dnnl::engine::kind::cpu, 0);
    }
    dnnl::memory zeros(const dnnl::memory::desc& d) const
    {
        dnnl::memory m(d, engine_);
        std::fill_n(static_cast<std::uint8_t*>(m.get_data_handle()), d.get_size(), std::uint8_t{0});
        return m;
    }
    dnnl::engine engine_;
    dnnl::stream stream_;
    dnnl::matmul product_;
    std::unordered_map<int, dnnl::memory> arguments_;
};
inline product_of_peer onednn_matmul(const shape& s, dnnl::memory::data_type in, dnnl::memory::data_type out)
{
    const auto product = std::make_shared<onednn_product>(s, in, out);
    return [product] { (*product)(); };
}
#endif

}  // namespace bench

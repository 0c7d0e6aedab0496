// lowp/core/parallel.hpp -- a loop over independent pieces of work, on OpenMP's threads where it is enabled.
//
// Pieces never share a sum: what a piece computes does not depend on who computes it, so results are the same bits for
// any number of threads. Without OpenMP everything runs on one thread, and threads_enabled says so.
#pragma once

#include <cstddef>

#if defined(_OPENMP)
#include <omp.h>
#endif

#include "lowp/core/isa.hpp"

namespace lowp {
inline namespace LOWP_ISA {

#if defined(_OPENMP)
inline constexpr bool threads_enabled = true;
#else
inline constexpr bool threads_enabled = false;
#endif

// The processors this process may use; 1 without OpenMP.
inline int hardware_threads() noexcept
{
#if defined(_OPENMP)
    return omp_get_num_procs();
#else
    return 1;
#endif
}

// Calls work(i) for i in [0, count), on at most `threads` threads. `work` must not throw.
template <class Work>
void parallel_for(std::size_t count, [[maybe_unused]] int threads, const Work& work)
{
#if defined(_OPENMP)
    if (threads > 1 && count > 1) {
#pragma omp parallel for schedule(dynamic) num_threads(threads)
        for (std::size_t i = 0; i < count; ++i) work(i);
        return;
    }
#endif
    for (std::size_t i = 0; i < count; ++i) work(i);
}

}  // namespace LOWP_ISA
}  // namespace lowp

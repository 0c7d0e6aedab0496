// lowp/core/parallel.hpp -- a loop over independent pieces of work, on OpenMP's threads where it is enabled.
//
// Pieces never share a sum: what a piece computes does not depend on who computes it, so results are the same bits for
// any number of threads. Without OpenMP everything runs on one thread, and threads_enabled says so.
#pragma once

#include <cstddef>

#include "lowp/core/isa.hpp"

#if defined(_OPENMP)

#include <omp.h>

namespace lowp {
inline namespace LOWP_ISA {

inline constexpr bool threads_enabled = true;

// The processors this process may use; 1 without OpenMP.
inline int hardware_threads() noexcept { return omp_get_num_procs(); }

// Calls work(i) for i in [0, count), on at most `threads` threads. `work` must not throw.
template <class Work>
void parallel_for(std::size_t count, int threads, const Work& work)
{
    if (threads <= 1 || count <= 1) {  // OpenMP's own `if` would still set up a team
        for (std::size_t i = 0; i < count; ++i) work(i);
    } else {
#pragma omp parallel for schedule(dynamic) num_threads(threads)
        for (std::size_t i = 0; i < count; ++i) work(i);
    }
}
// The same for pieces of equal work, which are handed out beforehand, in order: a thread that goes through a loop again
// has the pieces it had, and what it needs of them is near.
template <class Work>
void parallel_for_equal(std::size_t count, int threads, const Work& work)
{
    if (threads <= 1 || count <= 1) {
        for (std::size_t i = 0; i < count; ++i) work(i);
    } else {
#pragma omp parallel for schedule(static) num_threads(threads)
        for (std::size_t i = 0; i < count; ++i) work(i);
    }
}

// While one lives, other libraries that ask OpenMP on this thread are told to use one thread: Eigen would spread the
// product of matrices so small that it then takes ten times as long.
class openmp_on_one_thread {
public:
    openmp_on_one_thread() noexcept : before_(omp_get_max_threads()) { omp_set_num_threads(1); }
    openmp_on_one_thread(const openmp_on_one_thread&) = delete;
    openmp_on_one_thread& operator=(const openmp_on_one_thread&) = delete;
    ~openmp_on_one_thread() { omp_set_num_threads(before_); }

private:
    int before_;
};

}  // namespace LOWP_ISA
}  // namespace lowp

#else

namespace lowp {
inline namespace LOWP_ISA {

inline constexpr bool threads_enabled = false;

inline int hardware_threads() noexcept { return 1; }

template <class Work>
void parallel_for(std::size_t count, int, const Work& work)
{
    for (std::size_t i = 0; i < count; ++i) work(i);
}
template <class Work>
void parallel_for_equal(std::size_t count, int threads, const Work& work)
{
    parallel_for(count, threads, work);
}
struct openmp_on_one_thread {
    ~openmp_on_one_thread() {}  // a trivial one would be called unused
};

}  // namespace LOWP_ISA
}  // namespace lowp

#endif

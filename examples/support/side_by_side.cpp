#include "support/side_by_side.hpp"

#include <atomic>
#include <exception>
#include <mutex>

#include "lowp/core/parallel.hpp"

void side_by_side(std::size_t count, long threads, const std::function<void(std::size_t)>& work)
{
    std::exception_ptr failure;
    std::mutex failing;
    std::atomic<bool> goes_on = true;
    lowp::parallel_for(count, static_cast<int>(threads), [&](std::size_t piece) {
        if (!goes_on) return;
        try {
            work(piece);
        } catch (...) {
            const std::lock_guard lock(failing);
            failure = std::current_exception();
            goes_on = false;
        }
    });
    if (failure) std::rethrow_exception(failure);
}

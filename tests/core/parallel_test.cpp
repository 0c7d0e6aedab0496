// tests/core/parallel_test.cpp -- each piece of work is done once, for any number of pieces and threads.
#include "lowp/core/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "support/catch.hpp"

using namespace lowp;

TEST_CASE("parallel_for calls work(i) once for each i", "[core]")
{
    for (const int threads : {0, 1, 2, 3, 8})
        for (const std::size_t count : {0u, 1u, 2u, 7u, 1000u}) {
            std::vector<std::atomic<int>> calls(count);
            parallel_for(count, threads, [&](std::size_t i) { ++calls[i]; });
            CHECK(std::ranges::all_of(calls, [](const auto& n) { return n == 1; }));
        }
}

TEST_CASE("threads are told truly", "[core]")
{
#ifdef _OPENMP
    CHECK(threads_enabled);
    CHECK(hardware_threads() >= 1);
    // Two pieces that wait for each other meet only on two threads at once. Patience ends, lest the test never does.
    std::atomic<int> together = 0;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    parallel_for(2, 2, [&](std::size_t) {
        ++together;
        while (together % 2 != 0 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    });
    CHECK(std::chrono::steady_clock::now() < end);
#else
    CHECK_FALSE(threads_enabled);
    CHECK(hardware_threads() == 1);
#endif
}

TEST_CASE("others are told of one thread for a while, and then of as many as before", "[core]")
{
#ifdef _OPENMP
    const int before = omp_get_max_threads();
    {
        const openmp_on_one_thread alone;
        CHECK(omp_get_max_threads() == 1);
    }
    CHECK(omp_get_max_threads() == before);
#else
    const openmp_on_one_thread alone;  // means nothing
#endif
}

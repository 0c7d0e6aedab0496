// tests/core/aligned_test.cpp -- vectors begin on a cache line, whatever they hold and however they grow.
#include "lowp/core/aligned.hpp"

#include <cstdint>
#include <utility>

#include "support/catch.hpp"

using namespace lowp;

TEMPLATE_TEST_CASE("an aligned_vector begins on a cache line", "[core]", char, float, double)
{
    aligned_vector<TestType> grown;
    for (std::size_t n = 1; n < 300; ++n) {
        grown.push_back(static_cast<TestType>(n));
        const aligned_vector<TestType> made(n), copied = grown;
        for (const TestType* first : {std::as_const(grown).data(), made.data(), copied.data()})
            CHECK(reinterpret_cast<std::uintptr_t>(first) % 64 == 0);
        CHECK((made.size() == n && copied.size() == n));
        CHECK(copied.back() == static_cast<TestType>(n));
    }
    CHECK(aligned_allocator<TestType>{} == aligned_allocator<int>{});  // memory of one may be freed by any other
}

TEST_CASE("scratch memory begins on a cache line, is used again, and never twice at once", "[core]")
{
    const void* first = nullptr;
    {
        const scratch<float> a(1000), b(1000), c(10);
        for (const float* p : {a.data(), b.data(), c.data()})
            CHECK(reinterpret_cast<std::uintptr_t>(p) % cache_line == 0);
        CHECK((a.data() + 1000 <= b.data() || b.data() + 1000 <= a.data()));
        for (std::size_t i = 0; i < 1000; ++i) a.data()[i] = b.data()[i] = 1;
        first = a.data();
    }
    const scratch<double> a(500), b(500);
    CHECK((static_cast<const void*>(a.data()) == first || static_cast<const void*>(b.data()) == first));
    CHECK(static_cast<const void*>(a.data()) != static_cast<const void*>(b.data()));
    CHECK(scratch<int>(0).data() == nullptr);
}

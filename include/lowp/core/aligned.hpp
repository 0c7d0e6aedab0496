// lowp/core/aligned.hpp -- vectors that begin on a cache line.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <vector>

namespace lowp {

inline constexpr std::size_t cache_line = 64;  // bytes; also the widest SIMD register

template <class T>
struct aligned_allocator {
    using value_type = T;

    constexpr aligned_allocator() noexcept = default;
    template <class U>
    constexpr aligned_allocator(const aligned_allocator<U>&) noexcept
    {}
    T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), std::align_val_t{cache_line})); }
    void deallocate(T* p, std::size_t) noexcept { ::operator delete(p, std::align_val_t{cache_line}); }

    template <class U>
    friend constexpr bool operator==(aligned_allocator, aligned_allocator<U>) noexcept
    {
        return true;
    }
};

template <class T>
using aligned_vector = std::vector<T, aligned_allocator<T>>;

// Memory for n numbers that are written before they are read: setting them to zero would cost as much as using them.
template <class T>
    requires std::is_trivial_v<T>
class scratch {
public:
    explicit scratch(std::size_t n) : numbers_(aligned_allocator<T>{}.allocate(n)) {}
    T* data() const noexcept { return numbers_.get(); }

private:
    struct release {
        void operator()(T* p) const noexcept { aligned_allocator<T>{}.deallocate(p, 0); }
    };
    std::unique_ptr<T[], release> numbers_;
};

}  // namespace lowp

// lowp/core/aligned.hpp -- vectors that begin on a cache line.
#pragma once

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>
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

namespace detail {

// Blocks that a thread has used and may use again: the system takes a page's time to hand out a page.
class spare_blocks {
public:
    struct block {
        std::byte* bytes = nullptr;
        std::size_t size = 0;
    };

    spare_blocks() = default;
    spare_blocks(const spare_blocks&) = delete;
    spare_blocks& operator=(const spare_blocks&) = delete;
    ~spare_blocks()
    {
        for (block& one : blocks_) release(std::exchange(one, {}));
    }

    // A block of at least so many bytes: the smallest there is, or a new one.
    block take(std::size_t size)
    {
        block* best = nullptr;
        for (block& one : blocks_)
            if (one.bytes != nullptr && one.size >= size && (best == nullptr || one.size < best->size)) best = &one;
        if (best != nullptr) return std::exchange(*best, {});
        return {aligned_allocator<std::byte>{}.allocate(size), size};
    }
    // Keeps it if it is larger than another that is kept, unless it is very large.
    void give_back(block used) noexcept
    {
        if (used.size <= most_kept)
            for (block& one : blocks_)
                if (one.size < used.size) std::swap(one, used);
        release(used);
    }

private:
    static void release(const block& one) noexcept
    {
        if (one.bytes != nullptr) aligned_allocator<std::byte>{}.deallocate(one.bytes, one.size);
    }
    static constexpr std::size_t most_kept = std::size_t{32} << 20;  // bytes of one block
    block blocks_[2];                                                // what a GEMM of numbers uses
};
inline thread_local spare_blocks spare;

}  // namespace detail

// Memory for n numbers that are written before they are read: setting them to zero would cost as much as using them.
// The thread keeps it for the next.
template <class T>
    requires std::is_trivial_v<T>
class scratch {
public:
    explicit scratch(std::size_t n)
    {
        if (n > 0) block_ = detail::spare.take(n * sizeof(T));
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    ~scratch() { detail::spare.give_back(block_); }
    T* data() const noexcept { return reinterpret_cast<T*>(block_.bytes); }

private:
    detail::spare_blocks::block block_;
};

}  // namespace lowp

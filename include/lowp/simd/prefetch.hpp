// lowp/simd/prefetch.hpp -- asking for the bytes that a loop over an array will come to.
//
// The hardware's own prefetching stops at the end of a page, and a loop that computes keeps too few loads in flight to
// hide the start of the next one. Two pages ahead is early enough; past the end of the array the request does nothing.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lowp {

inline constexpr std::size_t prefetch_distance = 8192;  // bytes: two pages of 4 KiB

// For the cache line that begins so far ahead of `here`.
inline void prefetch_after(const void* here) noexcept
{
#if defined(__GNUC__)
    __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(here) + prefetch_distance));
#else
    static_cast<void>(here);
#endif
}

}  // namespace lowp

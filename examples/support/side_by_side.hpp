// examples/support/side_by_side.hpp -- pieces of work on several threads, with an end when one fails.
#pragma once

#include <cstddef>
#include <functional>

// Calls work(0), work(1), ... work(count - 1), each once. After an exception no other piece is begun, and it is thrown
// again.
void side_by_side(std::size_t count, long threads, const std::function<void(std::size_t)>& work);

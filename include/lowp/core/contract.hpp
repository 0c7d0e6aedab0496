// lowp/core/contract.hpp -- preconditions, checked in release builds too.
//
// LOWP_EXPECTS(condition, text) guards what a caller must see to: once an array, never once an element, so that it
// costs nothing that can be measured. A broken one says what was expected and where, and ends the program; define the
// macro before the first include to throw, to log or to trap instead.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace lowp {

[[noreturn]] inline void contract_broken(const char* expected, const char* file, int line) noexcept
{
    std::fprintf(stderr, "%s:%d: lowp: expected %s\n", file, line, expected);
    std::abort();
}

}  // namespace lowp

#ifndef LOWP_EXPECTS
#define LOWP_EXPECTS(condition, expected) \
    ((condition) ? static_cast<void>(0) : ::lowp::contract_broken(expected, __FILE__, __LINE__))
#endif

// examples/support/run_program.hpp -- what a program does with mistakes and failures: a line on stderr, and a status.
#pragma once

#include <functional>

// Returns main's status: 0; 2 after std::invalid_argument, a mistake of the command line; 1 after any other exception,
// and where standard output could not be written. Messages begin with the program's name.
int run_program(const char* name, const std::function<void()>& story);

// tests/support/catch_main.cpp -- Catch2's main, for cross builds: the packaged one is this machine's code.
#define CATCH_CONFIG_MAIN
#include "support/catch.hpp"

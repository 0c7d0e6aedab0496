#include "support/run_program.hpp"

#include <cstdio>
#include <exception>
#include <stdexcept>

int run_program(const char* name, const std::function<void()>& story)
{
    try {
        story();
        if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
            throw std::runtime_error("what it prints could not be written to standard output");
        return 0;
    } catch (const std::invalid_argument& error) {
        std::fprintf(stderr, "%s: %s\n", name, error.what());
        return 2;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s: %s\n", name, error.what());
        return 1;
    }
}

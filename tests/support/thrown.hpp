// tests/support/thrown.hpp -- what a reader says of input that it refuses.
#pragma once

#include <stdexcept>
#include <string>

// The message of the std::runtime_error that `work` throws; "" if it throws none.
template <class Work>
std::string thrown_by(const Work& work)
{
    try {
        work();
        return "";
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

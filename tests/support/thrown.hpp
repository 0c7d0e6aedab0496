// tests/support/thrown.hpp -- what is said of input or an argument that is refused.
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

// The same of a function that refuses an argument: the message of the std::invalid_argument.
template <class Work>
std::string refused_by(const Work& work)
{
    try {
        work();
        return "";
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
}

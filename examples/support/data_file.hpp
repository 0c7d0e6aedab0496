// examples/support/data_file.hpp -- a data file's bytes, plain, or unpacked where the program was built with zlib.
#pragma once

#include <string>

std::string data_file(const std::string& path);

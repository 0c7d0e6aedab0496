#include "support/data_file.hpp"

#if defined(LOWP_EXAMPLE_HAS_ZLIB)
#include "lowp/io/gzip.hpp"

std::string data_file(const std::string& path) { return lowp::read_any(path); }
#else
#include "lowp/io/read_file.hpp"

std::string data_file(const std::string& path) { return lowp::read_plain_file(path, "a plain file"); }
#endif

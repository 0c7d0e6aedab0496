#include "support/gnuplot.hpp"

#include <cstdio>
#include <stdexcept>

std::string gnuplot_quoted(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
    return quoted + "'";
}

void run_gnuplot(const std::string& script, const std::string& path)
{
    std::FILE* const pipe = popen("gnuplot >/dev/null 2>&1", "w");
    const bool written = pipe != nullptr && std::fwrite(script.data(), 1, script.size(), pipe) == script.size();
    if (pipe == nullptr || pclose(pipe) != 0 || !written)
        throw std::runtime_error(path + ": no picture: gnuplot is not installed, or failed");
}

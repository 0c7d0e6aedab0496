#include "support/gnuplot.hpp"

#include <csignal>
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
    // Where there is no gnuplot nobody reads the pipe; that is no reason to end.
    const auto before = std::signal(SIGPIPE, SIG_IGN);
    std::FILE* const pipe = popen("gnuplot >/dev/null 2>&1", "w");
    const bool written = pipe != nullptr && std::fwrite(script.data(), 1, script.size(), pipe) == script.size();
    const bool ended_well = pipe != nullptr && pclose(pipe) == 0;
    std::signal(SIGPIPE, before);
    if (!written || !ended_well) throw std::runtime_error(path + ": no picture: gnuplot is not installed, or failed");
}

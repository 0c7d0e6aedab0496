#include "support/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

progress_line::progress_line() : on_terminal(isatty(STDERR_FILENO) != 0) {}

void progress_line::show(const std::string& what, double done)
{
    const std::lock_guard lock(one_at_a_time);
    const auto now = clock::now();
    if (!on_terminal || now - last < std::chrono::milliseconds(100)) return;
    last = now;
    const double elapsed = std::chrono::duration<double>(now - begin).count();
    char left[40] = "";
    if (done > 0) {
        const long seconds = static_cast<long>(elapsed * (1 - done) / done + 0.5);
        std::snprintf(left, sizeof left, ", %ld:%02ld left", seconds / 60, seconds % 60);
    }
    std::string line = (what + left).substr(0, 79);  // a line that wraps could not be wiped
    const std::size_t length = line.size();
    line.resize(std::max(length, shown), ' ');  // wipes what a longer line left
    shown = length;
    std::fprintf(stderr, "\r%s", line.c_str());
    std::fflush(stderr);
}

void progress_line::clear()
{
    const std::lock_guard lock(one_at_a_time);
    if (on_terminal && shown > 0) std::fprintf(stderr, "\r%*s\r", static_cast<int>(shown), "");
    shown = 0;
}

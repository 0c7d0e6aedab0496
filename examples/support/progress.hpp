// examples/support/progress.hpp -- one line on a terminal that says how far things are; nothing of it in a pipe.
#pragma once

#include <chrono>
#include <mutex>
#include <string>

class progress_line {
public:
    progress_line();
    ~progress_line() { clear(); }

    // `done` is the finished share of all work, 0 to 1; the time left is estimated from it. Any thread may call this.
    void show(const std::string& what, double done);
    void clear();

private:
    using clock = std::chrono::steady_clock;

    bool on_terminal;
    std::mutex one_at_a_time;
    clock::time_point begin = clock::now(), last{};
    std::size_t shown = 0;  // characters on the line
};

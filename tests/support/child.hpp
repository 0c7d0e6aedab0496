// tests/support/child.hpp -- how a piece of code ends when it is given a process of its own.
#pragma once

#if __has_include(<sys/wait.h>) && __has_include(<unistd.h>)
#define LOWP_TEST_HAS_FORK 1

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

struct child_end {
    int signal = 0;  // that ended it; 0 if it came to its end
    std::string error_text;
};

template <class Work>
child_end end_of_child(const Work& work)
{
    child_end end;
    int ends[2];
    if (pipe(ends) != 0) return end;
    const pid_t child = fork();
    if (child == 0) {
        std::signal(SIGABRT, SIG_DFL);  // the test framework has a handler that reports a failure
        dup2(ends[1], STDERR_FILENO);
        work();
        _exit(0);
    }
    close(ends[1]);
    char text[1024];
    for (ssize_t n = 0; (n = read(ends[0], text, sizeof text)) > 0;)
        end.error_text.append(text, static_cast<std::size_t>(n));
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
    return end;
}

// The statement breaks a precondition, of which the message says that `expected` was expected.
#define CHECK_CONTRACT_BROKEN(statement, expected)                                   \
    do {                                                                             \
        const auto end = end_of_child([&] { statement; });                           \
        CHECK(end.signal == SIGABRT);                                                \
        CHECK(end.error_text.find("lowp: expected " expected) != std::string::npos); \
    } while (false)

#else
#define CHECK_CONTRACT_BROKEN(statement, expected) \
    WARN("no fork here: not tested that it ends the program: " #statement)
#endif

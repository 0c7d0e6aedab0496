// tests/support/only_where.cpp -- runs a program only where the machine has the instructions it was compiled for.
//
//   only_where x86-64-v3 ./program [arguments]
//
// Its status is the program's, or 77 (CTest: skipped) where the machine lacks the level.
#include <unistd.h>

#include <cstdio>
#include <cstring>

int main(int count, char** arguments)
{
    if (count < 3) return std::fprintf(stderr, "usage: only_where LEVEL PROGRAM [ARGUMENTS]\n"), 2;
    bool present = std::strcmp(arguments[1], "x86-64") == 0;
#ifdef __x86_64__
    if (std::strcmp(arguments[1], "x86-64-v3") == 0)
        present = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
    if (std::strcmp(arguments[1], "x86-64-v4") == 0)
        present = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                  __builtin_cpu_supports("avx512vl");
#endif
    if (!present) return std::printf("skipped: this machine is not %s\n", arguments[1]), 77;
    execv(arguments[2], arguments + 2);
    return std::perror(arguments[2]), 1;
}

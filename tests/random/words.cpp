// tests/random/words.cpp -- the words of lowp's random function, as raw bytes without end, for a battery of tests.
//
//     words single  SEED   stream{SEED}, index 0, 1, 2, ...
//     words seeds          sixteen neighbouring seeds in turn: word i is that of stream{i mod 16} at i / 16
//     words steps          as a training draws: 64 words of each of eight tensors, step after step
//     words tensors        sixteen neighbouring layers of one step and role in turn
//     words philox  SEED   philox{SEED}, index 0, 1, 2, ...
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "lowp/random/philox.hpp"
#include "lowp/random/stream.hpp"

int main(int argc, char** argv)
{
    const char* mode = argc > 1 ? argv[1] : "";
    const lowp::stream root{argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1};
    std::vector<std::uint32_t> words(1 << 16);
    for (std::uint64_t first = 0;; first += words.size()) {
        for (std::uint64_t k = 0; k < words.size(); ++k) {
            const std::uint64_t i = first + k;
            if (std::strcmp(mode, "single") == 0)
                words[k] = root.bits(i);
            else if (std::strcmp(mode, "seeds") == 0)
                words[k] = lowp::stream{i % 16}.bits(i / 16);
            else if (std::strcmp(mode, "steps") == 0)
                words[k] = root.fork(i / 512).fork(i / 64 % 8).bits(i % 64);
            else if (std::strcmp(mode, "tensors") == 0)
                words[k] = root.fork(0).fork(0).fork(i % 16).bits(i / 16);
            else if (std::strcmp(mode, "philox") == 0)
                words[k] = lowp::philox{root.seed}.bits(i);
            else {
                std::fprintf(stderr, "usage: words single SEED | seeds | steps | tensors | philox SEED\n");
                return 2;
            }
        }
        if (std::fwrite(words.data(), sizeof words[0], words.size(), stdout) != words.size()) return 0;
    }
}

// tests/link/two_levels.cpp -- calls both units, compares their bits.
#include <cstdio>
#include <cstring>
#include <vector>

const char* isa_of_x86_64();
const char* isa_of_x86_64_v3();
std::vector<float> rounded_by_x86_64(const std::vector<float>& x);
std::vector<float> rounded_by_x86_64_v3(const std::vector<float>& x);

int main()
{
    std::vector<float> x(2 * 16 * 33);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 0.173f * static_cast<float>(i % 97) - 7.9f;

    const auto narrow = rounded_by_x86_64(x), wide = rounded_by_x86_64_v3(x);
    std::printf("%s and %s\n", isa_of_x86_64(), isa_of_x86_64_v3());
    if (std::strcmp(isa_of_x86_64(), isa_of_x86_64_v3()) == 0) return std::puts("both units run the same code"), 1;
    for (std::size_t i = 0; i < narrow.size() || i < wide.size(); ++i)
        if (i >= narrow.size() || i >= wide.size() || std::memcmp(&narrow[i], &wide[i], sizeof(float)) != 0)
            return std::printf("element %zu differs\n", i), 1;
    return 0;
}

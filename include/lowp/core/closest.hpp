// lowp/core/closest.hpp -- which known names a misspelt one was probably meant to be.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lowp {

// Insertions, deletions, replacements and swaps of neighbours that turn a into b (Damerau 1964, restricted form).
inline std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = std::min(now[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(now);
    }
    return last[b.size()];
}

// The known names nearest to `text`, in their order, three at the most; none when none shares enough letters with it to
// be worth suggesting.
inline std::vector<std::string> closest(std::string_view text, std::span<const std::string> known)
{
    std::vector<std::string> best;
    std::size_t least = text.size() / 2 + 1;
    for (const std::string& name : known) {
        const std::size_t distance = edit_distance(text, name);
        if (distance < least) best.clear();
        if (distance > least || best.size() == 3) continue;
        least = distance;
        best.push_back(name);
    }
    return best;
}

}  // namespace lowp

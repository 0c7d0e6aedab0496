// tests/support/formats.hpp -- the formats that tests run over: every named one, and each corner of the descriptors.
#pragma once

#include <string>
#include <vector>

#include "lowp/format/named.hpp"
#include "lowp/format/text.hpp"

namespace test {

using namespace lowp;

// Up to 16 bits, so that every value can be looked at.
inline const std::vector<any_format>& small_formats()
{
    static const std::vector<any_format> all = [] {
        std::vector<any_format> formats;
        for (const auto& named : named_formats)
            if (named.format.width() <= 16) formats.push_back(named.format);
        for (const floating_format f : {
                 floating_format{4, 3, 8, specials::extended},                             // P3109 binary8p4se
                 floating_format{5, 2, 16, specials::fnuz},                                // binary8p3sf
                 floating_format{5, 3, 16, specials::extended, signedness::without_sign},  // binary8p4ue
                 floating_format{5, 3, 16, specials::fnuz, signedness::without_sign},      // binary8p4uf
                 floating_format{4, 3, 4, specials::none},
                 floating_format{5, 2, 0, specials::none},  // free bias
                 floating_format{1, 2, 1, specials::none},
                 floating_format{1, 3},  // one exponent bit
                 floating_format{5, 0},
                 floating_format{4, 0, 7, specials::one_nan},  // no fraction bits
                 floating_format{8, 1},
                 floating_format{6, 9},
                 floating_format{2, 12},
             })
            formats.push_back(f);
        for (const floating_format f : {
                 floating_format{4, 3, 7, specials::one_nan, signedness::with_sign, subnormals::none},
                 floating_format{3, 0, 3, specials::none, signedness::without_sign, subnormals::none},
                 floating_format{4, 3, 7, specials::one_nan, signedness::with_sign, subnormals::flushed},
                 floating_format{5, 10, 15, specials::ieee, signedness::with_sign, subnormals::flushed},
                 floating_format{5, 0, 15, specials::ieee, signedness::with_sign, subnormals::flushed},
                 floating_format{8, 7, 127, specials::ieee, signedness::with_sign, subnormals::flushed},
                 floating_format{4, 3, 128, specials::fnuz},  // normal numbers below binary32's
                 floating_format{8, 7, 128, specials::fnuz},
                 floating_format{0, 7, 0, specials::extended},  // no exponent field: binary8p8se
                 floating_format{8, 0, 64, specials::extended, signedness::without_sign},
                 floating_format{4, 3, 8, specials::fnuz, signedness::with_sign, subnormals::flushed},
                 floating_format{5, 2, 15, specials::extended, signedness::without_sign, subnormals::flushed},
                 floating_format{3, 2, 3, specials::ieee, signedness::with_sign, subnormals::none},
                 floating_format{4, 2, 7, specials::extended, signedness::without_sign, subnormals::none},
                 floating_format{9, 4},  // binary64 alone holds these
                 floating_format{11, 4, 1030, specials::fnuz},
                 floating_format{11, 4, 1030, specials::none, signedness::with_sign, subnormals::flushed},
             })
            formats.push_back(f);
        for (const logarithmic_format f :
             {logarithmic_format{4, 3}, logarithmic_format{3, 0}, logarithmic_format{5, 10},
              logarithmic_format{7, 3, 60}, logarithmic_format{2, 9, 40}})
            formats.push_back(f);
        for (const nlq_format& f : {nlq(8, 0x1p-6, 0.03), nlq(5, 0x1p-126, 1), nlq(9, 0.1, 0), nlq(12, 1e-5, 0x1p-8)})
            formats.push_back(f);
        for (const fixed_format f :
             {fixed_format{2, 5}, fixed_format{5, 10}, fixed_format{0, 7}, fixed_format{7, 0}, fixed_format{3, 0},
              fixed_format{1, 0}, fixed_format{10, -2}, fixed_format{-2, 9}, fixed_format{3, 4, fixed_range::symmetric},
              fixed_format{4, 4, fixed_range::without_sign}, fixed_format{0, 4, fixed_range::without_sign},
              fixed_format{-30, 36}, fixed_format{127, -120}, fixed_format{-126, 133}})
            formats.push_back(f);
        return formats;
    }();
    return all;
}

inline std::string name_of(const any_format& f) { return format_text(f); }

}  // namespace test

// lowp/core/version.hpp -- which lowp this is.
//
// SPDX-License-Identifier: MIT
// The build checks these three numbers against the version of the CMake project.
#pragma once

#define LOWP_VERSION_MAJOR 0
#define LOWP_VERSION_MINOR 1
#define LOWP_VERSION_PATCH 0

namespace lowp {

struct version_numbers {
    int major, minor, patch;
};
inline constexpr version_numbers version{LOWP_VERSION_MAJOR, LOWP_VERSION_MINOR, LOWP_VERSION_PATCH};

}  // namespace lowp

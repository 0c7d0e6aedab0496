# lowp::xsimd -- the include directory of xsimd, and nothing else.
#
# xsimd's own CMake target is not used: some distributions ship one that does not link, and its version file refuses
# newer releases that lowp supports. This file serves the source tree and the installed package alike. It sets
# LOWP_XSIMD_PROBLEM to a sentence where it fails, and leaves it to the caller to stop or to look elsewhere.
set(LOWP_XSIMD_PROBLEM "")
if(TARGET lowp::xsimd)
    return()
endif()

# A project that has added xsimd itself has already decided where it is.
if(TARGET xsimd AND NOT xsimd_INCLUDE_DIR)
    get_target_property(lowp_xsimd_candidates xsimd INTERFACE_INCLUDE_DIRECTORIES)
    string(GENEX_STRIP "${lowp_xsimd_candidates}" lowp_xsimd_stripped)
    string(REGEX REPLACE "\\$<BUILD_INTERFACE:([^>]*)>" "\\1" lowp_xsimd_candidates "${lowp_xsimd_candidates}")
    list(APPEND lowp_xsimd_candidates ${lowp_xsimd_stripped})
endif()
find_path(xsimd_INCLUDE_DIR xsimd/config/xsimd_config.hpp
    HINTS ${lowp_xsimd_candidates} "${xsimd_ROOT}" "$ENV{xsimd_ROOT}" "${xsimd_DIR}/../../.."
    PATH_SUFFIXES include
    DOC "The directory that holds xsimd/xsimd.hpp")
mark_as_advanced(xsimd_INCLUDE_DIR)

if(NOT xsimd_INCLUDE_DIR)
    set(LOWP_XSIMD_PROBLEM "lowp needs the headers of xsimd 8.1 or newer and found none: install libxsimd-dev \
(Debian, Ubuntu), or set xsimd_INCLUDE_DIR to the directory that holds xsimd/xsimd.hpp")
    return()
endif()

set(lowp_xsimd_version "")
foreach(part MAJOR MINOR PATCH)
    file(STRINGS "${xsimd_INCLUDE_DIR}/xsimd/config/xsimd_config.hpp" lowp_xsimd_line
        REGEX "#define XSIMD_VERSION_${part} +[0-9]+" LIMIT_COUNT 1)
    string(REGEX MATCH "[0-9]+$" lowp_xsimd_line "${lowp_xsimd_line}")
    list(APPEND lowp_xsimd_version "${lowp_xsimd_line}")
endforeach()
list(JOIN lowp_xsimd_version "." lowp_xsimd_version)
if(lowp_xsimd_version VERSION_LESS 8.1)
    set(LOWP_XSIMD_PROBLEM "lowp needs xsimd 8.1 or newer; ${xsimd_INCLUDE_DIR} holds '${lowp_xsimd_version}'. \
Install a newer one, or set xsimd_INCLUDE_DIR to the directory that holds it")
    return()
endif()

add_library(lowp::xsimd INTERFACE IMPORTED GLOBAL)
set_target_properties(lowp::xsimd PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${xsimd_INCLUDE_DIR}")

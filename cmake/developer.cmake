# How our own programs are compiled. Nothing of this reaches a user of lowp::lowp.
include(CheckCXXCompilerFlag)
include(CheckCXXSourceCompiles)

add_library(lowp_warnings INTERFACE)
target_compile_options(lowp_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
    $<$<BOOL:${LOWP_WERROR}>:-Werror>)

# lowp_developer = warnings, and this machine's instructions if asked for. Programs that fix their own instruction set
# link lowp_warnings alone: interface options come last and would win.
add_library(lowp_developer INTERFACE)
target_link_libraries(lowp_developer INTERFACE lowp_warnings)

if(LOWP_NATIVE)
    check_cxx_compiler_flag(-march=native LOWP_HAS_MARCH_NATIVE)
    if(LOWP_HAS_MARCH_NATIVE)
        target_compile_options(lowp_developer INTERFACE -march=native)
        # clang 19 warns about the features that it has itself chosen for machines with AVX10.
        check_cxx_compiler_flag(-Winvalid-feature-combination LOWP_HAS_WARNING_ABOUT_FEATURES)
        if(LOWP_HAS_WARNING_ABOUT_FEATURES)
            target_compile_options(lowp_developer INTERFACE -Wno-invalid-feature-combination)
        endif()
        set(CMAKE_REQUIRED_FLAGS -march=native)
    else()
        message(STATUS "lowp: the compiler has no -march=native, LOWP_NATIVE changes nothing")
    endif()
endif()

# The AVX-512 intrinsics of g++ start from deliberately uninitialised registers and warn about themselves.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    check_cxx_source_compiles("#ifndef __AVX512F__
        #error no
        #endif
        int main() {}" LOWP_COMPILES_FOR_AVX512)
    if(LOWP_COMPILES_FOR_AVX512)
        target_compile_options(lowp_developer INTERFACE -Wno-uninitialized -Wno-maybe-uninitialized)
    endif()
endif()
unset(CMAKE_REQUIRED_FLAGS)

# What tests are compiled for a second time: x86 levels, none of them on other machines; scalar, plain.
set(LOWP_TEST_LEVELS x86-64 CACHE STRING "x86 levels that the tests of kernels are compiled for, too; scalar; plain")
# Hundreds of instantiations, a few codes each: what -O3 saves in running, it spends many times in compiling.
set(LOWP_TEST_OPTIMIZATION -O1 CACHE STRING "of tests that are compiled longer than they run")
mark_as_advanced(LOWP_TEST_LEVELS LOWP_TEST_OPTIMIZATION)
set(LOWP_ISA_LEVELS "")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    foreach(level IN LISTS LOWP_TEST_LEVELS)
        if(level MATCHES "^(scalar|plain)$")
            continue()
        endif()
        string(MAKE_C_IDENTIFIER "LOWP_HAS_${level}" has_level)
        check_cxx_compiler_flag(-march=${level} ${has_level})
        if(${has_level})
            list(APPEND LOWP_ISA_LEVELS ${level})
        endif()
    endforeach()
endif()

# Links a program of ours: lowp, threads where they exist, and the developer's flags.
if(TARGET lowp_openmp)
    set(lowp_with_threads lowp::openmp)
else()
    set(lowp_with_threads lowp::lowp)
endif()

#!/bin/sh
# run.sh -- from a fresh clone to results: installs what is missing, builds, runs. See `sh run.sh help`.
#
# The program's output is all that goes to stdout; what this script does goes to stderr, a line a stage. Build folders
# are build/run, build/test and build/bench; everything is compiled for this machine (-march=native).
set -eu

usage()
{
    cat <<'END'
usage: sh run.sh [OPTIONS]             how low can we go? Trains a network in fourteen precisions (--help: its options)
       sh run.sh test                  builds and runs the tests
       sh run.sh bench [FILTER]        builds and runs the benchmarks; FILTER is a regular expression on their names
       sh run.sh example NAME [ARGS]   builds and runs one program of examples/
       sh run.sh help                  prints this

Missing packages are installed with apt-get, as root or through sudo. CXX names another compiler than g++.
END
}

say() { printf 'run.sh: %s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }
misused() { say "$*"; usage >&2; exit 2; }

# Where the clone is, wherever we were called from and through whatever link.
self=$0
while [ -h "$self" ]; do
    target=$(readlink "$self")
    case $target in
        /*) self=$target ;;
        *) self=$(dirname -- "$self")/$target ;;
    esac
done
root=$(unset CDPATH; cd -- "$(dirname -- "$self")" && pwd -P)

# ---- what is missing -------------------------------------------------------------------------------------------------

# Does the compiler accept this text? Preprocessed only: that finds headers wherever the compiler looks for them.
# CXX may hold a command with arguments, hence no quotes around it.
preprocesses() { printf '%s\n' "$2" | $1 -x c++ -std=c++20 -E - >/dev/null 2>&1; }

new_enough='#include <concepts>
#if defined(__clang__) ? __clang_major__ < 14 : !defined(__GNUC__) || __GNUC__ < 12
#error
#endif
'

# Sets CXX to a compiler that will do, or to nothing where there is none.
find_compiler()
{
    wanted="g++ 12 or clang++ 14, or newer, is needed"
    if [ -n "${CXX:-}" ]; then
        # shellcheck disable=SC2086
        command -v ${CXX%% *} >/dev/null || stop "CXX is '$CXX', which is not found; $wanted"
        preprocesses "$CXX" "$new_enough" || stop "CXX is '$CXX', which is too old or does not compile C++20; $wanted"
        return
    fi
    old=
    for CXX in g++ c++ clang++; do
        command -v "$CXX" >/dev/null || continue
        if preprocesses "$CXX" "$new_enough"; then return; fi
        if [ -z "$old" ]; then old=$("$CXX" --version | head -n 1); fi
    done
    CXX=
    if [ -n "$old" ]; then stop "too old or incomplete: $old; $wanted. If you have one under another name, set CXX"; fi
}

xsimd_8_1='#include <xsimd/xsimd.hpp>
#if XSIMD_VERSION_MAJOR * 100 + XSIMD_VERSION_MINOR < 801
#error
#endif
'
either_catch2='#if !__has_include(<catch2/catch_all.hpp>) && !__has_include(<catch2/catch.hpp>)
#error
#endif
'

either_eigen='#if !__has_include(<Eigen/Core>) && !__has_include(<eigen3/Eigen/Core>)
#error
#endif
'

# Sets missing to the packages, by Debian's names, whose work nothing on this machine does.
find_missing()
{
    missing=
    find_compiler
    if [ -z "$CXX" ]; then missing="g++"; fi
    if command -v cmake >/dev/null && command -v ctest >/dev/null; then
        version=$(cmake --version | sed -n 's/^cmake version \([0-9]*\.[0-9]*\).*/\1/p')
        major=${version%.*} minor=${version#*.}
        if [ "${major:-0}" -lt 3 ] || { [ "$major" -eq 3 ] && [ "$minor" -lt 25 ]; }; then
            stop "CMake ${version:-of unknown version} is too old, 3.25 or newer is needed"
        fi
    else
        missing="$missing cmake"
    fi
    if [ -z "${CMAKE_GENERATOR:-}" ] && ! command -v make >/dev/null && ! command -v gmake >/dev/null; then
        missing="$missing make"
    fi
    for package; do
        case $package in
            libxsimd-dev) text="$xsimd_8_1" ;;
            libcli11-dev) text='#include <CLI/CLI.hpp>' ;;
            catch2) text="$either_catch2" ;;
            libbenchmark-dev) text='#include <benchmark/benchmark.h>' ;;
            libeigen3-dev) text="$either_eigen" ;;
            zlib1g-dev) text='#include <zlib.h>' ;;
        esac
        if [ -z "$CXX" ] || ! preprocesses "$CXX" "$text"; then missing="$missing $package"; fi
    done
    missing=${missing# }
}

# Other package managers' names for what is missing. Nobody has tried these lines.
print_other_managers()
{
    dnf=$(echo "$missing" | sed 's/g++/gcc-c++/; s/catch2/catch-devel/
        s/libxsimd-dev/xsimd-devel/; s/libcli11-dev/cli11-devel/; s/libbenchmark-dev/google-benchmark-devel/
        s/libeigen3-dev/eigen3-devel/; s/zlib1g-dev/zlib-devel/')
    brew=$(echo "$missing" | sed 's/g++/gcc/
        s/libxsimd-dev/xsimd/; s/libcli11-dev/cli11/; s/libbenchmark-dev/google-benchmark/
        s/libeigen3-dev/eigen/; s/zlib1g-dev/zlib/')
    vcpkg=$(echo "$missing" | sed 's/g++//; s/cmake//; s/make//
        s/libxsimd-dev/xsimd/; s/libcli11-dev/cli11/; s/libbenchmark-dev/benchmark/
        s/libeigen3-dev/eigen3/; s/zlib1g-dev/zlib/')
    say "missing: $missing. There is no apt-get here; one of these lines may help (untested):"
    # shellcheck disable=SC2086
    {
        echo "  sudo dnf install" $dnf
        echo "  brew install" $brew
        if [ -n "${vcpkg# }" ]; then echo "  vcpkg install" $vcpkg; fi
    } >&2
}

# Installs the packages whose work nothing here does: a compiler, CMake, make, and those given.
require()
{
    find_missing "$@"
    if [ -z "$missing" ]; then return; fi
    if ! command -v apt-get >/dev/null; then
        print_other_managers
        exit 1
    fi
    command="apt-get update && apt-get install -y --no-install-recommends $missing"
    if [ "$(id -u)" -eq 0 ]; then
        as_root=
    elif command -v sudo >/dev/null; then
        as_root=sudo
    else
        say "missing: $missing. Only root may install them, and there is no sudo here. As root, run:"
        echo "  $command" >&2
        exit 1
    fi
    say "installing $missing"
    log=$(mktemp)
    # A failed update is not the end: what is cached may do, and apt-get install says what it lacks.
    $as_root apt-get update >"$log" 2>&1 </dev/null || true
    # shellcheck disable=SC2086
    if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing \
        >>"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        rm -f "$log"
        stop "could not install: $missing. As root, try: $command"
    fi
    rm -f "$log"
    find_missing "$@"
    if [ -n "$missing" ]; then stop "installed, but missing or too old still: $missing (xsimd must be 8.1 or newer)"; fi
}

# ---- building --------------------------------------------------------------------------------------------------------

cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)

# Runs a command in silence; what it said is shown if it fails.
quietly()
{
    if ! "$@" >"$folder/run.log" 2>&1; then
        cat "$folder/run.log" >&2
        stop "failed: $*"
    fi
}

# build FOLDER TARGET [OPTIONS of cmake]
build()
{
    folder=$root/build/$1 target=$2 shown=build/$1
    shift 2
    # CMake does not follow a moved clone or another compiler into an old folder: begin anew.
    made_for="$root: $CXX ${CXXFLAGS:-} ${LDFLAGS:-}"
    if [ -d "$folder" ] && [ "$(cat "$folder/made-for" 2>/dev/null)" != "$made_for" ]; then rm -rf "$folder"; fi
    mkdir -p "$folder"
    echo "$made_for" >"$folder/made-for"
    say "configuring $shown"
    export CXX
    quietly cmake -S "$root" -B "$folder" -DCMAKE_BUILD_TYPE=Release -DLOWP_NATIVE=ON "$@"
    say "building $shown, target $target"
    quietly cmake --build "$folder" --target "$target" -j "$cores"
}

# Eigen for those that predict or factor matrices, zlib for those that read packed files.
build_example()
{
    case $1 in
        compare_probes | make_error_matrix | pick_precision) besides="libeigen3-dev zlib1g-dev" ;;
        assign | cyclic | halp) besides=zlib1g-dev ;;
        *) besides= ;;
    esac
    # shellcheck disable=SC2086
    require libxsimd-dev libcli11-dev $besides
    build run "$1" -DLOWP_EXAMPLES=ON -DLOWP_TESTS=OFF -DLOWP_BENCH=OFF
}

# ---- the verbs -------------------------------------------------------------------------------------------------------

verb=${1:-}
case $verb in
    '' | -*)
        build_example how_low
        say "running how_low"
        exec "$root/build/run/examples/how_low" "$@"
        ;;
    test)
        if [ $# -gt 1 ]; then misused "test takes no arguments"; fi
        require libxsimd-dev libcli11-dev catch2
        build test all -DLOWP_TESTS=ON -DLOWP_EXAMPLES=ON -DLOWP_BENCH=OFF
        say "running the tests"
        exec ctest --test-dir "$root/build/test" -LE 'ci|exhaustive|fuzz|levels' --output-on-failure -j "$cores"
        ;;
    bench)
        if [ $# -gt 2 ]; then misused "bench takes one FILTER"; fi
        filter=${2:-.}
        require libxsimd-dev libbenchmark-dev
        build bench all -DLOWP_BENCH=ON -DLOWP_TESTS=OFF -DLOWP_EXAMPLES=OFF
        status=0 ran=0
        for source in "$root"/bench/*_bench.cpp; do  # ratios_bench, whose table sums up, is the last
            program=${source##*/}
            program=$root/build/bench/bench/${program%.cpp}
            [ -x "$program" ] || continue
            names=$("$program" --benchmark_list_tests=true "--benchmark_filter=$filter" 2>/dev/null)
            if [ -z "$names" ]; then continue; fi
            ran=$((ran + 1))
            say "running ${program##*/}"
            "$program" "--benchmark_filter=$filter" || status=$?
        done
        if [ $ran -eq 0 ]; then
            say "no benchmark has a name that matches '$filter'"
            exit 2
        fi
        exit $status
        ;;
    example)
        name=${2:-}
        if [ -z "$name" ] || [ ! -f "$root/examples/${name##*/}.cpp" ] || [ "$name" != "${name##*/}" ]; then
            if [ -n "$name" ]; then say "there is no example '$name'"; fi
            say "the examples are:"
            for source in "$root"/examples/*.cpp; do
                [ -f "$source" ] || continue
                source=${source##*/}
                echo "  ${source%.cpp}" >&2
            done
            exit 2
        fi
        shift 2
        build_example "$name"
        say "running $name"
        exec "$root/build/run/examples/$name" "$@"
        ;;
    help)
        usage
        ;;
    *)
        misused "unknown verb '$verb'"
        ;;
esac

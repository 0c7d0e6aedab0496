# Does floors.cmake see what it should? One sound tree must pass, and each way of breaking it must be named.
#
#   cmake -DWORK_DIR=<scratch> -P floors_selftest.cmake
cmake_minimum_required(VERSION 3.25)

# The sound tree: two headers, the upper one includes the lower one.
function(sound_tree)
    file(REMOVE_RECURSE "${WORK_DIR}")
    write(include/lowp/core/bits.hpp "// lowp/core/bits.hpp -- bits.\n#pragma once\n")
    write(include/lowp/round/modes.hpp
        "// lowp/round/modes.hpp -- modes.\n#pragma once\n#include \"lowp/core/bits.hpp\"\n")
    write(include/lowp/lowp.hpp "// lowp/lowp.hpp -- all.\n#pragma once\n#include \"lowp/round/modes.hpp\"\n")
    write(tests/core/bits_test.cpp "")
    write(tests/round/modes_test.cpp "")
endfunction()

function(write path text)
    file(WRITE "${WORK_DIR}/${path}" "${text}")
endfunction()

function(check expected expected_message)
    execute_process(COMMAND "${CMAKE_COMMAND}" "-DROOT=${WORK_DIR}" -P "${CMAKE_CURRENT_LIST_DIR}/floors.cmake"
        RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(NOT result EQUAL expected OR NOT output MATCHES "${expected_message}")
        message(SEND_ERROR "expected status ${expected} and '${expected_message}', got ${result} and:\n${output}")
    endif()
    sound_tree()
endfunction()

set(head "// lowp/round/modes.hpp -- modes.\n#pragma once\n")
sound_tree()
check(0 "3 headers stand where they should")

write(include/lowp/round/modes.hpp "${head}#include \"lowp/linalg/gemm.hpp\"\n")
check(1 "include/lowp/round/modes.hpp:3: upward include: round .floor 2. may not include linalg .floor 4.")
write(include/lowp/round/modes.hpp "${head}\n#  include <lowp/simd/lane.hpp>\n")
check(1 "modes.hpp:4: sibling include: round and simd")
write(include/lowp/round/modes.hpp "${head}#include \"lowp/io/csv.hpp\"\n")
check(1 "modes.hpp:3: upward include: round .floor 2. may not include io .a side wing.")
write(include/lowp/round/modes.hpp "${head}#include \"lowp/lowp.hpp\"\n")
check(1 "modes.hpp:3: upward include: lowp/lowp.hpp stands above")
write(include/lowp/round/modes.hpp "${head}#include \"bits.hpp\"\n")
check(1 "modes.hpp:3: relative include")
write(include/lowp/round/modes.hpp "${head}#include \"lowp/attic/old.hpp\"\n")
check(1 "modes.hpp:3: unknown folder: 'attic'")
write(include/lowp/round/modes.hpp "${head}#include <xsimd/xsimd.hpp>\n")
check(1 "modes.hpp:3: include of xsimd outside simd/")

write(include/lowp/io/csv.hpp "// lowp/io/csv.hpp -- csv.\n#include \"lowp/linalg/gemm.hpp\"\n")
write(tests/io/csv_test.cpp "")
check(1 "csv.hpp:2: upward include: io .a side wing. may not include linalg")
write(include/lowp/io/csv.hpp "// lowp/io/csv.hpp -- csv.\n#include \"lowp/mpi/ranks.hpp\"\n")
write(tests/io/csv_test.cpp "")
check(1 "csv.hpp:2: sibling include: io and mpi")

write(include/lowp/attic/bits.hpp "// lowp/attic/bits.hpp -- bits.\n")
check(1 "include/lowp/attic/bits.hpp:1: unknown folder: 'attic'")
write(include/lowp/bits.hpp "// lowp/bits.hpp -- bits.\n")
check(1 "include/lowp/bits.hpp:1: unknown place")
write(include/lowp/core/bits.hpp "#pragma once\n")
check(1 "bits.hpp:1: first line: expected '// lowp/core/bits.hpp -- ")
file(REMOVE "${WORK_DIR}/tests/core/bits_test.cpp")
check(1 "bits.hpp:1: header without a test")

string(REPEAT "int a[1]; // text; [\n" 297 filler)  # brackets and semicolons must not upset the count
write(include/lowp/round/modes.hpp "${head}${filler}#include \"lowp/core/bits.hpp\"\n")
check(0 "3 headers")
write(include/lowp/round/modes.hpp "${head}${filler}\n#include \"lowp/core/bits.hpp\"\n")
check(1 "modes.hpp:301: long header: 301 lines")

string(REPEAT "#ifdef A\n#elif B\n#endif\n" 9 filler)
write(include/lowp/round/modes.hpp "${head}${filler}#if(C)\n#endif\n")
check(0 "19 conditionals")
write(include/lowp/round/modes.hpp "${head}${filler}#if C\n#ifndef D\n#endif\n#endif\n")
check(1 "conditional compilation: 20 lines.*modes.hpp:3: #ifdef A")
write(include/lowp/linalg/isa/dots.hpp "// lowp/linalg/isa/dots.hpp -- dots.\n${filler}${filler}")
write(tests/linalg/dots_test.cpp "")
check(0 "4 headers")

# Two units that conditional compilation makes different code of have different names: no two machines of which any
# header's #if tells one from the other may share lowp::LOWP_ISA.
#
#   cmake -DCXX=<compiler> -DROOT=<repository> -DWORK_DIR=<scratch> -P namespaces.cmake
cmake_minimum_required(VERSION 3.25)
set(machines x86-64 x86-64-v2 core2 ivybridge haswell bdver4 x86-64-v3 x86-64-v4 icelake-server cooperlake
    sapphirerapids)

# Extensions that headers ask for.
set(extensions "")
file(GLOB_RECURSE headers "${ROOT}/include/lowp/*.hpp")
foreach(header IN LISTS headers)
    file(STRINGS "${header}" conditions REGEX "^[ \t]*#[ \t]*(if|elif)")
    string(REGEX MATCHALL "__(AVX|SSE|SSSE|FMA|F16C|GFNI|BMI|POPCNT|AMX)[A-Z0-9_]*__" asked_for "${conditions}")
    list(APPEND extensions ${asked_for})
endforeach()
list(REMOVE_DUPLICATES extensions)
list(LENGTH extensions count)
if(count LESS 5)
    message(FATAL_ERROR "found only '${extensions}' in the #if lines of ${ROOT}/include/lowp")
endif()

# What a machine has of them, beside the name it gets.
set(unit "#include \"lowp/core/isa.hpp\"\nname: LOWP_ISA_LEVEL\n")
foreach(extension IN LISTS extensions)
    string(APPEND unit "#ifdef ${extension}\nhas: \"${extension}\"\n#endif\n")
endforeach()
set(unit_file "${WORK_DIR}/namespaces.cpp")
file(WRITE "${unit_file}" "${unit}")
foreach(machine IN LISTS machines)
    execute_process(
        COMMAND "${CXX}" -std=c++20 "-march=${machine}" "-I${ROOT}/include" -E -P "${unit_file}"
        OUTPUT_VARIABLE text ERROR_QUIET RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
        message("${machine}: unknown to this compiler")
        continue()
    endif()
    string(REGEX MATCH "name: ([a-z0-9_]+)" found "${text}")
    set(name "${CMAKE_MATCH_1}")
    string(REGEX MATCHALL "has: \"[A-Z0-9_]+\"" has "${text}")
    message("${machine}: ${name}")
    if(NOT found)
        message(SEND_ERROR "no name in:\n${text}")
    elseif(NOT DEFINED of_${name})
        set(of_${name} "${has}")
        set(first_${name} ${machine})
    elseif(NOT has STREQUAL of_${name})
        message(SEND_ERROR "${machine} and ${first_${name}} are both ${name}, but differ:\n  ${has}\n  ${of_${name}}")
    endif()
endforeach()

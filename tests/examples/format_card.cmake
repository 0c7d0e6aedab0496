# tests/examples/format_card.cmake -- cards of formats of every family, roundings, and what bad input is answered.
include("${CMAKE_CURRENT_LIST_DIR}/support/run.cmake")
set(card "${BIN_DIR}/format_card")

# The whole output of some, judged once by hand.
set(all "")
foreach(arguments "e4m3fn" "e5m2 --round 58000" "binary8p4se --round 0.3" "q3.4 --round 9.3" "l4.3 --round 0x1.8p-9"
        "nlq5d0.25z0.25" "e8m0fnu --round 3" "ue4m3 --round=-1e-4" "binary16p1se" "bfloat16 --round nan")
    separate_arguments(list UNIX_COMMAND "${arguments}")
    run("${card}" ${list})
    expect_success()
    string(APPEND all "$ format_card ${arguments}\n${output}\n")
endforeach()
file(WRITE "${WORK_DIR}/format_card.txt" "${all}")
file(READ "${SOURCE_DIR}/tests/examples/expected/format_card.txt" expected)
expect_equal("format_card.txt against tests/examples/expected/format_card.txt" "${all}" "${expected}")

# Every name of the README's kind of table has a card.
foreach(name binary64 binary32 tf32 binary16 bfloat16 e4m3 e3m4 e5m2fnuz e4m3fnuz e4m3b11fnuz e2m3fn e3m2fn e2m1fn e1m2fn
        float8_e4m3fn int4 uint4 sq3.4 binary3p1uf e5m10_flushed e4m3b4finite)
    run("${card}" ${name})
    expect_success()
endforeach()

function(refused pattern)
    run("${card}" ${ARGN})
    if(NOT status STREQUAL "2" OR NOT output STREQUAL "" OR NOT errors MATCHES "^[^\n]*${pattern}[^\n]*\n$")
        message(FATAL_ERROR "${ARGN}: status ${status}, expected 2 and one line with '${pattern}':\n${output}${errors}")
    endif()
endfunction()
refused("format is required")
refused("unknown format 'e4m3fm'.*did you mean 'e4m3fn'\\?" e4m3fm)
refused("did you mean 'binary8p4se'\\?" binary8p4es)
refused("unknown format 'posit8'" posit8)
refused("'abc' is no number, expected one like" e4m3fn --round abc)
refused("'1.5x' is no number" e4m3fn --round 1.5x)

# tests/examples/accumulate.cmake -- errors of accumulators are the same numbers everywhere, and a file holds them too.
include("${CMAKE_CURRENT_LIST_DIR}/support/run.cmake")

run("${BIN_DIR}/accumulate")
expect_success()
file(READ "${SOURCE_DIR}/tests/examples/expected/accumulate.txt" expected)
expect_equal("what accumulate prints" "${output}" "${expected}")

run("${BIN_DIR}/accumulate" --terms 64 --signed --csv errors.csv)
expect_success()
file(STRINGS "${WORK_DIR}/errors.csv" lines)
list(LENGTH lines count)
list(GET lines 0 first)
if(NOT count EQUAL 11 OR NOT first STREQUAL "accumulator,16,64")
    message(FATAL_ERROR "errors.csv: ${count} lines, expected 11, and '${first}'")
endif()

run("${BIN_DIR}/accumulate" --terms 7)
if(NOT status STREQUAL "2" OR NOT errors MATCHES "terms")
    message(FATAL_ERROR "--terms 7: status ${status}, expected 2 and a line about --terms:\n${errors}")
endif()

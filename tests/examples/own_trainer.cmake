# tests/examples/own_trainer.cmake -- a trainer of one's own prints the same losses everywhere, and is short.
include("${CMAKE_CURRENT_LIST_DIR}/support/run.cmake")

run("${BIN_DIR}/own_trainer")
expect_success()
file(READ "${SOURCE_DIR}/tests/examples/expected/own_trainer.txt" expected)
expect_equal("what own_trainer prints" "${output}" "${expected}")

file(READ "${SOURCE_DIR}/examples/own_trainer.cpp" text)
string(REGEX MATCHALL "\n" lines "${text}")
list(LENGTH lines count)
if(count GREATER 60)
    message(FATAL_ERROR "examples/own_trainer.cpp has ${count} lines, expected at most 60")
endif()

# tests/examples/how_low_x86-64-v3.cmake -- AVX2 with FMA prints the same numbers as every other machine.
include("${CMAKE_CURRENT_LIST_DIR}/support/run.cmake")

if(NOT EXISTS "${BIN_DIR}/how_low_x86-64-v3")
    message(NOTICE "skipped: not built for x86-64-v3")
    return()
endif()
run("${ONLY_WHERE}" x86-64-v3 "${BIN_DIR}/how_low_x86-64-v3" --csv table.csv)
expect_success()
expect_csv(table.csv how_low.csv)

# tests/examples/how_low.cmake -- the default run: its numbers, what is claimed of them, and that threads change nothing.
include("${CMAKE_CURRENT_LIST_DIR}/support/run.cmake")

run("${BIN_DIR}/how_low" --csv table.csv)
expect_success()  # and no progress in a pipe
expect_csv(table.csv how_low.csv)
without_seconds("${output}" table)

# ---- the claims, on the numbers of this run: errors in millionths of a percent --------------------------------------
file(STRINGS "${WORK_DIR}/table.csv" rows)
foreach(row IN LISTS rows)
    if(row MATCHES "^([^,]+),([0-9]+)\\.([0-9]+),[^,]*,([0-9]+),")
        set(recipe "${CMAKE_MATCH_1}")
        set(bytes_${recipe} ${CMAKE_MATCH_4})
        string(REGEX REPLACE "^0+([0-9])" "\\1" error_${recipe} "${CMAKE_MATCH_2}${CMAKE_MATCH_3}")
    endif()
endforeach()
list(LENGTH rows count)
expect_equal("a header and fourteen recipes" ${count} 15)

function(claim what left relation right)
    math(EXPR left "${left}")
    math(EXPR right "${right}")
    if(NOT left ${relation} right)
        message(FATAL_ERROR "not so: ${what} (${left} against ${right} millionths of a percent)\n${table}")
    endif()
endfunction()
claim("binary32 errs at most 3.5 %" ${error_binary32} LESS_EQUAL 3500000)
claim("fp8 is within a point of binary32" ${error_fp8} LESS_EQUAL "${error_binary32} + 1000000")
claim("fp8 is within a point of binary32" ${error_fp8} GREATER_EQUAL "${error_binary32} - 1000000")
claim("fixed8-nearest is at least 5 points worse" ${error_fixed8-nearest} GREATER_EQUAL "${error_binary32} + 5000000")
claim("fixed8-stochastic is at most 1 point worse" ${error_fixed8-stochastic} LESS_EQUAL "${error_binary32} + 1000000")
claim("e5m2-stochastic is far better than e5m2-nearest" ${error_e5m2-nearest} GREATER_EQUAL
    "${error_e5m2-stochastic} + 5000000")
# Four roles of 64 * 64 + 64 + 64 * 10 + 10 parameters; 64 + 64 + 64 + 10 activations and 64 + 64 + 10 errors a sample.
claim("bytes of binary32" ${bytes_binary32} EQUAL "4 * (4 * 4810 + 32 * 202 + 32 * 138)")
claim("bytes of e5m2" ${bytes_e5m2-nearest} EQUAL "${bytes_binary32} / 4")

# ---- the same bytes for any number of threads -----------------------------------------------------------------------
foreach(threads 1 2)
    run("${BIN_DIR}/how_low" --threads ${threads})
    expect_equal("status with --threads ${threads}" "${status}" 0)
    without_seconds("${output}" again)
    expect_equal("--threads ${threads}" "${again}" "${table}")
endforeach()

# The short run that other instruction sets are held to.
run("${BIN_DIR}/how_low" --seeds 1 --epochs 3 --csv short.csv)
expect_success()
expect_csv(short.csv how_low_short.csv)

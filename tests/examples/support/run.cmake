# tests/examples/support/run.cmake -- runs a program in an empty folder and compares texts; for the scripts beside it.
file(REMOVE_RECURSE "${WORK_DIR}")
file(MAKE_DIRECTORY "${WORK_DIR}")

# run(<program> <arguments>...) leaves `status`, `output` and `errors`; skips the test where the program cannot run.
macro(run)
    execute_process(COMMAND ${ARGV} WORKING_DIRECTORY "${WORK_DIR}"
        RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
    if(status STREQUAL "77")
        message(NOTICE "${output}")  # "skipped: ..."
        return()
    endif()
endmacro()

function(expect_success)
    if(NOT status STREQUAL "0" OR NOT errors STREQUAL "")
        message(FATAL_ERROR "status ${status}, expected 0; and on stderr, where nothing was expected:\n${errors}")
    endif()
endfunction()

function(expect_equal what got expected)
    if(NOT got STREQUAL expected)
        message(FATAL_ERROR "${what}: got\n${got}\nexpected\n${expected}")
    endif()
endfunction()

# What how_low prints, and its CSV, without the only column that may differ.
function(without_seconds text result)
    string(REGEX REPLACE "% +[0-9]+\\.[0-9]+( *\\*?\n)" "%\\1" text "${text}")  # the table
    string(REGEX REPLACE "([^,\n]*,[^,\n]*,[^,\n]*,[^,\n]*,[^,\n]*),[^,\n]*(,[^\n]*\n)" "\\1\\2" text "${text}")
    set(${result} "${text}" PARENT_SCOPE)
endfunction()

# The CSV that how_low has written as `file` equals expected/<name>, seconds aside.
function(expect_csv file name)
    file(READ "${WORK_DIR}/${file}" got)
    without_seconds("${got}" got)
    file(READ "${SOURCE_DIR}/tests/examples/expected/${name}" expected)
    expect_equal("${file} against tests/examples/expected/${name}" "${got}" "${expected}")
endfunction()

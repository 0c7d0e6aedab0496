# tests/examples/readme_table.cmake -- the table in the README is what how_low prints, seconds aside.
execute_process(COMMAND "${BIN_DIR}/how_low" OUTPUT_VARIABLE table RESULT_VARIABLE status)
if(NOT status STREQUAL "0")
    message(FATAL_ERROR "how_low ended with status ${status}")
endif()
file(READ "${SOURCE_DIR}/README.md" readme)
foreach(text table readme)  # the column of seconds follows the percent sign
    string(REGEX REPLACE "% +[0-9]+\\.[0-9][0-9]" "% -" ${text} "${${text}}")
endforeach()
string(FIND "${readme}" "${table}" place)
if(place EQUAL -1)
    message(FATAL_ERROR "this is not in README.md:\n${table}")
endif()

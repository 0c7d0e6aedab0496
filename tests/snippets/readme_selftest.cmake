# Does readme.cmake see what it should?
cmake_minimum_required(VERSION 3.25)

function(check readme expected expected_message)
    file(WRITE "${WORK_DIR}/README.md" "${readme}")
    execute_process(COMMAND "${CMAKE_COMMAND}" "-DROOT=${WORK_DIR}" -P "${CMAKE_CURRENT_LIST_DIR}/readme.cmake"
        RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(NOT result EQUAL expected OR NOT output MATCHES "${expected_message}")
        message(SEND_ERROR "expected status ${expected} and '${expected_message}', got ${result} and:\n${output}")
    endif()
endfunction()

set(one "int a[2];  // one; \\n\n")
set(two "f(a[0]);\n\ng([] {});\n")
file(WRITE "${WORK_DIR}/tests/snippets/some.cpp" "// [snippet\n${one}// snippet]\nx\n// [snippet\n${two}// snippet]\n")

check("no code\n" 0 "0 blocks")
check("```sh\nls\n```\n```cmake\nx\n```\n" 0 "0 blocks")
check("```cpp\n${one}```\ntext\n\n```cpp\n${two}```\n" 0 "2 blocks")
check("text\n```cpp\n${one}```\n```cpp\nf(a[1]);\n```\n" 1 "README.md:6: this block is in none.*f.a.1")
check("```cpp\nint a[2];\n```\n" 1 "README.md:2")
check("```cpp\n${one}" 1 "README.md:2: a block that does not end")
check("```c++\n${one}```\n" 1 "begins with")
check("```cpp title\n${one}```\n" 1 "begins with")
check("  ```cpp\n${one}```\n" 1 "begins with")

# Compiles SOURCE and holds the compiler's answer against the file's first line; see CMakeLists.txt.
separate_arguments(FLAGS UNIX_COMMAND "${FLAGS}")
list(TRANSFORM INCLUDES PREPEND -I)
set(ENV{LC_ALL} C)  # messages in English, quotes in ASCII
execute_process(COMMAND "${COMPILER}" ${FLAGS} -std=c++20 -fsyntax-only ${INCLUDES} "${SOURCE}"
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)

if(SOURCE MATCHES "/control\\.cpp$")
    if(NOT result EQUAL 0)
        message(FATAL_ERROR "the control must compile, but:\n${output}")
    endif()
    return()
endif()

file(READ "${SOURCE}" text)
if(NOT text MATCHES "^// rejects: ([^\n]+)\n")
    message(FATAL_ERROR "${SOURCE}:1: expected '// rejects: <regular expression>'")
endif()
set(expected "${CMAKE_MATCH_1}")
if(result EQUAL 0)
    message(FATAL_ERROR "${SOURCE} must not compile, but does")
elseif(NOT output MATCHES "${expected}")
    message(FATAL_ERROR "${SOURCE} does not compile, as it should, but for another reason than '${expected}':\n${output}")
endif()

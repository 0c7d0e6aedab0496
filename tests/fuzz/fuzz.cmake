# Compiles SOURCE with CLANG and libFuzzer, into WORK_DIR, and runs it over SEEDS: a folder, or a pattern of files.
file(REMOVE_RECURSE "${WORK_DIR}")
file(MAKE_DIRECTORY "${WORK_DIR}/found" "${WORK_DIR}/seeds")
if(IS_DIRECTORY "${SEEDS}")
    file(GLOB seeds "${SEEDS}/*")
else()
    file(GLOB seeds "${SEEDS}")
endif()
file(COPY ${seeds} DESTINATION "${WORK_DIR}/seeds")
set(flags -std=c++20 -O1 -g1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all)

if(NOT CLANG)
    message("skipped: no clang++ on this machine")
    return()
endif()
file(WRITE "${WORK_DIR}/empty.cpp"
    "extern \"C\" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }\n")
execute_process(COMMAND "${CLANG}" ${flags} "${WORK_DIR}/empty.cpp" -o "${WORK_DIR}/empty"
    RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
if(NOT status EQUAL 0)
    message("skipped: ${CLANG} has no libFuzzer (package libclang-rt-14-dev, of clang's version)")
    return()
endif()

list(TRANSFORM INCLUDES PREPEND "-I")
execute_process(COMMAND "${CLANG}" ${flags} ${INCLUDES} "${SOURCE}" -o "${WORK_DIR}/fuzz"
    RESULT_VARIABLE status ERROR_VARIABLE errors)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "${errors}")
endif()
# The lengths of the files that are tried are bounded, and so is what a few bytes may ask for.
execute_process(COMMAND "${WORK_DIR}/fuzz" -seed=1 -runs=30000 -max_len=10000 -malloc_limit_mb=32 -rss_limit_mb=2048
        -timeout=20 -artifact_prefix=${WORK_DIR}/ "${WORK_DIR}/found" "${WORK_DIR}/seeds"
    RESULT_VARIABLE status ERROR_VARIABLE errors)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "${errors}")
endif()
string(REGEX MATCH "DONE[^\n]*" done "${errors}")
message("${done}")

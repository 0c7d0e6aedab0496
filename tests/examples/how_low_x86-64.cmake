# tests/examples/how_low_x86-64.cmake -- SSE2 alone prints the same numbers; a short run, since it is slower.
include("${CMAKE_CURRENT_LIST_DIR}/support/run.cmake")

if(NOT EXISTS "${BIN_DIR}/how_low_x86-64")
    message(NOTICE "skipped: not built for x86-64")
    return()
endif()
run("${ONLY_WHERE}" x86-64 "${BIN_DIR}/how_low_x86-64" --seeds 1 --epochs 3 --csv short.csv)
expect_success()
expect_csv(short.csv how_low_short.csv)

# `wide` sums too, of operands as short as these: with a fused multiply-add and without.
set(wide --accumulator wide --only e5m2-stochastic --only fp4-weights --seeds 1 --epochs 2)
run("${ONLY_WHERE}" x86-64 "${BIN_DIR}/how_low_x86-64" ${wide} --csv wide.csv)
expect_success()
run("${BIN_DIR}/how_low" ${wide} --csv native.csv)
expect_success()
foreach(file wide native)
    file(READ "${WORK_DIR}/${file}.csv" text)
    without_seconds("${text}" ${file})
endforeach()
expect_equal("wide sums on x86-64 and here" "${wide}" "${native}")

# tests/examples/roundoff_page.cmake -- roundoff's page in a real browser: nothing is complained of, every picture has a
# size, text can be told from what is behind it on dark and light screens, nothing is wider than the window, and it
# prints.
include("${CMAKE_CURRENT_LIST_DIR}/support/run.cmake")
find_program(browser NAMES chromium chromium-browser google-chrome)
find_program(gnuplot NAMES gnuplot)
if(NOT browser OR NOT gnuplot)
    message(NOTICE "skipped: no Chromium or no gnuplot")
    return()
endif()

run("${BIN_DIR}/roundoff" --count 20000 --report page)
expect_success()
set(page "${WORK_DIR}/page/index.html")

# The same page, which measures itself.
file(READ "${page}" text)
string(REPLACE "</body>" [[<script>
const light = colour => { const [r, g, b] = colour.match(/[0-9.]+/g).map(Number); return 0.3 * r + 0.6 * g + 0.1 * b; };
const words = [];
for (const svg of document.querySelectorAll("figure svg")) {
  const box = svg.getBoundingClientRect(), text = svg.querySelector("text");
  const apart = Math.abs(light(getComputedStyle(text.parentElement).fill) -
                         light(getComputedStyle(document.body).backgroundColor));
  words.push(svg.id + (box.width > 300 && box.height > 150 && apart > 100 ? " good" : " bad " + [box.width, box.height, apart]));
}
words.push(document.documentElement.scrollWidth <= innerWidth ? "fits" : "too wide: " + document.documentElement.scrollWidth);
words.push(light(getComputedStyle(document.body).backgroundColor) < 128 ? "dark" : "light");
document.body.textContent = "found: " + words.join(", ") + ";";
</script></body>]] text "${text}")
file(WRITE "${WORK_DIR}/measured.html" "${text}")

# Chromium of the system's user only; folders of its own, so that it leaves nothing behind elsewhere.
set(quiet --headless --no-sandbox --disable-gpu --disable-dev-shm-usage "--user-data-dir=${WORK_DIR}/browser"
    --enable-logging=stderr)
function(browse)
    execute_process(COMMAND "${CMAKE_COMMAND}" -E env "HOME=${WORK_DIR}" "${browser}" ${quiet} ${ARGN}
        WORKING_DIRECTORY "${WORK_DIR}" TIMEOUT 120 RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "${browser} ${ARGN}: ${status}\n${errors}")
    endif()
    if(errors MATCHES "[^\n]*CONSOLE[^\n]*")
        message(FATAL_ERROR "${ARGN}: the browser complains: ${CMAKE_MATCH_0}")
    endif()
    set(output "${output}" PARENT_SCOPE)
endfunction()

browse(--dump-dom "file://${page}")
foreach(scheme 0 1)
    foreach(width 1200 600)
        browse(--dump-dom --window-size=${width},900 --blink-settings=preferredColorScheme=${scheme}
            "file://${WORK_DIR}/measured.html")
        string(REGEX MATCH "found: [^;]*" found "${output}")
        if(scheme EQUAL 0)
            set(expected dark)
        else()
            set(expected light)
        endif()
        expect_equal("pictures in a window of ${width}" "${found}"
            "found: bits good, range good, density good, sums good, fits, ${expected}")
    endforeach()
endforeach()

browse(--print-to-pdf=page.pdf "file://${page}")
if(NOT EXISTS "${WORK_DIR}/page.pdf")
    message(FATAL_ERROR "the page was not printed")
endif()

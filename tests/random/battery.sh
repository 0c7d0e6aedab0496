#!/bin/sh
# tests/random/battery.sh -- dieharder over the words of the random function: one stream; neighbouring seeds, the
# streams of a training, and neighbouring tensors in turn; and over those of Philox. Takes three to five hours; results
# are appended to FOLDER (default: build/battery) as they come, and what is there already is not run again.
#
#     apt-get install dieharder && sh tests/random/battery.sh [FOLDER]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=${1:-$root/build/battery}
mkdir -p "$folder"
${CXX:-c++} -std=c++20 -O3 -I "$root/include" "$root/tests/random/words.cpp" -o "$folder/words"
for mode in "single 42" seeds steps tensors "philox 42"; do
    result=$folder/$(echo "$mode" | tr ' ' '-').txt
    if [ -e "$result" ]; then continue; fi
    began=$(date +%s)
    # shellcheck disable=SC2086
    "$folder/words" $mode | stdbuf -oL dieharder -g 200 -a >"$result.partial"
    echo "# words $mode | dieharder -g 200 -a: $(($(date +%s) - began)) seconds" >>"$result.partial"
    mv "$result.partial" "$result"
done
grep -hc PASSED "$folder"/*.txt | paste -sd+ | sed 's/^/passed: /'
grep -hE 'WEAK|FAILED' "$folder"/*.txt || echo "none weak, none failed"

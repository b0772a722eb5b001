#!/bin/sh
# A trial in a shell: its configuration comes in variables, HPO_PARAM_ and the parameter's name in capitals.
#
#     hpo check studies/examples/shell-script.json5
#     hpo study create studies/examples/shell-script.json5 && hpo study run --trials 20
#
# Any program that can be started from a shell is a trial like this: a compiler's flags, a simulation, a database's settings.
set -eu

level=$HPO_PARAM_LEVEL
block=$HPO_PARAM_BLOCK
for epoch in 1 2 3; do
    size=$(seq 1000 | head -c $((block * epoch)) | gzip "-$level" | wc -c)
    echo "{\"epoch\": $epoch, \"bytes\": $((size)), \"ratio\": $(awk "BEGIN { print $size / ($block * $epoch) }")}"
done

#!/bin/sh
# A scheduler that starts each job at once: submit NAME SCRIPT | poll NAME… | cancel NAME
verb=$1; shift
cd "${TMPDIR:-/tmp}" || exit 1
case $verb in
submit) setsid "$2" >/dev/null 2>&1 </dev/null & echo $! >"$1.pid"; echo "submitted $1" ;;
poll) for name; do
    pid=$(cat "$name.pid" 2>/dev/null) && kill -0 "$pid" 2>/dev/null && echo "$name RUNNING"
done; exit 0 ;;
cancel) pid=$(cat "$1.pid" 2>/dev/null) && kill "$pid" 2>/dev/null; exit 0 ;;
esac

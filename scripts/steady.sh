#!/bin/sh
# steady.sh: runs every suite three times beside two busy processes, to find flaky tests.
set -u
hogs="" failed=0
end() {
    # shellcheck disable=SC2086
    kill $hogs 2>/dev/null
}
trap end EXIT
trap 'exit 1' INT TERM HUP
for _ in 1 2; do
    sh -c 'while :; do :; done' &
    hogs="$hogs $!"
done
for run in 1 2 3; do
    echo "=== run $run of 3, beside two busy processes"
    sh scripts/test.sh || failed=$((failed + 1))
done
[ "$failed" = 0 ] || { echo "$failed of 3 runs failed"; exit 1; }

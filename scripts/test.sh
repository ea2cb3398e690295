#!/bin/sh
# test.sh: runs every suite once, the quickest first; a failure does not stop the others.
set -u
failed=""
pytest=".venv/bin/python -m pytest -q --durations=15 --durations-min=1"
many="-n ${WORKERS:-2} --dist loadfile --no-loadscope-reorder"

suite() {
    name=$1 began=$(date +%s); shift
    echo "== $name"
    "$@" || failed="$failed «$name»"
    echo "== $name: $(($(date +%s) - began)) s"
}

wings=$(ls -d tests/*/ | grep -vE '/(house|journeys|support|__pycache__)/')
# shellcheck disable=SC2086
{
suite "the house" $pytest -m "" $many tests/house
suite "every wing on SQLite, races on both" $pytest -m "" $many $wings
# Tests without a database and the races have just run above.
suite "every wing on PostgreSQL" env TEST_URL=postgresql RACES=done $pytest -m "" $many $wings
suite "upgrades on PostgreSQL" env TEST_URL=postgresql $pytest -m slow $many tests/house/test_upgrades.py
suite "without the fast paths" env PORTAL_PLAIN=1 $pytest $many \
    tests/shell/test_widgets.py tests/shell/test_records.py tests/shell/test_frame.py \
    tests/shell/test_languages.py tests/platform/sheets tests/platform/lists \
    tests/customers/test_screens.py tests/office/test_exports.py
# Each worker has its own server, database and Chromium, so tests of a file may run on any worker.
suite "journeys in Chromium" $pytest -m "" -n "${WORKERS:-2}" --dist worksteal tests/journeys
}
[ -z "$failed" ] || { echo "FAILED:$failed"; exit 1; }

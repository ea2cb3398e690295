#!/bin/sh
# test.sh: every suite, in the order of patience; all run even if one fails.
set -u
failed=""
pytest=".venv/bin/python -m pytest -q"

suite() {
    name=$1; shift
    echo "== $name"
    "$@" && return
    echo "== $name: what failed, once more by itself"
    "$@" --last-failed --last-failed-no-failures none || failed="$failed «$name»"
}

suite "rules and house" $pytest tests/rules tests/house
suite "engines, services and web on SQLite, races on both" \
    $pytest -m "" -n "${WORKERS:-2}" --dist loadfile tests/engines tests/services tests/web
suite "engines, services and web on PostgreSQL" \
    env TEST_URL=postgresql RACES=done $pytest -m "" -n "${WORKERS:-2}" --dist loadfile \
    tests/engines tests/services tests/web
# Each worker has its own server, database and Chromium; a file's tests may go to either.
suite "browser journeys" $pytest -m "" -n "${WORKERS:-2}" --dist worksteal tests/browser
[ -z "$failed" ] || { echo "FAILED:$failed"; exit 1; }

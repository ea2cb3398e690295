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

wings=$(ls -d tests/*/ | grep -vE '/(house|journeys|support|__pycache__)/')
suite "the house" $pytest tests/house
# shellcheck disable=SC2086
suite "every wing on SQLite, races on both" \
    $pytest -m "" -n "${WORKERS:-2}" --dist loadfile $wings
# shellcheck disable=SC2086
suite "every wing on PostgreSQL" \
    env TEST_URL=postgresql RACES=done $pytest -m "" -n "${WORKERS:-2}" --dist loadfile $wings
# Each worker has its own server, database and Chromium; a file's tests may go to either.
suite "journeys in Chromium" $pytest -m "" -n "${WORKERS:-2}" --dist worksteal tests/journeys
[ -z "$failed" ] || { echo "FAILED:$failed"; exit 1; }

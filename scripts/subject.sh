#!/bin/sh
# subject.sh FILE: refuses a commit message unless its subject is «type(scope): …», ≤ 72 characters.
set -eu
subject=$(grep -v '^#' "$1" | head -n 1)
case $subject in "Merge "* | "Revert "* | "fixup! "* | "squash! "*) exit 0 ;; esac
types="feat|fix|perf|refactor|style|test|docs|build|ci|chore|bench"
printf '%s' "$subject" | LC_ALL=C.UTF-8 grep -Eq "^($types)(\([a-z0-9-]+\))?: .+" ||
    { echo "The subject reads «type(scope): what it does»; types: $types" >&2; exit 1; }
[ "$(printf '%s' "$subject" | LC_ALL=C.UTF-8 wc -m)" -le 72 ] ||
    { echo "The subject has more than 72 characters; the rest goes into the body." >&2; exit 1; }

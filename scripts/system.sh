#!/bin/sh
# system.sh: what the tests need besides Python: Chromium, a CJK font, a PostgreSQL server, git.
set -eu
missing=""
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing="$missing chromium"
ls /usr/share/fonts/opentype/noto/NotoSansCJK* >/dev/null 2>&1 || missing="$missing fonts-noto-cjk"
ls -d /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v git >/dev/null || missing="$missing git"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing$missing …"
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "******************************************************************************" >&2
    echo "* NOT INSTALLED (not root):$missing" >&2
    echo "* The tests that need them are skipped." >&2
    echo "******************************************************************************" >&2
fi

#!/bin/sh
# venv.sh REQUIREMENTS: the virtual environment with these pins, on a machine that has Python alone.
# PYTHON says which one; without it the oldest we support, then whatever there is.
set -eu
case "${PYTHON:-}" in
python3.*) export PYENV_VERSION="${PYTHON#python}" ;;  # else pyenv goes by .python-version
esac
python=$(command -v "${PYTHON:-python3.11}" || command -v python3) || {
    echo "Python 3.11 or later is needed." >&2; exit 1; }
if [ -n "${PYTHON:-}" ] && ! command -v "$PYTHON" >/dev/null; then
    echo "PYTHON=$PYTHON: there is no such program." >&2; exit 1
fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or later is needed; $python is older." >&2; exit 1; }

if [ ! -x .venv/bin/pip ]; then
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        # Debian ships Python without venv and pip.
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get update -qq
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
        else
            echo "Python lacks venv. As root: apt-get install python3-venv" >&2; exit 1
        fi
    fi
    rm -rf .venv
    "$python" -m venv .venv
fi
echo "Installing $1 …"
# The pins name every package, so nothing is left to resolve: an older pip takes a newer release of
# what another package wants with an extra, and then finds it without a hash.
.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r "$1"
.venv/bin/python -m pip check -q --disable-pip-version-check

#!/bin/sh
# venv.sh REQUIREMENTS: creates the virtual environment with these pins; needs only Python.
# PYTHON selects the interpreter; the default is the oldest supported version, then python3.
set -eu
case "${PYTHON:-}" in
python3.*) export PYENV_VERSION="${PYTHON#python}" ;;  # else pyenv uses .python-version
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
# --no-deps, because the pins are complete: for a dependency with an extra an older pip would select
# a newer release, for which there is no hash.
.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r "$1"
.venv/bin/python -m pip check -q --disable-pip-version-check

#!/bin/sh
# run.sh: migrate, seed, then a web server and a worker until Ctrl-C.
set -eu
# Check that the port is free, with the options gunicorn uses, before anything is written. One that
# was killed a moment ago gives it back within seconds.
.venv/bin/python -c 'import socket, sys, time
for patience in (0.2, 0.3, 0.5, 1, 1, None):
    try:
        with socket.socket() as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(("127.0.0.1", int(sys.argv[1])))
        break
    except OSError:
        if patience is None:
            raise
        time.sleep(patience)' "$PORT" 2>/dev/null || {
    echo "端口 $PORT 已被占用或不能使用，请换一个端口，例如：PORT=8001 make run" >&2
    echo "Port $PORT is taken or cannot be used; choose another, for example: PORT=8001 make run" >&2
    exit 1
}
export PORTAL_BASE_URL="${PORTAL_BASE_URL:-http://127.0.0.1:$PORT}"
if [ "$DEMO" = 0 ]; then
    .venv/bin/flask --app app up --no-demo
else
    .venv/bin/flask --app app up
fi
echo
echo "  青简 Qingjian: $PORTAL_BASE_URL  (Ctrl-C ends it)"
echo

# keep.py starts again what ends, and stops both with itself. It waits for Ctrl-C in their place.
exec .venv/bin/python -m scripts.keep \
    -- .venv/bin/gunicorn --worker-class views.shell.serving.Buffered --workers "${WEB_WORKERS:-1}" \
    --threads 8 --timeout 60 --bind "127.0.0.1:$PORT" --no-control-socket --log-level warning 'app:serve()' \
    -- .venv/bin/flask --app app worker

#!/bin/sh
# run.sh: migrate, seed, then a web server and a worker until Ctrl-C.
set -eu
# Check that the port is free, with the options gunicorn uses, before anything is written.
.venv/bin/python -c 'import socket, sys
with socket.socket() as door:
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(("127.0.0.1", int(sys.argv[1])))' "$PORT" 2>/dev/null || {
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

web="" worker=""
end() {
    trap '' INT TERM HUP
    # shellcheck disable=SC2086
    kill $web $worker 2>/dev/null || :
    wait $web $worker 2>/dev/null || :
}
trap end EXIT
trap 'exit 0' INT TERM HUP
# setsid: Ctrl-C reaches only this script, which stops both once. gunicorn would wait half a minute
# if it got the signal twice, from the terminal and from this script.
setsid .venv/bin/flask --app app worker &
worker=$!
setsid .venv/bin/gunicorn --worker-class views.shell.serving.Buffered --workers "${WEB_WORKERS:-1}" --threads 8 \
    --timeout 60 --bind "127.0.0.1:$PORT" --no-control-socket --log-level warning 'app:serve()' &
web=$!
wait $web

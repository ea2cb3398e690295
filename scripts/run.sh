#!/bin/sh
# run.sh: migrate, seed, then a web server and a worker until Ctrl-C.
set -eu
export PORTAL_BASE_URL="${PORTAL_BASE_URL:-http://127.0.0.1:$PORT}"
if [ "$DEMO" = 0 ]; then
    .venv/bin/flask --app app up --no-demo
else
    .venv/bin/flask --app app up
fi
echo
echo "  青简 Qingjian: $PORTAL_BASE_URL  (Ctrl-C ends it)"
echo
.venv/bin/flask --app app worker &
worker=$!
trap 'kill $worker 2>/dev/null; wait $worker 2>/dev/null' EXIT
trap 'exit 0' INT TERM
.venv/bin/gunicorn --worker-class gthread --workers "${WEB_WORKERS:-1}" --threads 8 --timeout 60 \
    --bind "127.0.0.1:$PORT" --log-level warning 'app:serve()' &
web=$!
trap 'kill $web $worker 2>/dev/null; wait $web $worker 2>/dev/null' EXIT
wait $web

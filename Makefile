# 青简 Qingjian. «make run» starts it, «make test» proves it; «make help» lists the rest.
.DEFAULT_GOAL := help
.PHONY: help run t test steady test-rules test-postgresql test-browser coverage check bench bench-quick drill docs pins \
        mutants tables migration format seed shots clean

export PORT ?= 8000
export DEMO ?= 1
BIN := .venv/bin
WINGS := $(filter-out tests/house tests/journeys tests/support,$(patsubst %/,%,$(wildcard tests/*/)))
PY := $(BIN)/python
PYTEST := $(PY) -m pytest -q -m "" -n $(or $(WORKERS),2) --dist loadfile --no-loadscope-reorder

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: .venv/run  ## set up what is missing and serve on http://127.0.0.1:$PORT (DEMO=0: no demo data)
	@sh scripts/run.sh

t: .venv/dev  ## one test: make t T=tests/lending/test_rules.py (a folder, a file, a node id, or words)
	@$(PY) -m pytest -q -m "" $(if $(filter tests/% -%,$(T)),$(T),-k "$(T)")

test: .venv/dev  ## everything: each wing on SQLite and on PostgreSQL, journeys in Chromium
	@sh scripts/system.sh
	@sh scripts/test.sh

steady: .venv/dev  ## everything three times beside two busy processes: no test may fail now and then
	@sh scripts/system.sh
	@sh scripts/steady.sh

test-rules: .venv/dev  ## the quick ones only
	$(PY) -m pytest -q tests/house $$(git ls-files 'tests/*rules.py')

test-postgresql: .venv/dev  ## every wing on PostgreSQL
	TEST_URL=postgresql $(PYTEST) $(WINGS)

test-browser: .venv/dev  ## the journeys in Chromium
	$(PY) -m pytest -q -m "" -n $(or $(WORKERS),2) --dist worksteal tests/journeys

coverage: .venv/dev  ## everything but the browser under coverage, held to the bar (twice as slow)
	$(PYTEST) --cov --cov-report= --cov-report=json:.coverage.json $(WINGS)
	$(PY) -m tests.house.covered .coverage.json --write

mutants: .venv/dev  ## small mistakes in every rule, and whether its tests notice: docs/generated/mutants.md
	$(PY) -m tests.house.mutants --workers $(or $(WORKERS),2) $(M)

check: .venv/dev  ## ruff, format, import contracts, types, templates, migrations, translations, generated docs
	@sh scripts/system.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates
	$(PY) -m tests.house.check_migrations
	$(BIN)/flask --app app i18n --check
	$(BIN)/flask --app app docs --check
	$(PY) -m scripts.tables --check

drill: .venv/dev  ## kills, restarts, a full disk, slow clients, wrong clocks: docs/drill.md (DRILL=short: minutes)
	@sh scripts/system.sh
	$(PY) -m tests.drills

bench: .venv/dev  ## a million customers beside stock Flask-Admin, on both databases
	$(PY) -m bench

bench-quick: .venv/dev  ## the same with 50,000, in a few minutes
	$(PY) -m bench --quick

docs: .venv/dev  ## write docs/generated
	$(BIN)/flask --app app docs

tables: .venv/dev  ## write the tables taken from libraries: pinyin, common passwords
	$(PY) -m scripts.tables

shots: .venv/dev  ## take the pictures of the README anew
	$(PY) -m tests.journeys.pictures

pins: .venv/dev  ## compile requirements*.in into pins with hashes
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --strip-extras requirements.in
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --strip-extras --allow-unsafe requirements-dev.in

migration: .venv/dev  ## a new migration from the tables: make migration NAME="what it is about"
	$(BIN)/alembic upgrade head
	$(BIN)/alembic revision --autogenerate --rev-id "$$(printf %04d $$(($$(ls migrations/versions/*.py | wc -l) + 1)))" -m "$(NAME)"
	$(BIN)/ruff format -q migrations

format: .venv/dev  ## let ruff put the code in order
	$(BIN)/ruff check -q --fix . || true
	$(BIN)/ruff format -q .

seed: .venv/run  ## migrate and write what every installation starts with
	$(BIN)/alembic upgrade head
	$(BIN)/flask --app app seed

clean:  ## drop the environment and the caches; the data in instance/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.venv/run: requirements.txt scripts/venv.sh
	@sh scripts/venv.sh requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt scripts/venv.sh
	@sh scripts/venv.sh requirements-dev.txt
	@touch $@ .venv/run

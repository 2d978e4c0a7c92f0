# make run    the portal with its demo world        make test   everything that must hold before a change goes in
# make setup  the installing part alone             make help   all targets

PYTHON ?= python3
BIN    := .venv/bin
BROWSER_TESTS := tests/browser
# Two processes: the suite is meant for a machine of two cores.
PYTEST := $(BIN)/pytest -n 2 --dist loadfile -q

export PORTAL_CHROMIUM ?= $(CURDIR)/$(BIN)/chromium

.NOTPARALLEL:
.PHONY: help setup run test test-setup lint types layers catalogues suite suite-sqlite suite-postgresql \
        fmt bench translations lock backup

help:            ## this list
	@sed -n 's/^\([a-z-]*\): *[^#]*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

setup:           ## install what the portal needs; a second run only checks
	@$(PYTHON) -m scripts.install

run: setup       ## start web server and worker (PORT=8000 BIND=127.0.0.1 DATABASE_URL=…)
	@$(PYTHON) -m scripts.run

test-setup:      ## install what the tests need as well
	@$(PYTHON) -m scripts.install --tests

test: test-setup ## lint, types, layers, catalogues, the suite on both databases
	@$(MAKE) --no-print-directory lint types layers catalogues suite

lint:            ## ruff: rules and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:           ## mypy --strict on domain, access, services
	$(BIN)/mypy

layers:          ## who may import whom
	$(BIN)/lint-imports

catalogues:      ## nothing missing, fuzzy or out of step in the translations
	PORTAL_CONFIG=testing $(BIN)/flask catalogue check

suite: suite-sqlite suite-postgresql ## all tests on SQLite, then on PostgreSQL

suite-sqlite:
	TEST_DATABASE=sqlite $(PYTEST)

# What a browser sees does not depend on the database: once is enough.
suite-postgresql:
	TEST_DATABASE=postgresql $(PYTEST) --ignore=$(BROWSER_TESTS)

fmt:             ## lay out and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench:           ## the measurements under benchmarks/
	@set -e; for file in benchmarks/*.py; do echo "== $$file"; PORTAL_CONFIG=testing $(BIN)/python $$file; done

translations:    ## collect new sentences into the catalogue and compile it
	PORTAL_CONFIG=testing $(BIN)/flask catalogue update

# The lists in requirements/*.in are read, the locks are written, both for Python 3.11 and newer.
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
  --no-emit-index-url --no-header
lock:            ## write requirements/*.txt anew from requirements/*.in
	cd requirements && ../$(UV_COMPILE) runtime.in -o runtime.txt && ../$(UV_COMPILE) dev.in -o dev.txt

backup:          ## save database and files to BACKUP_DIR (default instance/backups)
	@scripts/backup.sh

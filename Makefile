# Waakvlam: two commands do everything. `make run` shows the main job, `make test` passes the tests.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
export PREFECT_HOME := $(CURDIR)/var/prefect
export DO_NOT_TRACK := 1
# Tests make thousands of small databases: in memory, where there is room, they wait for no disk.
ROOMY := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 2000000 {print "/dev/shm"}')

.PHONY: help setup run test chromium browser check bench bench-planner bench-notices bench-reports bench-desk bench-signals crash constraints clean

help:  ## what you can make
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/'

.venv/.ready: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Waakvlam needs Python 3.11 or newer, and none was found. Install it, or say: make PYTHON=/path/to/python3"; exit 2; }
	@echo "Setting up .venv with $(PYTHON) (two minutes, once)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@$(BIN)/python -c "from planner.pvrp.solve import prepare; prepare()"
	@touch $@

setup: .venv/.ready  ## build .venv with the command .venv/bin/waakvlam

run: setup  ## the main job on the embedded default, with invented data
	@$(BIN)/waakvlam demo

test: setup check chromium  ## all checks and tests
	@$(if $(ROOMY),TMPDIR=$(ROOMY)) $(BIN)/python -m pytest -m "not crash and not browser" -n 2 --dist loadgroup

chromium: setup  ## a Chromium for the tests of the pages, where none is installed
	@for c in chromium chromium-browser google-chrome; do command -v $$c >/dev/null && exit 0; done; $(BIN)/python -m playwright install chromium

browser: setup chromium  ## the pages in a browser, with axe over every one of them
	@$(if $(ROOMY),TMPDIR=$(ROOMY)) $(BIN)/python -m pytest tests/browser tests/desk/test_demo_in_browser.py -n 2 --dist loadgroup

check: setup  ## style, types, house rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/deptry .

bench: setup  ## the claims of the README, measured (more than an hour)
	@for b in gate sweep notices signals reports disclosure desk planner repair pvrp; do $(BIN)/python -m benchmarks.bench_$$b || exit 1; done

bench-planner: setup  ## rounds for the country, repair, and the public periodic VRP (about 50 minutes)
	@for b in planner repair pvrp; do $(BIN)/python -m benchmarks.bench_$$b || exit 1; done

bench-notices: setup  ## how fast the outbox sends, beside a bare loop
	@$(BIN)/python benchmarks/bench_notices.py

bench-reports: setup  ## reports as PDF, their tables beside DuckDB, and disclosure control beside an attacker
	@for b in reports disclosure; do $(BIN)/python -m benchmarks.bench_$$b || exit 1; done

bench-desk: setup  ## every page with the data of the whole country, beside a bare page
	@$(BIN)/python -m benchmarks.bench_desk

bench-signals: setup  ## the anonymisation gate, the sweep, two sweepers at once, and the replay of a policy
	@for b in gate signals; do $(BIN)/python -m benchmarks.bench_$$b || exit 1; done

crash: setup  ## kill the delivery at random moments, 1,000 times, and let servers fail
	@$(if $(ROOMY),TMPDIR=$(ROOMY)) $(BIN)/python -m pytest -m crash -s

constraints:  ## resolve constraints.txt anew (needs uv)
	uv pip compile --universal --python-version 3.11 --no-header --no-annotate --extra dev pyproject.toml -o constraints.txt

clean:  ## remove what make run left
	rm -rf var .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis

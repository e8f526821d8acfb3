# Waakvlam: two commands do everything. `make run` shows the main job, `make test` passes the tests.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
export PREFECT_HOME := $(CURDIR)/var/prefect
export DO_NOT_TRACK := 1
# Tests make thousands of small databases: in memory, where there is room, they wait for no disk.
ROOMY := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 2000000 {print "/dev/shm"}')

.PHONY: help setup run test check bench crash constraints clean

help:  ## what you can make
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/'

.venv/.ready: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Waakvlam needs Python 3.11 or newer, and none was found. Install it, or say: make PYTHON=/path/to/python3"; exit 2; }
	@echo "Setting up .venv with $(PYTHON) (about a minute, once)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

setup: .venv/.ready  ## build .venv with the command .venv/bin/waakvlam

run: setup  ## the main job on the embedded default, with invented data
	@$(BIN)/waakvlam demo

test: setup check  ## all checks and tests
	@$(if $(ROOMY),TMPDIR=$(ROOMY)) $(BIN)/python -m pytest -m "not crash"

check: setup  ## style, types, house rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/deptry .

bench: setup  ## the claims of the README, measured
	@for b in benchmarks/bench_*.py; do $(BIN)/python $$b || exit 1; done

crash: setup  ## kill the delivery at random moments, at least 50 times
	@$(if $(ROOMY),TMPDIR=$(ROOMY)) $(BIN)/python -m pytest -m crash -s

constraints:  ## resolve constraints.txt anew (needs uv)
	uv pip compile --universal --python-version 3.11 --no-header --no-annotate --extra dev pyproject.toml -o constraints.txt

clean:  ## remove what make run left
	rm -rf var .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis

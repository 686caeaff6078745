# Every target sets up what it needs by itself. The only things to have beforehand: make and Python 3.11 or later.
#   make demo PYTHON=python3.12     takes another Python for the virtual environment

PYTHON ?= python3
JOBS ?= 2
TIME_LIMIT ?= 60
PYTEST_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PLAN := build/demo-plan
PACKAGES := $(wildcard scenarios networks optimizer reports)

# Stamp files say what is installed, so that the second `make` does not install again.
MADE := $(VENV)/.made
RUN_READY := $(VENV)/.ready-run
TEST_READY := $(VENV)/.ready-test
HOUSE := setup.cfg pyproject.toml constraints.txt

.NOTPARALLEL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help demo test lint types unit docs oracle clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(RUN_READY) ## plan the example county shenxian, then check the plan
	@rm -rf $(PLAN) && mkdir -p build
	$(BIN)/roadpost solve shenxian -o $(PLAN) --time-limit $(TIME_LIMIT)
	$(BIN)/roadpost check shenxian $(PLAN)

test: lint types unit ## everything a change must pass: lint, types, unit tests

lint: $(TEST_READY) ## ruff
	$(BIN)/ruff check .

types: $(TEST_READY) ## mypy, strict
	$(BIN)/mypy

# The packages are named beside tests for the examples in their docstrings. Timing has no meaning beside other tests.
# The search is compiled first, once for all the processes of the tests.
unit: $(TEST_READY) ## pytest, also over the examples in docstrings
	$(BIN)/python -c 'from optimizer.ruin import warm_up; warm_up()'
	$(BIN)/python -m pytest -q -n $(JOBS) --dist loadgroup --benchmark-disable --doctest-modules tests $(PACKAGES) $(PYTEST_ARGS)

docs: $(RUN_READY) ## write docs/formats.md anew from the schema tables
	$(BIN)/python -m scenarios.docs

oracle: $(RUN_READY) ## compare the engines with the exact one on random tiny scenarios
	$(BIN)/python -m benchmarks.oracle

clean: ## remove all that make has made
	rm -rf $(VENV) build dist *.egg-info .benchmarks .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A Python too old, or one without venv (Debian ships it apart), is told here in one sentence.
$(MADE):
	@command -v $(PYTHON) >/dev/null || { echo "roadpost needs Python 3.11 or later: there is no '$(PYTHON)' here;" \
		"name one with 'make PYTHON=python3.12'." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "roadpost needs Python 3.11 or later," \
		"and '$(PYTHON)' is $$($(PYTHON) -V 2>&1); name another with 'make PYTHON=python3.12'." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "'$(PYTHON)' cannot make a virtual environment:" \
		"install its venv module (on Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@echo "Making a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(RUN_READY): $(MADE) $(HOUSE)
	@echo "Installing roadpost into $(VENV) (some minutes the first time) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(TEST_READY): $(MADE) $(HOUSE)
	@echo "Installing roadpost and its test tools into $(VENV) (some minutes the first time) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $(RUN_READY) $@

# `make check` proof-reads the worksheets, `make test` runs the tests; each sets up .venv by itself. `make help` lists all.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
PRINTED := ../shared/worksheet-12-as-printed.md
COMPANION := derivations/worksheet-12-as-printed.given.md
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup compile check test lint types index bench fast compiled site nightly clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r target purpose; do printf '  make %-8s %s\n' "$$target" "$$purpose"; done

setup: $(READY) ## make the virtual environment with the locked dependencies

$(READY): .ci/requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement .ci/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

compile: $(READY) ## byte-compile, so that every start is quick
	@$(BIN)/python -m compileall -q symkl tests

check: compile ## proof-read the worksheets of derivations/, and the scanned sheet where it is there
	$(BIN)/symkl check derivations
	@if [ -e $(PRINTED) ] && [ -e $(COMPANION) ]; then $(BIN)/symkl check $(PRINTED) --given $(COMPANION); else echo "skipped: $(PRINTED) is not there"; fi

test: compile ## run the tests, on the sources
	SYMKL_PURE=1 $(BIN)/python -m pytest -q -n auto

lint: $(READY) ## run the linter
	$(BIN)/ruff check symkl tests

types: $(READY) ## run the type checker
	$(BIN)/mypy

index: compile ## write derivations/results.md: every result with its verdict, its steps and the laws used
	cd derivations && ../$(BIN)/symkl check . --fast --no-cache --format markdown > results.md

bench: compile fast ## measure speed (compiled, if a C compiler is there) as ratios to Python's and SymPy's own start-up, and to other systems
	$(BIN)/python -m tests.bench

fast: $(READY) ## compile symkl's own modules by mypyc and a C compiler, which takes minutes; without them it runs from its sources
	$(BIN)/python -m symkl.compiling

compiled: compile fast ## compare what the compiled modules say with what the sources say
	$(BIN)/python -m pytest -q tests/test_compiled.py

site: compile ## write the worksheets of derivations/ as pages into site/
	$(BIN)/symkl handout derivations --output site

nightly: compile ## run everything, the long tests included
	SYMKL_PURE=1 $(BIN)/python -m pytest -q -n auto -m "nightly or not nightly"

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) build site symkl/__compiled__ *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis

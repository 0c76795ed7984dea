# make demo    the whole job on the sample articles      make test    every test, the browser's too
# make run     all long-running parts (PROJECT=folder)   make check   lint, format, types
# make bench   ratios of speed                           make torture the long proofs
# make lock    the requirements files, made anew (needs uv)
#
# Each target makes .venv and installs the locked dependencies where it must: Python 3.11 and make are enough.

# The first Python on the PATH that runs (a version manager's shim may not), is 3.11 or newer and can make a .venv.
PYTHON ?= $(shell for name in python3.11 python3; do for python in $$(type -ap $$name); do \
	"$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$python" && exit; done; done)

PROJECT ?= .newsletter/demo

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := install
.PHONY: install demo run test check bench torture lock

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check --root-user-action ignore
UV ?= $(or $(wildcard $(BIN)/uv),uv)
# What `make bench` sets the speller beside; nothing else needs them.
PEERS := breame codespell convert-us-to-uk localspelling uwotm8
LOCK := $(UV) pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

install: .venv/installed

demo: .venv/installed
	@$(BIN)/newsletter demo

run: .venv/installed
	@test -f $(PROJECT)/settings.toml || $(BIN)/newsletter demo
	@$(BIN)/newsletter --project $(PROJECT) run

test: .venv/installed-dev
	@.ci/postfix || echo "########## NO POSTFIX COULD BE HAD: THE TESTS WITH A REAL RELAY WILL BE SKIPPED ##########" >&2
	$(BIN)/pytest -n auto --maxprocesses 4 --dist worksteal -m "not browser and not bench and not torture"
	@# The synchronous Playwright plug-in breaks every later asyncio test of its process. Exit code 5: no such tests.
	@if .ci/browser; then $(BIN)/pytest -m browser || [ $$? -eq 5 ]; \
	else echo "########## NO BROWSER COULD BE HAD: THE BROWSER TESTS WERE SKIPPED ##########" >&2; fi

check: .venv/installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: .venv/installed-bench
	$(BIN)/pytest -m bench -s

torture: .venv/installed-dev
	$(BIN)/pytest -m torture

# hatchling and editables build the package itself, without isolation; the runtime lock takes the versions of the other.
lock:
	$(LOCK) pyproject.toml --extra dev --output-file requirements-dev.txt
	printf 'hatchling\neditables\n' | $(LOCK) pyproject.toml - --constraint requirements-dev.txt --output-file requirements.txt
	printf '%s\n' $(PEERS) | $(LOCK) - --output-file requirements-bench.txt

.venv/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer with venv was found; install one, or name it: make PYTHON=…" >&2; exit 1; }
	@echo "Making .venv with $(PYTHON)" >&2
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/installed: .venv/python requirements.txt pyproject.toml
	@echo "Installing what requirements.txt names" >&2
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

# The development lock holds all of the runtime's, so one installation serves both.
.venv/installed-dev: .venv/python requirements-dev.txt pyproject.toml
	@echo "Installing what requirements-dev.txt names" >&2
	@$(PIP) --require-hashes -r requirements-dev.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch .venv/installed $@

.venv/installed-bench: .venv/installed-dev requirements-bench.txt
	@echo "Installing what requirements-bench.txt names" >&2
	@$(PIP) --require-hashes -r requirements-bench.txt
	@touch $@

# `make train` and `make test` need nothing but Python 3.11, make and git: they build .venv on first use.
PYTHON ?= python3.11
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --constraint constraints.txt
ARGS ?=
IF_SOME = $(if $(ARGS),|| [ $$? -eq 5 ])  # a choice of tests may leave one of the two halves empty

.DEFAULT_GOAL := help
.PHONY: help train test slow lint format clean-venv

help:  ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

train: .venv/.installed  ## Fine-tune, benchmark and compare; ARGS="training.lr=1e-4 ..." are its settings
	$(BIN)/python -m tutortrain.train $(ARGS)

test: .venv/.installed-dev  ## The tests, in under five minutes and without a network
	$(BIN)/python -m pytest -m "not slow and not timed" -n 2 --dist loadfile $(ARGS) $(IF_SOME)
	$(BIN)/python -m pytest -m "timed and not slow" $(ARGS) $(IF_SOME)

slow: .venv/.installed-dev  ## The long bars; MODEL=DIR DATA=FILE adds those on a real model and real data
	MODEL="$(MODEL)" DATA="$(DATA)" $(BIN)/python -m pytest -m slow $(ARGS)

lint: .venv/.installed-dev  ## Format, lint, import contracts and types, as CI checks them
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

format: .venv/.installed-dev  ## Put the code into its one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean-venv:  ## Remove the environment
	rm -rf .venv

.venv/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --editable '.[local]'
	touch $@

.venv/.installed-dev: .venv/.installed
	$(PIP) --editable '.[local,dev]'
	touch $@

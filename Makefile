# `make train` and `make test` need nothing but Python 3.11, make and git: they build .venv on first use.
PYTHON ?= python3.11
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --constraint constraints.txt
ARGS ?=
TINKER_SDKS := 0.38.0 0.25.0  # the hosted service's, and the one that self-hosted servers speak
SKYRL := 0.4.0
IF_SOME = $(if $(ARGS),|| [ $$? -eq 5 ])  # a choice of tests may leave one of the two halves empty

.DEFAULT_GOAL := help
.PHONY: help train test tinker slow lint format clean-venv

help:  ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

train: .venv/.installed  ## Fine-tune, benchmark and compare; ARGS="training.lr=1e-4 ..." are its settings
	$(BIN)/python -m tutortrain.train $(ARGS)

test: .venv/.installed-dev  ## The tests, in under five minutes and without a network
	$(BIN)/python -m pytest -m "not slow and not timed" -n 2 --dist loadfile $(ARGS) $(IF_SOME)
	$(BIN)/python -m pytest -m "timed and not slow" $(ARGS) $(IF_SOME)

tinker: $(TINKER_SDKS:%=.venv-tinker-%/.installed)  ## The Tinker backend on a real server, with two SDKs (2 GB each)
	for sdk in $(TINKER_SDKS); do \
	  .venv-tinker-$$sdk/bin/python -m pytest -m tinker tests/backends $(ARGS) || exit; done

slow: .venv/.installed-slow  ## The long bars; MODEL=DIR DATA=FILE adds those on a real model and real data
	MODEL="$(MODEL)" DATA="$(DATA)" $(BIN)/python -m pytest -m slow -rs $(ARGS)

lint: .venv/.installed-dev  ## Format, lint, import contracts and types, as CI checks them
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

format: .venv/.installed-dev  ## Put the code into its one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean-venv:  ## Remove the environments
	rm -rf .venv .venv-tinker-*

.venv/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --editable '.[local]'
	touch $@

.venv/.installed-dev: .venv/.installed
	$(PIP) --editable '.[local,dev]'
	touch $@

.venv/.installed-slow: .venv/.installed-dev
	$(PIP) --editable '.[local,dev,sweep]'
	touch $@

# skyrl asks for Python 3.12 and for its own versions of what it needs; it works with those of the list.
.venv-tinker-%/.installed: tests/backends/tinker/requirements.txt pyproject.toml
	test -x .venv-tinker-$*/bin/python || $(PYTHON) -m venv .venv-tinker-$*
	.venv-tinker-$*/bin/python -m pip --disable-pip-version-check install -r $< tinker==$*
	.venv-tinker-$*/bin/python -m pip --disable-pip-version-check install --no-deps --ignore-requires-python skyrl==$(SKYRL)
	.venv-tinker-$*/bin/python -m pip --disable-pip-version-check install --no-deps --editable .
	touch $@

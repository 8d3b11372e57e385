# `make train` and `make test` need nothing but Python 3.11, make and git: they build .venv on first use.
PYTHON ?= python3.11
BIN := .venv/bin
INSTALL := -m pip --disable-pip-version-check install
PIP := $(BIN)/python $(INSTALL) --constraint constraints.txt
PYTHON_3_12 ?= $(firstword $(wildcard $(HOME)/.pyenv/versions/3.12.*/bin/python) python3.12)
SIDE_BY_SIDE := -m pytest -m "not slow and not timed and not fuzz" -n 2 --dist loadfile
ARGS ?=
TINKER_SDKS := 0.38.0 0.25.0  # the hosted service's, and the one that self-hosted servers speak
SKYRL := 0.4.0
HYDRA_1_4 := hydra-core==1.4.0rc3 omegaconf==2.4.1rc1
ON_HYDRA_1_4 := tests/config tests/compose tests/cli tests/end_to_end tests/tracking tests/job/test_tracking.py
ON_PYTHON_3_12 := tests/config tests/compose tests/cli tests/runs tests/query tests/end_to_end/test_mistakes.py
IF_SOME = $(if $(ARGS),|| [ $$? -eq 5 ])  # a choice of tests may leave one of the two halves empty

.DEFAULT_GOAL := help
.PHONY: help train test tinker stacks slow fuzz lint format clean-venv

help:  ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

train: .venv/.installed  ## Fine-tune, benchmark and compare; ARGS="training.lr=1e-4 ..." are its settings
	$(BIN)/python -m tutortrain.train $(ARGS)

test: .venv/.installed-dev  ## The tests, in about six minutes and without a network
	$(BIN)/python $(SIDE_BY_SIDE) $(ARGS) $(IF_SOME)
	$(BIN)/python -m pytest -m "timed and not slow" $(ARGS) $(IF_SOME)

tinker: $(TINKER_SDKS:%=.venv-tinker-%/.installed)  ## The Tinker backend on a real server, with two SDKs (2 GB each)
	for sdk in $(TINKER_SDKS); do \
	  .venv-tinker-$$sdk/bin/python -m pytest -m tinker tests/backends $(ARGS) || exit; done

stacks: .venv-hydra-1.4/.installed .venv-python-3.12/.installed  ## The command line on Hydra 1.4, trackers, and Python 3.12 (2.3 GB)
	.venv-hydra-1.4/bin/python $(SIDE_BY_SIDE) $(ON_HYDRA_1_4) $(ARGS)
	.venv-python-3.12/bin/python $(SIDE_BY_SIDE) $(ON_PYTHON_3_12) $(ARGS)

slow: .venv/.installed-slow  ## The long bars; MODEL=DIR DATA=FILE adds those on a real model and real data
	MODEL="$(MODEL)" DATA="$(DATA)" $(BIN)/python -m pytest -m slow -rs $(ARGS)

FUZZ_SECONDS ?= 600

fuzz: .venv/.installed-dev  ## Ten minutes of mangled data and run files; FUZZ_SECONDS=60 for one
	FUZZ_SECONDS=$(FUZZ_SECONDS) $(BIN)/python -m pytest -m fuzz tests/fuzz $(ARGS)

lint: .venv/.installed-dev  ## Format, lint, import contracts and types, as CI checks them
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

format: .venv/.installed-dev  ## Put the code into its one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean-venv:  ## Remove the environments
	rm -rf .venv .venv-*

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

# The second stack: what Hydra will be next, and the trackers' libraries, which .venv does without.
.venv-hydra-1.4/.installed: pyproject.toml constraints.txt
	test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	grep -vE '^(hydra-core|omegaconf)==' constraints.txt >$(@D)/constraints.txt
	$(@D)/bin/python $(INSTALL) --constraint $(@D)/constraints.txt \
	  $(HYDRA_1_4) --editable '.[local,dev,track]'
	touch $@

.venv-python-3.12/.installed: pyproject.toml constraints.txt
	test -x $(@D)/bin/python || $(PYTHON_3_12) -m venv $(@D)
	$(@D)/bin/python $(INSTALL) --constraint constraints.txt --editable '.[test]'
	touch $@

# skyrl asks for Python 3.12 and for its own versions of what it needs; it works with those of the list.
.venv-tinker-%/.installed: tests/backends/tinker/requirements.txt pyproject.toml
	test -x .venv-tinker-$*/bin/python || $(PYTHON) -m venv .venv-tinker-$*
	.venv-tinker-$*/bin/python $(INSTALL) -r $< tinker==$*
	.venv-tinker-$*/bin/python $(INSTALL) --no-deps --ignore-requires-python skyrl==$(SKYRL)
	.venv-tinker-$*/bin/python $(INSTALL) --no-deps --editable .
	touch $@

# Two commands matter: `make run` (the demo county in a browser) and `make test` (everything).
SHELL := /bin/bash
VENV ?= .venv
BIN := $(VENV)/bin
CLIMADA ?= $(VENV)-climada
DEMO ?= demo-county
PORT ?= 8050
PROCESSES ?= 2
# Where this is set, every process would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test unit check lint bench peers bundle clean system-parts
.DEFAULT_GOAL := run

run: $(VENV)/.run
	$(BIN)/huzhu demo $(DEMO) --port $(PORT)

test: $(VENV)/.dev system-parts lint
	$(BIN)/python -m pytest -n $(PROCESSES)

unit: $(VENV)/.dev
	$(BIN)/python -m pytest -m "not slow" $(addprefix --ignore=tests/,browser real dashboards/report risk/demo risk/warehouse risk/operations)

check: $(VENV)/.dev lint
	$(BIN)/python -m pytest -n $(PROCESSES)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy risk

bench: $(VENV)/.dev
	@have=$$($(BIN)/python -c 'import esda' 2>/dev/null || echo --no-peers); \
	for module in $$(ls benchmarks/*.py | xargs -n1 basename | sed 's/\.py$$//' | grep -v '^_'); do \
	  peers=$$have; [ $$module = losses ] && peers=$$([ -x $(CLIMADA)/bin/python ] || echo --no-peers); \
	  echo "== $$module"; HUZHU_CLIMADA=$(CLIMADA)/bin/python $(BIN)/python -m benchmarks.$$module --json --small $$peers || exit 1; done

peers: $(VENV)/.dev
	$(BIN)/python -m pip install --disable-pip-version-check -qq -r benchmarks/peers.txt
	@# CLIMADA does not install beside the product: its own environment, without GDAL's binding
	@.ci/make-venv $(CLIMADA)
	$(CLIMADA)/bin/python -m pip install --disable-pip-version-check -qq -r benchmarks/climada_requirements.txt
	$(CLIMADA)/bin/python -m pip install --disable-pip-version-check -qq --no-deps climada==6.1.0

bundle: $(VENV)/.run
	.ci/bundle $(BIN)/python dist

system-parts:
	@.ci/system-parts

$(VENV)/.run: requirements.lock pyproject.toml
	@.ci/make-venv $(VENV)
	@echo "installing the locked packages (one to three minutes)" >&2
	@$(BIN)/python -m pip install --disable-pip-version-check -qq --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --disable-pip-version-check -qq --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "installing the development parts" >&2
	@$(BIN)/python -m pip install --disable-pip-version-check -qq --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf $(VENV) $(CLIMADA) dist build $(DEMO) $(DEMO).key

# Rewrite both locks: universal, with hashes, without index address (needs `uv` on the PATH).
.PHONY: lock
lock:
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -q -o requirements.lock
	uv pip compile pyproject.toml --extra dev --extra spatial -c requirements.lock --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -q -o requirements-dev.lock

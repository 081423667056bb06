# Everything that is done with the project, one word each. `make` lists them.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
SHELL := /bin/sh

PYTHON ?=
JOBS ?= auto
ARGS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --require-hashes
LINK := $(PIP) install --quiet --no-deps --no-build-isolation --editable .
LOCK := UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --system-certs --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --group build
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/*.po)
CODE := app tests translations migrations $(wildcard bench)

# A virtual environment does not survive being moved or copied: then it is made anew.
ifneq ($(shell cat .venv/place 2>/dev/null),$(CURDIR))
.PHONY: .venv/place
endif

.PHONY: help
help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: install ## Start the demo association on http://localhost:8000 (PORT, SAMLING_INSTANCE)
	@exec $(BIN)/samling serve --demo

.PHONY: test
test: install-dev chromium ## Run every test: both databases, real mail, real browser (ARGS="-k word")
	$(BIN)/python -m pytest -n $(JOBS) $(ARGS)

.PHONY: endure
endure: install-dev ## Run what takes minutes: killed servers, races thirty times over (ARGS="-k races")
	$(BIN)/python -m pytest -m endure $(ARGS)

.PHONY: check
check: install-dev check-format lint types templates check-lock check-layout ## Check style, types, templates, lock and layout

.PHONY: format
format: install-dev ## Write the code in the one format
	$(BIN)/ruff check --fix-only --quiet $(CODE)
	$(BIN)/ruff format $(CODE)

.PHONY: check-format
check-format: install-dev ## Check that the code stands in the one format
	$(BIN)/ruff format --check $(CODE)

.PHONY: lint
lint: install-dev ## Look for mistakes in the code (ruff)
	$(BIN)/ruff check $(CODE)

.PHONY: types
types: install-dev ## Check the types (mypy strict)
	$(BIN)/mypy

.PHONY: templates
templates: install-dev ## Look for mistakes in the templates (djlint)
	$(BIN)/djlint --lint --quiet templates

.PHONY: check-layout
check-layout: install-dev ## Check layers, sizes, names, translations and documentation
	$(BIN)/python -m pytest tests/architecture --quiet

.PHONY: check-lock
check-lock: install-dev ## Check that the locks follow from pyproject.toml
	$(BIN)/python -m tests.architecture.lock

.PHONY: lock
lock: install-dev ## Write the locks anew from pyproject.toml (ARGS="--upgrade-package flask" or --upgrade)
	$(LOCK) $(ARGS) --output-file requirements/run.txt pyproject.toml
	$(LOCK) $(ARGS) --group dev --constraints requirements/run.txt --output-file requirements/dev.txt pyproject.toml

.PHONY: translations
translations: install-dev ## Bring new sentences into the Swedish catalogue, then compile it
	$(BIN)/python translations/catalogue.py update

.PHONY: postgres
postgres: install-dev ## Start a PostgreSQL for development and print its address (Ctrl-C stops it)
	@exec $(BIN)/python -m tests.databases

.PHONY: bench
bench: install-dev ## Measure what is said about speed (ARGS="--only sign")
	$(BIN)/python -m bench $(ARGS)

.PHONY: build
build: install-dev ## Pack the wheel into dist/
	$(BIN)/hatchling build --target wheel

.PHONY: chromium
chromium: install-dev ## Find a Chromium for the browser tests, or install one
	@$(BIN)/python -m tests.chromium

.PHONY: install
install: .venv/run .venv/catalogues ## Make .venv with what running needs

.PHONY: install-dev
install-dev: .venv/dev .venv/catalogues ## Make .venv with what development needs

.PHONY: clean
clean: ## Remove everything made but instance/: .venv, caches, dist
	rm -rf .venv .cache dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f $(CATALOGUES:.po=.mo)

.venv/place:
	@for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11); do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		"$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
			echo "$$python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv"; exit 1; }; \
		echo "Making .venv with $$("$$python" --version)"; \
		"$$python" -m venv --clear .venv && echo "$(CURDIR)" > $@; exit; \
	done; \
	echo "Python 3.11 or newer is needed, and $(or $(PYTHON),python3) is not. Say which: make run PYTHON=/path/to/python3.12"; exit 1

.venv/run: .venv/place requirements/run.txt pyproject.toml
	@echo "Installing what requirements/run.txt names"
	@$(INSTALL) --requirement requirements/run.txt
	@$(LINK)
	@touch $@

.venv/dev: .venv/place requirements/dev.txt pyproject.toml
	@echo "Installing what requirements/dev.txt names"
	@$(INSTALL) --requirement requirements/dev.txt
	@$(LINK)
	@touch .venv/run $@

.venv/catalogues: $(CATALOGUES) | .venv/place
	@$(BIN)/python translations/catalogue.py
	@touch $@

# SPDX-License-Identifier: EUPL-1.2
# The one command runner: people and continuous integration use the same recipes.

PYTHON ?= python3.11
ifeq (,$(shell command -v $(PYTHON) 2>/dev/null))
PYTHON := python3
endif
BIN := .venv/bin
# The tests put the heaviest modules first themselves (nizam.kit.testing.plugin).
PYTEST := $(BIN)/python -m pytest -q -n 2 --dist loadscope --no-loadscope-reorder
FAST := not slow

.PHONY: help install install-dev run test check fix bench slow fuzz docs browser-parts clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

install: .cache/installed .cache/dictionaries ## set up .venv, fonts and translations; leaves .venv/bin/nizam

install-dev: .cache/installed-dev

.cache/venv:
	@mkdir -p .cache
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "The venv module is missing: apt-get install python3-venv"; exit 1; }
	@touch $@

.cache/frontend: package.json package-lock.json frontend/build.mjs
	@mkdir -p .cache
	@command -v npm >/dev/null || { echo "Node 20 with npm is needed: https://nodejs.org"; exit 1; }
	npm ci --no-audit --no-fund --loglevel=error
	npm run --silent build
	@touch $@

DICTIONARY_SOURCES := $(wildcard src/nizam/foundations/language/build/*.py src/nizam/foundations/language/morphology/*.toml)

.cache/installed: .cache/venv .cache/frontend requirements/runtime.txt pyproject.toml $(wildcard src/nizam/site/locale*/*/LC_MESSAGES/*.po) src/nizam/kit/scripts.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m nizam.site.catalogues compile
	@touch $@

# Stems and spelling, built from word lists that are not in the repository; what cannot be had is told and left out.
.cache/dictionaries: .cache/installed $(DICTIONARY_SOURCES)
	$(BIN)/python -m nizam.foundations.language.build
	@touch $@

.cache/installed-dev: .cache/installed .cache/dictionaries requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

run: install ## start the office with three demonstration institutions
	$(BIN)/nizam up --demo

check: install-dev ## lint, types, contracts, translations, documentation
	$(BIN)/ruff format --check --quiet src tests benchmarks
	$(BIN)/ruff check --quiet src tests benchmarks
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy
	$(BIN)/djhtml --check --tabwidth 2 $$(git ls-files 'src/**/*.html') || { echo "make fix indents templates"; exit 1; }
	$(BIN)/python tests/quality.py
	$(BIN)/nizam manage makemigrations --check --dry-run
	$(BIN)/nizam check

test: check browser-parts ## everything but bench, slow and fuzz; SQLite first, then an own PostgreSQL
	$(PYTEST) -m "$(FAST)" src/nizam/foundations --cov=src/nizam/foundations --cov-report=term
	$(PYTEST) -m "$(FAST)" --ignore=src/nizam/foundations
	NIZAM_TEST_DATABASE=postgresql $(PYTEST) -m "$(FAST) and not browser and not one_engine" --ignore=src/nizam/foundations

browser-parts: install-dev
	@sh tests/system_packages.sh

slow: install-dev browser-parts ## large numbers: kills, flips, 100,000 rows, real servers
	$(PYTEST) -m slow
	NIZAM_TEST_DATABASE=postgresql $(PYTEST) -m "slow and not browser and not one_engine" --ignore=src/nizam/foundations

bench: install-dev ## measured figures beside a limit or a peer
	$(BIN)/python -m benchmarks

fuzz: install-dev ## property tests for much longer
	NIZAM_FUZZ=1 $(PYTEST) -m "not slow and not browser" src/nizam/foundations

fix: install-dev ## format code and templates
	$(BIN)/ruff format --quiet src tests benchmarks
	$(BIN)/ruff check --quiet --fix src tests benchmarks || true
	$(BIN)/djhtml --tabwidth 2 $$(git ls-files 'src/**/*.html')
	$(BIN)/python -m nizam.site.catalogues collect

docs: install-dev ## generated parts of the documentation
	$(BIN)/nizam api schema > docs/openapi.json
	$(BIN)/nizam api schema --fields > docs/api-fields.md
	$(BIN)/python -m nizam.site.reference --write

clean: ## remove what install made
	rm -rf .venv .cache node_modules build dist
	find src tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

# Everything a person does with this checkout. Needs python3 (3.11 or newer), make and, the first time, a network.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help up test check lint bench torture audit counts manual lock

PYTHON  ?= python3
REPORTS ?= sample/reports
PORT    ?= 8000
WORKERS ?= 2
BIN     := .venv/bin

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: ## read the reports of a folder and serve the site: make up REPORTS=folder PORT=8000
	@$(PYTHON) scripts/prepare.py run
	@exec $(BIN)/ximu up --demo --reports "$(REPORTS)" --port "$(PORT)"

test: ## everything: format, lint, types, import contracts, all tests, those of the database on PostgreSQL too
	@$(PYTHON) scripts/prepare.py test
	@failed=0; \
	$(MAKE) --no-print-directory lint || failed=1; \
	$(BIN)/python -m pytest -n $(WORKERS) -q || failed=1; \
	XIMU_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n $(WORKERS) -q -m "database and not browser and not slow" || failed=1; \
	exit $$failed

check: ## the same without slow tests, pages and browsers, in under three minutes
	@$(PYTHON) scripts/prepare.py dev
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest -n $(WORKERS) -q -m "not slow and not page and not browser"

lint:
	@$(BIN)/ruff format --check --quiet . || { echo "ximu: layout differs; run: .venv/bin/ruff format ." >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo

bench: ## how fast the reader is, beside a word segmenter and other readers of numbers (GROWTH=1: up to 100 MB too)
	@$(PYTHON) scripts/prepare.py dev
	-@$(PYTHON) scripts/prepare.py bench
	@$(BIN)/python scripts/bench.py $(if $(GROWTH),--growth)
	@$(BIN)/python scripts/bench_link.py

torture: ## accidents in full: work killed at 50 random moments each, 100 writers, databases that go away (an hour or two)
	@$(PYTHON) scripts/prepare.py test
	@XIMU_MOMENTS=50 XIMU_WRITERS=100 $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q tests/faults tests/security tests/fuzz tests/store/test_accidents.py tests/scale

audit: ## known holes of everything that is installed (asks public lists of them; IF_REACHABLE=1: no failure without a network)
	@$(PYTHON) scripts/audit.py $(if $(IF_REACHABLE),--if-reachable)

counts: ## count again what is read in the real reports, after a change of readings
	@$(PYTHON) scripts/prepare.py dev
	@$(BIN)/python scripts/corpus_counts.py

manual: ## compile the words and write the pages of the manual that come from code and data
	@$(PYTHON) scripts/prepare.py dev
	@$(BIN)/python scripts/compile_terms.py
	@$(BIN)/python scripts/reference.py

lock: ## choose versions anew and write the requirement files (needs uv; brought into .tools when missing)
	@$(PYTHON) scripts/lock.py

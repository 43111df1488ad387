# One command each. `make` alone explains them.
PYTHON ?= python3
BIN := .venv/bin
PREPARE := $(PYTHON) tools/prepare.py
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help run test test-fast lint bench live docs pictures

help: ## say what each of these does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## open the hydrant map on the sample town (APP=garbage_calendar or ARGS="--data FILE" change it)
	@$(PREPARE)
	@$(BIN)/civickit run $(or $(APP),hydrant_map) $(ARGS)

test: ## everything that must pass: lint, types, all tests with a real browser
	@$(PREPARE) --for test
	@$(MAKE) --no-print-directory lint
	@$(PYTEST) -n auto --dist loadscope

test-fast: ## the tests that need no browser, no servers and no patience
	@$(PREPARE) --for check
	@$(PYTEST) -n auto -q -m "not browser and not slow"

lint: ## style and types
	@$(PREPARE) --for check
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: ## the numbers of the README, each against its anchor
	@$(PREPARE) --for bench
	@$(BIN)/python benchmarks/run.py

live: ## ask the real portals behind every source (needs a network; never part of the tests)
	@$(PREPARE)
	@$(BIN)/python tools/live.py $(ARGS)

docs: ## write the generated pages and build the site into site/
	@$(PREPARE) --for docs
	@$(BIN)/python tools/make_docs.py
	@$(BIN)/mkdocs build --strict --quiet

pictures: ## take the pictures of README and docs again
	@$(PREPARE) --for test
	@$(BIN)/python tools/make_pictures.py

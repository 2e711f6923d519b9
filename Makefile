# The whole of set-up is here: `make run` and `make test` need python3, pip, git and make, nothing else.
UV_VERSION := 0.13.9
UV := .tools/bin/uv
BIN := .venv/bin
PYTHON ?= python3
export UV_PROJECT_ENVIRONMENT := .venv
export UV_NO_CONFIG := 1
unexport VIRTUAL_ENV

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(UV):
	@echo "Fetching uv $(UV_VERSION) into .tools"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .tools "uv==$(UV_VERSION)"

# `uv sync --frozen` installs what uv.lock names and never changes it.
.venv/.runtime: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --quiet --frozen --no-python-downloads --no-dev --inexact
	@touch $@

.venv/.dev: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --quiet --frozen --no-python-downloads
	@touch $@ .venv/.runtime

.PHONY: env
env: .venv/.dev ## Make the environment with everything the tests and checks need

.PHONY: run
run: .venv/.runtime ## Serve the courses at http://127.0.0.1:8000
	@$(BIN)/clauseway serve

.PHONY: check-content
check-content: .venv/.runtime ## Check courses and quizzes
	@$(BIN)/clauseway check

.PHONY: browser
browser:
	@sh scripts/browser.sh

.PHONY: lint
lint: env ## House rules: ruff, mypy, import-linter, djlint
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint app/templates --lint --quiet

.PHONY: test
test: env browser lint check-content ## Everything: house rules, content, tests on SQLite and PostgreSQL, browser
	@$(BIN)/pytest

.PHONY: bench
bench: env ## Measure the main road; writes benchmarks/report.md and report.json
	@sh scripts/benchmark_tools.sh
	@$(BIN)/python -m benchmarks

.PHONY: lock
lock: $(UV) ## Renew uv.lock from the public index, whatever index the shell names
	@env -u UV_INDEX -u UV_INDEX_URL -u UV_DEFAULT_INDEX -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS $(UV) lock --no-config

.PHONY: clean
clean: ## Remove the environment and caches, never data
	@rm -rf .venv .tools .cache .pytest_cache .mypy_cache .ruff_cache

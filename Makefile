# The only entry points anyone must know. Recipes longer than a few lines live in scripts/.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run dev test lint bench openapi suggestions release clean

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Install what is missing, build, make the demo school, serve on http://127.0.0.1:8080
	@scripts/build.sh
	@scripts/serve.sh

dev: ## Like run, but build again whenever a file changes
	@scripts/dev.sh

test: ## Lints, tests on SQLite and PostgreSQL, the OpenAPI contract, the size budget, browser tests
	@scripts/test.sh

lint: ## Format, clippy for the server and for WASM, licences, TypeScript, shell
	@scripts/lint.sh

bench: ## Build the release and measure it: sizes, start, load beside what the databases alone do, pages on a slow processor
	@scripts/bench.sh

openapi: ## Write openapi/openapi.json from the code
	@scripts/openapi.sh

suggestions: ## Print where the right material stands for each question in people's own words (QUESTIONS=file for others)
	@scripts/suggestions.sh $(QUESTIONS)

release: ## Build the release: one file, target/release/podskazka
	@scripts/release.sh

clean: ## Remove what was built and installed here; ./data stays
	@echo "==> removing target, frontend/dist, node_modules, test results"
	@cargo clean
	@rm -rf frontend/dist frontend/.dist.* frontend/node_modules
	@rm -rf e2e/node_modules e2e/test-results e2e/playwright-report e2e/screenshots

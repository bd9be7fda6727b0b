# Development of cuedesk-go. `make` without a target lists the targets.

GOLANGCI_LINT_VERSION := v2.15.0
TOOLS := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/cuedesk-go/bin/$(GOLANGCI_LINT_VERSION)
GOLANGCI_LINT := $(TOOLS)/golangci-lint

# Every Go module of the repository, the root first.
MODULES := $(sort $(patsubst %/,%,$(dir $(shell find . -name go.mod -not -path '*/testdata/*' -not -path './.git/*'))))

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# $(call each,command) runs a command in every module and stops at the first failure.
each = for module in $(MODULES); do \
		[ "$(words $(MODULES))" = 1 ] || echo "-- module $$module"; \
		(cd "$$module" && $(1)) || exit; \
	done

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: check
check: ## Everything CI runs
	@.ci/run

.PHONY: test
test: ## Run the tests of every module with the race detector
	@$(call each,go test -race ./...)

.PHONY: cover
cover: ## Test coverage of the root module, by function, into coverage.out
	@go test -coverpkg=./... -coverprofile=coverage.out ./...
	@go tool cover -func=coverage.out

.PHONY: vet
vet: ## Run go vet
	@$(call each,go vet ./...)

.PHONY: lint
lint: tools ## Run the linters
	@$(call each,"$(GOLANGCI_LINT)" run --config "$(CURDIR)/.golangci.yml" ./...)

.PHONY: fmt
fmt: tools ## Format all Go files
	@"$(GOLANGCI_LINT)" fmt

.PHONY: fmt-check
fmt-check: tools ## Fail, and show the difference, if a Go file is not formatted
	@"$(GOLANGCI_LINT)" fmt --diff

.PHONY: examples
examples: ## Run the quickstart, which needs no network
	@go run ./examples/quickstart

.PHONY: tidy
tidy: ## Tidy go.mod and go.sum of every module
	@$(call each,go mod tidy)

.PHONY: tidy-check
tidy-check: ## Fail if a go.mod or go.sum is not tidy
	@$(call each,go mod tidy -diff)

# Built again when the Go release changes: a linter cannot read the standard library of a newer Go than its own.
.PHONY: tools
tools: ## Install golangci-lint into the user's cache, unless it is there
	@if [ "$$(go version "$(GOLANGCI_LINT)" 2>/dev/null | awk '{print $$2}')" != "$$(go env GOVERSION)" ]; then \
		echo "installing golangci-lint $(GOLANGCI_LINT_VERSION), which takes a few minutes"; \
		GOTOOLCHAIN=local GOBIN="$(TOOLS)" \
			go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT_VERSION); \
	fi

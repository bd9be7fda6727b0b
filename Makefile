# Development of cuedesk-go. `make` without a target lists the targets.

GOLANGCI_LINT_VERSION := v2.15.0
TOOLS := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/cuedesk-go/bin/$(GOLANGCI_LINT_VERSION)
GOLANGCI_LINT := $(TOOLS)/golangci-lint

# Every Go module of the repository, the root first.
MODULES := $(sort $(patsubst %/,%,$(dir $(shell find . -name go.mod -not -path '*/testdata/*' -not -path '*/node_modules/*' -not -path './.git/*'))))

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# $(call each,command) runs a command in every module, as many at the same time as JOBS says, whatever becomes of others,
# and fails in the end, naming them, if it failed in some.
each = JOBS="$(JOBS)" .ci/each '$(1)' $(MODULES)
JOBS := 1

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: check
check: ## Everything CI runs
	@.ci/run

# For one package: on a machine with other work it must not run out.
TEST_TIMEOUT := 15m

# Modules are tested two at a time, those that wait most first.
test: JOBS := 2
test test-large: MODULES := ./faultlab . $(filter-out ./faultlab .,$(MODULES))

.PHONY: test
test: ## Run the tests of every module with the race detector, then without it what repeats itself or measures
	@$(call each,"$(CURDIR)/.ci/test" $(TEST_TIMEOUT))

.PHONY: test-large
test-large: ## Run the tests with the race detector as often as without it; takes some minutes
	@export CUEDESK_LARGE_TESTS=1; $(call each,go test -race -timeout 60m ./...)

.PHONY: soak
soak: ## Do 200,000 operations while requests fail, and compare; then kill imports and workers, and walk changing lists; many minutes
	@cd faultlab && go run ./soak $(SOAK)
	@IMPORTER_KILLS=200 IMPORTER_RUNS=3000 IMPORTER_ROWS=1000000 \
		go test -count=1 -timeout 60m -run '^TestRun_(killed|faults|memory)$$' ./importer
	@go test -count=1 -timeout 60m -run '^TestIterators$$' -walks 20000 .
	@cd cluster && CLUSTER_KILLS=50 CLUSTER_CRASHES=1 go test -count=1 -timeout 60m -run '^TestCluster_(Work_killed|crash)$$' .

# $(call must-pass,names) shows what go test -v says, and fails unless each of the tests has passed: one that has another
# name by now, or is skipped, is a success to go test.
must-pass = awk -v names="$(1)" '{ print; fflush() } /^--- PASS: / { passed[$$3] = 1 } \
		END { n = split(names, name, " "); for (i = 1; i <= n; i++) if (!passed[name[i]]) { bad = 1; print "not run, or not passed: " name[i] }; exit bad }'

# Prism, and what says that it is installed as its lock file wants it.
PRISM := contract/prism/node_modules/.bin/prism
PRISM_INSTALLED := contract/prism/node_modules/.package-lock.json

.PHONY: bench
bench: ## Compare the client with one by hand and a generated one, and write docs/benchmarks.md; takes some minutes
	@cd bench && go run . -rounds 25 -o ../docs/benchmarks.md

.PHONY: figures
figures: ## Measure importing, and write the figures into docs/import.md; takes some minutes
	@IMPORTER_FIGURES=1 go test -count=1 -timeout 30m -v -run '^TestFigures$$' ./importer

.PHONY: contract
contract: node $(PRISM_INSTALLED) ## Run the client against Prism, an implementation of api/openapi.yaml; needs Node.js
	@cd contract && CUEDESK_PRISM="$(CURDIR)/$(PRISM)" go test -count=1 -timeout 5m -v -run '^TestPrism' . | \
		$(call must-pass,TestPrism_mock TestPrism_proxy)

$(PRISM_INSTALLED): contract/prism/package-lock.json contract/prism/package.json contract/prism/.npmrc | node
	@cd contract/prism && npm ci --loglevel=error
	@touch $@

.PHONY: node
node:
	@command -v node >/dev/null && command -v npm >/dev/null || \
		{ echo "make contract needs Node.js 20 or later with npm, and finds none" >&2; exit 1; }

.PHONY: browser
browser: chromium ## Look at the page of the fake in a browser; needs Chromium, CHROMIUM=path names another one
	@cd cmd/cuedesk-fake/browsertest && CUEDESK_CHROMIUM="$(CHROMIUM)" go test -count=1 -timeout 5m -v -run '^TestBrowser$$' . | \
		$(call must-pass,TestBrowser)

.PHONY: pictures
pictures: chromium ## Make the pictures of the README, docs/import.svg and docs/console.png; needs Chromium
	@shown=$$(mktemp -d) && cp testdata/contacts.csv "$$shown" && (cd cmd/cuedesk && go build -o "$$shown/cuedesk" .) && \
		(cd "$$shown" && { ./cuedesk import contacts.csv --list "Fair 2026" 2>&1 || [ $$? = 1 ]; } >text) && \
		go run ./internal/termsvg cuedesk import contacts.csv --list '"Fair 2026"' <"$$shown/text" >docs/import.svg && \
		rm -r "$$shown"
	@cd cmd/cuedesk-fake/browsertest && CUEDESK_CHROMIUM="$(CHROMIUM)" go run ./picture -o ../../../docs/console.png

CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
.PHONY: chromium
chromium:
	@[ -n "$(CHROMIUM)" ] && command -v "$(CHROMIUM)" >/dev/null || { echo "this needs Chromium (Debian: package chromium)," \
		"and finds none; CHROMIUM=path names one" >&2; exit 1; }

.PHONY: cover
cover: ## Test coverage of the root module, by function, into coverage.out
	@go test -coverpkg=./... -coverprofile=coverage.out ./...
	@go tool cover -func=coverage.out

.PHONY: record
record: ## Record testdata/cassettes/recorded again: from CUEDESK_BASE_URL with CUEDESK_TOKEN, or from the fake
	@CUEDESK_RECORD=1 go test -count=1 -parallel=1 -timeout=10m -run TestCassettes_scenarios .
	@go test -count=1 -timeout=2m -run Cassette .

.PHONY: cassettes
cassettes: ## Replay the recorded and the documented exchanges, and look for secrets in them
	@go test -count=1 -timeout=5m -run Cassette .
	@go test -count=1 -timeout=5m ./cassette

# Others than the one at hand. go vet type-checks the tests, too.
PLATFORMS := windows/amd64 darwin/arm64 linux/arm64 linux/386

.PHONY: vet
vet: ## Run go vet, for every platform that the client is made for
	@$(call each,go vet ./...)
	@for platform in $(PLATFORMS); do \
		echo "-- $$platform"; \
		export CGO_ENABLED=0 GOOS="$${platform%/*}" GOARCH="$${platform#*/}"; \
		$(call each,go vet ./...) || exit; \
	done

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
examples: ## Run the examples, which need no network
	@go run ./examples/quickstart
	@cd cmd/cuedesk && go run . switch && go run . import ../../contactfile/testdata/01_google_old.csv && \
		go run . export - >/dev/null
	@go run ./examples/export -o - >/dev/null

FUZZTIME ?= 1m
.PHONY: fuzz
fuzz: ## Fuzz each target for FUZZTIME (1m)
	@grep -rEl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u | while read -r dir; do \
		grep -Eho '^func Fuzz[A-Za-z0-9]+' "$$dir"/*_test.go | cut -d' ' -f2 | while read -r target; do \
			echo "-- $$dir $$target"; \
			(cd "$$dir" && go test -run '^$$' -fuzz "^$$target\$$" -fuzztime "$(FUZZTIME)" -fuzzminimizetime 20x .) || exit; \
		done || exit; \
	done

GOVULNCHECK_VERSION := v1.1.4
GOVULNCHECK := $(dir $(TOOLS))govulncheck-$(GOVULNCHECK_VERSION)/govulncheck
.PHONY: vulncheck
vulncheck: $(GOVULNCHECK) ## Look for known vulnerabilities; needs to reach the vulnerability database
	@.ci/vulncheck "$(GOVULNCHECK)" $(MODULES)

$(GOVULNCHECK):
	@GOTOOLCHAIN=local GOBIN="$(dir $@)" go install golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK_VERSION)

ACTIONLINT_VERSION := v1.7.12
.PHONY: actionlint
actionlint: ## Check the workflow files
	@go run github.com/rhysd/actionlint/cmd/actionlint@$(ACTIONLINT_VERSION)

.PHONY: footprint
footprint: ## Measure what the package adds to a program, and write docs/footprint.md; takes some minutes
	@page=$$(mktemp) && .ci/footprint >"$$page" && cp "$$page" docs/footprint.md && rm "$$page"

# With a token it leaves contacts behind that no operation deletes: use the token of a workspace made for tests.
.PHONY: conformance
conformance: ## Run the conformance suite against CUEDESK_BASE_URL if CUEDESK_TOKEN is set, else against the fake
	@if [ -n "$${CUEDESK_TOKEN:-}" ]; then \
		CUEDESK_CONFORMANCE=1 go test -count=1 -timeout 30m -run '^TestConformance_api$$' -v . | \
			$(call must-pass,TestConformance_api); \
	else \
		go test -count=1 -timeout 5m -run '^TestConformance$$' -v ./cmd/cuedesk-fake | \
			$(call must-pass,TestConformance); \
	fi

.PHONY: release
release: ## Tag a release, VERSION=v0.2.0, and push nothing: see CONTRIBUTING.md
	@.ci/release "$(VERSION)"

.PHONY: release-check
release-check: ## Make a release in a clone, and install the program from it as users do; INSTALL=-n does not compile it
	@.ci/release-check $(INSTALL)

# The modules whose packages users import.
.PHONY: surface
surface: ## List what the packages for users export in api/surface, which a test compares
	@for module in . otel contactfile cluster; do (cd "$$module" && go test -count=1 -run '^TestSurface$$' -update .) || exit; done

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

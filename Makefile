# Two commands: `make serve` and `make test`. Both do all the set-up they need, from Python 3.11+ alone.
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
ifdef PORT
export REJOINDER_PORT := $(PORT)
endif
# Pins with hashes and without addresses; `make pins` renews them.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes

# The browser part, built from its sources.
WEB := service/static/manifest.json

.PHONY: serve test answers pictures check lint format pins bench soak clean

serve: $(VENV)/run.stamp $(WEB)  ## build the graph and serve it on http://127.0.0.1:8000 (PORT=…)
	@$(BIN)/rejoinder build
	@exec $(BIN)/rejoinder serve

test: $(VENV)/test.stamp $(WEB) lint  ## run every test this machine can run
	@$(BIN)/python -m pytest

answers: $(VENV)/run.stamp  ## record what each canned query answers, to read and commit
	@$(BIN)/rejoinder build > /dev/null
	@for file in queries/*.rq; do \
		$(BIN)/rejoinder query $$file --format csv > tests/answers/$$(basename $$file .rq).csv; done
	@$(BIN)/python -m service.guide tests/answers > docs/queries.md

pictures: $(VENV)/test.stamp $(WEB)  ## take the pictures of the docs anew, to look at and commit
	@$(BIN)/python -m tests.browser.pictures
	@$(BIN)/python -m tests.tools.pictures

check: $(VENV)/run.stamp  ## what is wrong with ontology, facts and queries
	@$(BIN)/rejoinder check

lint: $(VENV)/test.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/test.stamp  ## canonical form for Python and Turtle files
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/python -m graph.canonical

pins: $(VENV)/test.stamp  ## renew requirements/*.txt from pyproject.toml
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 pyproject.toml --group build -o requirements/run.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 --group node -o requirements/node.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 pyproject.toml --group build --group test -c requirements/run.txt \
		-o requirements/test.txt

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Rejoinder needs Python 3.11 or newer: install it, or say make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) has no venv: install it (Debian, Ubuntu: apt install python3-venv) and run make again" >&2; exit 1; }
	@echo "setting up $(VENV) (once)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@$(PIP) -r requirements/run.txt
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: requirements/test.txt $(VENV)/run.stamp
	@$(PIP) -r requirements/test.txt
	@touch $@

$(WEB): $(shell find service/web -type f -not -path '*/node_modules/*') | $(VENV)/bin/python
	@$(BIN)/python service/web/build.py
	@touch $@

bench: $(VENV)/test.stamp  ## canned queries through the service beside the bare engine
	@$(BIN)/python bench/overhead.py

soak: $(VENV)/test.stamp  ## the long tests: a hundred deaths at random moments
	@$(BIN)/python -m pytest -m soak --timeout 3600

clean:  ## remove what make made, except published stores
	rm -rf $(VENV) dist service/static service/web/node_modules tests/tools/cypher/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# One command for each thing; see README.md.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
export PORTAL_BASE_URL ?= http://$(HOST):$(PORT)
MESSAGES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))

.PHONY: run test lint bench screenshots messages clean

run: .venv/.runtime $(MESSAGES)
	@$(BIN)/portal init
	@exec $(BIN)/portal run --host $(HOST) --port $(PORT)

test: lint
	@deploy/test.sh

lint: .venv/.development $(MESSAGES)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --config setup.cfg
	$(BIN)/mypy
	$(BIN)/djlint portal --lint --quiet
	$(BIN)/python -m portal.cli messages check

# All sizes take most of an hour; SIZES=2000 a few minutes.
bench: .venv/.development $(MESSAGES)
	@deploy/system-packages.sh wrk
	@$(BIN)/python -m tests.bench $(SIZES)

screenshots: .venv/.development $(MESSAGES)
	@deploy/system-packages.sh chromium fonts-noto-cjk
	@$(BIN)/python -m tests.screenshots

# Extract, translate by conversion where that is enough, and say what is missing.
messages: .venv/.development
	$(BIN)/python -m portal.cli messages update

%.mo: %.po | .venv/.runtime
	@$(BIN)/pybabel -q compile -f -i $< -o $@

.venv/.uv: deploy/requirements-uv.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# Without uv the same lock installs with pip: pip install --require-hashes -r deploy/requirements.txt
.venv/.runtime: deploy/requirements.txt setup.cfg setup.py pyproject.toml | .venv/.uv
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r $<
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --editable .
	@touch $@

.venv/.development: deploy/requirements-dev.txt .venv/.runtime
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r $<
	@touch $@

clean:
	rm -rf .venv build dist instance *.egg-info

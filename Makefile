# What a contributor needs. Each target sets up what it needs first; a second run finds it done.
PYTHON ?= python3
BIN := .venv/bin
WORKERS := 3

.PHONY: help demo samples test check smoke lint format ordeals bench lock schemas readme migration clicks pictures clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

.venv/pyvenv.cfg:
	$(PYTHON) -m venv .venv

.venv/.runtime: requirements/runtime.lock pyproject.toml .venv/pyvenv.cfg
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/.develop: requirements/develop.lock .venv/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/develop.lock
	@touch $@

demo: .venv/.runtime  ## the whole bot in a small Slack workspace in the browser; Ctrl-C ends it
	@$(BIN)/sourcing playground --seed

samples: .venv/.runtime  ## answer three sample requests in the terminal
	@$(BIN)/sourcing ask --no-log --home GB "Move our 40-seat help desk from Leeds to Manila, our own managers stay in charge."
	@$(BIN)/sourcing ask --no-log --home FR "We want a cleaning contractor for the three Lyon sites, on site every evening, three-year contract."
	@$(BIN)/sourcing ask --no-log --home US "Let a vendor in Shenzhen redraw the ITAR-controlled drawings."

test: .venv/.develop  ## run the tests; ARGS="-k verify" runs some
	@$(BIN)/python -m scripts.run_tests -n $(WORKERS) $(ARGS)

check: lint  ## lint, and the tests that take no more than a minute together
	$(BIN)/python -m pytest -n $(WORKERS) -m "not slow"

smoke: .venv/.develop  ## the built package by itself, without what developers need
	rm -rf artifacts/smoke && $(PYTHON) -m venv artifacts/smoke
	artifacts/smoke/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.lock
	artifacts/smoke/bin/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir artifacts/smoke/wheel .
	artifacts/smoke/bin/python -m pip install --quiet --disable-pip-version-check --no-deps artifacts/smoke/wheel/*.whl
	cd artifacts/smoke && bin/sourcing --help >/dev/null && bin/sourcing policy check >/dev/null
	cd artifacts/smoke && bin/sourcing ask "Move our help desk to Manila" --home GB --no-log >/dev/null

lint: .venv/.develop  ## style, types, the import contracts, and the tables of phrases and places
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m rules.reading.check

format: .venv/.develop  ## put the code in its one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

ordeals: .venv/.develop  ## the tests with all their cases, drawn anew each time: five times as long
	ORDEALS=1 $(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

bench: .venv/.develop  ## speed and memory; prints figures, judges nothing
	$(BIN)/python -m bench

schemas: .venv/.runtime  ## write docs/schema from the types
	$(BIN)/python scripts/write_schemas.py

migration: .venv/.runtime  ## write the migration that gives the decisions their new columns; NAME=review_on
	@$(BIN)/python -m scripts.write_migration $(NAME)

readme: .venv/.runtime  ## write what can be typed after /sourcing into README's table
	$(BIN)/python -m scripts.write_readme

clicks: .venv/.develop  ## write docs/clicks.md by pressing every button there ever was
	$(BIN)/python -m tests.slack.click_matrix

pictures: .venv/.develop  ## take the README's pictures anew; needs Chromium
	$(BIN)/python -m scripts.take_pictures

lock: .venv/.develop  ## choose new versions of the dependencies
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		pyproject.toml -o requirements/runtime.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--group dev pyproject.toml -o requirements/develop.lock

clean:  ## remove what the other targets made
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache artifacts

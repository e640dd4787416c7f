# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test judges engines recipes bench bench-check lint types layers wheel mutation mapping properties schemas exports queries docs \
	pictures reference vendor clean

help: ## show this
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

demo: $(VENV)/.installed ## build the evidence, and ask it a question
	@$(BIN)/ipt-kg build evidence --out build/demo
	@echo
	@$(BIN)/ipt-kg query build/demo/graph.nq --name effects

test: $(VENV)/.dev ## run all tests, on all processors; those that measure times come last, one by one
	$(BIN)/pytest -n auto -m "not alone and not judges and not slow"
	$(BIN)/pytest -m alone tests

judges: $(VENV)/.dev ## run the outside judges (needs Node)
	$(BIN)/pytest -m judges tests

engines: $(VENV)/.dev ## both SHACL engines on 500 broken records
	$(BIN)/pytest -m slow tests/test_engines.py

bench: $(VENV)/.dev ## measure against the same job by hand, into benchmarks/RESULTS.md
	$(BIN)/python benchmarks/run.py

bench-check: $(VENV)/.dev ## a sample of bench, which fails where a goal is missed by half
	$(BIN)/python benchmarks/run.py --quick

properties: $(VENV)/.dev ## the tests over random records and figures, with ten times as many as by default
	IPT_KG_PROFILE=thorough $(BIN)/pytest -n auto -m "hypothesis and not alone and not judges"

recipes: $(VENV)/.dev ## the recipes of docs/site.md, with the site generators that are at hand
	$(BIN)/pytest tests/test_site.py

lint: $(VENV)/.dev ## format and style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev ## static types
	$(BIN)/mypy

layers: $(VENV)/.dev ## imports run one way
	$(BIN)/lint-imports

wheel: $(VENV)/.dev ## build the wheel, and do the main job with it elsewhere
	tools/try_wheel.sh $(BIN)/python

mutation: $(VENV)/.dev ## change the formulas in a thousand ways: the tests fail, or docs/mutation.md says why not
	$(BIN)/pip install --quiet -e '.[dev,mutation]'
	$(BIN)/python tools/try_mutants.py

mapping: $(VENV)/.dev ## hold the mapping sets against SSSOM's own library (400 MB)
	$(BIN)/pip install --quiet -e '.[dev,mapping]'
	$(BIN)/pytest -q tests/test_mappings.py -k reference_implementation

schemas: $(VENV)/.dev ## make schemas/ anew, after a change of the model
	@for kind in record study article; do $(BIN)/ipt-kg schema $$kind --out schemas/$$kind.schema.json; done

queries: $(VENV)/.dev ## make the results that tests expect of named queries anew, and the list in docs/query.md
	$(BIN)/python tools/make_query_results.py

exports: $(VENV)/.dev ## make exports/, the context and the example page anew
	$(BIN)/python tools/make_rules.py
	$(BIN)/python tools/make_context.py
	$(BIN)/ipt-kg build evidence --out exports
	$(BIN)/python tools/render_page.py evidence/articles/ipt-explained.yaml

docs: $(VENV)/.dev ## make docs/reference/ anew
	$(BIN)/python tools/make_docs.py

pictures: $(VENV)/.dev ## draw the pictures of docs/ and run the notebook anew
	$(BIN)/python tools/make_pictures.py
	$(BIN)/python tools/run_notebook.py

screens: $(VENV)/.dev ## take the pictures of docs/pages.md, with Chromium
	$(BIN)/python tools/make_screens.py

bench-serving: $(VENV)/.dev ## measure the server beside oxigraph, with wrk, into benchmarks/SERVING.md
	$(BIN)/python benchmarks/serving.py

reference: $(VENV)/.dev ## write the ontology's reference page
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[reference]'
	$(BIN)/python tools/make_reference.py build/reference/ontology.html

vendor: $(VENV)/.dev ## fetch the browser libraries of the pages anew (needs npm)
	$(BIN)/python tools/vendor.py

clean: ## remove what was made
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/.pip:
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: pyproject.toml src/ipt_kg/version.py | $(VENV)/.pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml src/ipt_kg/version.py | $(VENV)/.pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.installed

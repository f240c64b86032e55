# kgraph: `make explore` opens the page, `make test` runs the tests. Without make:
#   pip install . && kgraph explore

PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
NODE   := node_modules/.installed
SPARK  := $(VENV)/.spark
SHARED := --numprocesses auto --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help explore test test-fast test-spark check page tools docs bench lock clean

help:  ## list what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): pyproject.toml requirements/lock.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "kgraph needs Python 3.11 or later; say which with: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/lock.txt
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $(STAMP)

$(SPARK): $(STAMP) requirements/spark.txt
	@command -v java >/dev/null || \
	  { echo "Spark needs Java; on Debian: apt-get install default-jre-headless" >&2; exit 1; }
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/spark.txt
	@touch $@

$(NODE): package.json package-lock.json .npmrc
	@command -v npm >/dev/null || \
	  { echo "The tools for the page's scripts come from npm; on Debian: apt-get install nodejs npm" >&2; exit 1; }
	npm ci --silent
	@touch $@

explore: $(STAMP)  ## write the page of both networks and open it
	$(RUN)/kgraph explore

test: $(STAMP)  ## run the tests, file by file, in as many processes as there are cores
	$(RUN)/python -m pytest $(SHARED)

test-fast: $(STAMP)  ## run the tests that need no browser and are not slow: about two minutes
	$(RUN)/python -m pytest $(SHARED) -m "not browser and not slow and not spark"

test-spark: $(SPARK)  ## run the tests that start a Spark cluster; needs Java
	$(RUN)/python -m pytest -m spark tests/test_spark.py

check: $(STAMP) $(NODE)  ## lint and types of Python and of the page's scripts, and the dossier's own checks
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	npm run --silent check
	$(RUN)/kgraph fmt --check
	$(RUN)/kgraph check

page: $(NODE)  ## build the page's script and style sheet anew of their sources
	npm run --silent format
	npm run --silent build -- --outdir=kgraph/page/built

tools: $(NODE)  ## install the tools for the page's scripts, with npm

docs: $(STAMP)  ## build the documentation into site/, without the network
	NO_MKDOCS_2_WARNING=1 $(RUN)/mkdocs build --quiet

bench: $(STAMP)  ## measure, and print ratios within one run
	$(RUN)/python -m benchmarks

lock: $(STAMP)  ## rewrite the lock (needs uv)
	requirements/lock.sh

clean:  ## remove the virtual environment, node modules and what tools left
	rm -rf $(VENV) node_modules dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis kgraph.html

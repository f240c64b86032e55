#!/usr/bin/env bash
# Rewrite requirements/lock.txt: one file for Python 3.11 and later on every platform, with hashes
# and without hosts; and requirements/spark.txt, what the tests of Spark need besides, of the same
# versions, and requirements/serve.txt, what a server needs, of the same too. Needs uv on the path;
# the index is the one that pip or uv is set up for.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
  uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
    --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links "$@"
}
compile --group dev pyproject.toml --output-file requirements/lock.txt "$@"
compile --group spark --constraint requirements/lock.txt --output-file requirements/spark.txt "$@"
compile --extra serve --constraint requirements/lock.txt pyproject.toml \
  --output-file requirements/serve.txt "$@"
if grep -nE '://' requirements/*.txt; then
  echo "a lock names a host" >&2
  exit 1
fi

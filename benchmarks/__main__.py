"""Run all measurements: ``python -m benchmarks``.

Each prints its figures and the ratio that the project holds itself to, all of one run, so that a
slow machine changes both sides. Times are minima over rounds, in milliseconds.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import kgraph
from benchmarks import influence, page, scale, stance, synthetic, tables
from benchmarks.made import best, ratio
from kgraph import claims
from kgraph.dossier import cache, dossier
from kgraph.dossier import store as stores
from kgraph.model import Claim
from kgraph.networks import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        before = os.environ.get("XDG_CACHE_HOME")
        os.environ["XDG_CACHE_HOME"] = str(Path(folder) / "cache")
        yield Path(folder)
        if before is None:
            del os.environ["XDG_CACHE_HOME"]
        else:
            os.environ["XDG_CACHE_HOME"] = before


def warm_query() -> None:
    """Compare a query in a pipe with a bare process that opens the same store."""
    with scratch() as folder:
        kgraph.open()
        kgraph.open().store.ready()  # the store on disk is made when first asked for
        place = cache.folder() / cache.key(dossier.find().fingerprint) / "store"
        text = "SELECT ?who { ?who <https://w3id.org/kgraph/ns#memberOf> ?what }"
        bare = (
            "import click, pyoxigraph; "
            f"s = pyoxigraph.Store.read_only({str(place)!r}); "
            f"print(len(list(s.query({text!r}, use_default_graph_as_union=True))))"
        )

        # An installed kgraph has its bytecode; a source tree may be told not to keep any.
        compiled = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
        compiled.pop("PYTHONDONTWRITEBYTECODE", None)

        def run(*args: str) -> Callable[[], Any]:
            call = [sys.executable, *args]
            return lambda: subprocess.run(call, check=True, capture_output=True, env=compiled)

        script = str(Path(sys.executable).parent / "kgraph")
        ours = best(run(script, "query", text), 15)
        theirs = best(run("-c", bare), 15)
        ratio("warm kgraph query / bare click and pyoxigraph", ours, theirs, "at most 1.5")


def opening() -> None:
    """Compare opening a cached dossier of 10k claims with parsing its Turtle."""
    with scratch() as folder:
        file = folder / "claims.ttl"
        file.write_text(synthetic.turtle(10_000), encoding="utf-8")
        found = dossier.find(file)
        start = time.perf_counter()
        kgraph.open(file)
        print(f"building 10,000 claims once: {time.perf_counter() - start:.1f} s")
        ours = best(lambda: kgraph.open(file), 5)
        theirs = best(lambda: stores.parse({"urn:g": found.curated}), 5)
        ratio("opening 10k claims from the cache / parsing them", ours, theirs, "at most 0.2")


def projection() -> None:
    """Compare the edges of conduct of 100k claims with a group-by of DuckDB and of SPARQL."""
    import duckdb

    with scratch() as folder:
        file = folder / "claims.ttl"
        file.write_text(synthetic.turtle(100_000), encoding="utf-8")
        store = stores.parse(
            {"urn:v": dossier.find().vocabulary, "urn:c": dossier.find(file).curated}
        )
        table = _table(store)
        columns = table.columns
        start = time.perf_counter()
        _ = table.leads
        took = 1000 * (time.perf_counter() - start)
        print(f"who leads to whom by 100k opened claims, once: {took:.1f} ms")
        ours = best(lambda: build.conduct(table).edges, 3)
        found = build.conduct(table).edges
        base = duckdb.connect()
        base.execute("SET threads TO 1")
        relations = [table.relations[name] for name in columns.relation.values]
        valence = np.array([relation.valence or 0.0 for relation in relations])
        symmetric = np.array([relation.symmetric for relation in relations])
        relation = columns.relation.codes
        rows = {
            "subject": columns.subject.codes, "object": columns.object.codes,
            "polarity": columns.polarity, "valence": valence[relation],
            "mutual": symmetric[relation],
        }  # fmt: skip
        base.register("rows", _frame(rows))
        base.execute("CREATE TABLE claims AS SELECT * FROM rows")
        group = """
            WITH lines AS (
              SELECT subject, object, valence FROM claims WHERE polarity = 1 AND valence <> 0
              UNION ALL
              SELECT object, subject, valence FROM claims WHERE polarity = 1 AND valence <> 0
                AND mutual)
            SELECT subject, object, sign(valence), count(*), max(abs(valence)) FROM lines
            WHERE subject <> object GROUP BY ALL"""
        theirs = best(lambda: base.execute(group).fetchnumpy())
        assert len(base.execute(group).fetchall()) == len(found)
        ratio(
            "edges of conduct of 100k claims, with ties and ids / DuckDB",
            ours,
            theirs,
            "at most 3",
        )
        sparql = """
            SELECT ?s ?o ?sign (COUNT(*) AS ?n) (MAX(ABS(?v)) AS ?w) WHERE {
              ?c kg:relation ?r ; kg:subject ?s ; kg:object ?o ; kg:factuality/kg:polarity 1 .
              ?r kg:valence ?v . FILTER(?v != 0) BIND(?v > 0 AS ?sign)
            } GROUP BY ?s ?o ?sign"""
        slow = best(lambda: store.select(sparql), 1)
        ratio("edges of conduct of 100k claims / SPARQL", ours, slow, "at most 1")


def _frame(rows: dict[str, np.ndarray]) -> Any:
    import pandas as pd

    return pd.DataFrame(rows)


def _table(store: Any) -> claims.ClaimsTable:
    """Return a claims table of synthetic claims, without the rules that nothing here needs."""
    from dataclasses import fields

    whole = claims.read(store)
    empty = {field.name: () if "tuple" in str(field.type) else "" for field in fields(Claim)}
    rows = []
    query = """SELECT ?c ?s ?r ?o ?who ?p WHERE { ?c a kg:Claim ; kg:subject ?s ; kg:relation ?r ;
        kg:object ?o ; kg:claimant ?who ; kg:factuality/kg:polarity ?p }"""
    for claim, subject, relation, target, who, polarity in store.select(query):
        made: dict[str, Any] = {
            **empty, "claim": claim.curie, "subject": subject.curie,
            "relation": relation.curie.removeprefix("kg:"), "object": target.curie,
            "claimant": who.curie, "polarity": int(str(polarity)), "certainty": 1.0,
            "modality": "actual", "voice": "reporting", "on_itself": False, "intensity": 2,
        }  # fmt: skip
        rows.append(Claim(**made))
    return whole.with_claims(rows)


def main() -> None:
    warm_query()
    opening()
    projection()
    scale.main()
    influence.main()
    stance.main()
    page.main()
    tables.main()


if __name__ == "__main__":
    main()

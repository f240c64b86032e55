"""Dyads by Ibis on DuckDB against SQL by hand, and conduct in memory against a group-by.

``python -m benchmarks.tables``: CPU time, least of some rounds in turn, so that a slow machine
changes both sides; files of ten million rows in a temporary folder.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import kgraph
from benchmarks.made import claim, claims_table, ratio
from kgraph.tables import layout, writing
from kgraph.tables.dyads import Source

if TYPE_CHECKING:
    from collections.abc import Callable

_ROWS, _ACTORS, _YEARS = 10_000_000, 300, range(2014, 2024)
_RELATIONS = ("backs", "alliedWith", "attacked", "accuses", "praises", "threatens", "aided")


def turns(*acts: Callable[[], Any], rounds: int = 5) -> list[float]:
    """Return the least CPU time of each call, made in turn, in milliseconds."""
    times: list[list[float]] = [[] for _ in acts]
    for _ in range(rounds):
        for act, taken in zip(acts, times, strict=True):
            start = time.process_time()
            act()
            taken.append(1000 * (time.process_time() - start))
    return [min(taken) for taken in times]


def _zipf(dice: np.random.Generator, size: int, number: int) -> np.ndarray:
    weights = 1 / np.arange(1, number + 1)
    return dice.choice(number, size, p=weights / weights.sum())


def _words(codes: np.ndarray, values: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), values).cast(pa.string())


def _leads(dice: np.random.Generator, year: int, rows: int, first: int) -> pa.Table:
    actors = [f"actor:a{n}" for n in range(_ACTORS)]
    valence = dice.choice([-90, -60, -20, 25, 50, 75], rows)
    source, target = _zipf(dice, rows, _ACTORS), _zipf(dice, rows, _ACTORS)
    target = np.where(source == target, (target + 1) % _ACTORS, target)
    begun = (dt.date(year, 1, 1) - dt.date(1970, 1, 1)).days
    days = pa.array(np.sort(begun + dice.integers(0, 365, rows)).astype(np.int32)).cast(pa.date32())
    nothing = np.zeros(rows, np.int32)
    voices = ["reporting", "party-on-itself", "party-on-others", "analysis"]
    made = {
        "claim": _words(np.arange(rows), [f"d-{first + n:08}" for n in range(rows)]),
        "kind": _words(nothing, ["conduct"]),
        "source": _words(source, actors), "target": _words(target, actors),
        "relation": _words(dice.integers(0, 7, rows), list(_RELATIONS)),
        "family": _words(nothing, ["security"]), "value": pa.array(valence.astype(np.int32)),
        "polarity": pa.array(dice.choice([1, 1, 1, 1, -1], rows).astype(np.int32)),
        "factuality": _words(dice.integers(0, 3, rows), ["certain", "possible", "unknown"]),
        "voice": _words(dice.integers(0, 4, rows), voices),
        "actual": pa.array(dice.random(rows) < 0.9),
        "conditional": pa.array(dice.random(rows) < 0.05),
        "momentary": pa.array(dice.random(rows) < 0.5), "disputed": pa.array(nothing > 0),
        "document": _words(source % 50, [f"d{n}" for n in range(50)]),
        "publisher": _words(source % 9, [f"actor:m{n}" for n in range(9)]),
        "speakers": pa.ListArray.from_arrays(
            pa.array(np.arange(rows + 1, dtype=np.int32)), _words(source, actors)
        ),
        "valid_from": days, "valid_until": days, "reported_on": days, "happened": days,
    }  # fmt: skip
    return pa.table(made, schema=layout.schema(layout.LEADS))


def _laid(folder: Path) -> None:
    """Write a set whose leads are ten million rows; its claims are those of the dossier."""
    whole = kgraph.open()
    about = {"title": whole.title, "data_version": whole.data_version}
    head = {f"kgraph.{name}": text for name, text in {"schema": layout.SCHEMA, **about}.items()}
    for name, content in writing.files(whole.table, about).items():
        if not name.startswith("leads/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    dice = np.random.default_rng(7)
    each = _ROWS // len(_YEARS)
    for at, year in enumerate(_YEARS):
        part = folder / "leads" / f"{layout.PARTITION}={year}"
        part.mkdir(parents=True)
        rows = _leads(dice, year, each, at * each).replace_schema_metadata(head)
        pq.write_table(rows, part / "part-0.parquet", compression="zstd")


_BY_HAND = """
    SELECT source, target, year(reported_on) AS period,
      count(*) FILTER (polarity = 1) AS n,
      count(*) FILTER (polarity = 1 AND value > 0) AS n_pos,
      count(*) FILTER (polarity = 1 AND value < 0) AS n_neg,
      count(*) FILTER (polarity = -1) AS n_denied,
      sum(value) FILTER (polarity = 1) AS sum_100,
      sum(value * value) FILTER (polarity = 1) AS sum_sq_100,
      min(claim) AS first, max(claim) AS last
    FROM read_parquet('{}/leads/*/*.parquet')
    WHERE kind = 'conduct' AND actual AND NOT conditional AND polarity IN (1, -1)
      AND factuality IN ('certain', 'possible') AND voice IN ('reporting', 'party-on-itself')
    GROUP BY ALL HAVING n >= 1"""


def dyads() -> None:
    """Compare the dyads of ten million rows, by year, with SQL by hand on the same files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _laid(folder)
        base = duckdb.connect()
        source = Source.of_set(folder)
        found = source.dyads("conduct", period="year")
        rows = base.execute(_BY_HAND.format(folder)).fetchall()
        assert len(rows) == len(found)
        assert sum(row[3] for row in rows) == found.counted["n"]
        print(f"{_ROWS:,} rows, {len(found):,} dyads by year, {found.counted['n']:,} affirmed")
        ours, theirs = turns(
            lambda: source.dyads("conduct", period="year"),
            lambda: base.execute(_BY_HAND.format(folder)).to_arrow_table(),
            rounds=3,
        )
        ratio("dyads of 10m rows by Ibis / SQL by hand", ours, theirs, "at most 1.3")


def conduct() -> None:
    """Compare the edges of conduct of 100k claims with DuckDB's group-by of the same rows."""
    dice = np.random.default_rng(7)
    ends = zip(*(_zipf(dice, 100_000, 2_000).tolist() for _ in range(2)), strict=True)
    relations = dice.choice(_RELATIONS, 100_000).tolist()
    names = [f"actor:a{n}" for n in range(2_000)]
    table = claims_table(
        (
            claim(
                number, subject=names[a], object=names[b], relation=relation, factuality="certain"
            )
            for number, ((a, b), relation) in enumerate(zip(ends, relations, strict=True))
        ),
        names,
    )
    kg = kgraph.open_table(table)
    found = kg.conduct().edges
    base = duckdb.connect()
    base.execute("SET threads TO 1")
    base.register("leads", writing.leads(kg.table))
    base.execute("CREATE TABLE rows AS SELECT * FROM leads WHERE kind = 'conduct'")
    group = """
        WITH ties AS (
          SELECT source, target, relation, sign(any_value(value)) AS sign,
            max(abs(value)) AS weight, list(claim) AS claims
          FROM rows WHERE polarity = 1 AND actual AND NOT conditional AND voice = 'reporting'
          GROUP BY source, target, relation)
        SELECT source, target, sign, max(weight), list(relation), list(claims) FROM ties
        GROUP BY source, target, sign"""
    assert len(base.execute(group).fetchall()) == len(found)
    ours, theirs, objects = turns(
        lambda: kg.conduct().edges,
        lambda: base.execute(group).to_arrow_table(),
        lambda: base.execute(group).fetchall(),
    )
    what = "edges of conduct of 100k claims, ties and ids included"
    ratio(f"{what} / DuckDB, to Arrow", ours, theirs, "at most 3")
    ratio(f"{what} / DuckDB, to objects of Python", ours, objects, "for comparison")


def main() -> None:
    conduct()
    dyads()


if __name__ == "__main__":
    main()

"""Dyads by Ibis on DuckDB against SQL by hand; conduct, days and contradictions against engines.

``python -m benchmarks.tables``: CPU time, least of some rounds in turn, so that a slow machine
changes both sides; files of ten million rows in a temporary folder.
"""

from __future__ import annotations

import datetime as dt
import itertools
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

import kgraph
from benchmarks.grown import grow
from benchmarks.made import claim, claims_table, ratio
from kgraph.measures.record.contradictions import about, bounded, one_holder, timed
from kgraph.tables import layout, writing
from kgraph.tables.dyads import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.claims import ClaimsTable
    from kgraph.model import Claim

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
        "valid_from": days, "valid_until": days, "surely_from": days, "surely_until": days,
        "reported_on": days,
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


#: What a claim says of a day, as somebody who knows the rule would write it: holds 0, may hold 1,
#: not stated 2, lapsed 3, does not hold 4. ``day`` and ``back``, days later, are put in.
_ANSWER = """
    CASE
      WHEN valid_from IS NULL AND valid_until IS NULL THEN
        CASE WHEN NOT momentary AND (reported_on IS NULL OR reported_on <= {back}) THEN 2
             WHEN momentary AND reported_on <= {day} THEN 2 ELSE 4 END
      WHEN momentary AND valid_until IS NOT NULL THEN
        CASE WHEN valid_until <= {day}
               OR reported_on BETWEEN coalesce(valid_from, DATE '0001-01-01') AND {day} THEN 0
             WHEN valid_from <= {day} OR (valid_from IS NULL
               AND (valid_until <= {back} OR reported_on <= {back})) THEN 1
             ELSE 4 END
      WHEN valid_from > {day} OR (valid_from IS NULL AND surely_from > {back}) THEN 4
      WHEN valid_until < {day} THEN 3
      WHEN (surely_from IS NULL OR surely_from <= {day})
        AND (surely_until IS NULL OR surely_until >= {day}) THEN 0
      ELSE 1 END"""

_BY_HAND = """
    SELECT source, target, year(reported_on) AS period,
      count(*) FILTER (polarity = 1 AND answer <> 3) AS n,
      count(*) FILTER (polarity = 1 AND answer <> 3 AND value > 0) AS n_pos,
      count(*) FILTER (polarity = 1 AND answer <> 3 AND value < 0) AS n_neg,
      count(*) FILTER (polarity = -1 AND answer <> 3) AS n_denied,
      count(*) FILTER (polarity = 1 AND answer = 1) AS n_may_hold,
      count(*) FILTER (polarity = 1 AND answer = 2) AS n_not_stated,
      count(*) FILTER (polarity = 1 AND answer = 3) AS n_lapsed,
      min(answer) FILTER (polarity = 1 AND answer <> 3) AS holds,
      sum(value) FILTER (polarity = 1 AND answer <> 3) AS sum_100,
      sum(value * value) FILTER (polarity = 1 AND answer <> 3) AS sum_sq_100,
      min(claim) AS first, max(claim) AS last
    FROM (SELECT *, {answer} AS answer FROM read_parquet('{folder}/leads/*/*.parquet')
      WHERE kind = 'conduct' AND actual AND NOT conditional AND polarity IN (1, -1)
        AND factuality IN ('certain', 'possible') AND voice IN ('reporting', 'party-on-itself'))
    GROUP BY ALL HAVING n >= 1 OR n_lapsed >= 1"""


_SLICE = """
    SELECT * FROM (SELECT claim, {answer} AS answer FROM given) WHERE answer <= 2"""


def _answer(day: dt.date, reach_back: int) -> str:
    back = day + dt.timedelta(days=reach_back)
    return _ANSWER.format(day=f"DATE '{day}'", back=f"DATE '{back}'")


def _base(rows: pa.Table) -> duckdb.DuckDBPyConnection:
    """Return DuckDB with rows in memory as ``given``, on one thread as the library is."""
    base = duckdb.connect()
    base.execute("SET enable_progress_bar = false")
    base.execute("SET threads TO 1")
    base.register("rows", rows)
    base.execute("CREATE TABLE given AS SELECT * FROM rows")
    return base


def dyads() -> None:
    """Compare the dyads of ten million rows, by year, with SQL by hand on the same files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _laid(folder)
        base = duckdb.connect()
        base.execute("SET enable_progress_bar = false")
        source = Source.of_set(folder)
        found = source.dyads("conduct", period="year")
        asked = source.asked("conduct")
        query = _BY_HAND.format(folder=folder, answer=_answer(asked.day, asked.reach_back))
        rows = base.execute(query).fetchall()
        assert len(rows) == len(found)
        for name, place in (("n", 3), ("n_denied", 6), ("n_lapsed", 9)):
            assert sum(row[place] for row in rows) == found.counted[name]
        print(f"{_ROWS:,} rows, {len(found):,} dyads by year, {found.counted['n']:,} affirmed")
        ours, theirs = turns(
            lambda: source.dyads("conduct", period="year"),
            lambda: base.sql(query).to_arrow_table(),
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
    base = _base(writing.leads(kg.table))
    group = """
        WITH ties AS (
          SELECT source, target, relation, sign(any_value(value)) AS sign,
            max(abs(value)) AS weight, list(claim) AS claims
          FROM given WHERE kind = 'conduct' AND polarity = 1 AND actual AND NOT conditional
            AND voice = 'reporting'
          GROUP BY source, target, relation)
        SELECT source, target, sign, max(weight), list(relation), list(claims) FROM ties
        GROUP BY source, target, sign"""
    rows = base.execute(group).fetchall()
    assert len(rows) == len(found)
    theirs_by_edge = (sorted(itertools.chain(*row[5])) for row in rows)
    assert sorted(theirs_by_edge) == sorted(list(edge.claims) for edge in found)
    ours, theirs, objects, theirs_too = turns(
        lambda: kg.conduct().edges,
        lambda: base.sql(group).to_arrow_table(),
        lambda: list(kg.conduct().edges),
        lambda: base.execute(group).fetchall(),
    )
    what = "edges of conduct of 100k claims, ties and ids included"
    ratio(f"{what} / DuckDB, to Arrow", ours, theirs, "at most 3")
    ratio(f"{what}, each an object of Python / the same", objects, theirs_too, "for comparison")


def slices() -> None:
    """Compare the claims as of 100 days, of 100k claims, with what DuckDB finds for those days."""
    dice = np.random.default_rng(7)
    begun = dt.date(2020, 1, 1)
    names = [f"actor:a{n}" for n in range(200)]

    def day(number: int) -> str:
        return (begun + dt.timedelta(days=number)).isoformat()

    def told() -> dict[str, str]:
        first, doubt, length, late, kind = dice.integers(0, (1000, 20, 300, 30, 4)).tolist()
        reported = day(first + length + late)
        if kind == 0:
            return {"reported_on": reported}
        last = "" if kind == 1 else day(first + length)
        return {
            "valid_from": day(first), "valid_until": last, "reported_on": reported,
            "surely_from": day(min(first + doubt, first + length)), "surely_until": last,
        }  # fmt: skip

    relations = dice.choice(_RELATIONS, 100_000).tolist()
    table = claims_table(
        (
            claim(
                n, subject=names[n % 200], object=names[(7 * n + 1) % 200], relation=relation,
                factuality="certain", **told(),
            )
            for n, relation in enumerate(relations)
        ),
        names,
    )  # fmt: skip
    kg = kgraph.open_table(table)
    acts = [kg.table.relations[name].aspect == "momentary" for name in relations]
    base = _base(writing.claims(kg.table).append_column("momentary", pa.array(acts)))
    days = [begun + dt.timedelta(days=10 * n) for n in range(100)]
    back = int(kg.table.thresholds["reachBack"])

    def asked(day: dt.date) -> Any:
        return base.sql(_SLICE.format(answer=_answer(day, back)))

    for one in days[::10]:
        assert [row[0] for row in asked(one).fetchall()] == [
            said.claim for said in kg.claims(as_of=one)
        ]
    ours, theirs = turns(
        lambda: [kg.claims(as_of=one).answers for one in days],
        lambda: [asked(one).to_arrow_table() for one in days],
        rounds=3,
    )
    ratio("100 days of 100k claims, with what each says / DuckDB", ours, theirs, "at most 3")


def contradictions() -> None:
    """Compare the register of 10k claims with Polars' joins of what it compares."""
    with tempfile.TemporaryDirectory() as name:
        kg = kgraph.open(grow(Path(name), 10_000), cache=False)
        frames = _compared(kg.table)
        found = kg.contradictions()
        pairs = _joined(*frames)
        both = {(kind, *sorted((a, b))) for kind, a, b in found.pairs() if kind != "assessment"}
        assert {(kind, *sorted((a, b))) for kind, a, b in pairs.iter_rows()} == both
        print(f"{len(found):,} contradictions, {len(both):,} pairs of claims")
        ours, theirs = turns(kg.contradictions, lambda: _joined(*frames))
        ratio("contradictions of 10k claims / joins of Polars", ours, theirs, "at most 3")


def _compared(table: ClaimsTable) -> tuple[pl.DataFrame, ...]:
    """Return what claims say, a row per proposition, their figures and dates, and ``_opposed``."""
    c = table.columns
    claims = pl.DataFrame({
        "claim": list(c.claim), "polarity": c.polarity, "modality": c.modality.codes,
        "condition": c.condition.codes, "first": c.first_day, "last": c.last_day,
        "subject": c.subject.codes, "object": c.object.codes, "claimant": c.claimant.codes,
        "relation": c.relation.codes, "group": c.group.codes,
        "kind": ["figure" if one.group and isinstance(one.value, int | float)
                 else one.relation for one in table],
        "low": [_bound(table, one, 0) for one in table],
        "high": [_bound(table, one, 1) for one in table],
    })  # fmt: skip
    rows, said = table.propositions.spread(np.arange(c.n))
    return claims[rows].with_columns(said=said), claims, *_opposed(table, claims)


def _opposed(table: ClaimsTable, claims: pl.DataFrame) -> tuple[pl.DataFrame, ...]:
    """Return under which keys claims can be opposed, which parts exclude each other, and how.

    A part is a relation, or a holder of what has one; ``untimed`` tells whether an event sets the
    time of both.
    """
    relations = table.relations
    keyed = [
        (one.claim, *key, getattr(one, relations[key[0]].unique_end if key[0] else "relation"))
        for one in table
        if one.polarity == 1
        for key in about(relations[one.relation], one)
    ]
    names = ["claim", "of", "who", "matter", "part"]
    keys = pl.DataFrame(keyed, names, orient="row").unique()
    rows = keys.join(claims.select("claim", "modality", "condition", "first", "last"), on="claim")
    pairs = [
        ("", one.id, other, timed(one, relations[other]))
        for one in relations.values()
        for other in one.excludes
    ]
    holders = {(key[1], key[4]) for key in keyed if key[1]}
    pairs += [
        (relation, one, other, False)
        for relation, one in holders
        for same, other in holders
        if relation == same and one != other and not one_holder(table, one, other)
    ]
    return rows, pl.DataFrame(pairs, ["of", "part", "part_right", "untimed"], orient="row")


def _bound(table: ClaimsTable, claim: Claim, end: int) -> float | None:
    return bounded(table, claim)[end] if isinstance(claim.value, int | float) else None


def _joined(
    said: pl.DataFrame, claims: pl.DataFrame, opposed: pl.DataFrame, excluded: pl.DataFrame
) -> pl.DataFrame:
    """Return the pairs of claims that contradict each other, with kind."""
    first, last = pl.col("first"), pl.col("last")
    meet = (first <= pl.col("last_right")) & (pl.col("first_right") <= last)
    same = ["modality", "condition"]
    denied = said.filter(pl.col("polarity") == 1).join(
        said.filter(pl.col("polarity") == -1), on=["said", *same]
    ).filter(meet).select(kind=pl.lit("denial"), a="claim", b="claim_right").unique()  # fmt: skip
    valued = claims.filter((pl.col("object") == 0) & (pl.col("polarity") == 1))
    figures = valued.filter(pl.col("kind") == "figure")
    counted = figures.join(figures, on=["subject", "relation", "group", *same]).filter(
        meet & (pl.col("high") < pl.col("low_right"))
    )
    dates = valued.filter(pl.col("kind") == "dated")
    dated = dates.join(dates, on=["subject", *same]).filter(last < pl.col("first_right"))
    ends = ["of", "who", "matter", *same]
    against = opposed.join(opposed, on=ends).join(excluded, on=["of", "part", "part_right"])
    return pl.concat([
        denied,
        against.filter(pl.col("untimed") | meet)
        .select(kind=pl.lit("opposition"), a="claim", b="claim_right").unique(),
        counted.select(kind=pl.lit("figure"), a="claim", b="claim_right"),
        dated.select(kind=pl.lit("date"), a="claim", b="claim_right"),
    ])  # fmt: skip


def main() -> None:
    conduct()
    slices()
    contradictions()
    dyads()


if __name__ == "__main__":
    main()

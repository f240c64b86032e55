"""Dyads of DuckDB and Polars: those that claims give one by one, and networks made of them."""

from __future__ import annotations

import itertools
import re
import sys
from pathlib import Path

import duckdb
import ibis
import pytest
from counted import counted
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic import ACTORS, DAYS, any_table, claim, table
from test_tables import _laid

import kgraph
from kgraph.claims import ALL_VOICES, DEFAULT_FACTUALITY, DEFAULT_VOICES, Selection
from kgraph.errors import BadData, BadOption, LimitError, MissingPackage, UnknownName
from kgraph.measures.influence.influence import Influence
from kgraph.model import Word
from kgraph.networks import build
from kgraph.tables import dyads, layout
from kgraph.tables.dyads import Source

_HERE = Path(__file__).resolve().parent
_GOLDEN = _HERE / "golden" / "sql"
_LAYERS = ("conduct", "positions", "influence")
_ENGINES = {"duckdb": ibis.duckdb.connect, "polars": ibis.polars.connect}


@pytest.fixture(scope="module")
def mini():
    return kgraph.open(_HERE / "dossiers" / "mini")


@pytest.fixture(scope="module")
def in_files(kg, mini, tmp_path_factory):
    """The dossiers, each with what is read of its claims in Parquet."""
    folder = tmp_path_factory.mktemp("files")
    for name, one in (("kg", kg), ("mini", mini)):
        one.export("parquet").save(folder / name)
    return {"kg": (kg, kgraph.open_table(folder / "kg")),
            "mini": (mini, kgraph.open_table(folder / "mini"))}  # fmt: skip


@pytest.fixture(params=list(_ENGINES))
def engine(request):
    return _ENGINES[request.param]()


def _by_library(record, layer, selection):
    chosen = record.select(selection)
    if layer == "conduct":
        return build.conduct(chosen, selection.families)
    if layer == "positions":
        return build.positions(chosen)
    return Influence.of_claims(chosen, selection.families)


def _same(made, expected):
    assert type(made) is type(expected)
    assert made.ties == expected.ties
    assert made.lapsed == expected.lapsed
    assert made.edges == expected.edges
    assert made.rows() == expected.rows()
    assert made.caption() == expected.caption()
    if made.layer == "influence":
        assert made.attempts == expected.attempts
        assert made.outcomes == expected.outcomes
        assert made.structure == expected.structure
        assert made.failures == expected.failures
        assert made.past.ties == expected.past.ties


@st.composite
def _asked(draw):
    one_of = lambda *values: draw(st.sampled_from(values))  # noqa: E731
    as_of = one_of(None, None, *DAYS)
    return {
        "layer": one_of(*_LAYERS), "period": one_of("day", "month", "year", "all"),
        "by": one_of("reported", "held"), "least": one_of(1, 1, 2),
        "actors": one_of((), (), ("North", "South", "East")), "as_of": as_of,
        "known_by": one_of(None, None, *DAYS), "window": one_of(None, 30) if as_of else None,
        "reach_back": one_of(None, None, 0, 200),
        "lens": one_of((), (), ("claimant:East",), ("document:gazette", "publisher:West")),
        "voices": one_of(None, ALL_VOICES, ("party-on-others", "analysis")),
        "families": one_of((), (), ("security",), ("diplomatic", "economic")),
        "min_factuality": one_of("", "certain", "doubtful"), "disputed": one_of(True, True, False),
    }  # fmt: skip


@pytest.mark.slow
@settings(max_examples=30)
@given(seed=st.integers(0, 2**32), asked=_asked())
def test_any_claims_are_counted_as_one_by_one(seed, asked, _words):
    made = any_table(seed)
    bytes_ = []
    for connect in _ENGINES.values():
        found = Source.of_claims(made, connect()).dyads(**asked)
        assert found.rows() == counted(made, found.asked)
        bytes_.append(found.to_csv())
        if not asked["actors"]:
            _same(found.network(), _by_library(made, asked["layer"], found.asked.selection))
    assert len(set(bytes_)) == 1


@pytest.fixture(scope="module")
def _words():
    """The families that tests ask for are words of the vocabulary."""
    from kgraph.claims import lookup

    patch = pytest.MonkeyPatch()
    patch.setattr(lookup.Lookup, "word", lambda _self, name, _scheme: name)
    yield
    patch.undo()


@pytest.mark.parametrize("layer", _LAYERS)
@pytest.mark.parametrize("which", [pytest.param("kg", marks=pytest.mark.slow), "mini"])
@pytest.mark.parametrize("options", [
    {}, {"as_of": "2023-09-25"}, {"as_of": "2031-03-03", "window": 30}, {"voices": ALL_VOICES},
    {"known_by": "2023-09-21", "min_factuality": "certain"}, {"families": ["security"]},
    {"disputed": False},
])  # fmt: skip
def test_a_dossier_is_counted_as_its_networks_are_made(in_files, which, layer, options):
    kg, held = in_files[which]
    made = getattr(kg, layer)(**options)
    told = []
    for connect in _ENGINES.values():
        for source in (kg, held):
            found = source.dyads(layer, connection=connect(), **options)
            _same(found.network(), made)
            told.append((found.asked, found.rows(), found.to_csv()))
    assert all(one == told[0] for one in told)
    assert found.rows() == counted(kg.table, found.asked)
    affirmed = {}
    for tie in made.ties:
        if not tie.of_reports:
            ends = tie.source, tie.target
            # What is owed, and not told as fact, is counted where it is reported unmet.
            facts = [one for one in tie.claims if kg.table[one].modality == "actual"]
            affirmed[ends] = affirmed.get(ends, 0) + len(facts)
    if not options.get("families"):  # a tie keeps its claims of other families
        assert {(r["source"], r["target"]): r["n"] for r in found.rows() if r["n"]} == {
            ends: n for ends, n in affirmed.items() if n
        }


_DAY = "2023-09-20"
_AROUND = ("", "2023-09-18", "2023-09-19", "2023-09-20", "2023-09-21")


@pytest.fixture(scope="module")
def around():
    """A claim, of an actor of its own, for each way in which days can lie around a day."""
    ways = itertools.product(("deters", "armed"), _AROUND, _AROUND, _AROUND, (0, 1), (0, 1))
    return table(
        claim(
            f"gazette-{n:03}", f"actor:x{n}", relation, "actor:north",
            valid_from=begun, valid_until=ended, reported_on=reported,
            # Certain all along, or only at the other end.
            surely_from=ended if late else begun, surely_until=begun if early else ended,
        )
        for n, (relation, begun, ended, reported, late, early) in enumerate(ways)
        if not begun or not ended or begun <= ended
    )  # fmt: skip


@pytest.mark.parametrize("options", [
    {"as_of": _DAY}, {"as_of": _DAY, "window": 1}, {"as_of": _DAY, "window": 2}, {"known_by": _DAY},
    {"as_of": _DAY, "known_by": "2023-09-19"}, {"as_of": _DAY, "reach_back": 0},
    {"as_of": _DAY, "reach_back": 1}, {"as_of": _DAY, "reach_back": 10**7}, {"reach_back": 2},
])  # fmt: skip
def test_days_count_to_the_day(around, engine, options):
    found = Source.of_claims(around, engine).dyads("influence", period="day", **options)
    rows = counted(around, found.asked)
    assert found.rows() == rows
    assert len(rows) > 0
    assert len(rows) < len(around) or not (options.keys() - {"reach_back"})


def test_a_day_has_four_answers(around, engine):
    found = Source.of_claims(around, engine).dyads("influence", as_of=_DAY)
    held = {tie.source: tie.holds for tie in found.network()._every()}
    assert {row["source"]: row["holds"] for row in found.rows()} == held
    assert set(held.values()) == {"holds", "mayHold", "notStated", "lapsed"}
    for row in found.rows():
        counts = (row["n"], row["n_may_hold"], row["n_not_stated"], row["n_lapsed"])
        assert counts == {
            "holds": (1, 0, 0, 0), "mayHold": (1, 1, 0, 0), "notStated": (1, 0, 1, 0),
            "lapsed": (0, 0, 0, 1),
        }[row["holds"]]  # fmt: skip


def test_contact_is_neither_for_nor_against(engine):
    made = table([claim("gazette-001", "actor:north", "met", "actor:south")])
    met = dyads.replace(made.relations["met"], valence=0.3)
    made = dyads.replace(made, relations={**made.relations, "met": met})
    rows = Source.of_claims(made, engine).dyads("conduct").rows()
    counts = [(row["n"], row["n_pos"], row["n_neg"], row["sum_100"]) for row in rows]
    assert counts == [(1, 0, 0, 0)] * 2  # of either on the other


def test_periods_add_up(kg, engine):
    source = Source.of_claims(kg.table, engine)
    for layer in _LAYERS:
        whole = source.dyads(layer)
        for by in ("reported", "held"):
            for period in ("day", "month", "year"):
                parts = source.dyads(layer, period=period, by=by).counted
                # A period in which all deny is no row.
                assert parts.pop("n_denied") <= whole.counted["n_denied"]
                assert parts.items() <= whole.counted.items()
    days = {row["period"] for row in source.dyads("conduct", period="day").rows()}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in days)


def test_actors_and_least_narrow(kg, engine):
    source = Source.of_claims(kg.table, engine)
    whole = source.dyads("conduct").rows()
    two = ("Armenia", "Azerbaijan")
    ids = {kg.name(name).id for name in two}
    found = source.dyads("conduct", actors=two).rows()
    assert found == [row for row in whole if {row["source"], row["target"]} <= ids] != []
    assert source.dyads("conduct", least=3).rows() == [row for row in whole if row["n"] >= 3] != []
    held = source.dyads("positions", actors=["Armenia"]).rows()
    assert {row["source"] for row in held} == {"actor:armenia"}


def test_claims_of_a_dyad_are_fetched_with_those_that_dispute_them(kg, tmp_path):
    kg.export("parquet").save(tmp_path / "claims")
    found = kgraph.open_table(tmp_path / "claims").dyads("conduct")
    conduct = kg.conduct()
    edge = max(conduct.edges, key=lambda e: len([c for t in e.ties for c in t.disputed_by]))
    one, other = kg.table.label(edge.source), kg.table.label(edge.target)
    fetched = found.fetch(one, other)
    ties = [t for t in conduct.ties if (t.source, t.target) == (edge.source, edge.target)]
    told = {claim for tie in ties for claim in (*tie.claims, *tie.denials)}
    assert told <= {claim.claim for claim in fetched}
    assert {c for tie in ties for c in tie.disputed_by} <= set(fetched.columns.claim)
    part = kgraph.open_table(fetched)
    explained = part.explain(one, other, "conduct").to_csv()
    assert all(claim in explained for claim in told)
    assert part.table[next(iter(told))] == kg.table[next(iter(told))]
    assert "<html" in part.page()
    assert found.network().picture() == conduct.picture()


def test_of_more_claims_than_are_fetched_a_network_is_made_of_samples(kg, engine):
    source = Source.of_claims(kg.table, engine)
    for layer, made in (("conduct", kg.conduct()), ("positions", kg.positions())):
        network = source.dyads(layer).network(most=5)
        ends = [(e.source, e.target, e.sign, e.weight) for e in network.edges]
        assert ends == [(e.source, e.target, e.sign, e.weight) for e in made.edges]
        assert len(network.claims) < len(made.claims)
        assert re.search(r"Made of \d+ samples of \d+ claims\.$", network.caption())
    network, made = source.dyads("influence").network(most=5), kg.influence()
    assert [(e.source, e.target, e.weight, e.families) for e in network.edges] == [
        (e.source, e.target, e.weight, e.families) for e in made.edges
    ]
    assert network.rank().rows()[0]["actor"] == made.rank().rows()[0]["actor"]


def test_own_grades_count(engine):
    rows = [claim(f"gazette-00{n}", "actor:north", "armed", "actor:south") for n in range(3)]
    made = dyads.replace(table(rows), own_grades={"gazette-001": "strong", "gazette-002": "none"})
    (row,) = Source.of_claims(made, engine).dyads("influence").rows()
    assert (row["n"], row["n_pos"], row["sum_100"], row["sum_sq_100"]) == (3, 2, 100, 6800)


def test_a_lens_is_of_whom_a_claimant_speaks_for_too(engine):
    made = table([
        claim("gazette-001", "actor:north", "attacked", "actor:south", speaks_for=("actor:east",)),
        claim("herald-001", "actor:south", "attacked", "actor:north", claimant="actor:east"),
        claim("paper-001", "actor:west", "attacked", "actor:north"),
    ])  # fmt: skip
    source = Source.of_claims(made, engine)

    def seen(*lens):
        rows = source.dyads("conduct", lens=lens).rows()
        return [row["claims"][0] for row in rows]

    assert seen("claimant:East") == ["gazette-001", "herald-001"]
    assert seen("document:paper") == ["paper-001"]
    assert seen("publisher:East", "document:paper") == ["gazette-001", "paper-001"]


def test_the_family_of_an_unmet_duty_is_that_of_its_report(engine):
    made = table([
        claim("gazette-001", "actor:north", "defended", "actor:south", factuality="denied"),
    ])  # fmt: skip
    lever = dyads.replace(made.relations["defended"], lever_family="economic")
    made = dyads.replace(made, relations={**made.relations, "defended": lever})
    words = {name: Word(name, name, "", "FamilyScheme") for name in ("security", "economic")}
    made = dyads.replace(made, words={**made.words, **words})
    source = Source.of_claims(made, engine)
    (tie,) = build.influence(made).ties
    for family in words:
        rows = source.dyads("influence", families=[family]).rows()
        assert [row["n_unmet"] for row in rows] == [1] * (family in tie.families)


def test_too_many_dyads_stop_with_their_number_and_three_ways(kg, monkeypatch, engine):
    source = Source.of_claims(kg.table, engine)
    number = len(source.dyads("conduct", period="day"))
    monkeypatch.setattr(dyads, "MOST_GROUPS", number)
    assert len(source.dyads("conduct", period="day")) == number
    monkeypatch.setattr(dyads, "MOST_GROUPS", number - 1)
    with pytest.raises(
        LimitError, match=rf"^There are {number} dyads, more than {number - 1}; "
    ) as e:
        source.dyads("conduct", period="day")
    assert [way in str(e.value) for way in ("actors", "least=2", 'period="month"')] == [True] * 3


def test_another_engines_tables_are_counted(mini, tmp_path):
    mini.export("parquet").save(tmp_path / "claims")
    bare = duckdb.connect(str(tmp_path / "own.db"))
    for name in ("leads", "claims"):
        bare.execute(f"CREATE TABLE my_{name} AS FROM '{tmp_path}/claims/{name}/*/*.parquet'")
    bare.close()
    own = ibis.duckdb.connect(tmp_path / "own.db")
    source = Source.of_tables(own.table("my_leads"), own.table("my_claims"), tmp_path / "claims")
    for layer in _LAYERS:
        assert source.dyads(layer).to_csv() == mini.dyads(layer).to_csv()
        assert source.dyads(layer).network().rows() == getattr(mini, layer)().rows()


@pytest.mark.parametrize(("options", "error", "said"), [
    ({"layer": "conducts"}, UnknownName, "There is no layer called 'conducts'"),
    ({"period": "week"}, UnknownName, "There is no period called 'week'"),
    ({"by": "told"}, UnknownName, "There is no day called 'told'"),
    ({"least": 0}, BadOption, "at least one claim, not 0"),
    ({"about": "North"}, BadOption, "Dyads cannot be chosen by about"),
    ({"roll_up": True}, BadOption, "Dyads cannot be chosen by roll_up"),
    ({"actors": ["Nort"]}, UnknownName, "There is no actor called 'Nort'"),
    ({"voices": ["loud"]}, UnknownName, "There is no voice called 'loud'"),
])  # fmt: skip
def test_a_mistake_is_one_sentence(options, error, said):
    source = Source.of_claims(any_table(7))
    with pytest.raises(error) as failed:
        source.dyads(**{"layer": "conduct", **options})
    assert said in str(failed.value)


@pytest.mark.parametrize(("module", "package"), [("ibis", "ibis-framework"), ("duckdb", "duckdb")])
def test_without_the_extra_one_is_told_what_to_install(mini, module, package, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingPackage, match=rf"{package}, .*kgraph\[tables\]"):
        mini.dyads()


def test_a_set_that_is_wrong_is_not_counted(tmp_path):
    folder = _laid(any_table(3), tmp_path)
    min((folder / "leads").rglob("*.parquet")).write_bytes(b"none")
    with pytest.raises(BadData, match="cannot be read as Parquet"):
        Source.of_set(folder)


def test_nothing_heavy_is_loaded_to_open_a_dossier():
    import subprocess

    code = (
        "import sys, kgraph; kgraph.open(); "
        "print([m for m in ('ibis', 'duckdb', 'pyarrow', 'polars', 'pyspark', 'pandas', "
        "'kgraph.tables.dyads') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_the_examples_in_the_manual_run(tmp_path, monkeypatch):
    text = (_HERE.parent / "docs" / "scale.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 4
    monkeypatch.chdir(tmp_path)
    names = {}
    for block in blocks:
        exec(block, names)
    assert names["source"].dyads("positions").to_csv() == names["kg"].dyads("positions").to_csv()


# --- SQL of engines that are not here

_TYPES = {
    "text": "string", "texts": "array<string>", "whole": "int32", "flag": "boolean", "day": "date",
}  # fmt: skip


def _compiled(dialect: str) -> str:
    """The statements of a plain and of a narrow question, as an engine of this kind would get."""
    import datetime as dt

    columns = {name: _TYPES[kind] for name, kind in layout.LEADS.items()}
    leads = ibis.table(columns, name="leads")
    sure = ("certain", "possible", "probable")
    plain = Selection(voices=DEFAULT_VOICES, min_factuality=DEFAULT_FACTUALITY)
    narrow = Selection(
        as_of=dt.date(2023, 9, 20), known_by=dt.date(2023, 10, 1), window=90,
        lens=("claimant:actor:north", "publisher:actor:west"), families=("security",),
        voices=DEFAULT_VOICES, min_factuality=DEFAULT_FACTUALITY, disputed=False,
    )  # fmt: skip
    end = dt.date(2023, 12, 31)
    asked = (
        dyads.Asked("conduct", plain, "month", certain=sure, day=end, end=end),
        dyads.Asked(
            "influence", narrow, "day", "held", ACTORS[:2], 2, sure, narrow.as_of, 365, end
        ),
    )
    texts = [str(ibis.to_sql(dyads.expression(leads, one), dialect=dialect)) for one in asked]
    # The name of an item of an array is drawn anew each time.
    texts = [re.sub(r"ibis_bq_arr_contains_\w+", "item", text) for text in texts]
    head = f"-- {dialect}: compiled, never run.\n"
    return head + "".join(f"\n{text};\n" for text in texts)


@pytest.mark.parametrize("dialect", ["bigquery", "trino"])
def test_the_sql_of_an_engine_that_is_not_here_is_as_it_was(dialect):
    import os

    file = _GOLDEN / f"{dialect}.sql"
    made = _compiled(dialect)
    if os.environ.get("KGRAPH_REWRITE"):
        file.write_text(made, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == made

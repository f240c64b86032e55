"""One result for every measure, and one register from which all of them are asked."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import typing
from pathlib import Path

import pytest

import kgraph
from kgraph.claims import ALL_VOICES
from kgraph.errors import BadOption, UnknownName, UsageError
from kgraph.measures.register import MEASURES, PAIRS, SCORES, STANCE
from kgraph.networks import build
from kgraph.result import Pictured, Result
from kgraph.text import cells

_HERE = Path(__file__).resolve().parent
_WHAT_IF = str(_HERE / "overlays" / "what-if.ttl")
_ALL = {"voices": ALL_VOICES}
#: Whom or what a measure is about, for those that ask.
_ABOUT = {
    "paths": ("Oshen", "Velmora"), "shares": ("Oshen", "Velmora"), "persuaders": ("longer-watch",),
    "whatif": (_WHAT_IF,), "compare": ("2031-03-01", "2031-04-15"),
}  # fmt: skip
#: The same by a method of its own.
_TWINS = {
    "positions": lambda kg: kg.positions(**_ALL),
    "matrix": lambda kg: kg.stance(**_ALL).states(),
    "conduct": lambda kg: kg.conduct(**_ALL),
    "influence": lambda kg: kg.influence(**_ALL),
    "polarization": lambda kg: kg.stance(**_ALL).polarized(),
    "ranks": lambda kg: kg.influence(**_ALL).rank(),
    "plane": lambda kg: kg.influence(**_ALL).plane(),
    "paths": lambda kg: kg.paths("Oshen", "Velmora", **_ALL),
    "shares": lambda kg: kg.influence(**_ALL).explain("Oshen", "Velmora"),
    "persuaders": lambda kg: kg.persuaders("longer-watch", **_ALL),
    "whatif": lambda kg: kg.what_if(_WHAT_IF, **_ALL),
    "flip": lambda kg: kg.smallest_flip(**_ALL),
    "compare": lambda kg: kg.compare(*_ABOUT["compare"], **_ALL),
}


@pytest.fixture(scope="module")
def kg():
    return kgraph.open(_HERE / "dossiers" / "mini")


@pytest.fixture(scope="module")
def made(kg):
    return {name: kg.measure(name, *_ABOUT.get(name, ()), **_ALL) for name in MEASURES}


@pytest.fixture(scope="module")
def lists(kg):
    """Results that are no measures."""
    return {
        "claims": kg.claims().result,
        "timeline": kg.timeline(),
        "actor": kg.actor("Velmora"),
        "explanation": kg.explain("Velmora"),
        "why": kg.stance(**_ALL).frustration().explain(),
        "strip": kg.stance(**_ALL).strip("longer-watch"),
        "without one": kg.stance(**_ALL).leave_one_out("frustration"),
        "everywhere": kg.influence(**_ALL).everywhere(),
        "rows": kg.select("SELECT ?who { ?who kg:memberOf actor:lake-pact }"),
        "measures": kg.measures(),
        **{name: getattr(kg, name)() for name in
           ("actors", "issues", "events", "places", "agreements", "offices", "frame_names", "relations",
            "documents", "levers")},
        "find": kg.find("truce"),
    }  # fmt: skip


def _twin(kg, name):
    """The result of the method that a measure has, or of the views of a stance."""
    if name in _TWINS:
        return _TWINS[name](kg)
    if name not in STANCE:
        return getattr(kg, name)(**_ALL)
    stance = kg.stance(**_ALL)
    return getattr(stance, name)() if hasattr(stance, name) else stance.view(name)


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_by_its_name_is_that_of_its_method(kg, made, name):
    found, other = made[name], _twin(kg, name)
    assert isinstance(found, MEASURES[name].type)
    assert type(found) is type(other)
    assert found.rows() == other.rows()
    assert found.notes() == other.notes()


def test_every_result_has_rows_columns_csv_a_frame_and_html(kg, made, lists):
    filled = 0
    for name, found in {**made, **lists}.items():
        assert isinstance(found, Result), name
        rows, columns = found.rows(), found.columns
        assert columns, name
        for row in rows:
            assert set(columns) <= set(row), name
        assert list(found.df().columns) == list(columns), name
        assert len(found.df()) == len(rows), name
        read = list(csv.reader(io.StringIO(found.to_csv())))
        assert read[0] == list(columns), name
        assert len(read) == len(rows) + 1, name
        # Nothing that is read lacks its column.
        assert not rows or cells(rows, found.shown), name
        html = found._repr_html_()
        assert "<table>" in html, name
        assert "\n" not in repr(found), name
        assert found.title, name
        assert found.tells.endswith("."), name
        # What-if has claims of its overlay; a private note has none.
        assert name == "whatif" or set(found.claims) <= {c.claim for c in kg.table}, name
        filled += bool(rows)
    assert filled > 35


def test_the_type_of_a_row_is_what_the_rows_hold(made, lists):
    def fits(value, hint):
        origin, inner = typing.get_origin(hint), typing.get_args(hint)
        if origin in {list, tuple}:
            return isinstance(value, list | tuple) and all(fits(one, inner[0]) for one in value)
        if inner:
            return any(fits(value, one) for one in inner)
        if hint is float:
            return isinstance(value, int | float) and not isinstance(value, bool)
        return hint is typing.Hashable or isinstance(value, hint)

    seen = 0
    for name, found in {**made, **lists}.items():
        if not hasattr(found, "row_type") or name in {"claims", "flip"}:
            continue
        hints = typing.get_type_hints(found.row_type)
        for row in found.rows():
            wrong = {column for column, hint in hints.items() if not fits(row[column], hint)}
            assert wrong == set(), name
            seen += 1
    assert seen > 300


def test_what_a_measure_takes_is_asked_for_by_name(kg):
    two = kg.measure("congruence", between=("Velmora", "Oshen"), conditional=True, **_ALL)
    assert [row["measure"] for row in two.rows()] in ([], ["congruence"])
    assert two.title == "Congruence"
    why = kg.measure("frustration", why=True, **_ALL)
    assert why.rows() == kg.stance(**_ALL).frustration().explain().rows()
    ranks = kg.measure("ranks", by="mdii", samples=5, on="Velmora", **_ALL)
    assert (ranks.by, ranks.samples, ranks.on) == ("mdii", 5, "actor:velmora")
    assert kg.measure("frames", "road-closure").rows() == kg.frames("road-closure").rows()
    with pytest.raises(UnknownName, match="did you mean 'blocs'"):
        kg.measure("bloc")
    with pytest.raises(BadOption, match="does not take --why"):
        kg.stance().view("blocs", why=True)


def test_a_part_of_a_result_is_one_too(kg):
    network = kg.influence(**_ALL)
    part = network.where(lambda row: row["role"] == "attempt")
    assert {row["role"] for row in part.rows()} == {"attempt"}
    assert (part.columns, part.title, part.shown) == (
        network.columns, network.title, network.shown,
    )  # fmt: skip
    assert part.claims == tuple(sorted({c for row in part.rows() for c in row["claims"]}))
    assert part.notes() == network.notes()
    assert len(part.df()) == len(part.rows()) > 0


def test_the_accounts_of_a_row_are_its_numbers(made):
    told = 0
    for name, found in made.items():
        for row in found.rows():
            for column, shares in found.accounts(row):
                if shares:
                    number = row.get(column, row.get("value"))
                    assert sum(shares.values()) == pytest.approx(number, abs=1e-9), name
                    told += 1
    assert told > 10


def test_a_result_with_a_picture_is_saved_and_says_its_own_heading(kg, made, tmp_path):
    drawn = {name: found for name, found in made.items() if isinstance(found, Pictured)}
    assert set(drawn) == {
        "positions", "conduct", "influence", "structure", "ranks", "plane", "paths", "whatif",
    }  # fmt: skip
    headings = set()
    for name, found in drawn.items():
        assert found.heading in found.picture()
        headings.add(found.heading)
        assert found.save(tmp_path / f"{name}.svg") == ()
        assert (tmp_path / f"{name}.svg").read_text("utf-8") == found.picture()
        found.save(tmp_path / f"{name}.csv")
        assert (tmp_path / f"{name}.csv").read_text("utf-8") == found.to_csv()
    assert len(headings) == len(drawn)
    on = kg.influence(on="Velmora").rank(samples=5)
    assert on.heading == "How sure the ranks are: who can move Velmora"
    with pytest.raises(UnknownName, match=r"\.docx"):
        on.save(tmp_path / "x.docx")
    bare = build.influence(kg.table)
    with pytest.raises(UsageError, match="make it with kgraph"):
        bare.picture()
    # It is a table all the same.
    assert "<svg" not in bare._repr_html_()


def test_the_register_names_modules_and_loads_none():
    script = (
        "import sys; from kgraph.measures import register; register.find('ranks');"
        "print([m for m in ('numpy', 'networkx', 'pandas', 'kgraph.networks', 'kgraph.claims')"
        " if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_measures_are_listed_with_all_that_one_needs_to_ask_for_them(kg):
    rows = kg.measures().rows()
    assert [row["name"] for row in rows] == list(MEASURES)
    assert len({row["tells"] for row in rows}) >= len(rows) - 2
    assert set(PAIRS) < set(SCORES)
    for measure in MEASURES.values():
        assert measure.title == measure.type.title
        assert {"structure", "positions", "conduct", "influence"} >= set(measure.layers)

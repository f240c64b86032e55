"""The shelf: headers that are true, golden rows, and the same rows from Oxigraph and rdflib.

The golden rows are those of the made-up dossier. With ``KGRAPH_REWRITE=1`` they are written anew
instead of compared; read the difference against the claims before committing it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
import shutil
from pathlib import Path

import pytest

import kgraph
from kgraph.curation import beginning
from kgraph.dossier import dossier, shelf
from kgraph.dossier.terms import Iri, Text
from kgraph.errors import BadData, BadDate, BadOption, UnknownName
from kgraph.vocabulary import PREFIXES, compact

_MINI = Path(__file__).parent / "dossiers" / "mini"
#: What the made-up dossier is asked, for each name of a parameter.
_VALUES = {
    "actor": "actor:velmora",
    "alliance": "actor:lake-pact",
    "day": "2031-04-10",
    "event": "event:road-closure",
    "issue": "issue:longer-watch",
    "what": "event:road-closure",
    "whole": "actor:rivers-union",
    "whom": "actor:velmora",
}
_QUESTIONS = shelf.questions(dossier.find())
_GOLDEN = Path(__file__).parent / "golden" / "questions"
_each = pytest.mark.parametrize("question", _QUESTIONS, ids=lambda question: question.name)


@pytest.fixture(scope="module")
def mini():
    return kgraph.open(_MINI)


@pytest.fixture(scope="module")
def both(kg, mini):
    """Each dossier with the same triples in rdflib, by name."""
    return {"mini": (mini, mini.to_rdflib()), "packaged": (kg, kg.to_rdflib())}


def _asked(question, name="mini"):
    """The values of a question's parameters: ours for the made-up dossier, else the defaults."""
    ours = {one.name: _VALUES[one.name] for one in question.parameters}
    return question.bindings(ours if name == "mini" else {})


def _term(term):
    import rdflib

    if term is None:
        return None
    if isinstance(term, rdflib.URIRef):
        return Iri(str(term))
    datatype = str(
        term.datatype or PREFIXES["rdf"] + "langString"
        if term.language
        else term.datatype or PREFIXES["xsd"] + "string"
    )
    return Text(str(term), datatype, term.language or "")


def _reference(value):
    """Our term as one of rdflib."""
    import rdflib

    if isinstance(value, Iri):
        return rdflib.URIRef(value)
    return rdflib.Literal(value.value, datatype=rdflib.URIRef(value.datatype))


def _clauses(question):
    return "\n".join(line for line in question.text.splitlines() if not line.startswith("#"))


def _written(rows):
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(rows.columns)
    table.writerows(
        [compact(str(cell)) if cell is not None else "" for cell in row] for row in rows
    )
    return written.getvalue()


def test_there_are_questions_and_golden_rows_for_each():
    assert len(_QUESTIONS) >= 24
    assert {file.stem for file in _GOLDEN.glob("*.csv")} == {one.name for one in _QUESTIONS}


@_each
def test_the_rows_are_those_that_were_read(mini, question):
    rows = mini.store.select(question.text, _asked(question))
    path = _GOLDEN / f"{question.name}.csv"
    if os.environ.get("KGRAPH_REWRITE"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_written(rows), encoding="utf-8")
    assert len(rows) > 0
    assert _written(rows) == path.read_text(encoding="utf-8")


@_each
@pytest.mark.parametrize("bound", [False, True], ids=["unbound", "bound"])
@pytest.mark.parametrize("name", ["mini", pytest.param("packaged", marks=pytest.mark.slow)])
def test_both_engines_give_the_same_rows_in_the_same_order(both, question, name, bound):
    values = _asked(question, name) if bound else {}
    if bound and not values:
        pytest.skip("a question without parameters")
    ours, reference = both[name]
    rows = ours.store.select(question.text, values)
    theirs = reference.query(
        question.text, initBindings={key: _reference(value) for key, value in values.items()}
    )
    assert [str(name) for name in theirs.vars] == list(rows.columns)
    assert list(rows) == [tuple(_term(term) for term in row) for row in theirs]


@pytest.fixture(scope="module")
def german(tmp_path_factory):
    """The made-up dossier in German: no thing in it has an English label but one of two."""
    folder = tmp_path_factory.mktemp("german") / "mini"
    shutil.copytree(_MINI, folder)
    for path in folder.rglob("*.ttl"):
        text = re.sub(r'(prefLabel "[^"]+")@en', r"\1@de", path.read_text(encoding="utf-8"))
        text = text.replace('"The closed valley road"@en', '"x"@en ; dcterms:language "de"')
        text = text.replace('"Velmora"@de', '"Welmora"@de , "Velmora"@en')
        path.write_text(text, encoding="utf-8")
    made = kgraph.open(folder)
    return made, made.to_rdflib()


@_each
def test_labels_are_those_that_the_dossier_shows(mini, german, question):
    """A dossier in another language has the rows of the English one, under its own names."""
    ours, reference = german
    rows = ours.store.select(question.text, _asked(question))
    theirs = reference.query(
        question.text,
        initBindings={key: _reference(value) for key, value in _asked(question).items()},
    )
    assert list(rows) == [tuple(_term(term) for term in row) for row in theirs]
    english = _written(mini.store.select(question.text, _asked(question)))
    assert _written(rows) == re.sub(r"(?<=,)Velmora(?=,|$)", "Welmora", english, flags=re.MULTILINE)


def test_a_label_is_shown_for_every_entity_and_as_the_table_has_it(german, both):
    for kg, _ in (german, *both.values()):
        rows = kg.select("SELECT ?it ?label { ?it kg:shownAs ?label }")
        shown = {it.curie: str(label) for it, label in rows}
        assert shown == {one.id: one.label for one in kg.table.entities.values()}


@_each
def test_a_default_is_a_thing_of_the_packaged_dossier_or_a_day(kg, question):
    for name, value in question.bindings({}).items():
        if isinstance(value, Iri):
            assert compact(value) in kg.table.entities, f"{name} of {question.name}"
        else:
            assert value.datatype.endswith("#date")


@_each
def test_no_question_divides(question):
    clauses = re.sub(r'"[^"]*"|<[^>]*>', "", _clauses(question))
    assert not re.search(r"(?<=[\s)])/|/(?=[\s(?])|\bAVG\b", clauses)


@_each
def test_the_header_says_what_the_query_does(kg, question):
    clauses = _clauses(question)
    head = re.sub(r"\(\w+\([^()]*\) AS (\?\w+)\)", r"\1", clauses.partition("WHERE")[0])
    projected = re.findall(r"\?(\w+)", head)
    assert re.findall(r"`\?(\w+)`", question.columns) == projected
    assert {parameter.name for parameter in question.parameters} <= set(projected)
    order = re.findall(r"\?(\w+)", clauses.rpartition("ORDER BY")[2])
    told = [name.strip(" ?.") for name in question.order.split(",")]
    assert [name for name in order if name in told] == told, "the order is the one that is told"
    declared = {compact(str(row[0])) for row in kg.store.select("SELECT DISTINCT ?t { ?t a ?k }")}
    properties = set(re.findall(r"kg:\w+", (kg.dossier.root / "ontology/shapes.ttl").read_text()))
    for term in question.terms:
        assert term in declared | properties, f"{term} is declared nowhere"
        assert term in clauses or term in {"kg:StandingClaim"}
    used = set(re.findall(r"PREFIX (\w+):", clauses))
    assert used == set(re.findall(r"\b(\w+):(?!//)\w", clauses))
    assert clauses.count("PREFIX") == len(used)


@_each
@pytest.mark.parametrize("name", ["mini", "packaged"])
def test_an_order_is_total(both, question, name):
    order = re.findall(r"\?(\w+)", _clauses(question).rpartition("ORDER BY")[2])
    for values in ({}, _asked(question, name)):
        rows = both[name][0].store.select(question.text, values)
        places = [rows.columns.index(name) for name in order]
        keys = [tuple(row[place] for place in places) for row in rows]
        assert len(set(keys)) == len(keys)


def _column(rows, name):
    return [row[rows.columns.index(name)] for row in rows.plain()]


@_each
@pytest.mark.parametrize("name", ["mini", "packaged"])
def test_a_label_stands_beside_each_thing_that_has_one(both, question, name):
    asked = both[name][0]
    rows = asked.store.select(question.text)
    for label in (one for one in rows.columns if one.endswith("Label")):
        for it, said in zip(_column(rows, label[:-5]), _column(rows, label), strict=True):
            known = asked.table.entities.get(it) if isinstance(it, str) else None
            assert said == (known.label if known else None), (label, it)


@pytest.mark.parametrize("name", ["mini", "packaged"])
def test_only_an_actor_is_accused(both, name):
    asked = both[name][0]
    accused = _column(asked.question("accusations"), "accused")
    assert accused
    assert {it.partition(":")[0] for it in accused} == {"actor"}


def test_a_promise_that_is_not_the_alliance_s_is_no_unmet_duty_of_it(kg):
    rows = kg.question("alliance-duties-unmet")
    assert _column(rows, "claim") == ["claim:ecfr-058", "claim:rferl-004"]


def test_the_library_asks_by_name_day_and_curie(mini):
    assert [one.name for one in mini.questions()] == [one.name for one in _QUESTIONS]
    expected = ["actor:tarskia", "actor:velmora"]
    for alliance in ("Lake Pact", "actor:lake-pact", Iri(PREFIXES["actor"] + "lake-pact")):
        assert _column(mini.question("members-of", alliance=alliance), "member") == expected
    before = mini.question("means-before", whom="velmora", day="2031-04-10")
    assert _column(before, "who") == ["actor:oshen"]
    after = mini.question("means-before", whom="velmora", day="2031-04-11")
    assert _column(after, "who") == ["actor:oshen", "actor:river-watch"]
    with pytest.raises(BadDate):
        mini.question("means-before", whom="velmora", day="2031-4-31")
    with pytest.raises(UnknownName, match="Velmora"):
        mini.question("means-before", whom="Velmoria")
    with pytest.raises(BadOption, match="has no parameter 'who'"):
        mini.question("members-of", who="nobody")


def test_means_are_hollow_from_the_day_of_the_report_as_in_the_network(mini):
    duty = next(tie for tie in mini.influence().ties if tie.hollow)
    (report,) = (mini.table[claim] for claim in duty.hollow_by)
    reported = dt.date.fromisoformat(min(report.valid_until or "~", report.reported_on))
    told = []
    for day in (reported - dt.timedelta(1), reported):
        rows = mini.question("means-before", whom=duty.target, day=str(day + dt.timedelta(1)))
        asked = {
            (who, relation.removeprefix("kg:"), hollow)
            for who, relation, hollow in zip(
                *(_column(rows, name) for name in ("who", "relation", "hollow")), strict=True
            )
        }
        ties = mini.influence(as_of=day).ties
        drawn = {(t.source, t.relation, t.hollow) for t in ties if t.target == duty.target}
        assert asked == drawn
        told.append((duty.source, duty.relation, True) in asked)
    assert told == [False, True]


@_each
def test_the_help_of_a_question_is_its_header(question):
    lines = question.help.splitlines()
    assert lines[0] == f"{question.name}: {question.question}"
    assert lines[-1].startswith(f"Example: kgraph query {question.name}")
    for parameter in question.parameters:
        assert f"  {parameter.name}: {parameter.meaning}, {parameter.need}" in lines
        assert f" -p {parameter.name}=" in lines[-1]


# --- bad headers and wrong calls

_GOOD = """# # who
#
# **Question:** Who?
# **Parameters:** `?actor` the actor, required.
# **Columns:** `?actor` IRI.
# **Order:** ?actor.
# **Terms:** kg:memberOf
SELECT ?actor WHERE {
  ?actor kg:memberOf ?any .
}
ORDER BY ?actor
"""


@pytest.fixture
def shelved(tmp_path):
    def write(text, name="who"):
        path = tmp_path / f"{name}.rq"
        path.write_text(text)
        return path

    return write


def test_a_good_header_is_read_whole(shelved):
    question = shelf.read(shelved(_GOOD))
    assert (question.name, question.question, question.order) == ("who", "Who?", "?actor.")
    assert question.parameters == (shelf.Parameter("actor", "the actor", ""),)
    assert question.terms == ("kg:memberOf",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("# # who", "# # whom", "The first line must be '# # who'."),
        ("# **Order:** ?actor.\n", "", "The header lacks Order; write '# **Order:** ...'."),
        ("`?actor` the actor, required", "actor", "Parameters are"),
    ],
)
def test_a_bad_header_is_named(shelved, old, new, said):
    path = shelved(_GOOD.replace(old, new))
    with pytest.raises(BadData) as error:
        shelf.read(path)
    assert said in str(error.value)
    assert f"{path}:1" in str(error.value)


def test_parameters_are_asked_for_and_checked(shelved):
    question = shelf.read(shelved(_GOOD))
    assert question.bindings({"actor": "actor:csto"}) == {"actor": Iri(PREFIXES["actor"] + "csto")}
    with pytest.raises(BadOption, match=r"needs -p actor=VALUE \(the actor\)"):
        question.bindings({})
    with pytest.raises(BadOption, match="has no parameter 'who'; it has: actor"):
        question.bindings({"who": "actor:csto"})


def test_a_day_is_asked_for_as_a_day(shelved):
    text = _GOOD.replace(
        "`?actor` the actor, required", "`?actor` who, required; `?day` when, default `2031-03-02`"
    )
    question = shelf.read(shelved(text))
    assert question.bindings({"actor": "actor:csto"})["day"] == Text(
        "2031-03-02", PREFIXES["xsd"] + "date"
    )
    given = question.bindings({"actor": Iri("urn:x"), "day": "2031-04-01"})
    assert given == {"actor": Iri("urn:x"), "day": Text("2031-04-01", PREFIXES["xsd"] + "date")}


def test_an_unknown_question_names_the_nearest():
    with pytest.raises(UnknownName, match="members-of"):
        shelf.find(dossier.find(), "member-of")


@_each
def test_every_question_has_rows_on_the_packaged_dossier(kg, question):
    assert len(kg.question(question.name)) > 0


@pytest.mark.parametrize("name", [one.name for one in _QUESTIONS if one.parameters])
def test_in_another_dossier_a_question_of_the_package_has_no_defaults(name, tmp_path):
    beginning.begin(tmp_path)
    question = shelf.find(dossier.find(tmp_path), name)
    assert {one.default for one in question.parameters} == {""}
    with pytest.raises(BadOption, match=f"needs -p {question.parameters[0].name}=VALUE"):
        question.bindings({})


def test_a_question_of_ones_own_keeps_its_defaults(tmp_path):
    beginning.begin(tmp_path)
    (tmp_path / "queries").mkdir()
    text = _GOOD.replace("the actor, required", "the actor, default `actor:courier`")
    (tmp_path / "queries" / "who.rq").write_text(text, encoding="utf-8")
    (parameter,) = shelf.find(dossier.find(tmp_path), "who").parameters
    assert parameter.default == "actor:courier"

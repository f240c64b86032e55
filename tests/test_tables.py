"""A set of Parquet files: it comes back as it was written, or says what is wrong with which file."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic import any_table, claim, table

import kgraph
from kgraph.claims import ClaimsTable, saved
from kgraph.errors import BadData, BadOption, MissingFile, MissingPackage, UnwritableTarget
from kgraph.tables import layout, reading, writing

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
_RECORD = (
    "entities", "relations", "documents", "grades", "thresholds", "words", "disputes", "own_grades",
    "decision_rules", "different", "data_version",
)  # fmt: skip


@pytest.fixture(scope="module")
def mini():
    return kgraph.open(_MINI)


@pytest.fixture
def folder(mini, tmp_path):
    mini.export("parquet").save(tmp_path / "claims")
    return tmp_path / "claims"


def _laid(made: ClaimsTable, place: Path) -> Path:
    about = {"title": "Made up", "data_version": made.data_version}
    for name, content in writing.files(made, about).items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    return place


def _same(one: ClaimsTable, other: ClaimsTable) -> None:
    assert list(one) == list(other)
    assert [getattr(one, name) for name in _RECORD] == [getattr(other, name) for name in _RECORD]


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_any_table_comes_back(seed, tmp_path_factory):
    made = any_table(seed)
    _same(reading.read(_laid(made, tmp_path_factory.mktemp("set"))), made)


def test_values_of_every_type_come_back_as_they_were(tmp_path):
    values = (None, 3, 3.0, 0.1, "3", "", "about 300", -(2**40))
    rows = [claim(f"gazette-{n}", "actor:north", "armed", value=v) for n, v in enumerate(values)]
    back = reading.read(_laid(table(rows), tmp_path))
    assert [(type(one.value), one.value) for one in back] == [(type(v), v) for v in values]


def test_the_packaged_dossier_comes_back_as_the_columns_that_are_cached(kg, tmp_path):
    back = reading.read(_laid(kg.table, tmp_path))
    assert saved.dumped(back) == saved.dumped(reading.read(_laid(back, tmp_path / "again")))
    _same(back, kg.table)


def test_the_same_claims_give_the_same_bytes(mini):
    assert mini.export("parquet").files == kgraph.open(_MINI).export("parquet").files


def test_other_programs_read_names_days_and_hundredths(mini, folder):
    import polars as pl

    rows = pl.read_parquet(folder / "claims").to_dicts()
    assert len(rows) == len(mini.table)
    for row in rows:
        said = mini.table[row["claim"]]
        for name in ("subject_label", "object_label", "claimant_label", "relation_label", "family"):
            assert row[name] == getattr(said, name)
        assert row["valence_100"] == (None if said.valence is None else round(100 * said.valence))
        assert str(row["valid_from"] or "") == said.valid_from
        assert str(row["reported_year"]) == (said.reported_on[:4] or "unknown")
    assert any(row["valence_100"] for row in rows)


def test_every_lead_is_a_row(mini, folder):
    import polars as pl

    rows = pl.read_parquet(folder / "leads").to_dicts()
    found = sorted((r["claim"], r["kind"], r["source"], r["target"]) for r in rows)
    leads = zip(
        mini.table.columns.claim, mini.table.leads.of_claims(mini.table.columns), strict=True
    )
    assert found == sorted((claim, *lead[:3]) for claim, several in leads for lead in several)


def test_a_set_is_opened_as_a_graph(mini, folder):
    opened = kgraph.open(folder)
    for made in (opened, kgraph.open_table(folder)):
        assert (made.title, made.data_version) == (mini.title, mini.data_version)
    one, other = mini.actors().rows()[0]["label"], mini.actors().rows()[1]["label"]
    for ask in (
        lambda kg: kg.influence().to_csv(),
        lambda kg: kg.influence().rank().to_csv(),
        lambda kg: kg.influence(as_of="2031-03-02", roll_up=True).to_csv(),
        lambda kg: kg.conduct(as_of="2031-03-03", reach_back=0).to_csv(),
        lambda kg: kg.structure().to_csv(),
        lambda kg: kg.stance().matrix().to_csv(),
        lambda kg: kg.conduct().picture(),
        lambda kg: kg.explain(one, other).to_csv(),
        lambda kg: kg.contradictions().to_csv(),
        lambda kg: kg.actor(one).to_csv(),
        lambda kg: kg.institutions().to_csv(),
        lambda kg: kg.export("csv").text,
    ):
        assert ask(opened) == ask(mini)
    assert "data-ready" in opened.page() or "<html" in opened.page()


def test_own_grades_are_laid_over_a_set(mini, folder, tmp_path):
    file = tmp_path / "own.ttl"
    relation = next(tie.relation for tie in mini.influence().ties if tie.grade == "medium")
    file.write_text(
        f"@prefix kg: <https://w3id.org/kgraph/ns#> . kg:{relation} kg:lever kg:weak .", "utf-8"
    )
    one, other = (kg.with_levers(file) for kg in (mini, kgraph.open_table(folder)))
    assert one.data_version == other.data_version != mini.data_version
    assert one.influence().to_csv() == other.influence().to_csv() != mini.influence().to_csv()
    assert one.dyads("influence").to_csv() == other.dyads("influence").to_csv()


@pytest.mark.parametrize("ask", [
    lambda kg: kg.select("SELECT ?s { ?s ?p ?o }"), lambda kg: kg.question("members-of"),
    lambda kg: kg.check(), lambda kg: kg.to_rdflib(), lambda kg: kg.what_if("x.ttl"),
    lambda kg: kg.export("ttl"),
])  # fmt: skip
def test_what_needs_rdf_says_so(folder, ask):
    with pytest.raises(BadOption, match=r"holds no RDF; open the dossier"):
        ask(kgraph.open_table(folder))


# --- what is wrong with a set


def _changed(file: Path, change, about=None) -> None:
    rows = pq.read_table(file, partitioning=None)
    told = {**rows.schema.metadata, **(about or {})}
    pq.write_table(change(rows).replace_schema_metadata(told), file)


def _nothing(rows):
    return rows


def _with(name, values):
    return lambda rows: rows.set_column(rows.schema.get_field_index(name), name, values(rows))


def _file(folder: Path, name: str) -> Path:
    return min((folder / name).rglob("*.parquet")) if "." not in name else folder / name


@pytest.mark.parametrize(("name", "change", "said"), [
    ("claims", lambda rows: rows.drop_columns(["polarity"]), "The column polarity is missing"),
    ("leads", lambda rows: rows.drop_columns(["value"]), "The column value is missing"),
    ("record/relations.parquet", lambda rows: rows.drop_columns(["valence"]),
     "The column valence is missing"),
    ("claims", _with("polarity", lambda rows: rows["polarity"].cast(pa.float64())),
     "The column polarity is of type double, not int32"),
    ("claims", _with("topic", lambda rows: rows["subject"]), "The column topic is of type string"),
    ("leads", _with("reported_on", lambda rows: rows["reported_on"].cast(pa.string())),
     "The column reported_on is of type string, not date32"),
    ("claims", _with("subject", lambda rows: pa.nulls(len(rows), pa.string())),
     "The column subject has none where there must be one"),
    ("claims", _with("claim", lambda rows: pa.array(["x"] * len(rows))), "more than once"),
    ("claims", _with("relation", lambda rows: pa.array(["kissed"] * len(rows))),
     "The column relation names 'kissed', which the record does not have"),
    ("claims", _with("value_kind", lambda rows: pa.array(["whole"] * len(rows))),
     "The columns value and value_kind do not fit together"),
])  # fmt: skip
def test_a_column_that_is_not_as_it_should_be_is_named(folder, name, change, said):
    file = _file(folder, name)
    _changed(file, change)
    with pytest.raises(BadData, match=r"^[^\n]+$") as failed:
        _ = kgraph.open_table(folder).table
    assert said in str(failed.value)
    assert str(failed.value).startswith(str(file)) or str(folder / name) in str(failed.value)


@pytest.mark.parametrize(("about", "said"), [
    ({b"kgraph.schema": b"1"}, "of version 1, not 2"),
    ({b"kgraph.data_version": b"other"}, "of data version other, the others of"),
])  # fmt: skip
@pytest.mark.parametrize("name", ["claims", "leads", "record/words.parquet"])
def test_a_file_of_another_version_is_named(folder, name, about, said):
    file = _file(folder, name)
    _changed(file, _nothing, about)
    for open_ in (kgraph.open, kgraph.open_table):
        with pytest.raises(BadData) as failed:
            open_(folder)
        assert (failed.value.path, said in str(failed.value)) == (file, True)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"no Parquet at all"])
def test_a_file_that_is_no_parquet_is_named(folder, content):
    file = _file(folder, "claims")
    file.write_bytes(content)
    with pytest.raises(BadData, match="cannot be read as Parquet") as failed:
        kgraph.open_table(folder)
    assert failed.value.path == file


def test_half_a_file_is_named(folder):
    file = _file(folder, "claims")
    whole = file.read_bytes()
    file.write_bytes(whole[:40] + b"\xff" * 200 + whole[240:])
    with pytest.raises(BadData) as failed:
        _ = kgraph.open_table(folder).table
    assert failed.value.path == file


def test_a_file_without_a_version_is_named(folder):
    file = _file(folder, "leads")
    pq.write_table(pq.read_table(file, partitioning=None).replace_schema_metadata({}), file)
    with pytest.raises(BadData, match="of no version, not 2"):
        kgraph.open_table(folder)


@pytest.mark.parametrize("name", ["claims", "leads", "record/entities.parquet"])
def test_a_table_that_is_not_there_is_named(folder, name):
    _file(folder, name).unlink()
    with pytest.raises(MissingFile, match=r"There is no .*export the set again\.$"):
        kgraph.open_table(folder)


def test_what_is_no_set_is_no_set(tmp_path):
    with pytest.raises(MissingFile):
        kgraph.open_table(tmp_path)
    assert not layout.is_set(tmp_path)
    assert not layout.is_set(_MINI)
    assert not layout.is_set(tmp_path / "nowhere")


# --- writing


def test_a_set_is_replaced_and_nothing_else_is(mini, folder):
    (folder / "record" / "left.parquet").write_bytes(b"")
    mini.export("parquet").save(folder)
    assert not (folder / "record" / "left.parquet").exists()
    assert list(folder.parent.iterdir()) == [folder]
    assert not layout.is_set(folder.parent)
    for target in (folder.parent, folder / "record" / "words.parquet", folder / "no" / "where"):
        with pytest.raises(UnwritableTarget):
            mini.export("parquet").save(target)
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UnwritableTarget, match="it holds something else"):
        mini.export("parquet").save(folder)
    assert kgraph.open_table(folder).data_version == mini.data_version


def test_a_write_that_fails_leaves_what_was_there(mini, folder, monkeypatch):
    before = {p: p.read_bytes() for p in folder.rglob("*.parquet")}
    rename = Path.rename
    monkeypatch.setattr(
        Path, "rename",
        lambda self, to: rename(self, to) if self.name != "new" else self / "\0" / "x" and _full(),
    )  # fmt: skip
    with pytest.raises(UnwritableTarget, match="No space"):
        mini.export("parquet").save(folder)
    assert {p: p.read_bytes() for p in folder.rglob("*.parquet")} == before


def _full():
    raise OSError(28, "No space left on device")


def test_a_selection_is_no_set(mini):
    with pytest.raises(BadOption, match="holds the whole record"):
        mini.export("parquet", as_of="2031-03-02")


def test_a_valence_of_thousandths_is_refused():
    made = table([claim("gazette-001", "actor:north", "armed", "actor:south")])
    odd = {**made.relations, "armed": replace(made.relations["armed"], valence=0.333)}
    with pytest.raises(
        BadData, match=r"The valence of armed is 0\.333, no whole number of hundred"
    ):
        writing.files(replace(made, relations=odd), {})


def test_without_pyarrow_one_is_told_what_to_install(mini, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingPackage, match=r"pyarrow, .*kgraph\[parquet\]"):
        mini.export("parquet")


def test_the_layout_has_every_field_of_every_record():
    for name, record in layout.RECORDS.items():
        assert list(layout.RECORD[name]) == [field.name for field in fields(record)]
    told = {"subject_type", "object_type", "valence", "role"}  # of the record
    assert {field.name for field in fields(kgraph.model.Claim)} - told <= set(layout.CLAIMS)

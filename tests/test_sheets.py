"""Tables of spreadsheets: whatever parts the cells, each is read as it was meant or refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kgraph.curation import checks
from kgraph.curation.importing import import_table
from kgraph.dossier import dossier, sheets
from kgraph.errors import BadData, RejectedRows
from kgraph.page import saved

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
_NAMES = ("document", "passage", "subject", "relation", "object", "claimant", "gloss", "factuality")
_CELLS = (
    "ledger1", "ledger1-p1s1", "oshen", "backs", "tarskia", "morning-ledger", "Two, friends; so.", "certain",
)  # fmt: skip


def _quoted(cells, separator):
    return separator.join(f'"{cell}"' for cell in cells)


_WRITTEN = {
    "commas": f"{','.join(_NAMES)}\n{_quoted(_CELLS, ',')}\n",
    "semicolons": f"{';'.join(_NAMES)}\r\n{_quoted(_CELLS, ';')}\r\n",
    "tabs": "\t".join(_NAMES) + "\n" + "\t".join(_CELLS) + "\n",
    "said": f"sep=;\n{';'.join(_NAMES)}\n{_quoted(_CELLS, ';')}\n",
    "said, quoted and padded": f'"sep=,",,\r\n{",".join(_NAMES)}\r\n{_quoted(_CELLS, ",")}\r\n',
    "a mark of byte order": f"\ufeff{','.join(_NAMES)}\r\n{_quoted(_CELLS, ',')}",
    "carriage returns": f"{','.join(_NAMES)}\r{_quoted(_CELLS, ',')}\r",
    "padded": f"{','.join(_NAMES)},,\n{_quoted(_CELLS, ',')},,\n",
    "padded below only": f"{','.join(_NAMES)}\n{_quoted(_CELLS, ',')},,\n,,,,,,,,,\n",
    "blank rows": f"\n{','.join(_NAMES)}\n,,,,,,,\n\n{_quoted(_CELLS, ',')}\n\n",
    "an empty column between": f"{','.join(_NAMES[:3])},,{','.join(_NAMES[3:])}\n"
    f"{_quoted(_CELLS[:3], ',')},,{_quoted(_CELLS[3:], ',')}\n",
    "quoted names": f"{_quoted(_NAMES, ';')}\n{_quoted(_CELLS, ';')}\n",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(_MINI, tmp_path / "mini")
    return tmp_path / "mini"


def _import(folder, text, **options):
    file = folder.parent / "claims.csv"
    file.write_bytes(text.encode())
    return [*import_table(dossier.find(folder), file, corpus=folder / "texts", **options).added]


@pytest.mark.parametrize("text", _WRITTEN.values(), ids=_WRITTEN)
def test_a_table_is_read_whatever_program_wrote_it(folder, text):
    (added,) = _import(folder, text)
    assert 'kg:gloss "Two, friends; so."@en' in added.block
    assert checks.check(dossier.find(folder), folder / "texts") == []


def test_a_cell_is_one_cell_whatever_is_in_it():
    text = 'a;b\r\n"x;y\r\nsep=,\r\nz""q""";"\t, "\r\nsaid "no" to;2\r\n'
    sheet = sheets.read(text, "f.csv")
    assert [row.cells for row in sheet.rows] == [
        ('x;y\r\nsep=,\r\nz"q"', ","),
        ('said "no" to', "2"),
    ]
    assert [(row.number, row.line) for row in sheet.rows] == [(2, 2), (3, 5)]


def test_a_row_that_is_cut_short_has_empty_cells():
    assert [row.cells for row in sheets.read("a,b,c\n1\n1,2\n", "f").rows] == [
        ("1", "", ""),
        ("1", "2", ""),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('a,b\n1,2\n3,"4\n5,6\n', "f.csv:3: Row 3: the quotation mark that opens cell 2 is not closed"),
        ('a,b\n1,"2\n3,"4"\n', "f.csv:2: Row 2: .* is closed in the midst of a cell \\(line 3\\)"),
        ('a,b\n"1"x,2\n', "f.csv:2: Row 2: .* cell 1 is closed in the midst"),
        ("a,b\n1,2\n1,2,3\n4,5,,6\n", "f.csv:3: Row 3, 4: there is no column for cell 3, '3'"),
        ("a,,b\n1,2,3\n", "f.csv:2: Row 2: there is no column for cell 2, '2'"),
        ('a,b\n"x\ny",2\n1,2,3\n', "f.csv:4: Row 3: there is no column for cell 3"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_names_its_row(text, said):
    with pytest.raises(BadData, match=said):
        sheets.read(text, "f.csv")


@pytest.mark.parametrize(
    ("cells", "separator", "plain"),
    [
        (["2,5", "1.234"], ",", ["2.5", "1234"]),
        (["1.234", "2.5"], ",", ["1.234", "2.5"]),
        (["1,234", "2.5"], ",", ["1234", "2.5"]),
        (["1,234"], ";", ["1.234"]),
        (["1.234"], ";", ["1234"]),
        (["1.234.567", "1.234"], "\t", ["1234567", "1234"]),
        (["1 234", "1\u2019234,5", "12\u202f345"], ",", ["1234", "1234.5", "12345"]),
        (["1,234,567.5"], ";", ["1234567.5"]),
        (["0,500", "1,234"], ",", ["0.500", "1.234"]),
        (["\u22123", "-2,5"], ",", ["-3", "-2.5"]),
        (["2031-03", "about 4", "", "1.2.3"], ";", ["2031-03", "about 4", "", "1.2.3"]),
    ],
)
def test_numbers_are_read_by_what_the_file_shows(cells, separator, plain):
    found = sheets.plain_numbers(dict(enumerate(cells, 2)), separator, "f.csv")
    assert [*found.values()] == plain


@pytest.mark.parametrize(
    ("cells", "row"), [(["1,234"], 2), (["4", "12,345"], 3), (["2,5", "2.5", "1,234"], 4)]
)
def test_a_number_that_may_be_two_is_refused_with_its_row(cells, row):
    with pytest.raises(BadData, match=f"Row {row}: .* and nothing else in the file shows which"):
        sheets.plain_numbers(dict(enumerate(cells, 2)), ",", "f.csv")


_FIGURES = "document;passage;subject;relation;value;group;claimant;gloss\n"


def test_an_imported_number_is_written_plainly(folder):
    row = "ledger1;ledger1-p1s1;road-closure;areaKm2;{};x;morning-ledger;Some land.\n"
    (added,) = _import(folder, _FIGURES + row.format("1.234,5"))
    assert "kg:value 1234.5 ;" in added.block


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("value", "6,5", "what is counted is a whole number"),
        ("value", "-4", "nothing measured is less than none"),
        ("value", "\u0664", "takes a plain number"),
        ("value", "1e3", "takes a plain number"),
        ("intensity", "2,5", "An intensity is 1, 2 or 3"),
        ("intensity", "-1", "An intensity is 1, 2 or 3"),
        ("when", "\u0662\u0660\u0663\u0661", "write its digits as in 2031"),
    ],
)
def test_a_count_is_whole_and_not_negative(folder, column, cell, said):
    names = "document;passage;subject;relation;value;group;claimant;gloss;intensity;when\n"
    cells = {"value": "4", "intensity": "", "when": ""} | {column: cell}
    row = (
        f"ledger1;ledger1-p1s1;road-closure;injured;{cells['value']};x;morning-ledger;Some were.;"
        f"{cells['intensity']};{cells['when']}\n"
    )
    with pytest.raises(RejectedRows) as caught:
        _import(folder, names + row)
    assert any(said in sentence for _, sentence in caught.value.rows)


def test_a_missing_table_is_said_to_be_csv(folder):
    with pytest.raises(Exception, match="name a CSV file that exists"):
        import_table(dossier.find(folder), folder / "none.csv")


@pytest.mark.parametrize(
    "text",
    ["Actor;Group\r\nVelmora;east\r\n", "sep=\t\nactor\tgroup\nVelmora\teast\n", "actor,group,,\rVelmora,east,,\r,,,"],
)  # fmt: skip
def test_a_grouping_is_read_whatever_program_wrote_it(text):
    assert saved.grouping(text, "side.csv") == ("side", {"Velmora": "east"})

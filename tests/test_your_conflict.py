"""Your conflict in an hour: the page is walked, and a second conflict, with an installed kgraph.

Commands, texts and tables are those of the page; nothing is written by hand but tables and texts.
"""

from __future__ import annotations

import csv
import io
import re
import shlex
from pathlib import Path

import docx
import pytest
from test_extracting import _column, _lines, _pdf

pytestmark = pytest.mark.slow

_PAGE = (Path(__file__).resolve().parent.parent / "docs" / "your-conflict.md").read_text("utf-8")
_FILES = dict(re.findall(r'```\w+ title="([^"]+)"\n(.*?)```', _PAGE, re.DOTALL))
_MAIN, _SKETCH = _PAGE.split("## From a spreadsheet of three columns")
#: Commands that a newcomer gives at most until both networks and a page are there.
_MOST = 12


def _commands(text):
    return [shlex.split(line) for line in re.findall(r"(?m)^\$ kgraph (.*)$", text)]


def _walk(elsewhere, commands):
    """Run commands one after the other; returns what the last of each name printed."""
    printed = {}
    for command in commands:
        code, out, err = elsewhere("-m", "kgraph", *command)
        assert code == 0, (command, out, err)
        printed[command[0], command[1]] = out
        printed[command[0]] = out
    return printed


@pytest.fixture(scope="module")
def walked(elsewhere):
    for name, text in _FILES.items():
        (elsewhere.folder / name).write_text(text, encoding="utf-8")
    return _walk(elsewhere, _commands(_MAIN))


def test_three_texts_give_both_networks_and_a_page_in_a_dozen_commands(elsewhere, walked):
    assert len([name for name in _FILES if name.endswith(".txt")]) == 3
    assert len(_commands(_MAIN)) <= _MOST
    assert not [name for name in _FILES if name.endswith(".ttl")]
    positions, influence = walked["stance", "positions"], walked["influence"]
    assert re.search(r"Nordhavn +supports and 1 more \(for\) +A treaty shares the catch", positions)
    assert re.search(r"Sudland +abstained on \(neither\)", positions)
    assert re.search(r"Ostmark > Kastel +supplies energy to +economic: medium", influence)
    assert re.search(r"Ostmark > Nordhavn +withholds aid from .*lapsed", influence)
    page = (elsewhere.folder / "strait.html").read_text(encoding="utf-8")
    assert "Quarrel over the Marrow Strait" in page


def test_it_checks_clean(walked):
    assert walked["check"] == ""


def test_what_three_texts_cannot_carry_says_so(walked):
    assert "not assessable: no better than chance" in walked["stance", "blocs"]


def test_every_passage_is_pinned(elsewhere, walked):
    assert walked["import", "csv"]
    code, out, _ = elsewhere("-m", "kgraph", "claims", "--graph", "strait", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (code, len(rows)) == (0, len(_FILES["claims.csv"].splitlines()) - 1)
    assert not [row["claim"] for row in rows if row["passage"].endswith("-p0")]


def test_a_spreadsheet_of_three_columns_is_a_map_in_two_commands(elsewhere):
    (elsewhere.folder / "ties.csv").write_text(_FILES["ties.csv"], encoding="utf-8")
    commands = _commands(_SKETCH)
    assert len(commands) == 2
    printed = _walk(elsewhere, commands)
    assert "6 unpinned" in printed["explore"]
    assert "<title>sketch" in (elsewhere.folder / "sketch.html").read_text(encoding="utf-8")


# --- A second conflict of another kind: a planning dispute, from Word, a web page and a PDF

_LETTER = (
    "Letter of the residents of Millbank to the county",
    "We oppose the quarry on Hart Hill, which would take the water of our springs.",
    "The county holds the permit, and Stonecut cannot dig a day without it.",
)
_ARTICLE = (
    "The county council voted on the quarry on Tuesday. The Green List voted against the permit, "
    "the Farmers' Union abstained.",
    "The town of Millbank has taken the county to the administrative court over the permit. "
    "Stonecut, a company from the coast, supports the quarry and pays for the new school road.",
    "The Green List called on the county to wait for the report on the springs. It was the third "
    "meeting on the matter since the winter, and the hall was full until midnight.",
)
_REPORT = (
    "Report on the springs of Hart Hill, for the county council, by the water office of the "
    "county. The springs give Millbank all the water that it has.",
    "The water office proposes a smaller quarry above the line of the springs. Millbank depends "
    "on the county for every other supply of water.",
)
_PLANNING = {
    "actors.csv": (
        "name,class,alias\nTown of Millbank,Government body,Millbank\n"
        "Stonecut,Company,\nGreen List,Political party,\n"
        "Farmers' Union,Non-governmental organisation,\n"
    ),
    "issues.csv": "name\nA quarry is dug on Hart Hill\nThe report on the springs comes first\n",
    "claims.csv": (
        "document,passage,subject,relation,object,claimant,gloss,topic\n"
        "letter,oppose the quarry,Residents of Millbank,opposes,A quarry is dug on Hart Hill,"
        "Residents of Millbank,Let nobody dig up there.,\n"
        "letter,cannot dig a day,The county,hasLeverageOver,Stonecut,Residents of Millbank,"
        "All hangs on one paper.,\n"
        "article,voted against the permit,Green List,votedAgainst,A quarry is dug on Hart Hill,"
        "Millbank Echo,The list said no.,\n"
        "article,voted against the permit,Farmers' Union,abstainedOn,A quarry is dug on Hart Hill,"
        "Millbank Echo,The farmers took no side.,\n"
        "article,administrative court,Millbank,sues,The county,Millbank Echo,"
        "Judges are to look at it.,A quarry is dug on Hart Hill\n"
        "article,company from the coast,Stonecut,supports,A quarry is dug on Hart Hill,"
        "Millbank Echo,The firm is for it.,\n"
        "article,company from the coast,Stonecut,funds,Town of Millbank,Millbank Echo,"
        "A road is on the firm's bill.,\n"
        "article,to wait for the report,Green List,callsOn,The county,Millbank Echo,"
        "No haste before the facts.,The report on the springs comes first\n"
        "report,depends on the county,Millbank,dependsOn,The county,Water Office,"
        "No water comes from elsewhere.,\n"
    ),
}
_WALK = """
$ kgraph init quarry --title "The quarry on Hart Hill" --template planning
$ kgraph document add letter.docx --key letter --title Letter --publisher "Residents of Millbank" --publisher-class Population --date 2031-02-01 --genre officialStatement --url https://example.org/letter --graph quarry
$ kgraph document add article.html --key article --title "A vote" --publisher "Millbank Echo" --date 2031-03-05 --genre newsReport --url https://example.org/echo --graph quarry
$ kgraph document add report.pdf --key report --title "On the springs" --publisher "Water Office" --publisher-class GovernmentBody --date 2031-03-20 --genre analysisPiece --url https://example.org/springs --graph quarry
$ kgraph actor add "The county" --class "Government body" --graph quarry
$ kgraph actor import actors.csv --graph quarry
$ kgraph issue import issues.csv --graph quarry
$ kgraph import csv claims.csv --corpus quarry/texts --graph quarry
$ kgraph check --graph quarry --corpus quarry/texts --format table
$ kgraph stance positions --graph quarry --format table
$ kgraph influence --graph quarry --voice all --format table
$ kgraph explore --graph quarry --no-open -o quarry.html
"""


def test_a_planning_dispute_from_word_web_and_pdf(elsewhere, tmp_path_factory):
    word = docx.Document()
    for paragraph in _LETTER:
        word.add_paragraph(paragraph)
    word.save(elsewhere.folder / "letter.docx")
    body = "".join(f"<p>{paragraph}</p>" for paragraph in _ARTICLE)
    page = (
        "<html><head><title>A vote</title></head><body><nav>Home News</nav>"
        f"<article><h1>A vote on Hart Hill</h1>{body}</article><footer>Imprint</footer></body></html>"
    )
    (elsewhere.folder / "article.html").write_text(page, encoding="utf-8")
    lines = [line for paragraph in _REPORT for line in (*_lines(70, paragraph), "")]
    (elsewhere.folder / "report.pdf").write_bytes(_pdf(_column(50, *lines)))
    for name, text in _PLANNING.items():
        (elsewhere.folder / name).write_text(text, encoding="utf-8")
    commands = _commands(_WALK)
    assert len(commands) <= _MOST
    printed = _walk(elsewhere, commands)
    assert printed["check"] == ""
    assert re.search(r"Green List +voted against \(against\)", printed["stance"])
    assert re.search(r"Stonecut +supports \(for\)", printed["stance"])
    assert re.search(r"The county > Stonecut +has leverage over", printed["influence"])
    assert re.search(r"The county > Town", printed["influence"])  # as wide as a terminal
    text = (elsewhere.folder / "quarry" / "texts" / "article.txt").read_text(encoding="utf-8")
    assert "Imprint" not in text
    assert "Home News" not in text
    assert "The quarry on Hart Hill" in (elsewhere.folder / "quarry.html").read_text("utf-8")

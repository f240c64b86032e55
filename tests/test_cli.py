"""The command line: same numbers as the library, data apart from notes, help that is true.

With ``KGRAPH_REWRITE=1`` the golden files and the help in ``docs/cli.md`` are written anew instead
of compared; read the difference before committing it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import calls
import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kgraph
from kgraph import cli
from kgraph.claims import ALL_VOICES
from kgraph.cli import explore, output, query
from kgraph.cli.stance import stance_command
from kgraph.measures.register import MEASURES, STANCE
from kgraph.model import CLAIM_COLUMNS
from kgraph.text import csv_text

_HERE = Path(__file__).resolve().parent
_MINI = _HERE / "dossiers" / "mini"
_GOLDEN = _HERE / "golden" / "cli"
_OVERLAYS = _HERE / "overlays"
_DOCS = _HERE.parent / "docs" / "cli.md"
_NAMES = [name for group in cli.COMMANDS.values() for name in group]


class _Ran:
    """What a call of the command line gave."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def rows(self):
        return list(csv.DictReader(io.StringIO(self.out)))


@pytest.fixture
def run(capsys, monkeypatch):
    """Call the command line in this process, on a terminal of 80 columns that is none."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("KGRAPH_CORPUS", raising=False)
    monkeypatch.delenv("KGRAPH_DEBUG", raising=False)

    def call(*args, graph=_MINI):
        before = ["--graph", str(graph)] if graph else []
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            cli.main([*before, *map(str, args)])
        written = capsys.readouterr()
        return _Ran(stop.value.code, written.out, written.err)

    return call


@pytest.fixture(scope="module")
def mini():
    return kgraph.open(_MINI)


def _compared(path, text):
    if os.environ.get("KGRAPH_REWRITE"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


# --- help


def _help(name):
    args = [] if name == "kgraph" else [name]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "80")
        ran = calls.call(*args, "--help")
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def test_the_documented_help_is_the_help():
    text = _DOCS.read_text(encoding="utf-8")
    blocks = re.compile(r"<!-- help: (\S+) -->\n(?:\n```text\n.*?\n```\n)?", re.DOTALL)
    assert blocks.findall(text) == ["kgraph", *_NAMES]

    def current(match):
        return f"<!-- help: {match[1]} -->\n\n```text\n{_help(match[1])}```\n"

    _compared(_DOCS, blocks.sub(current, text))


def test_a_process_says_the_same_help():
    ran = subprocess.run(
        [sys.executable, "-m", "kgraph", "--help"],
        capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "80"},
    )  # fmt: skip
    assert (ran.stdout, ran.stderr) == (_help("kgraph"), "")


@pytest.mark.parametrize("name", _NAMES)
def test_every_command_has_an_example_that_parses(name):
    command = cli._cli.get_command(click.Context(cli._cli), name)
    example = re.search(r"Example: kgraph (.+)", command.help)
    import shlex

    words = shlex.split(example[1])
    assert words[0] == name
    command.make_context(name, words[1:])


def test_without_arguments_there_is_help(run):
    assert run(graph=None).out == run("--help", graph=None).out
    assert run(graph=None).code == 0


def test_the_exit_codes_are_documented():
    table = dict(re.findall(r"^\| (\d+) \| ([^|]+?) \|", _DOCS.read_text(encoding="utf-8"), re.M))
    assert list(table) == re.findall(r"^    (\d+) ", _help("kgraph"), re.M)
    from kgraph import errors

    raised = {error.exit_code for error in vars(errors).values() if isinstance(error, type)}
    # Findings (1) are no error: a command ends with them.
    assert {str(code) for code in raised} | {"0", "1", "130"} == set(table)


def test_the_measures_are_listed_each_with_the_command_that_asks_for_it(run):
    listed = {row["name"]: row for row in run("measures").rows}
    assert list(listed) == list(MEASURES)
    assert all(row["tells"].endswith(".") for row in listed.values())
    for name, row in listed.items():
        _, command, *_ = row["command"].split()
        assert command in _NAMES, name
    # Every option that a view takes is one of the command.
    options = {param.name for param in stance_command.params}
    assert {option for name in STANCE for option in MEASURES[name].takes} <= options


def test_the_voices_in_the_help_are_the_voices():
    said = re.search(r"Whose word counts: (.+?) or all", " ".join(_help("claims").split()))
    assert tuple(said[1].replace("- ", "-").split(", ")) == ALL_VOICES


def test_version(run):
    assert run("--version", graph=None).out == f"kgraph {kgraph.__version__}\n"


# --- results


_GOLDEN_CALLS = {
    "influence.txt": ["influence", "--format", "table"],
    "influence-analysis.csv": ["influence", "--voice", "+analysis"],
    "influence-on.json": ["influence", "--on", "velmora", "--format", "json"],
    "influence-before.txt": [
        "influence", "--on", "velmora", "--as-of", "2031-03-31", "--voice", "all", "--format",
        "table",
    ],
    "influence-rank.txt": ["influence", "--rank", "--voice", "all", "--format", "table"],
    "influence-rank-on.csv": ["influence", "--rank", "--on", "Velmora", "--by", "decayed"],
    "influence-levers.csv": ["influence", "--on", "Velmora", "--levers", _OVERLAYS / "levers.ttl"],
    "influence-structure.csv": ["influence", "--role", "structure"],
    "paths.txt": [
        "paths", "tarskia", "ilvar-authorities", "--voice", "all", "--format", "table",
    ],
    "paths.json": ["paths", "oshen", "ilvar-residents", "--as-of", "2031-03-01", "--format", "json"],
    "paths-shares.csv": [
        "paths", "oshen", "ilvar-residents", "--voice", "all", "--shares", "decayed",
    ],
    "persuaders.txt": ["persuaders", "river watch stays longer", "--voice", "all", "--by",
                       "decayed", "--format", "table"],
    "persuaders-on.json": [
        "persuaders", "longer-watch", "--on", "Velmora", "--format", "json",
    ],
    "institutions.txt": ["institutions", "--format", "table"],
    "institutions-with.csv": ["institutions", "Lake Pact", "--with", "Velmora"],
    "whatif.txt": [
        "whatif", _OVERLAYS / "what-if.ttl", "--on", "Velmora", "--format", "table",
    ],
    "whatif.jsonl": ["whatif", _OVERLAYS / "what-if.ttl", "--format", "jsonl"],
    "flip.txt": ["flip", "--on", "Velmora", "--format", "table"],
    "flip-issue.csv": ["flip", "--on", "Velmora", "--issue", "longer-watch", "--voice", "all"],
    "stance.txt": ["stance", "--voice", "all", "--format", "table"],
    "stance.csv": ["stance", "--as-of", "2031-06-01"],
    "conduct.txt": ["stance", "--layer", "conduct", "--format", "table"],
    "claims.txt": ["claims", "--about", "residents of the ilvar valley", "--format", "table"],
    "claims.csv": ["claims"],
    "claims.jsonl": ["claims", "--polarity", "denied", "--format", "jsonl"],
    "actor.txt": ["actor", "Velmora", "--format", "table"],
    "actor.csv": ["actor", "tarskia", "--as-of", "2031-03-02"],
    "timeline.txt": ["timeline", "--format", "table"],
    "timeline-reported.csv": ["timeline", "--by", "reported", "--about", "oshen"],
    "explain.txt": ["explain", "Velmora", "ilvar-residents", "--format", "table"],
    "explain-claim.csv": ["explain", "ledger1-008"],
    "actors.txt": ["actors", "--format", "table"],
    "issues.csv": ["issues"],
    "events.csv": ["events"],
    "places.csv": ["places"],
    "agreements.txt": ["agreements", "--format", "table"],
    "offices.csv": ["offices"],
    "frame-names.csv": ["frames", "--list"],
    "find.csv": ["find", "truce", "velmora"],
    "find.txt": ["find", "road", "--format", "table"],
    "documents.csv": ["documents"],
    "matrix.txt": ["stance", "matrix", "--voice", "all", "--roll-up", "--format", "table"],
    "matrix.csv": ["stance", "matrix", "--voice", "all"],
    "mixed.csv": ["stance", "mixed", "--voice", "all", "--roll-up"],
    "congruence.txt": ["stance", "congruence", "--conditional", "--format", "table"],
    "blocs.txt": ["stance", "blocs", "--format", "table"],
    "frustration.txt": ["stance", "frustration", "--voice", "all", "--format", "table"],
    "degrees.csv": ["stance", "degrees"],
    "headlines.txt": ["stance", "headlines", "--voice", "all", "--format", "table"],
    "nobody.txt": ["stance", "--issue", "self-rule", "--as-of", "1990-01-01", "--format", "table"],
    "no-levers.txt": ["influence", "--on", "Oshen", "--as-of", "1990-01-01", "--format", "table"],
    "contradictions.txt": ["contradictions", "--format", "table"],
    "contradictions.csv": ["contradictions", "--between", "Velmora", "ilvar-authorities"],
    "frames.csv": ["frames"],
    "figures.csv": ["figures", "road-closure"],
    "gaps.txt": ["gaps", "--format", "table"],
    "compare.txt": ["compare", "--from", "2031-03-01", "--to", "2031-04-15", "--format", "table"],
    "compare.csv": ["compare", "--from", "voice:reporting", "--to", "voice:analysis"],
}  # fmt: skip


@pytest.mark.parametrize("name", _GOLDEN_CALLS)
def test_results_are_as_written_down(run, mini, name):
    ran = run(*_GOLDEN_CALLS[name])
    assert ran.code == 0
    stdout, stderr = ran.out, ran.err
    version = f"Data version {mini.data_version}"
    assert version in (stdout if name.endswith(".txt") else stderr)
    text = f"{stdout}--- stderr\n{stderr}" if stderr else stdout
    text = text.replace(mini.data_version, "0" * 12).replace(str(_HERE), "tests")
    _compared(_GOLDEN / name, text)


_OPTIONS = {
    (): {},
    ("--as-of", "2031-03-02"): {"as_of": "2031-03-02"},
    ("--as-of", "2031-03-20", "--window", "10d"): {"as_of": "2031-03-20", "window": 10},
    ("--known-by", "2031-04-01"): {"known_by": "2031-04-01"},
    ("--lens", "document:ledger1"): {"lens": ["document:ledger1"]},
    ("--lens", "forum", "--lens", "claimant:Velmora", "--voice", "all"): {
        "lens": ["forum", "claimant:velmora"], "voices": ALL_VOICES,
    },
    ("--family", "security"): {"families": ["security"]},
    ("--voice", "analysis"): {"voices": ["analysis"]},
    ("--min-factuality", "certain"): {"min_factuality": "certain"},
    ("--without-disputed",): {"disputed": False},
}  # fmt: skip


@pytest.mark.parametrize("options", _OPTIONS)
def test_same_numbers_as_the_library(run, mini, opened_once, options):
    opened_once(mini)
    asked = _OPTIONS[options]
    stance = mini.stance(**asked)
    expected = {
        ("influence",): mini.influence(**asked).rows(),
        ("influence", "--of", "Oshen"): mini.influence(of="Oshen", **asked).rows(),
        ("influence", "--rank", "--by", "mdii"): mini.influence(**asked).rank("mdii").rows(),
        ("paths", "Oshen", "Velmora"): mini.paths("Oshen", "Velmora", **asked).rows(),
        ("paths", "Oshen", "Velmora", "--shares", "mdii"): (
            mini.influence(**asked).explain("Oshen", "Velmora", by="mdii").rows()
        ),
        ("persuaders", "longer-watch", "--on", "Velmora"): (
            mini.persuaders("longer-watch", "Velmora", **asked).rows()
        ),
        ("institutions",): mini.institutions(**asked).rows(),
        ("whatif", str(_OVERLAYS / "what-if.ttl")): (
            mini.what_if(_OVERLAYS / "what-if.ttl", **asked).rows()
        ),
        ("stance",): stance.positions.rows(),
        ("stance", "--layer", "conduct"): stance.conduct.rows(),
        ("claims",): mini.claims(**asked).records(),
        ("explain", "Velmora"): mini.explain("Velmora", **asked).rows(),
        ("actor", "Velmora"): mini.actor("Velmora", **asked).rows(),
        ("timeline", "--to", "2031-03-31"): mini.timeline(until="2031-03-31", **asked).rows(),
        ("stance", "matrix", "--roll-up"): mini.stance(roll_up=True, **asked).states().rows(),
        ("stance", "congruence"): stance.congruence().rows(),
        ("stance", "blocs"): stance.blocs().rows(),
        ("stance", "frustration"): stance.frustration().rows(),
        ("stance", "headlines"): stance.headlines().rows(),
        ("gaps",): mini.gaps(**asked).that_matter().rows(),
        ("gaps", "--all"): mini.gaps(**asked).rows(),
        ("contradictions",): mini.contradictions(**asked).rows(),
        ("figures",): mini.figures(**asked).rows(),
    }
    for command, rows in expected.items():
        got = json.loads(run(*command, *options, "--format", "json").out)
        assert len(got) == len(rows)
        for shown, row in zip(got, json.loads(json.dumps(rows)), strict=True):
            assert shown == {name: row[name] for name in shown}
    assert sum(map(len, expected.values()))


def test_claims_by_each_filter(run, mini):
    asked = {
        ("--about", "Lake Pact"): {"about": "Lake Pact"},
        ("--claimant", "mira tallo"): {"claimant": "tallo"},
        ("--claimant", "Velmora"): {"claimant": "velmora"},
        ("--relation", "killed", "--relation", "member of"): None,
        ("--relation", "killed"): {"relation": "killed"},
        ("--document", "forum"): {"document": "forum"},
        ("--polarity", "unknown"): {"polarity": 0},
        ("--modality", "actual"): {"modality": "actual"},
        ("--modality", "Planned"): {"modality": ["planned"]},
        ("--mode", "direct speech", "--mode", "ownVoice"): {"mode": ["directSpeech", "ownVoice"]},
        ("--status", "reviewed"): {"status": "reviewed"},
        ("--disputed",): {"only_disputed": True},
        ("--document", "A Truce and its Watchers"): {"document": "ledger2"},
        ("--family", "stance", "--voice", "analysis"): {
            "families": "stance", "voices": ["analysis"],
        },
    }  # fmt: skip
    for options, library in asked.items():
        ran = run("claims", *options)
        if library is None:
            assert ran.code == 2
        else:
            assert [row["claim"] for row in ran.rows] == [c.claim for c in mini.claims(**library)]


@pytest.mark.parametrize(
    ("column", "options", "is_in"),
    [
        ("relation", {"relation": "supplies arms to"}, lambda v: v == "suppliesArmsTo"),
        ("claimant", {"claimant": "korrin"}, lambda v: v == "actor:korrin"),
        ("polarity", {"polarity": -1}, lambda v: v == -1),
        ("modality", {"modality": "planned"}, lambda v: v == "planned"),
        ("mode", {"mode": ["directSpeech", "ownVoice"]}, {"directSpeech", "ownVoice"}.__contains__),
        ("status", {"status": "reviewed"}, lambda v: v == "reviewed"),
        ("disputed_by", {"only_disputed": True}, bool),
        ("document", {"document": ["forum", "ledger1"]}, {"forum", "ledger1"}.__contains__),
        ("family", {"families": "stance"}, lambda v: v == "stance"),
        ("voice", {"voices": ["analysis"]}, lambda v: v == "analysis"),
    ],
)
def test_a_filter_keeps_those_it_names_and_only_those(mini, column, options, is_in):
    kept = {row["claim"] for row in mini.claims(**options).records()}
    every = mini.claims().records()
    assert kept == {row["claim"] for row in every if is_in(row[column])}
    assert 0 < len(kept) < len(every)


def test_filters_join_and_a_wrong_word_names_the_right_ones(run, mini):
    both = run("claims", "--disputed", "--document", "ledger2", "--polarity", "denied").rows
    assert [row["claim"] for row in both] == ["ledger2-008"]
    assert run("claims", "--disputed", "--without-disputed").code == 2
    ran = run("claims", "--modality", "promised")
    assert (ran.code, ran.out) == (2, "")
    assert "no modality called 'promised'; did you mean" in ran.err
    assert "did you mean 'memberOf'" in run("claims", "--relation", "membersOf").err


def test_a_voice_with_a_plus_adds_to_the_default(run, mini):
    added = run("influence", "--voice", "+analysis", "--format", "json").out
    named = run(
        "influence", "--voice", "analysis", "--voice", "reporting",
        "--voice", "party-on-itself", "--format", "json",
    ).out  # fmt: skip
    assert json.loads(added) == json.loads(named)
    levers = [row for row in json.loads(added) if row["role"] == "means"]
    assert len(levers) == len(mini.influence(voices=["reporting", "analysis"]).ties)
    assert run("influence", "--voice", "+nobody").code == 2


def test_formats_say_the_same(run):
    array = json.loads(run("claims", "--format", "json").out)
    lines = [json.loads(line) for line in run("claims", "--format", "jsonl").out.splitlines()]
    rows = run("claims", "--format", "csv").rows
    assert lines == array
    assert list(array[0]) == list(CLAIM_COLUMNS) == list(rows[0])
    assert [row["passage"].split() for row in rows] == [row["passage"] for row in array]
    assert [row["certainty"] for row in rows] == [repr(row["certainty"]) for row in array]


def test_nothing_found_is_an_empty_result(run):
    call = ["claims", "--relation", "displaced"]
    assert run(*call, "--format", "json").out == "[]\n"
    assert run(*call, "--format", "jsonl").out == ""
    assert run(*call, "--format", "csv").out == ",".join(CLAIM_COLUMNS) + "\n"
    table = run(*call, "--format", "table")
    assert (table.out.splitlines()[0], table.code) == ("Nothing found.", 0)
    assert "No tie in this selection" in run("explain", "Lake Pact", "korrin").err


def test_a_day_after_the_last_document_is_extrapolated(run):
    note = "The last document is of 2031-05-04; what held on 2032-01-01 is extrapolated."
    assert note in run("influence", "--as-of", "2032-01-01").err
    assert "extrapolated" not in run("influence", "--as-of", "2031-05-04").err


def test_a_view_of_a_day_counts_the_claims_that_give_none(run, mini):
    found = run("influence", "--as-of", "2031-03-31", "--format", "csv")
    shown = {claim for row in found.rows for claim in row["claims"].split()}
    undated = sum(1 for claim in shown if not mini.table[claim].when)
    assert 0 < undated < len(shown)
    note = f"{undated} give no day"
    assert note in found.err
    assert "give no day" not in run("influence").err


def test_an_explanation_marks_a_lever_that_runs_against_its_relation(mini):
    ties = {row["tie"] for row in mini.explain("Oshen", "Velmora", "influence").rows()}
    # Who buys can move who sells; Velmora does not supply Oshen.
    assert ties == {
        "Oshen | supplies energy to | Velmora",
        "Velmora | ← supplies energy to | Oshen",
    }


# --- options


def test_options_before_and_after_the_command_are_the_same(run):
    after = run("influence", "--voice", "+analysis", "--format=json", "--without-disputed")
    for before in (
        ["--voice", "+analysis", "--format=json", "--without-disputed", "influence"],
        ["--without-disputed", "--format", "json", "influence", "--voice=+analysis"],
    ):
        ran = run(*before)
        assert (ran.code, ran.out, ran.err) == (0, after.out, after.err)
    assert run("--voice", "analysis", "influence", "--voice", "witness").out == (
        run("influence", "--voice", "analysis", "--voice", "witness").out
    )


def test_a_short_option_takes_its_value_attached(run, tmp_path):
    for place, call in enumerate((["-o{}", "issues"], ["issues", "-o{}"], ["-o", "{}", "issues"])):
        file = tmp_path / f"{place}.csv"
        assert run(*(word.format(file) for word in call)).out == ""
        assert file.read_text().startswith("id,label")


_SHARED = {
    "--as-of": ["2031-01-01"], "--known-by": ["2031-01-01"], "--window": ["9d"], "--reach-back": ["9d"],
    "--lens": ["forum"], "--family": ["security"], "--voice": ["all"],
    "--min-factuality": ["certain"], "--without-disputed": [], "--format": ["csv"], "-o": ["x"],
    "--graph": ["x"],
}  # fmt: skip


def test_the_shared_options_are_all_here():
    shared = {option for param in cli._cli.params for option in param.opts} - {"--version"}
    assert shared - {"--output"} == set(_SHARED)


_PICTURES = [
    ["positions", "--roll-up", "--as-of", "2031-05-01"],
    ["ranks", "--on", "Velmora", "--by", "mdii", "--samples", "50", "--seed", "7"],
    ["plane", "--samples", "50", "--noise", "0.5"],
    ["paths", "River Watch", "Tarskia", "--max-length", "2"],
    ["strip", "Velmora", "Tarskia", "--voice", "all"],
    ["whatif", str(_OVERLAYS / "what-if.ttl"), "--on", "Velmora"],
]
_PICTURED = [
    {"roll_up": True, "as_of": "2031-05-01"},
    {"on": "Velmora", "by": "mdii", "samples": 50, "seed": 7},
    {"samples": 50, "noise": 0.5},
    {"max_length": 2},
    {"voices": ALL_VOICES},
    {"on": "Velmora"},
]


@pytest.mark.parametrize(("args", "options"), [*zip(_PICTURES, _PICTURED, strict=True)])
def test_a_picture_is_that_of_the_library(run, mini, tmp_path, args, options):
    words = args[: next(n for n, word in enumerate(args) if word.startswith("--"))]
    ran = run("picture", *args)
    assert (ran.code, ran.out) == (0, mini.picture(*words, **options))
    assert ran.err == f"Data version {mini.data_version}.\n"
    file = tmp_path / "x.svg"
    assert run("picture", *args, "-o", file).out == ""
    assert file.read_text(encoding="utf-8") == ran.out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["rank"], "no picture called 'rank'; did you mean 'ranks'"),
        (["paths", "Oshen"], "The picture paths is of FROM and TO, not of 1 name."),
        (["plane", "--on", "Oshen"], "The picture plane has no --on; influence, ranks, whatif"),
        (["strip", "Oshen", "Nobody"], "There is no actor called 'Nobody'"),
    ],
)
def test_a_picture_that_there_is_not_is_a_sentence(run, args, said):
    ran = run("picture", *args)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("name", _NAMES)
def test_an_option_that_a_command_does_not_take_is_refused(run, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    command = cli._cli.get_command(click.Context(cli._cli), name)
    taken = {option for param in command.params for option in param.opts}
    for option, value in _SHARED.items():
        if option in taken:
            continue
        for call in ([option, *value, name], [name, option, *value]):
            ran = run(*call, graph=None)
            assert (ran.code, ran.out) == (2, "")
            assert ran.err.startswith(f"kgraph {name}: No such option '{option}'.")
            assert ran.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--graph"], "requires an argument"),
        (["--format", "xml", "claims"], "'xml' is not one of"),
        (["--nonsense", "claims"], "No such option"),
        (["--graph", "x"], "Missing command"),
        (["cite"], "Missing argument 'WORDS'"),
        (["actors", "more"], "unexpected extra argument"),
        (["query"], "Give SPARQL or the name of a question"),
        (["query", "ASK {}", "-f", "x.rq"], "Give SPARQL or the name of a question"),
        (["query", "ASK {}", "-p", "novalue"], "A parameter is written NAME=VALUE"),
        (["pin"], "--corpus DIR"),
        (["influence", "--window", "ninety"], "--window takes a number of days such as 90d"),
        (["influence", "--window", "0"], "--window takes a number of days such as 90d"),
        (["stance", "--layer", "conduct", "--issue", "self-rule"], "--issue"),
        (["influence", "--on", "zzzzz"], "lists the names"),
        (["actor"], "Missing argument 'ACTOR'"),
        (["timeline", "--from", "2023-02-30"], "does not exist"),
        (["timeline", "--from", "2023-02-03", "--to", "2023-02-01"], "ends before it starts"),
        (["influence", "--rank", "--by", "strength"], "'strength' is not one of"),
        (["influence", "--rank", "--noise", "2"], "Noise lies in [0, 1]"),
        (["paths", "Armenia"], "Missing argument 'TO'"),
        (["persuaders", "zzzzz"], "list the names"),
        (["institutions", "--with", "Russia"], "--with asks about one body"),
        (["flip", "--issue", "zzzzz"], "an issue needs --on ACTOR"),
        (["stance", "balance", "--by", "none"], "The view balance does not take --by"),
        (["stance", "matrix", "--layer", "conduct"], "Name the view alone"),
        (["stance", "opinion"], "'opinion' is not one of"),
        (["stance", "congruence", "--why"], "--between A B"),
        (["stance", "congruence", "--by", "sum"], "A normalisation is none, average"),
        (["compare", "--from", "2023-09-18"], "Give either --to or --after EVENT"),
        (["compare", "--from", "2023-09-18", "--to", "rferl"], "two lenses or two voices"),
        (["contradictions", "--between", "Russia"], "requires 2 arguments"),
    ],
)
def test_wrong_usage_is_one_sentence(run, args, said):
    ran = run(*args, graph=None)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1


# --- names


@pytest.mark.parametrize("name", ["Tarskia", "tarskia", "actor:tarskia", "TÂRSKIA", "târskia"])
def test_names_match_without_accents_and_case(run, name):
    found = {row["source"] for row in run("influence", "--of", name).rows}
    assert found == {"actor:tarskia"}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["actor", "zzzzz"], "There is no actor called 'zzzzz'; kgraph actors lists the names."),
        (["stance", "--issue", "zzzzz"],
         "There is no issue, event or agreement called 'zzzzz'; the commands issues, events and "
         "agreements list the names."),
        (["stance", "--issue", "governs"],
         "There is no issue, event or agreement called 'governs'; "
         "did you mean 'The valley governs itself'?"),
        (["explain", "forum-099"],
         "There is no claim called 'forum-099'; kgraph claims lists the names."),
        (["claims", "--relation", "zzz"],
         "There is no relation called 'zzz'; kgraph relations lists the names."),
        (["claims", "--lens", "zzz"],
         "There is no document or actor called 'zzz'; the commands actors and documents list the "
         "names."),
        (["claims", "--about", "zzz"],
         "There is no entity called 'zzz'; kgraph find looks for it everywhere."),
        (["actor", "Ilvar valley"],
         "'Ilvar valley' is a place (place:ilvar-valley), not an actor. kgraph claims --about "
         "place:ilvar-valley shows the claims about it."),
        (["query", "members-of", "-p", "who=zzz"],
         "The question members-of has no parameter 'who'; it has: alliance."),
        (["query", "means-before", "-p", "whom=oshen", "-p", "day=2031-3-1"],
         "'2031-3-1' is not a day; write it as 2023-09-19."),
        (["query", "means-before", "-p", "day=2031-02-30"],
         "The day 2031-02-30 does not exist; write a day of the calendar such as 2023-09-19."),
    ],
)  # fmt: skip
def test_a_wrong_name_says_what_to_write_or_where_to_look(run, args, said):
    ran = run(*args)
    assert (ran.code, ran.out, ran.err) == (2, "", f"kgraph: {said}\n")


def test_an_ambiguous_name_lists_the_candidates(run):
    ran = run("influence", "--on", "The Valley")
    assert (ran.code, ran.out) == (2, "")
    assert "'actor:ilvar-authorities' or 'actor:ilvar-residents'" in ran.err


# --- SPARQL


_MEMBERS = "SELECT ?who ?pact { ?who kg:memberOf ?pact } ORDER BY ?who"


def test_csv_of_a_query_is_the_standards(run):
    base = "https://w3id.org/kgraph/actor/"
    assert run("query", _MEMBERS).out == (
        f"who,pact\r\n{base}tarskia,{base}lake-pact\r\n{base}velmora,{base}lake-pact\r\n"
    )


def test_other_formats_of_a_query_have_short_names(run):
    expected = [
        {"who": "actor:tarskia", "pact": "actor:lake-pact"},
        {"who": "actor:velmora", "pact": "actor:lake-pact"},
    ]
    assert json.loads(run("query", _MEMBERS, "--format", "json").out) == expected
    lines = run("query", _MEMBERS, "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == expected
    assert run("query", _MEMBERS, "--format", "table").out.splitlines()[:2] == [
        "who            pact",
        "actor:tarskia  actor:lake-pact",
    ]


def test_a_query_with_a_value_bound(run, tmp_path):
    for value in ("actor:velmora", "Velmora", "https://w3id.org/kgraph/actor/velmora"):
        ran = run("query", _MEMBERS, "-p", f"who={value}", "--format", "json")
        assert [row["who"] for row in json.loads(ran.out)] == ["actor:velmora"]
    figures = "SELECT ?c ?v { ?c kg:relation kg:killed ; kg:value ?v }"
    ran = run("query", figures, "-p", "v=11", "--format", "json")
    assert json.loads(ran.out) == [{"c": "claim:ledger2-005", "v": 11}]
    assert run("query", _MEMBERS, "-p", "nobody=actor:velmora").code == 3


def test_yes_or_no(run):
    ask = "ASK { actor:velmora kg:memberOf actor:lake-pact }"
    assert run("query", ask).out == "answer\ntrue\n"
    assert json.loads(run("query", ask, "--format", "json").out) == [{"answer": True}]


def test_triples_are_turtle_unless_rows_are_asked_for(run):
    construct = "CONSTRUCT { ?a kg:with ?b } { ?a kg:memberOf ?b } ORDER BY ?a"
    import rdflib

    turtle = rdflib.Graph().parse(data=run("query", construct).out, format="turtle")
    assert len(turtle) == 2
    assert json.loads(run("query", construct, "--format", "json").out)[0] == {
        "subject": "actor:tarskia", "predicate": "kg:with", "object": "actor:lake-pact",
    }  # fmt: skip


def test_a_query_from_a_file_names_the_file_and_place_of_a_mistake(run, tmp_path, monkeypatch):
    file = tmp_path / "members.rq"
    file.write_text(_MEMBERS)
    assert run("query", "-f", file).out == run("query", _MEMBERS).out
    file.write_text("SELECT ?who {\n  ?who kg:memberOf\n}")
    ran = run("query", "-f", file)
    assert ran.code == 3
    assert ran.err.startswith(f"kgraph: {file}:3:")
    file.write_bytes(b"\xff\xfe")
    assert "not UTF-8" in run("query", "-f", file).err
    monkeypatch.setattr("sys.stdin", io.StringIO(_MEMBERS))
    assert run("query", "-f", "-").out == run("query", _MEMBERS).out


def test_a_text_that_looks_like_a_formula_is_guarded_in_a_query(run):
    values = 'VALUES ?x { "=1+1" "-3" "@a, \\"b\\"" "plain" }'
    rows = run("query", f"SELECT ?x {{ {values} }} ORDER BY ?x").rows
    assert sorted(row["x"] for row in rows) == sorted(["'=1+1", "-3", '\'@a, "b"', "plain"])
    values = 'VALUES ?x { "＝1+1" " =1" "\u00a0+x" "\\n@y" "\u3000-z" }'
    rows = run("query", f"SELECT ?x {{ {values} }} ORDER BY ?x").rows
    assert len(rows) == 5
    assert [row["x"][0] for row in rows] == ["'"] * 5


def test_the_shelf_is_listed_with_its_headers(run):
    listed = json.loads(run("questions", "--format", "json").out)
    assert [row["name"] for row in listed] == sorted(row["name"] for row in listed)
    assert all(row["question"] and row["columns"] for row in listed)


def test_one_question_is_explained(run):
    shown = run("questions", "means-before", "--format", "table").out
    assert shown.startswith("means-before: Who had means on an actor before a day")
    assert "  day: the day, required\n" in shown
    (row,) = run("questions", "means-before").rows
    assert row["parameters"] == "whom day"
    assert run("questions", "means-befor").err.endswith("did you mean 'means-before'?\n")


# --- writing


@given(st.text())
def test_no_cell_is_a_formula_but_numbers_stay(text):
    cell = output.guarded(text)
    number = re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text, re.ASCII) is not None
    assert cell.removeprefix("'") == text.removeprefix("'")
    assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert number or unicodedata.normalize("NFKC", cell.strip())[:1] not in {*"=+-@"} - {""}
    assert not number or cell == text


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("Quiet\r=cmd", '"Quiet\r=cmd"'),
        ("\r=1", '"\'\r=1"'),
        (" \n=1", '"\' \n=1"'),
        ("\u00a0+1", "'\u00a0+1"),
        ("\ufeff@a", "'\ufeff@a"),
        *((f"{sign}1", f"'{sign}1") for sign in "\uff1d\uff0b\uff0d\uff20\ufe63"),
        ("-1.5e3", "-1.5e3"),
        ("-1_000", "'-1_000"),
        ("a-b", "a-b"),
        ('say "so"', '"say ""so"""'),
    ],
)
def test_a_cell_neither_breaks_its_row_nor_runs(cell, written):
    said = csv_text([{"a": cell, "b": "z"}], ["a", "b"])
    assert said == f"a,b\n{written},z\n"
    assert list(csv.reader(io.StringIO(said, newline="")))[1][0].removeprefix("'") == cell
    assert csv_text([{"a": ""}], ["a"]) == 'a\n""\n'


def test_csv_for_excel_begins_with_a_byte_order_mark_if_asked(run, tmp_path):
    plain, marked = tmp_path / "a.csv", tmp_path / "b.csv"
    assert run("export", "csv", "-o", plain).code == 0
    assert run("export", "csv", "--bom", "-o", marked).code == 0
    assert marked.read_bytes() == b"\xef\xbb\xbf" + plain.read_bytes()
    assert run("export", "json", "--bom").code == 2


@pytest.mark.parametrize("written", [b"a,b\r\n1,-2\r\n", b"a\r\n=x\r\n", b'a\r\n"x,=y"\r\n'])
def test_the_guard_reads_no_csv_that_needs_none(written, monkeypatch):
    expected = list(csv.reader(io.StringIO(written.decode(), newline="")))
    got = list(csv.reader(io.StringIO(query._guarded(written).decode(), newline="")))
    assert got == [[output.guarded(cell) for cell in row] for row in expected]


def test_a_file_is_written_whole_or_not_at_all(run, tmp_path):
    file = tmp_path / "claims.csv"
    file.write_text("before")
    file.chmod(0o640)
    assert run("claims", "-o", file, "--as-of", "2031-13-01").code == 2
    assert file.read_text() == "before"
    ran = run("claims", "-o", file)
    assert (ran.code, ran.out) == (0, "")
    assert file.read_text() == run("claims").out
    assert file.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [file]


_WIDE = (
    ("query", "differing-claims"), ("query", "claims-about", "-p", "actor=Velmora"), ("relations",), ("claims",),
    ("events",), ("find", "the"),
)  # fmt: skip


@pytest.mark.parametrize("call", _WIDE)
def test_no_word_is_cut_at_any_width(run, monkeypatch, call):
    monkeypatch.delenv("COLUMNS")
    words = set(run(*call, "--format", "table").out.split())
    for columns in ("20", "60", "80", "120", "400"):
        monkeypatch.setenv("COLUMNS", columns)
        shown = run(*call, "--format", "table").out
        assert words <= {word for part in shown.split() for word in (part, part.rstrip(":"))}
        longest = max(map(len, words))
        assert max(map(len, shown.splitlines())) <= max(int(columns), longest + 4)


def test_in_a_pipe_a_row_is_a_line(run, mini, monkeypatch):
    monkeypatch.delenv("COLUMNS")
    shown = run("query", "differing-claims", "--format", "table").out.splitlines()
    rows = mini.question("differing-claims")
    assert len(shown) == 1 + len(rows) + 1
    for line, row in zip(shown[1:-1], rows.plain(), strict=True):
        assert all(str(cell) in line for cell in row)


def test_a_label_and_its_name_are_one_cell_of_a_table(run):
    shown = run("query", "members-of", "-p", "alliance=lake-pact", "--format", "table").out
    assert "member: Tarskia (actor:tarskia)" in shown or "Tarskia\n" in shown
    assert "Label" not in shown


def test_a_disk_that_is_full_leaves_the_file_as_it_was(run, tmp_path, monkeypatch):
    file = tmp_path / "claims.csv"
    file.write_text("before")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    ran = run("claims", "-o", file)
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.endswith("cannot be written (No space left on device); name another file.\n")
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("target", ["", "missing/claims.csv", "file.txt/claims.csv"])
def test_an_unwritable_target_is_one_sentence(run, tmp_path, target):
    (tmp_path / "file.txt").write_text("here")
    for call in (["claims"], ["query", _MEMBERS], ["explain", "Oshen", "--format", "table"]):
        ran = run(*call, "-o", tmp_path / target)
        assert (ran.code, ran.out) == (4, "")
        assert re.fullmatch(r"kgraph: .+ cannot be written \(.+\); name another file\.\n", ran.err)
    assert [path.name for path in tmp_path.iterdir()] == ["file.txt"]


def _on_terminal(*args, **environment):
    """Run in a terminal of 80 columns; returns exit code and what it showed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "kgraph", "--graph", str(_MINI), *args],
        stdout=theirs, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
        env={**os.environ, "COLUMNS": "80", "TERM": "xterm-256color", **environment},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(ours)
    err = process.stderr.read()
    process.stderr.close()
    assert err == b""
    return process.wait(), shown.decode().replace("\r\n", "\n")


def test_on_a_terminal_there_is_a_table_in_bold_that_fits():
    code, shown = _on_terminal("stance")
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert code == 0
    assert shown != plain
    assert re.search(r"^who ", plain, re.MULTILINE)
    assert "Data version" in plain
    assert max(map(len, plain.splitlines())) <= 80
    code, shown = _on_terminal("explain", "Velmora")
    assert max(map(len, shown.splitlines())) <= 80


def test_in_a_pipe_there_is_csv_and_notes_go_to_stderr():
    ran = subprocess.run(
        [sys.executable, "-m", "kgraph", "--graph", str(_MINI), "stance"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stdout.startswith("holder,holder_label,")
    assert "\x1b" not in ran.stdout + ran.stderr
    assert "Data version" not in ran.stdout
    assert "Base of evidence: 2 documents" in ran.stderr


# --- explore


def test_explore_writes_the_page_and_says_what_there_is(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = run("explore", "--no-open", "--title", "A <made-up> valley")
    assert ran.code == 0
    assert ran.err == f"The page is {tmp_path / 'kgraph.html'}\n"
    written = (tmp_path / "kgraph.html").read_text(encoding="utf-8")
    assert "A &lt;made-up&gt; valley" in written
    assert ran.out == (
        "The closed valley road\n"
        "Base of evidence: 4 documents, 3 March to 4 May 2031, published in XO and 1 in a place "
        "not stated; 44 claims, 91 % found in no other document.\n"
        "Positions: 3 actors on 3 issues, events and agreements, 4 ties from 4 claims, "
        "1 disputed.\n"
        "Conduct: 4 actors, 3 ties from 3 claims, 1 disputed.\n"
        "Influence: 6 actors, 6 ties from 5 claims, 1 disputed.\n"
        "Leaders and ministries are counted inside their state or body, as the page draws "
        "them.\n"
        "Disputed: 15 of 44 claims.\n"
        "Duty on paper, reported unmet (analysts taken in): Lake Pact to De facto authorities of "
        "the Ilvar valley; Tarskia to De facto authorities of the Ilvar valley.\n"
        f"Data version {kgraph.open(_MINI).data_version}.\n"
    )


def test_explore_draws_own_grades_and_says_so(run, tmp_path):
    own = _OVERLAYS / "levers.ttl"
    page = tmp_path / "page.html"
    ran = run("explore", "--no-open", "-o", page, "--levers", own)
    assert ran.code == 0
    assert ran.err.startswith(f"Levers are graded by {own}.\n")
    written = page.read_text(encoding="utf-8")
    says = " ".join(written.split())
    assert "Levers are graded by levers.ttl, not by the vocabulary alone." in says
    assert written == kgraph.open(_MINI).with_levers(own).page()


def test_explore_warns_of_findings_and_goes_on(run, tmp_path):
    dossier = tmp_path / "mini"
    shutil.copytree(_MINI, dossier)
    data = dossier / "data" / "triples.ttl"
    text = data.read_text(encoding="utf-8")
    data.write_text(text.replace('"Velmora is in the pact."@en', '"Velmora is in."'), "utf-8")
    page = tmp_path / "page.html"
    ran = run("explore", "--no-open", "-o", page, graph=dossier)
    assert ran.code == 0
    assert 'error: claim:ledger1-012: kg:gloss "Velmora is in." lacks its language' in ran.err
    assert page.exists()


def test_explore_opens_a_browser_where_there_is_one(run, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(explore.click, "launch", lambda url: opened.append(url))
    monkeypatch.setattr("sys.platform", "linux")
    page = tmp_path / "a page.html"
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    assert run("explore", "-o", page).code == 0
    assert opened == []
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("webbrowser.get", lambda: None)
    assert run("explore", "-o", page).code == 0
    assert opened == [page.as_uri()]
    assert run("explore", "-o", page, "--no-open").code == 0
    assert opened == [page.as_uri()]


# --- curation


def test_check_says_findings_as_lines_or_rows(run, tmp_path):
    assert run("check").err == "0 errors, 0 warnings.\n"
    dossier = tmp_path / "mini"
    shutil.copytree(_MINI, dossier)
    data = dossier / "data" / "triples.ttl"
    text = data.read_text(encoding="utf-8").replace(
        "kg:factuality kg:possible", "kg:factuality kg:sure"
    )
    line = text[: text.index("kg:sure")].count("\n") + 1
    data.write_text(text, "utf-8")
    table = run("check", "--format", "table", graph=dossier)
    assert table.code == 1
    assert f"data/triples.ttl:{line}: error: claim:forum-005: " in table.out
    rows = run("check", graph=dossier)
    assert rows.code == 1
    assert {(row["path"], row["line"], row["severity"]) for row in rows.rows} == {
        ("data/triples.ttl", str(line), "error")
    }
    assert rows.err == table.out + table.err
    assert table.err == "1 error, 0 warnings.\n"


def test_pin_mints_what_is_missing_and_a_dry_run_writes_nothing(run, tmp_path):
    dossier = tmp_path / "mini"
    shutil.copytree(_MINI, dossier)
    passages = dossier / "seeds" / "passages.ttl"
    whole = passages.read_text(encoding="utf-8")
    passages.unlink()
    texts = ["--corpus", dossier / "texts"]
    dry = run("pin", *texts, "--dry-run", graph=dossier)
    assert (dry.code, passages.exists()) == (0, False)
    wet = run("pin", *texts, graph=dossier)
    assert wet.out == dry.out
    assert wet.out.splitlines() == [
        f"ps:{slug}" for slug in sorted(set(re.findall(r"ps:(\S+-p\S+)", whole)))
    ]
    assert wet.err == f"{whole.count(' a kg:Passage')} passages pinned.\n"
    assert passages.read_text(encoding="utf-8") == whole
    assert run("check", *texts, graph=dossier).code == 0


def test_cite_names_the_passage_and_not_its_text(run, monkeypatch):
    texts = str(_MINI / "texts")
    expected = [
        {"passage": "ledger2-p5s1", "document": "ledger2", "paragraph": "5", "sentence": "1"}
    ]
    ran = run("cite", "the road was never closed", "--corpus", texts)
    assert ran.rows == expected
    monkeypatch.setenv("KGRAPH_CORPUS", texts)
    assert run("cite", "never closed", "--document", "ledger1").rows == []
    assert run("cite", "x", "--document", "ledger9").code == 2


# --- ends


def test_an_unforeseen_mistake_is_a_sentence_too(run, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("two\nlines")

    monkeypatch.setattr(kgraph.graph.KnowledgeGraph, "actors", broken)
    ran = run("actors")
    assert (ran.code, ran.out) == (70, "")
    assert ran.err.startswith(
        "kgraph: This is a mistake of kgraph (RuntimeError: two lines); please report"
    )
    assert ran.err.count("\n") == 1
    monkeypatch.setenv("KGRAPH_DEBUG", "1")
    with pytest.raises(RuntimeError):
        cli.main(["--graph", str(_MINI), "actors"])


def test_interrupted(run, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(kgraph.graph.KnowledgeGraph, "actors", interrupted)
    ran = run("actors")
    assert (ran.code, ran.out, ran.err) == (130, "", "kgraph: Interrupted.\n")

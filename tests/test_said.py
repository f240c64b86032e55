"""How a claim is said whole: its proposition, and polarity apart from how sure."""

from __future__ import annotations

from pathlib import Path

import pytest
from calls import call

import kgraph
from kgraph import wording

_MINI = Path(__file__).parent / "dossiers" / "mini"


@pytest.fixture(scope="module")
def mini():
    return kgraph.open(_MINI)


@pytest.mark.parametrize("name", ["mini", "packaged"])
def test_all_that_a_claim_states_is_in_its_statement(mini, kg, name):
    table = (mini if name == "mini" else kg).table
    for claim in table:
        said = wording.in_full(table, claim)
        assert claim.subject_label in said
        assert claim.relation_label in said
        assert claim.object_label in said
        assert claim.condition in said
        assert claim.group in said
        for one in (*claim.affected, *claim.topic, *claim.context, *claim.place):
            assert table.label(one) in said
        if claim.value is not None:
            assert wording.figure(table, claim) in said
        assert said.startswith("not so: ") == (claim.polarity < 0)
        assert said.startswith("left open: ") == (claim.polarity == 0)


def test_the_term_of_a_frame_is_said_with_its_claim(kg):
    table = kg.table
    framed = [claim for claim in table if claim.object.startswith("frame:")]
    assert len(framed) > 50
    for claim in framed:
        assert claim.object_label in wording.says(table, claim)
    assert "counter-terrorism" in call("explain", "politico-004", "--format", "table").stdout


@pytest.mark.parametrize("name", ["mini", "packaged"])
def test_how_sure_says_nothing_of_yes_or_no(mini, kg, name):
    table = (mini if name == "mini" else kg).table
    known = {"certain", "probable", "possible", "open"}
    assert {wording.sure(claim) for claim in table} <= known
    for claim in table:
        shown = wording.describe(table, claim).split("; ")
        assert not {"denied", "improbable", "doubtful", "unknown"} & set(shown)
        if claim.polarity < 0:
            assert any(one.startswith("not so: ") for one in shown)


def test_a_claim_is_explained_whole():
    text = call("explain", "ledger3-013", "--graph", _MINI, "--format", "table").stdout
    assert (
        "states: Tarskia stations forces in Ilvar valley affecting De facto authorities of the "
        "Ilvar valley if River Watch goes\n"
    ) in text
    assert "said by Den Korrin" in text
    assert "; possible; hypothetical; " in text
    text = call("explain", "ledger3-014", "--graph", _MINI, "--format", "table").stdout
    assert "via Union of Three Rivers" in text
    assert "planned" in text
    text = call("explain", "ledger3-005", "--graph", _MINI, "--format", "table").stdout
    assert "note: The first report" in text
    text = call("explain", "rferl-004", "--format", "table").stdout
    assert "states: not so: Russia came to the defence of Armenia\n" in text
    assert "denied" not in text


def test_claims_take_the_columns_that_are_named():
    done = call("claims", "--graph", _MINI, "--columns", "claim, gloss,note", "--format", "csv")
    assert done.stdout.splitlines()[0] == "claim,gloss,note"
    done = call("claims", "--graph", _MINI, "--columns", "gloss,claim", "--format", "table")
    assert done.stdout.splitlines()[0].split() == ["gloss", "claim"]
    done = call("claims", "--graph", _MINI, "--columns", "claimnt")
    assert done.returncode == 2
    assert done.stderr.startswith("kgraph: There is no column called 'claimnt'; did you mean ")
    assert call("claims", "--graph", _MINI, "--columns", ",").returncode == 2


def test_a_table_of_claims_says_where_how_sure_and_when_it_was_said():
    shown = call(
        "claims", "--graph", _MINI, "--about", "april-truce", "--format", "table"
    ).stdout  # fmt: skip
    heading = shown.splitlines()[0]
    for name in ("claim, passage", "says", "said by", "how sure", "when"):
        assert name in heading
    assert "ledger3-p6s1" in shown
    assert "Oshen, via Union of Three Rivers" in shown
    assert "planned" in shown
    assert "reported by 2031-04-28" in shown
    assert "not so: Velmora breached Truce of April" in shown


def test_silences_under_positions_are_those_on_the_issue(mini):
    assert mini.stance().stands("longer-watch").notes() == ("Silence stated in: ledger2-007.",)
    assert mini.stance().stands("road-opens").notes() == ()

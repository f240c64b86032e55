"""What a claim says of a day, and what orders, ends and undated claims make of networks."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from synthetic import ACTORS, claim, table

import kgraph
from kgraph import dates
from kgraph.claims import Selection
from kgraph.curation.adding import add
from kgraph.curation.entry import Entry
from kgraph.curation.importing import import_table
from kgraph.errors import BadOption
from kgraph.model import ANSWERS
from kgraph.networks import build

_N, _S, _E = ACTORS[:3]
_MINI = Path(__file__).parent / "dossiers" / "mini"


def _day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("edtf", "begun", "ended"),
    [
        ("2023-09-19", "2023-09-19", "2023-09-19"),
        ("2023-09", "2023-09-30", "2023-09-01"),
        ("2020/..", "2020-12-31", None),
        ("2023-02/", "2023-02-28", None),
        ("2022/2023-02", "2022-12-31", "2023-02-01"),
        ("2023-09-01/2023-09-20~", "2023-09-01", "2023-09-19"),
        ("2022-12~/..", "2023-01-31", None),
        ("199X~/", "2000-12-31", None),
        ("2022-07?", "2022-08-31", "2022-06-01"),
    ],
)
def test_between_which_days_an_interval_is_certain(edtf, begun, ended):
    span = dates.interval(edtf)
    found = [day.isoformat() if day else None for day in (span.surely_from, span.surely_until)]
    assert found == [begun, ended]


def _says(one, day, **options):
    made = table([one])
    (code,) = made.answers_on(_day(day), **options)
    return ANSWERS[code]


def _dated(relation, edtf, **more):
    span = dates.interval(edtf)
    days = ("valid_from", span.first), ("valid_until", span.last)
    sure = ("surely_from", span.surely_from), ("surely_until", span.surely_until)
    return claim("herald-001", _N, relation, _S, when=edtf, **more,
                 **{name: day.isoformat() if day else "" for name, day in (*days, *sure)})  # fmt: skip


def test_what_lasts_holds_between_and_may_hold_in_the_doubt_of_an_end():
    told = _dated("alliedWith", "2022/2023-02")
    days = ("2021-12-31", "2022-01-01", "2022-12-31", "2023-02-01", "2023-02-28", "2023-03-01")
    assert [_says(told, day) for day in days] == [
        "doesNotHold", "mayHold", "holds", "holds", "mayHold", "lapsed",
    ]  # fmt: skip
    assert _says(_dated("alliedWith", "2020/.."), "2023-09-18") == "holds"
    assert _says(_dated("alliedWith", "2020/.."), "2020-06-01") == "mayHold"


def test_an_act_happens_on_one_day_and_no_later_than_its_report():
    told = _dated("attacked", "2023-09", reported_on="2023-09-20")
    days = ("2023-08-31", "2023-09-01", "2023-09-19", "2023-09-20", "2023-12-01")
    assert [_says(told, day) for day in days] == [
        "doesNotHold", "mayHold", "mayHold", "holds", "holds",
    ]  # fmt: skip
    # Acts that went on into the open are what lasts: since the war, so also on a later day.
    since = _dated("attacked", "2020/..", reported_on="2023-09-20")
    assert [_says(since, day) for day in ("2019-12-31", "2020-06-01", "2023-09-18")] == [
        "doesNotHold", "mayHold", "holds",
    ]  # fmt: skip


def test_undated_is_not_eternal():
    state = claim("herald-001", _N, "alliedWith", _S, reported_on="2023-09-20")
    days = ("1980-01-01", "2023-06-21", "2023-06-22", "2023-10-05", "2023-10-06")
    assert [_says(state, day) for day in days] == [
        "doesNotHold", "doesNotHold", "notStated", "notStated", "doesNotHold",
    ]  # fmt: skip
    assert _says(state, "2023-06-21", reach_back=91) == "notStated"
    assert _says(state, "2023-09-20", reach_back=0) == "doesNotHold"
    act = claim("herald-001", _N, "attacked", _S, reported_on="2023-09-20")
    assert [_says(act, day) for day in ("2023-09-19", "2023-09-20", "2024-01-01")] == [
        "doesNotHold", "notStated", "notStated",
    ]  # fmt: skip
    with pytest.raises(BadOption, match="0 or more"):
        Selection(reach_back=-1)


def test_a_tie_says_what_its_surest_claim_says_and_one_of_undated_claims_is_a_ghost():
    made = table([
        claim("herald-001", _N, "alliedWith", _S),
        claim("paper-001", _N, "alliedWith", _S, valid_from="2023-01-01",
              surely_from="2023-01-01"),
        claim("herald-002", _N, "tradesWith", _E),
    ])  # fmt: skip
    found = build.influence(made.select(Selection(as_of=_day("2023-09-19"), lapsed=True)))
    assert {tie.relation: tie.holds for tie in found.ties} == {
        "alliedWith": "holds", "tradesWith": "notStated",
    }  # fmt: skip
    assert {row["relation"]: row["holds"] for row in found.rows()} == {
        "alliedWith": "holds", "tradesWith": "notStated",
    }  # fmt: skip
    assert {edge.holds for edge in found.edges} == {"holds", "notStated"}
    assert found.shown["that day"]({"holds": "notStated"}) == "day not stated"
    assert "that day" not in build.influence(made).shown


def test_what_had_ended_is_listed_as_lapsed_and_counts_nothing():
    made = table([
        claim("herald-001", _N, "alliedWith", _S, valid_until="2023-01-01",
              surely_until="2023-01-01"),
        claim("herald-002", _N, "supports", "issue:road", valid_until="2023-01-01"),
        claim("herald-003", _N, "tradesWith", _E),
    ])  # fmt: skip
    for chosen in (made, made.select(Selection(as_of=_day("2023-09-19"), lapsed=True))):
        levers, positions = build.influence(chosen), build.positions(chosen)
        assert {tie.relation for tie in levers.ties} == {"tradesWith"}
        assert {(row["relation"], row["holds"]) for row in levers.rows()} >= {
            ("alliedWith", "lapsed"), ("tradesWith", "notStated"),
        }  # fmt: skip
        assert levers.past.edges
        assert not {edge.target for edge in levers.edges} & {_S}
        assert (positions.cells, positions.edges) == ({}, ())
        assert [row["holds"] for row in positions.rows()] == ["lapsed"]
        assert "lapsed" not in levers.ledger().left
    # Held up by another claim, the tie holds, and the one that ended is left out as lapsed.
    more = [*made, claim("herald-004", _N, "alliedWith", _S)]
    levers = build.influence(table(more))
    assert [tie.claims for tie in levers.ties if tie.target == _S] == [("herald-004",)]
    assert levers.lapsed == ()
    assert levers.ledger().left["lapsed"] == ("herald-001",)


# --- the dossier


def test_a_source_is_not_later_than_itself(kg):
    documents = kg.table.documents
    assert [c.claim for c in kg.table if c.reported_on > documents[c.document].published_last] == []
    known = kg.claims(known_by="2023-09-20", about="icc-membership")
    assert [one.claim for one in known] == ["rferl-118"]


def test_the_surrender_does_not_stand_on_the_eve(kg):
    eve = kg.positions(as_of="2023-09-18").cells
    held = eve["actor:artsakh", "issue:karabakh-forces-disband"]
    assert (held.state, held.claims) == ("against", ("rferl-142",))
    later = kg.positions(as_of="2023-09-21").cells
    given = later["actor:artsakh", "issue:karabakh-forces-disband"]
    assert (given.state, given.claims) == ("for", ("rferl-067", "unnamed-026"))
    told = {claim for tie in kg.conduct(as_of="2023-09-18", voices=["analysis"]).ties
            for claim in tie.claims}  # fmt: skip
    assert "apri-035" not in told  # distrust after the operation
    assert "apri-073" in told  # incursions since 2020


def test_an_order_has_its_place_on_the_timeline(kg):
    entries = {entry["claim"]: entry for entry in kg.timeline(relation="yieldedTo").entries}
    found = entries["rferl-015"]
    assert (found["when"], found["first"], found["last"]) == (
        "after offensive-2023", "2023-09-20", "2023-09-20",
    )  # fmt: skip
    told = kg.explain("rferl-015").text()
    assert "after offensive-2023; inferred 2023-09-20 to 2023-09-20" in told


def test_the_page_reaches_back_as_the_dossier_says(kg):
    with pytest.raises(BadOption, match="kg:reachBack"):
        kg.page(reach_back=30)


def test_silence_on_another_matter_is_not_told(kg):
    every = kg.stance(voices=["analysis", "reporting"])
    assert every.positions.silences
    assert every.stands("karabakh-part-of-azerbaijan").notes() == ()


def test_nobody_blockades_in_1980(kg):
    assert kg.conduct(as_of="1980-01-01", voices=["analysis", "reporting"]).ties == ()


def test_before_and_after_the_offensive(kg):
    options = {"voices": ["reporting", "analysis", "party-on-itself", "party-on-others"]}
    found = kg.compare("before:offensive-2023", "after:offensive-2023", **options)
    changes = {(c.layer, c.source, c.target): c for c in found.changes}
    disarm = changes["position", "actor:artsakh", "issue:karabakh-forces-disband"]
    assert (disarm.change, disarm.claims) == (
        "flipped", ("rferl-067", "rferl-142", "unnamed-026"),
    )  # fmt: skip
    ceasefire = changes["structure", "actor:artsakh", "agr:ceasefire-2023-09-20"]
    assert (ceasefire.change, ceasefire.claims) == ("appeared", ("rferl-068",))
    gave_in = changes["outcome", "actor:azerbaijan", "actor:artsakh"]
    assert gave_in.claims == ("apri-016", "rferl-015", "unnamed-024")
    # No passage ends the blockade, which holds on both days: no change.
    assert ("influence", "actor:azerbaijan", "actor:karabakh-armenians") not in changes
    told = {claim for change in found.changes for claim in change.claims}
    # Of unknown day in that span: no change of those days, nor are attacks since 2020.
    assert not told & {"rferl-005", "rferl-116", "apri-006", "apri-073"}
    assert {"rferl-005", "rferl-116"} <= set(found.undecided)
    assert found.notes()[0].startswith("2023-09-18 and 2023-09-21: compared by ")
    with pytest.raises(BadOption, match="No claim gives the first day"):
        kg.compare("before:clashes-2023", "after:offensive-2023")


# --- orders in a dossier

_CLAIMS = """
claim:forum-006 a kg:Claim ;
    kg:subject actor:tarskia ; kg:relation kg:backs ; kg:object actor:velmora ;
    kg:claimant actor:policy-forum ; kg:factuality kg:certain ; kg:passage ps:forum-p1s1 ;
    {orders}
    kg:gloss "Tarskia stands by Velmora."@en .
"""


@pytest.fixture
def ordered(tmp_path):
    """Make a copy of the small dossier with a claim that has these orders."""

    def make(orders):
        folder = tmp_path / "dossier"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(_MINI, folder)
        file = folder / "data" / "triples.ttl"
        text = file.read_text("utf-8")
        line = text.count("\n") + 5
        file.write_text(text + _CLAIMS.format(orders=orders), "utf-8")
        return folder, line

    return make


@pytest.mark.parametrize(
    ("orders", "days"),
    [
        # The road was closed on 1 or 2 March; the forum wrote on 4 May.
        ("kg:before event:road-closure ;", ("", "2031-02-28", "2031-02-28", "2031-02-28")),
        ("kg:during event:road-closure ;", ("2031-03-01", "", "2031-03-01", "2031-03-02")),
        ("kg:after event:road-closure ;", ("2031-03-02", "", "2031-03-03", "")),
        ('kg:after event:road-closure ; kg:when "2031-04-01" ;', ("2031-04-01",) * 4),
    ],
)
def test_an_order_becomes_the_days_of_the_event(ordered, orders, days):
    folder, _ = ordered(orders)
    one = kgraph.open(folder).table["forum-006"]
    found = one.valid_from, one.valid_until, one.surely_from, one.surely_until
    assert found == days
    assert [f for f in kgraph.open(folder).check() if f.check == "order"] == []


@pytest.mark.parametrize(
    ("orders", "check", "said"),
    [
        ("kg:before event:nowhere ;", "shape", "kg:before names a declared event"),
        ('kg:before event:road-closure ; kg:when "2031-04" ;', "order",
         "kg:when '2031-04' is not before event:road-closure (2031-03-01 to 2031-03-02)"),
        ('kg:after event:road-closure ; kg:when "2030" ;', "order", "is not after"),
        ('kg:during event:road-closure ; kg:when "2030" ;', "order", "is not during"),
        ("kg:before event:road-closure ; kg:after event:road-closure ;", "order",
         "is kg:after and kg:before event:road-closure; it can be one of them"),
    ],
)  # fmt: skip
def test_an_order_that_cannot_be_is_an_error_with_its_line(ordered, orders, check, said):
    folder, line = ordered(orders)
    findings = [f for f in _checked(folder) if f.subject == "claim:forum-006"]
    wrong = [f for f in findings if f.check == check and f.severity == "error"]
    assert any(said in f.message for f in wrong), findings
    assert {(f.path, f.line) for f in wrong} == {("data/triples.ttl", line)}


def _checked(folder):
    from kgraph.curation.checks import check
    from kgraph.dossier import dossier

    return check(dossier.find(folder))


def test_an_order_is_added_by_hand_and_by_table(ordered, tmp_path):
    from kgraph.dossier import dossier

    folder, _ = ordered("")
    said = Entry(
        document="forum", passage=("forum-p2s1",), proposition="Oshen backs Tarskia",
        claimant="Policy Forum", gloss="Oshen stands by Tarskia.",
        after=("Closure of the valley road",),
    )  # fmt: skip
    assert "kg:after event:road-closure" in add(dossier.find(folder), said).block
    rows = tmp_path / "rows.csv"
    rows.write_text(
        "document,passage,subject,relation,object,claimant,gloss,before\n"
        "forum,forum-p3s1,Oshen,backs,Velmora,Policy Forum,Oshen helps Velmora.,road-closure\n",
        "utf-8",
    )
    (added,) = import_table(dossier.find(folder), rows).added
    assert "kg:before event:road-closure" in added.block
    wrong = Entry(
        document="forum", passage=("forum-p2s1",), proposition="Oshen backs Velmora",
        claimant="Policy Forum", gloss="Oshen stands by Velmora.", when="2030",
        after=("road-closure",),
    )  # fmt: skip
    with pytest.raises(BadOption, match="is not after event:road-closure"):
        add(dossier.find(folder), wrong)

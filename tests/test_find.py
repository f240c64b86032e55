"""Finding: words wherever they stand, lists of things, and what a claim is about."""

from __future__ import annotations

from pathlib import Path

import pytest
from calls import call

import kgraph
from kgraph.claims.about import about_each, belonging
from kgraph.errors import BadOption, OtherKind, UnknownName

_MINI = Path(__file__).parent / "dossiers" / "mini"
_LISTS = ("events", "places", "agreements", "offices", "frame_names")


@pytest.fixture(scope="module")
def mini():
    return kgraph.open(_MINI)


def _ids(found):
    return [row["id"] for row in found.rows()]


# --- find


@pytest.mark.parametrize(
    ("text", "where", "found"),
    [
        ("besieged", "paraphrase", "ledger3-002"),
        ("goes", "condition", "ledger3-013"),
        ("altogether", "note", "ledger3-005"),
        ("UTR", "alias", "actor:rivers-union"),
        ("tarskia", "label", "actor:tarskia"),
        ("TÂRSKIA", "alias", "actor:tarskia"),
        ("Watchers", "title", "ledger2"),
    ],
)
def test_a_word_is_found_wherever_it_stands(mini, text, where, found):
    rows = {row["id"]: row for row in mini.find(text).rows()}
    assert where in rows[found]["found_in"]


def test_all_words_must_occur_in_any_order_and_a_phrase_together(mini):
    assert _ids(mini.find("keep truce")) == _ids(mini.find("truce KEEP")) == ["ledger3-007"]
    assert "ledger3-007" in _ids(mini.find("“keep to the truce”"))
    assert "ledger3-007" not in _ids(mini.find('"truce keep"'))
    assert "ledger3-007" not in _ids(mini.find("keep truce soldiers"))


def test_a_word_is_found_at_the_beginning_of_words(mini):
    assert "ledger3-002" in _ids(mini.find("besieg"))
    assert "ledger3-002" not in _ids(mini.find("sieged"))


def test_a_claim_is_found_by_a_word_of_its_own_and_a_name_of_what_it_names(mini):
    rows = {row["id"]: row for row in mini.find("chairs UTR").rows()}
    assert rows["ledger3-006"]["found_in"] == ["paraphrase", "names"]
    assert "ledger3-006" not in _ids(mini.find("UTR"))


def test_names_of_every_language_are_found(kg):
    assert "actor:armenia" in _ids(kg.find("Հայաստան"))
    assert "actor:armenia" in _ids(kg.find("армения"))
    assert _ids(kg.find("xankendi")) == ["place:khankendi-stepanakert"]


def test_claims_of_a_found_thing_are_those_about_it_in_the_selection(mini):
    row = next(r for r in mini.find("lake pact").rows() if r["id"] == "actor:lake-pact")
    assert row["claims"] == [c.claim for c in mini.claims(about="Lake Pact")]
    chosen = mini.find("lake pact", document="forum")
    row = next(r for r in chosen.rows() if r["id"] == "actor:lake-pact")
    assert row["claims"] == [c.claim for c in mini.claims(about="Lake Pact", document="forum")]
    assert all(r["document"] == "forum" for r in chosen.rows() if r["kind"] == "claim")


def test_nothing_found_says_what_was_searched_and_what_is_near(mini):
    found = mini.find("besiegd truce")
    assert found.rows() == []
    (note,) = found.notes()
    assert "'besiegd' nowhere (near: besieged" in note
    assert "'truce' in " in note


@pytest.mark.parametrize("text", ["", "  ", '""', "\u200d", "'"])
def test_no_word_is_an_error(mini, text):
    with pytest.raises(BadOption, match="Say what to find"):
        mini.find(text)


def test_a_private_person_is_found_by_role_alone(kg):
    private = [one for one in kg.table.entities.values() if one.private]
    assert private
    for one in private:
        for name in (*one.aliases, *one.hidden):
            assert one.id not in _ids(kg.find(f'"{name}"'))


def test_the_command_gives_what_the_library_gives(mini):
    done = call("find", "lake", "pact", "--format", "csv", "--graph", _MINI)
    assert done.returncode == 0
    assert done.stdout == mini.find("lake pact").to_csv()


# --- lists


@pytest.mark.parametrize("name", _LISTS)
def test_a_list_has_every_thing_of_its_kind_with_the_claims_about_it(kg, name):
    found = getattr(kg, name)()
    kind = {"agreements": "agreement", "frame_names": "frame"}.get(name, name[:-1])
    assert {row["id"] for row in found.rows()} == {
        one.id for one in kg.table.entities.values() if one.kind == kind
    }
    for row in found.rows():
        assert row["claims"] == [c.claim for c in kg.claims(about=row["id"])], row["id"]


def test_an_event_has_the_days_and_places_that_claims_give_it(kg, mini):
    rows = {row["id"]: row for row in mini.events().rows()}
    assert "2031-03-01 (Morning Ledger)" in rows["event:road-closure"]["dates"]
    assert "2031-03-02~ (Velmora)" in rows["event:road-closure"]["dates"]
    rows = {row["id"]: row for row in kg.events().rows()}
    meeting = rows["event:yevlakh-meeting-2023-09-21"]
    assert meeting["dates"] == ["2023-09-21, planned (RFE/RL)"]
    assert meeting["place_labels"] == ["Yevlakh"]
    assert rows["event:track-us"]["part_of"] == "event:peace-talks"


def test_a_thing_of_another_kind_is_named_with_the_command_that_shows_it(kg):
    with pytest.raises(OtherKind, match="is a place"):
        kg.actor("Yevlakh")
    done = call("actor", "Yevlakh")
    assert done.returncode == 2
    assert done.stderr == (
        "kgraph: 'Yevlakh' is a place (place:yevlakh), not an actor. "
        "kgraph claims --about place:yevlakh shows the claims about it.\n"
    )
    with pytest.raises(UnknownName, match="There is no actor"):
        kg.actor("nobody at all")


def test_what_begins_so_is_nearest(kg):
    with pytest.raises(UnknownName) as error:
        kg.claims(about="Lachin")
    assert error.value.nearest[0] == "Lachin corridor"


# --- about


@pytest.mark.parametrize(
    ("name", "claims"),
    [
        ("ICC", {"rferl-117", "rferl-118", "rferl-121"}),
        ("Yevlakh", {"rferl-143", "rferl-145"}),
        ("yevlakh-meeting-2023-09-21", {"rferl-143", "rferl-144", "rferl-145"}),
        ("north-south-corridor", {"ecfr-052"}),
        ("lachin-corridor", {"apri-022", "apri-078", "apri-107"}),
        ("TASS", {"unnamed-009", "unnamed-048"}),
        ("armenia-steps-2023-09", {"rferl-005", "rferl-116", "rferl-117", "rferl-119"}),
    ],
)
def test_what_is_there_is_found(kg, name, claims):
    assert claims <= {claim.claim for claim in kg.claims(about=name)}


def test_what_belongs_to_a_thing_is_about_it(kg):
    entities = kg.table.entities
    assert "actor:euma" in belonging("actor:eu", entities)
    # By way of the mission.
    assert "issue:extend-eu-mission" in belonging("actor:eu", entities)
    assert "actor:eu" not in belonging("actor:euma", entities)


def test_about_each_is_about_of_each(mini):
    table = mini.claims(document="ledger1")
    ids = list(mini.table.entities)
    found = about_each(table.columns, table.at, ids, mini.table.entities)
    for one in ids:
        assert list(found[one]) == [c.claim for c in mini.claims(about=one, document="ledger1")]


def test_about_each_of_two_is_in_both(mini):
    both = {c.claim for c in mini.claims(about=["Velmora", "Tarskia"], about_all=True)}
    one, other = ({c.claim for c in mini.claims(about=n)} for n in ("Velmora", "Tarskia"))
    assert both == one & other
    assert 0 < len(both) < min(len(one), len(other))


def test_about_or_by_is_the_union_and_needs_both(mini):
    either = {c.claim for c in mini.claims(about="Korrin", claimant="Korrin", either=True)}
    about, by = mini.claims(about="Korrin"), mini.claims(claimant="Korrin")
    assert either == {c.claim for c in about} | {c.claim for c in by}
    assert len(mini.claims(about="Korrin", claimant="Korrin")) < len(either)
    with pytest.raises(BadOption, match="Either of two needs both"):
        mini.claims(about="Korrin", either=True)


def test_an_empty_answer_says_what_was_searched_and_what_kept_claims_out():
    done = call("claims", "--about", "ICC", "--claimant", "Russia")
    assert done.returncode == 0
    assert (
        "actor:icc and what belongs to it (agr:rome-statute, issue:icc-membership)" in done.stderr
    )
    assert "3 claims before other options" in done.stderr
    assert "Claims left out: " in done.stderr


def test_an_empty_timeline_says_so_too():
    done = call("timeline", "--about", "TASS", "--from", "1900-01-01", "--to", "1900-02-01")
    assert done.returncode == 0
    assert (
        "Searched ends, topics, contexts, places and relays for actor:tass: 3 claims" in done.stderr
    )


def test_more_words_than_somebody_types_are_refused(kg):
    assert not kg.find(" ".join(["zzz"] * 50)).rows()
    with pytest.raises(BadOption, match="at most 50 words; these are 51"):
        kg.find(" ".join(["zzz"] * 51))

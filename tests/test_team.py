"""Several coders of one dossier: who coded, ids on branches, merging, reviewing, what changed."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from changes import state
from hypothesis import given
from hypothesis import strategies as st

import kgraph
from kgraph.curation import adding, checks, editing, entities, merging, reviewing
from kgraph.curation.canonical import format_turtle
from kgraph.curation.entry import Entry
from kgraph.curation.threeway import three_way
from kgraph.dossier import dossier, revisions
from kgraph.dossier import store as stores

pytestmark = pytest.mark.slow

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
_DRIVER = f'"{sys.executable}" -m kgraph merge-driver %O %A %B %P'


class _Clone:
    """A dossier in git, in which commands are run as a coder would."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("KGRAPH_")},
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
        }  # fmt: skip
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "Anna Berg")
        self.git("config", "user.email", "anna@example.org")
        self.git("config", "merge.kgraph.driver", _DRIVER)
        (folder / ".gitattributes").write_text("*.ttl merge=kgraph\n*.csv merge=union\n")
        self.commit("begun")

    def call(self, *args, check=True):
        done = subprocess.run(
            [*map(str, args)], cwd=self.folder, env=self.env, capture_output=True, text=True, check=False
        )  # fmt: skip
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def git(self, *args, check=True):
        return self.call("git", *args, check=check)

    def kgraph(self, *args, check=True):
        return self.call(sys.executable, "-m", "kgraph", *args, check=check)

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-qm", message)

    def findings(self):
        return checks.check(dossier.find(self.folder))


@pytest.fixture
def clone(folder):
    return _Clone(folder)


def _add(clone, proposition, gloss, *more):
    done = clone.kgraph(
        "add", "ledger2", "ledger2-p1s1", proposition, "--by", "morning-ledger", "--gloss", gloss,
        "--factuality", "certain", *more,
    )  # fmt: skip
    return done.stdout.strip().removeprefix("claim:"), done.stderr


def test_two_branches_merge_into_a_dossier_that_checks_clean(clone):
    clone.git("checkout", "-qb", "anna")
    clone.kgraph("actor", "add", "Ferry Guild", "--class", "Organisation")
    first, said = _add(clone, "Ferry Guild | backs | Velmora", "The ferrymen side with Velmora.")
    assert "New claims are coded by Anna Berg, as git's user.name says." in said
    _add(clone, "Oshen | distrusts | Velmora", "Oshen has doubts.", "--tag", "look again")
    clone.commit("anna")
    clone.git("checkout", "-q", "main")
    clone.git("checkout", "-qb", "ben")
    clone.git("config", "user.name", "Ben")
    clone.kgraph("actor", "add", "Mill Owners", "--class", "Organisation")
    other, _ = _add(clone, "Mill Owners | backs | Velmora", "The millers side with Velmora.")
    clone.kgraph("edit", "ledger2-001", "--tag", "hard")
    clone.commit("ben")
    assert first[:11] == other[:11]
    assert first != other
    clone.git("merge", "anna")
    assert clone.findings() == []
    text = clone.folder.joinpath("data", "triples.ttl").read_text("utf-8")
    for name in (first, other):
        assert text.count(f"claim:{name} a kg:Claim") == 1
    assert text.count('kg:coder "Anna Berg"') == 2
    assert text.count('kg:coder "Ben"') == 1
    third, _ = _add(clone, "Mill Owners | distrusts | Oshen", "The millers have doubts.")
    assert third[8:11] == f"{int(first[8:11]) + 2:03}"


def _claims(*parts):
    prefixes = "".join(
        f"@prefix {name}: <https://w3id.org/kgraph/{path}> .\n"
        for name, path in (("kg", "ns#"), ("claim", "claim/"), ("actor", "actor/"))
    )
    return format_turtle("\n".join((prefixes, "### Claims: one", "", *parts)))


def _claim(number, gloss="It is so.", more=""):
    return (
        f"claim:one-{number} a kg:Claim ;\n    kg:subject actor:a ; kg:relation kg:backs ; kg:object actor:b ;\n"
        f'    kg:claimant actor:a ; kg:factuality kg:certain{more} ;\n    kg:gloss "{gloss}"@en .'
    )


def test_claims_with_lines_in_common_are_not_torn_apart():
    base = _claims(_claim("001"))
    ours = _claims(_claim("001"), _claim("002", "Ours."))
    theirs = _claims(_claim("001"), _claim("003", "Theirs."))
    text, clashes = three_way(base, ours, theirs)
    assert (text, clashes) == (
        _claims(_claim("001"), _claim("002", "Ours."), _claim("003", "Theirs.")),
        (),
    )
    assert three_way(base, theirs, ours) == (text, ())


def test_different_properties_of_one_claim_are_merged_and_tags_of_both_kept():
    base = _claims(_claim("001"))
    ours = _claims(_claim("001", "Better said.", ' ; kg:tag "x"'))
    theirs = _claims(_claim("001", more=' ; kg:status "reviewed" ; kg:tag "y"'))
    text, clashes = three_way(base, ours, theirs)
    assert clashes == ()
    assert text == _claims(
        _claim("001", "Better said.", ' ; kg:status "reviewed" ; kg:tag "x" , "y"')
    )


def test_what_both_changed_otherwise_stands_between_marks_and_nothing_else_does():
    base = _claims(_claim("001"), _claim("002"))
    ours = _claims(_claim("001", "Ours."), _claim("002"), _claim("003"))
    theirs = _claims(_claim("001", "Theirs."), _claim("002"), _claim("004"))
    text, clashes = three_way(base, ours, theirs)
    assert clashes == ("claim:one-001",)
    assert text.count("<<<<<<< ours") == 1
    marked = text[text.index("<<<<<<<") : text.index(">>>>>>>")]
    assert "Ours." in marked
    assert "Theirs." in marked
    assert "one-003" in text
    assert "one-004" in text
    assert "one-00" not in marked


def test_a_claim_that_one_took_out_and_the_other_changed_is_for_somebody_to_decide():
    base = _claims(_claim("001"), _claim("002"))
    text, clashes = three_way(
        base, _claims(_claim("002")), _claims(_claim("001", "Changed."), _claim("002"))
    )
    assert clashes == ("claim:one-001",)
    assert "Changed." in text[text.index("=======") :]
    text, clashes = three_way(
        base, _claims(_claim("001", "Changed."), _claim("002")), _claims(_claim("002"))
    )
    assert clashes == ("claim:one-001",)
    assert "Changed." in text[text.index("<<<<<<<") : text.index("=======")]
    assert three_way(base, _claims(_claim("002")), _claims(_claim("001"), _claim("002", "New."))) == (
        _claims(_claim("002", "New.")), (),
    )  # fmt: skip


_CHANGES = st.dictionaries(
    st.integers(1, 9), st.one_of(st.none(), st.sampled_from(["New.", "Other."])), max_size=6
)


@given(st.sets(st.integers(1, 9)), _CHANGES, _CHANGES)
def test_changes_of_different_claims_are_all_there_whoever_is_merged_into_whom(there, ours, theirs):
    ours = {number: gloss for number, gloss in ours.items() if number not in theirs}

    def text(*changes):
        said = dict.fromkeys(there, "It is so.")
        for one in changes:
            said |= one
        return _claims(*(_claim(f"00{n}", said[n]) for n in sorted(said) if said[n] is not None))

    base, first, second = text(), text(ours), text(theirs)
    merged, clashes = three_way(base, first, second)
    assert clashes == ()
    assert stores.triples(merged) == stores.triples(text(ours, theirs))
    assert stores.triples(three_way(base, second, first)[0]) == stores.triples(merged)


def test_git_is_told_of_a_clash_and_a_file_that_is_no_turtle_is_merged_by_lines(
    clone, run, tmp_path
):
    clone.kgraph("edit", "ledger2-001", "--gloss", "Said so.")
    clone.commit("main")
    clone.git("checkout", "-qb", "other", "HEAD~1")
    clone.kgraph("edit", "ledger2-001", "--gloss", "Said otherwise.")
    clone.commit("other")
    merged = clone.git("merge", "main", check=False)
    assert merged.returncode == 1
    assert (
        "Changed on both sides in different ways, in data/triples.ttl: claim:ledger2-001."
        in merged.stderr
    )
    assert [one for one in clone.findings() if one.check == "syntax"] != []
    for name, text in (("o", "a\n"), ("a", "a\nours <\n"), ("b", "a\ntheirs <\n")):
        (tmp_path / name).write_text(text)
    code, _, said = run("merge-driver", tmp_path / "o", tmp_path / "a", tmp_path / "b", "x.ttl")
    assert code == 1
    assert "x.ttl is merged by lines: " in said
    assert "<<<<<<<" in (tmp_path / "a").read_text()


def test_what_changed_between_revisions_is_told_field_by_field_and_tie_by_tie(clone, run):
    clone.git("tag", "v1")
    new, _ = _add(clone, "Oshen | distrusts | Velmora", "Oshen has doubts.")
    clone.kgraph("edit", "ledger2-001", "--gloss", "Said anew.", "--tag", "x")
    clone.kgraph("retract", "ledger2-002", "--reason", "Not said.")
    clone.kgraph("retract", "ledger1-012", "--reason", "Not said.")
    clone.commit("changed")
    said = json.loads(clone.kgraph("diff", "v1", "--format", "json").stdout)
    claims = [(row["what"], row["change"], row["field"]) for row in said if row["kind"] == "claim"]
    assert claims == [
        ("ledger1-012", "retracted", ""), ("ledger2-001", "changed", "gloss"),
        ("ledger2-001", "changed", "tag"),
        ("ledger2-002", "retracted", ""), (new, "added", ""),
    ]  # fmt: skip
    assert [row for row in said if row["kind"] == "conduct" and new in row["claims"]] != []
    (bond,) = [row for row in said if row["kind"] == "structure"]
    assert (bond["what"], bond["change"], bond["claims"]) == (
        "Velmora > Lake Pact",
        "vanished",
        ["ledger1-012"],
    )
    assert json.loads(clone.kgraph("diff", "HEAD", "v1", "--format", "json").stdout) != said
    same = clone.kgraph("diff", "HEAD", "--format", "table")
    assert "Nothing changed." in same.stdout
    # Two folders, as they are.
    code, out, _ = run("diff", _MINI, clone.folder, "--format", "json")
    assert (code, json.loads(out)) == (0, said)


def test_revisions_and_folders_that_do_not_exist_are_said_in_a_sentence(clone, run, tmp_path):
    done = clone.kgraph("diff", "nowhere", check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "There is no revision 'nowhere' in" in done.stderr
    done = clone.kgraph("diff", "--", "--output=/tmp/x", check=False)
    assert "There is no revision '--output=/tmp/x' in" in done.stderr
    shutil.copytree(_MINI, tmp_path / "plain")
    code, _, said = run("diff", "HEAD", "--graph", tmp_path / "plain")
    assert code == 2
    assert "is not in git, so it has no revision HEAD; name two folders." in said
    (clone.folder / "data").rename(clone.folder / "moved")
    clone.commit("moved")
    (clone.folder / "moved").rename(clone.folder / "data")
    done = clone.kgraph("diff", "HEAD", check=False)
    assert (done.returncode, done.stderr) == (
        4, f"kgraph: The revision HEAD has no dossier in {clone.folder}.\n",
    )  # fmt: skip


def test_a_revision_is_read_and_nothing_of_it_is_run(clone, tmp_path):
    ran = tmp_path / "ran"
    (clone.folder / ".gitattributes").write_text("*.ttl filter=evil diff=evil merge=kgraph\n")
    for name in ("filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv"):
        clone.git("config", name, f"touch {ran}; cat")
    (clone.folder / "data" / "link.ttl").symlink_to("/etc/passwd")
    clone.git("add", "-A")
    clone.git("-c", "filter.evil.clean=", "-c", "core.hooksPath=/dev/null", "commit", "-qm", "evil")
    ran.unlink(missing_ok=True)
    with revisions.at(clone.folder, "HEAD") as folder:
        names = {
            path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
        }
        held = folder
    assert "data/triples.ttl" in names
    assert "data/link.ttl" not in names
    assert not any(name.startswith("texts/") for name in names)
    assert not ran.exists()
    assert not held.exists()


def test_a_draft_is_read_beside_its_passages_accepted_or_sent_back(folder):
    found = dossier.find(folder)
    listed = reviewing.drafts(found, folder / "texts")
    assert {one.claim for one in listed} == {
        one.claim for one in kgraph.open(folder).claims(status="draft")
    }  # fmt: skip
    first = listed[0]
    assert first.passages[0].text in (folder / "texts" / f"{first.document}.txt").read_text("utf-8")
    editing.send_back(found, first.claim, memo="  See the  date. ", by="Ben")
    again = reviewing.drafts(dossier.find(folder), None)
    assert again[-1].claim == first.claim
    assert (again[-1].tag, again[-1].memo, again[-1].sent_back) == (
        ("sent back",),
        "Ben: See the date.",
        True,
    )
    assert again[0].passages[0].missing == f"the text of doc:{again[0].document} is not at hand"
    editing.accept(dossier.find(folder), first.claim, memo="Now it does.", by="Ben")
    assert first.claim not in {one.claim for one in reviewing.drafts(dossier.find(folder))}
    claim = kgraph.open(folder).table[first.claim]
    assert (claim.status, claim.tag, claim.memo) == (
        "reviewed",
        (),
        "Ben: See the date. Ben: Now it does.",
    )
    assert checks.check(dossier.find(folder)) == []


def test_reviewing_is_all_or_none_and_needs_a_reason_and_a_draft(folder, run):
    before = (folder / "data" / "triples.ttl").read_bytes()
    for args, said in (
        (["ledger2-001", "nothing-001", "--accept"], "There is no claim called 'nothing-001'"),
        (["--accept"], "Name the claims"),
        (["ledger2-001", "--accept", "--list"], "choose one"),
        (["ledger2-001", "--memo", "x"], "--memo goes with --accept"),
        (["ledger2-001", "--send-back", "  "], "Say why it is sent back"),
        (["ledger3-004", "--accept"], "ledger3-004 is reviewed already; it is no draft."),
    ):
        code, out, err = run("review", *args, "--graph", folder)
        assert (code, out) == (2, ""), args
        assert said in err
        assert err.count("\n") == 1
    assert (folder / "data" / "triples.ttl").read_bytes() == before
    code, out, _ = run("review", "ledger2-001", "ledger2-002", "--accept", "--graph", folder)
    assert (code, out.count("+") >= 2) == (0, True)
    table = kgraph.open(folder).table
    assert {table[f"ledger2-00{n}"].status for n in (1, 2)} == {"reviewed"}


def test_drafts_are_listed_with_words_and_coders(folder, run):
    code, out, _ = run(
        "review", "--list", "--document", "ledger2", "--graph", folder, "--format", "json"
    )
    listed = json.loads(out)
    assert code == 0
    assert {one["document"] for one in listed} == {"ledger2"}
    assert all(one["text"] and not one["text"][0].startswith("(") for one in listed)
    code, out, err = run("review", "ledger2-001", "--list", "--graph", folder, "--format", "table")
    assert "ledger2-p" in out
    assert "states: " in out
    assert err.endswith("1 draft.\n")


def test_the_walk_asks_about_each_draft_and_writes_each_answer(folder):
    told, shown = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "kgraph", "review", "ledger2-001", "ledger2-002", "ledger2-003", "--graph", folder],
        stdin=shown, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "KGRAPH_CODER": "Ben"},
    ) as process:  # fmt: skip
        os.write(told, b"a\nb\nWhich day?\nq\n")
        _, said = process.communicate()
        os.close(told)
        os.close(shown)
    assert process.returncode == 0, said
    assert "1 accepted, 1 sent back, 0 skipped, 1 not looked at." in said
    table = kgraph.open(folder).table
    assert table["ledger2-001"].status == "reviewed"
    assert (table["ledger2-002"].status, table["ledger2-002"].memo) == ("draft", "Ben: Which day?")
    assert table["ledger2-003"].tag == ()


@pytest.fixture
def codings(tmp_path):
    """Two dossiers that began as one, and that two coders went on with by themselves."""
    for name, who in (("a", "Anna"), ("b", "Ben")):
        shutil.copytree(_MINI, tmp_path / name)
        for number, claim in enumerate(("ledger2-001", "ledger2-002"), 1):
            editing.edit(
                dossier.find(tmp_path / name), claim, {"coder": who, "memo": f"{who} {number}"}
            )
    return tmp_path / "a", tmp_path / "b"


def _entry(proposition, **more):
    parts = {
        "document": "ledger2", "passage": ("ledger2-p1s1",), "proposition": proposition,
        "claimant": "morning-ledger", "gloss": "It is so.", **more,
    }  # fmt: skip
    return Entry(**parts)


def _merged(a, b, into=None, decided=None):
    return merging.merge(dossier.find(a), dossier.find(b), decided, into)


def test_two_codings_that_say_the_same_are_folded_with_both_coders(codings, tmp_path):
    a, b = codings
    editing.edit(dossier.find(b), "ledger2-001", {"gloss": "In other words.", "tag": "x"})
    done = _merged(a, b, tmp_path / "m")
    assert (done.rows, done.added) == ((), {})
    claims = kgraph.open(tmp_path / "m").table
    assert {one.claim for one in claims} == {one.claim for one in kgraph.open(a).table}
    claim = claims["ledger2-001"]
    assert (claim.coder, claim.memo, claim.tag) == (("Anna", "Ben"), "Anna 1 Ben 1", ("x",))
    assert claim.gloss == kgraph.open(a).table["ledger2-001"].gloss
    assert checks.check(dossier.find(tmp_path / "m"), tmp_path / "m" / "texts") == []


def test_a_difference_is_decided_in_a_table_and_nothing_is_written_before(codings, tmp_path, run):
    a, b = codings
    editing.edit(dossier.find(b), "ledger2-001", {"factuality": "probable", "when": "2031-04"})
    before = state(tmp_path)
    code, out, err = run("merge", a, b, "-o", tmp_path / "m")
    assert (code, out) == (2, "")
    assert "2 of 2 rows are not decided, so nothing was written" in err
    assert state(tmp_path) == before
    decide = tmp_path / "decide.csv"
    assert run("merge", a, b, "--list", decide)[0] == 1
    rows = list(csv.DictReader(decide.read_text("utf-8").splitlines()))
    assert [(r["kind"], r["field"], r["a"], r["b"], r["says_a"], r["says_b"]) for r in rows] == [
        ("claim", "kg:factuality", "ledger2-001", "ledger2-001", "certain", "probable"),
        ("claim", "kg:when", "ledger2-001", "ledger2-001", "2031-04-10", "2031-04"),
    ]  # fmt: skip
    assert rows[0]["passage"] == "ledger2-p1s1"
    assert rows[0]["gloss_a"] == rows[0]["gloss_b"] == "The union got the parties to stop."
    for row, answer in zip(rows, ("B", "a"), strict=True):
        row["decision"] = answer
    with decide.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    code, out, err = run("merge", a, b, "--decisions", decide, "-o", tmp_path / "m")
    assert (code, out) == (0, f"{tmp_path / 'm'}\n"), err
    claim = kgraph.open(tmp_path / "m").table["ledger2-001"]
    assert (claim.factuality, claim.when, claim.coder) == (
        "probable",
        "2031-04-10",
        ("Anna", "Ben"),
    )
    # They may stand apart, too.
    key = ("claim", "kg:factuality", "ledger2-001", "ledger2-001")
    done = _merged(a, b, tmp_path / "n", {key: "both", (key[0], "kg:when", *key[2:]): "both"})
    assert list(done.added) == ["ledger2-001"]
    table = kgraph.open(tmp_path / "n").table
    assert table["ledger2-001"].factuality == "certain"
    assert table[done.added["ledger2-001"]].factuality == "probable"


def test_claims_of_one_coder_stay_and_an_id_that_both_gave_is_given_anew(codings, tmp_path):
    a, b = codings
    (first,) = adding.add_all(dossier.find(a), [_entry("Oshen | distrusts | Velmora")])[0]
    second, third = adding.add_all(
        dossier.find(b),
        [
            _entry("Velmora | distrusts | Oshen"),
            _entry("Velmora | distrusts | Tarskia", passage=("ledger2-p1s2",)),
        ],
    )[0]
    editing.edit(dossier.find(b), third.claim, {"differs_from": second.claim})
    assert first.claim == second.claim
    done = _merged(a, b, tmp_path / "m")
    assert done.rows == ()
    new = done.added[second.claim]
    assert new not in {first.claim, third.claim}
    assert done.added[third.claim] == third.claim
    kg = kgraph.open(tmp_path / "m")
    assert kg.table[first.claim].subject == "actor:oshen"
    assert kg.table[new].subject == "actor:velmora"
    assert kg.ask(f"ASK {{ claim:{third.claim} kg:differsFrom claim:{new} }}")
    assert checks.check(dossier.find(tmp_path / "m")) == []


def test_names_that_look_alike_are_one_only_if_somebody_says_so(codings, tmp_path):
    a, b = codings
    entities.add(dossier.find(a), "actor", entities.New("Ferry Guild", class_="Organisation"))
    entities.add(
        dossier.find(b), "actor",
        entities.New("Guild of Ferrymen", aliases=("FERRY guild",), class_="Organisation"),
    )  # fmt: skip
    said = "Ferry Guild | backs | Velmora", "Guild of Ferrymen | backs | Velmora"
    for path, proposition in zip(codings, said, strict=True):
        adding.add(dossier.find(path), _entry(proposition))
    key = ("same", "", "actor:ferry-guild", "actor:guild-of-ferrymen")
    asked = _merged(a, b)
    assert [(row.key, row.says_a, row.says_b) for row in asked.rows] == [
        (key, "Ferry Guild", "Guild of Ferrymen")
    ]
    assert len(asked.added) == 1
    apart = _merged(a, b, tmp_path / "apart", {key: "different"})
    assert len(apart.added) == 1
    one = _merged(a, b, tmp_path / "one", {key: "same"})
    assert one.added == {}
    guild = kgraph.open(tmp_path / "one").name("Guild of Ferrymen")
    assert guild.id == "actor:ferry-guild"
    assert kgraph.open(tmp_path / "one").name("actor:guild-of-ferrymen").id == "actor:ferry-guild"
    for name in ("apart", "one"):
        assert [
            f for f in checks.check(dossier.find(tmp_path / name)) if f.severity == "error"
        ] == []


def test_a_merge_that_makes_a_claim_about_itself_is_refused(codings, tmp_path, run):
    a, b = codings
    entities.add(dossier.find(a), "actor", entities.New("Ferry Guild", class_="Organisation"))
    for name in ("Guild", "Ferrymen"):
        new = entities.New(name, aliases=("Ferry Guild",), class_="Organisation")
        entities.add(dossier.find(b), "actor", new)
    claim = adding.add(dossier.find(b), _entry("Guild | distrusts | Ferrymen")).claim
    decide = tmp_path / "decide.csv"
    decide.write_text(
        "kind,field,a,b,decision\nsame,,actor:ferry-guild,actor:guild,same\n"
        "same,,actor:ferry-guild,actor:ferrymen,same\n"
    )
    code, _, err = run("merge", a, b, "--decisions", decide, "-o", tmp_path / "m")
    assert code == 2
    assert "Nothing was written, since the dossier would then be wrong" in err
    assert f"claim:{claim}: " in err
    assert not (tmp_path / "m").exists()


def test_what_cannot_be_merged_is_said_in_a_sentence_and_nothing_is_written(codings, tmp_path, run):
    a, b = codings
    decide = tmp_path / "decide.csv"
    begun = "kind,field,a,b,decision\n"
    for text, code, said in (
        (
            f"{begun}claim,kg:when,ledger2-001,ledger2-001,a\n",
            2,
            "is about no difference that there is now",
        ),
        (
            f"{begun}claim,kg:when,ledger2-001,ledger2-001,c\n",
            3,
            "'c' is no decision here; write a, b, both.",
        ),
        (f"{begun}x,kg:when,ledger2-001,ledger2-001,a\n", 3, "'x' is no kind of row."),
        ("kind,field,a,b\n", 3, "has to name the column decision"),
    ):
        decide.write_text(text)
        found = run("merge", a, b, "--decisions", decide, "-o", tmp_path / "m")
        assert found[0] == code, found
        assert said in found[2]
        assert not (tmp_path / "m").exists()
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "mine.txt").write_text("mine")
    code, _, err = run("merge", a, b, "-o", tmp_path / "m")
    assert (code, err.count("it holds something else")) == (4, 1)
    code, _, err = run("merge", a, b / "data" / "triples.ttl")
    assert (code, "is a file; name the folder of its dossier" in err) == (2, True)
    sources = b / "seeds" / "sources.ttl"
    text = sources.read_text("utf-8")
    first = re.search(r'kg:sha256 "([0-9a-f]{64})"', text)[1]
    sources.write_text(text.replace(first, "0" * 64), encoding="utf-8")
    code, _, err = run("merge", a, b)
    assert code == 2
    assert "is another text in either coding" in err


def test_files_beside_the_claims_go_along_or_are_named(codings, tmp_path):
    a, b = codings
    (b / "queries").mkdir()
    (b / "queries" / "mine.rq").write_text("# Mine\nSELECT ?c { ?c a kg:Claim }\n")
    for path, rows in (
        (a, "ledger1-p1s1,heading\n"),
        (b, "ledger1-p1s1,byline\nledger1-p2s1,scene\n"),
    ):
        (path / "seeds" / "no-claims.csv").write_text(f"passage,reason\n{rows}")
    (b / "texts" / "more.txt").write_text("More.\n")
    (a / "hooks").mkdir()
    (a / "hooks" / "pre-commit").write_text("#!/bin/sh\n")
    (a / "hooks" / "pre-commit").chmod(0o755)
    (a / "texts" / "link.txt").symlink_to("/etc/passwd")
    done = _merged(a, b, tmp_path / "m")
    made = tmp_path / "m"
    assert done.notes == (
        "queries/mine.rq of B was not taken over; copy it by hand if it is wanted.",
    )
    assert (made / "seeds" / "no-claims.csv").read_text() == (
        "passage,reason\nledger1-p1s1,heading\nledger1-p2s1,scene\n"
    )
    assert (made / "texts" / "more.txt").read_text() == "More.\n"
    assert not (made / "texts" / "link.txt").exists()
    assert os.access(made / "hooks" / "pre-commit", os.X_OK)


def test_a_claim_that_one_coder_took_back_is_decided_too(codings, tmp_path):
    a, b = codings
    editing.retract(dossier.find(b), "ledger2-004", "Not said.")
    (row,) = _merged(a, b).rows
    assert (row.field, row.says_a, row.says_b) == ("kg:status", "stands", "retracted")
    _merged(a, b, tmp_path / "m", {row.key: "b"})
    assert "ledger2-004" not in {one.claim for one in kgraph.open(tmp_path / "m").table}
    _merged(a, b, tmp_path / "n", {row.key: "a"})
    assert "ledger2-004" in {one.claim for one in kgraph.open(tmp_path / "n").table}
    for name in "mn":
        assert checks.check(dossier.find(tmp_path / name)) == []


def test_the_page_on_teams_can_be_followed(tmp_path):
    page = Path(__file__).resolve().parent.parent / "docs" / "team.md"
    lines = "\n".join(re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), re.DOTALL))
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "kgraph"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kgraph "$@"\n')
    command.chmod(0o755)
    env = {name: value for name, value in os.environ.items() if not name.startswith("KGRAPH_")}
    env |= {
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}", "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }  # fmt: skip
    ran = subprocess.run(
        ["bash", "-euxc", lines], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert "rows are open" in ran.stdout
    kg = kgraph.open(tmp_path / "merged")
    coded = {claim.coder for claim in kg.table}
    assert coded == {("Anna Berg",), ("Ben",)}
    assert [claim.factuality for claim in kg.table if claim.coder == ("Ben",)] == ["probable"]
    found = checks.check(dossier.find(tmp_path / "merged"))
    assert {one.check for one in found} <= {"unused"}


def test_coder_memo_and_tags_go_in_out_and_are_shown_and_filtered(
    folder, run, tmp_path, monkeypatch
):
    monkeypatch.setenv("KGRAPH_CODER", "  Ben  Ash ")
    code, out, err = run(
        "add", "ledger2", "ledger2-p1s1", "Oshen | distrusts | Velmora", "--by", "morning-ledger", "--gloss",
        "Oshen has doubts.", "--tag", "hard", "--tag", "second round", "--memo", "Which talks?", "--graph", folder,
    )  # fmt: skip
    assert code == 0
    assert "New claims are coded by Ben Ash, as KGRAPH_CODER says." in err
    claim = out.strip().removeprefix("claim:")
    assert re.fullmatch(r"ledger2-009[b-df-hj-np-tv-xz]{4}", claim)
    shown = run("explain", claim, "--graph", folder, "--format", "table")[1]
    for line in ("coded by: Ben Ash", "tagged: hard, second round", "memo: Which talks?"):
        assert line in shown
    for option in (["--tag", "HARD"], ["--coder", "ben ash"]):
        found = json.loads(run("claims", *option, "--graph", folder, "--format", "json")[1])
        assert [(c["claim"], c["coder"], c["memo"], c["tag"]) for c in found] == [
            (claim, ["Ben Ash"], "Which talks?", ["hard", "second round"])
        ]
    code, _, err = run("claims", "--tag", "hart", "--graph", folder)
    assert (code, err) == (2, "kgraph: There is no tag called 'hart'; did you mean 'hard'?\n")
    table = tmp_path / "claims.csv"
    assert run("claims", "--tag", "hard", "--graph", folder, "--format", "csv", "-o", table)[0] == 0
    text = table.read_text("utf-8")
    assert "hard; second round" in text
    before = state(folder)
    assert run("import", "csv", table, "--yes", "--graph", folder)[0] == 0
    assert state(folder) == before
    table.write_text(
        text.replace("hard; second round", "second round; done").replace("Which talks?", "Settled.")
    )
    assert run("import", "csv", table, "--yes", "--graph", folder)[0] == 0
    changed = kgraph.open(folder).table[claim]
    assert (changed.tag, changed.memo, changed.coder) == (
        ("done", "second round"),
        "Settled.",
        ("Ben Ash",),
    )
    assert checks.check(dossier.find(folder)) == []
    code, _, err = run("edit", claim, "--coder", "x" * 81, "--graph", folder)
    assert (code, "80 is the most" in err) == (2, True)


def test_rows_of_a_table_without_a_coder_get_that_of_the_environment(
    folder, run, tmp_path, monkeypatch
):
    monkeypatch.setenv("KGRAPH_CODER", "Ben")
    table = tmp_path / "new.csv"
    table.write_text(
        "document,passage,subject,relation,object,claimant,gloss,coder\n"
        "ledger2,ledger2-p1s1,oshen,distrusts,velmora,morning-ledger,Doubts.,\n"
        "ledger2,ledger2-p1s1,velmora,distrusts,oshen,morning-ledger,Doubts too.,Anna; Cem\n"
    )
    code, out, _ = run("import", "csv", table, "--graph", folder)
    first, second = (line.removeprefix("claim:") for line in out.split())
    claims = kgraph.open(folder).table
    assert (code, claims[first].coder, claims[second].coder) == (0, ("Ben",), ("Anna", "Cem"))
    # The new one is by who supersedes, not by who coded the old one.
    code, _, err = run("supersede", second, "--factuality", "probable", "--graph", folder)
    new = re.search(r"claim:(\S+) stands", err)[1]
    assert kgraph.open(folder).table[new].coder == ("Ben",)

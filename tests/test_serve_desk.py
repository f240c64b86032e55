"""The coding desk: what it reads, what it writes and for whom, in a browser by keyboard alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter

import pytest
import witness as witnesses

from benchmarks import desk as desks
from kgraph.curation.canonical import format_turtle
from kgraph.dossier.worker import Limits
from kgraph.serve.coding import Coding, Place, request

_CELLS = {
    "document": "ledger1", "passage": "ledger1-p1s1", "subject": "Velmora", "relation": "backs",
    "object": "Tarskia", "claimant": "Morning Ledger",
}  # fmt: skip


def _data(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for part in ("data", "seeds")
        for path in sorted((folder / part).iterdir())
    }


# --- what the desk asks the library


@pytest.fixture
def coding(folder):
    made = Coding(Place(str(folder), str(folder / "texts"), "Anna"), Limits(seconds=60))

    def ask(name, /, **given):
        return json.loads(made.handle(request(name, given)))

    return ask


def test_a_text_comes_with_its_claims_and_how_far_it_is_covered(coding):
    state = coding("state", document="ledger2")
    (total,) = [one for one in state["documents"] if one["document"] == "ledger2"]
    assert total["sentences"] == len(state["lines"])
    assert total["claims"] == len([one for one in state["lines"] if one["claims"]])
    named = {claim for line in state["lines"] for claim in line["claims"]}
    assert named == {*state["claims"]}
    assert state["publisher"] == "Morning Ledger"


def test_a_claim_is_read_before_it_is_written(coding):
    told = coding("preview", cells=_CELLS | {"factuality": "probable"})
    assert told["says"] == "Velmora backs Tarskia"
    assert told["whose"] == "said by Morning Ledger; probable"
    assert told["gloss"] == "Velmora backs Tarskia."
    assert told["layers"] == ["conduct, friendly", "influence, means"]
    assert told["errors"] == told["same"] == []
    found = coding("follows", cells=_CELLS)
    assert found["changes"][0] == {
        "kind": "conduct", "what": "Velmora backs Tarskia", "before": "", "after": "+1 (1 claim)",
    }  # fmt: skip
    assert found["refused"] == found["against"] == []
    analysis = {**_CELLS, "document": "forum", "passage": "forum-p1s1", "claimant": "Policy Forum"}
    assert coding("follows", cells=analysis)["out"] == "analysis"


def test_what_says_the_same_or_the_contrary_is_shown(coding):
    version = coding("version")["version"]
    (name,) = coding("add", cells=_CELLS, version=version)["claims"]
    told = coding("preview", cells=_CELLS)
    assert told["errors"] == [
        f"claim:{name} says the same; give it the passage as a further one instead."
    ]
    assert [(one["claim"], one["against"], one["here"]) for one in told["same"]] == [
        (name, False, True)
    ]
    denied = {
        **_CELLS, "document": "ledger2", "passage": "ledger2-p1s1", "factuality": "denied",
        "gloss": "It gives no support.", "claimant": "Velmora",
    }  # fmt: skip
    (one,) = coding("preview", cells=denied)["same"]
    assert (one["claim"], one["against"], one["here"]) == (name, True, False)
    (against,) = coding("follows", cells=denied)["against"]
    assert name in against


def test_what_is_wrong_is_said_and_nothing_written(coding, folder):
    before = _data(folder)
    version = coding("version")["version"]
    for wrong, said in (
        ({"subject": "Vel"}, "There is no"),
        ({"relation": "bax"}, "There is no relation"),
        ({"claimant": ""}, "whose word"),
        ({"when": "soon"}, "soon"),
        ({"factuality": "denied"}, "A claim needs a gloss"),
    ):
        assert any(said in one for one in coding("preview", cells=_CELLS | wrong)["errors"]), wrong
        with pytest.raises(Exception, match=re.escape(said)):
            coding("add", cells=_CELLS | wrong, version=version)
    with pytest.raises(Exception, match="no part of a claim called 'sbject'"):
        coding("preview", cells={"sbject": "x"})
    with pytest.raises(Exception, match="of which version"):
        coding("add", cells=_CELLS)
    assert _data(folder) == before


def test_what_is_written_is_as_add_and_fmt_write_it(coding, folder):
    path = folder / "data" / "triples.ttl"
    path.write_text(format_turtle(path.read_text("utf-8"), path), "utf-8")
    before = path.read_text("utf-8").splitlines()
    coding("add", cells=_CELLS, version=coding("version")["version"])
    text = path.read_text("utf-8")
    assert format_turtle(text, path) == text
    new = [line for line in text.splitlines() if line not in before]
    assert new[0].startswith("claim:ledger1-")
    assert new[1:] == [
        "    kg:subject actor:velmora ; kg:relation kg:backs ; kg:object actor:tarskia ;",
        '    kg:claimant actor:morning-ledger ; kg:factuality kg:certain ; kg:passage ps:ledger1-p1s1 ; kg:coder "Anna" ;',
        '    kg:gloss "Velmora backs Tarskia."@en .',
    ]
    assert len(text.splitlines()) == len(before) + len(new)


def test_every_change_of_the_desk_is_undone_to_the_byte(coding, folder):
    states = [_data(folder)]

    def done(name, /, **given):
        found = coding(name, version=coding("version")["version"], **given)
        states.append(_data(folder))
        return found

    done("mint", kind="actor", name="Ferry Guild", **{"class": "Organisation"})
    unpinned = {**_CELLS, "subject": "Ferry Guild", "passage": "ledger1-p5"}
    (name,) = done("add", cells=unpinned)["claims"]
    done("edit", claim=name, cells={"factuality": "denied", "gloss": "It does not."})
    done("send_back", claim=name, memo="Who says so?")
    done("accept", claim=name)
    last = done("retract", claim=name, reason="A mistake.")
    assert coding("claim", claim=name)["status"] == "retracted"
    with pytest.raises(Exception, match="The last change is another"):
        coding("undo", number=1)
    undo = last["undo"]
    for state in states[-2::-1]:
        undo = coding("undo", number=undo["number"])["undo"]
        assert _data(folder) == state
    assert undo is None
    with pytest.raises(Exception, match="nothing that could be undone"):
        coding("undo", number=0)


def test_what_others_changed_is_never_overwritten(coding, folder):
    seen = coding("version")["version"]
    (name,) = coding("add", cells=_CELLS, version=seen)["claims"]
    path = folder / "data" / "triples.ttl"
    path.write_text(f"{path.read_text('utf-8')}# a remark\n", "utf-8")
    others = _data(folder)
    for ask, given in (
        ("add", {"cells": _CELLS | {"relation": "courts"}}),
        ("edit", {"claim": name, "cells": {"gloss": "Another."}}),
        ("retract", {"claim": name, "reason": "Wrong."}),
        ("accept", {"claim": name}),
        ("mint", {"kind": "actor", "name": "Ferry Guild", "class": "Organisation"}),
    ):
        with pytest.raises(Exception, match="changed by another program since it was shown"):
            coding(ask, version=seen, **given)
    with pytest.raises(Exception, match="changed since by another program; nothing was undone"):
        coding("undo", number=1)
    assert _data(folder) == others


# --- who may ask


@pytest.fixture
def served(folder):
    with desks.desk(folder) as one:
        yield one


def test_only_its_own_page_may_ask(served, folder):
    before = _data(folder)
    given = {"cells": _CELLS, "version": served.version()}
    home = str(served.client.base_url).rstrip("/")
    body = json.dumps(given).encode()
    plain = {"content-type": "application/json"}
    for name in ("add", "state", "version"):
        for headers, status in (
            ({"x-kgraph-desk": ""}, 403),
            ({"x-kgraph-desk": "A" * 43}, 403),
            ({"origin": "https://evil.example"}, 403),
            ({"origin": "null"}, 403),
            ({"origin": ""}, 403),
            ({"origin": home.replace("127.0.0.1", "localhost")}, 403),
            ({"content-type": "application/x-www-form-urlencoded"}, 415),
            ({"content-type": "text/plain"}, 415),
            ({"content-type": "multipart/form-data; boundary=x"}, 415),
            ({"host": "evil.example"}, 421),
            ({"host": "evil.example", "origin": "http://evil.example"}, 421),
        ):
            answer = served.client.post(f"/desk/api/{name}", content=body, headers=plain | headers)
            assert answer.status_code == status, (name, headers, answer.text)
            assert "error" in answer.json()
    for method in ("GET", "PUT", "DELETE", "OPTIONS"):
        assert served.client.request(method, "/desk/api/add").status_code == 405
    for content in (b"", b"[]", b"{", b"[" * 50_000):
        answer = served.client.post("/desk/api/add", content=content, headers=plain)
        assert answer.status_code == 400
    assert served.client.post("/desk/api/handle", json={}).status_code == 404
    assert served.client.get("/desk", headers={"host": "evil.example"}).status_code == 421
    assert _data(folder) == before
    assert served.ask("add", **given).status_code == 200


def test_nothing_that_is_typed_reaches_out(served, payloads, unseen):
    """Texts that would fetch are texts: in no cell, name or memo of the desk do they reach out."""
    version = served.version()
    for text in payloads:
        answers = [
            served.ask("preview", cells=_CELLS | {"subject": text, "gloss": text}),
            served.ask("state", document=text),
        ]
        for answer in answers:
            assert answer.status_code < 500, text
            assert witnesses.CANARY not in answer.text
    for cell in (*_CELLS, "condition", "group", "note", "when"):
        told = served.ask("follows", cells=_CELLS | {cell: payloads[0]})
        assert told.status_code < 500, cell
    mint = {"kind": "place", "name": payloads[3], "version": version}
    assert served.client.post("/desk/api/mint", json=mint).status_code == 200
    version = served.version()
    written = _CELLS | {"gloss": payloads[0], "memo": payloads[1], "note": payloads[2]}
    assert served.ask("add", cells=written, version=version).status_code == 200
    assert payloads[0] in served.ask("state", document="ledger1").text.replace('\\"', '"')


def test_the_page_cannot_be_framed_nor_load_from_elsewhere(served):
    page = served.client.get("/desk", headers={"origin": "https://evil.example"})
    policy = page.headers["content-security-policy"]
    for rule in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"):
        assert rule in policy
    assert page.headers["cross-origin-resource-policy"] == "same-origin"
    assert page.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in page.headers


def test_a_change_meanwhile_is_a_conflict(served):
    seen = served.version()
    assert served.ask("add", cells=_CELLS, version=seen).status_code == 200
    late = served.ask("add", cells=_CELLS | {"relation": "courts"}, version=seen)
    assert (late.status_code, late.json()["error"]["code"]) == (409, "changed")


@pytest.mark.parametrize(
    "more",
    [
        ("--host", "192.0.2.1"),
        ("--host-name", "desk.example"),
        ("--cors", "https://own.example"),
        ("--token-file", "token"),
    ],
)
def test_a_desk_is_for_this_machine_alone(run, folder, more, tmp_path):
    (tmp_path / "token").write_text("a" * 32, "utf-8")
    more = [str(tmp_path / one) if one == "token" else one for one in more]
    found = run("serve", "--desk", "--graph", folder, *more)
    assert found[0] == 2
    assert f"The desk is for this machine alone; leave out {more[0]}, or --desk." in found[2]


def test_without_the_flag_there_is_no_desk(folder):
    from serving import serving

    with serving("--graph", str(folder)) as (address, _):
        import httpx

        with httpx.Client(base_url=address) as client:
            for path in ("/desk", "/desk.js", "/desk/api/add"):
                assert client.post(path, json={}).status_code in {404, 405}
                assert client.get(path).status_code == 404


@pytest.mark.slow
def test_a_server_killed_while_it_saves_loses_and_doubles_nothing(folder):
    found = desks.killed(folder, 40)
    assert found.total() == 40
    inside = Counter(where for where, _ in found.elements() if where.startswith("killed at"))
    assert inside.total() == 30
    assert {"killed at write", "killed at fsync", "killed at replace"} <= inside.keys()


# --- in a browser, by keyboard alone


class _Coder:
    """Somebody who codes at a desk, and counts the keys."""

    def __init__(self, browser, desk, **options):
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.problems = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda one: one.type == "error" and self.problems.append(one.text))
        self.pressed = 0
        self.page.goto(f"{str(desk.client.base_url).rstrip('/')}/desk")
        self.page.wait_for_selector("html[data-ready]", state="attached")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text):
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def open(self, document):
        self.page.select_option("#document", document)
        self.page.wait_for_selector(f"[data-key={document}-p1s1]")
        self.page.focus(f"[data-key={document}-p1s1]")

    def said(self, text):
        self.page.wait_for_selector(f"#said:text-matches('{text}')")
        return self.page.inner_text("#said")

    def code(self, subject, relation, object_, *keys):
        """Code a claim of the sentence at hand; returns its id."""
        self.press("Enter")
        for part in (subject, relation, object_):
            self.type(part)
            self.press("Enter")
        self.press(*keys, "Enter")
        claim = self.said(r"^\\S+ added").split()[0]
        self.page.wait_for_selector(f"[data-key={claim}]")
        return claim


@pytest.fixture
def coder(browser, served):
    made = []

    def begin(**options):
        made.append(_Coder(browser, served, **options))
        return made[-1]

    yield begin
    for one in made:
        assert one.problems == []
        one.context.close()


_ENDS = ("vel", "osh", "tar")
_SAID = [
    (subject, relation, object_)
    for relation in ("backs", "distr", "courts", "threa", "prais")
    for subject in _ENDS
    for object_ in _ENDS
    if subject != object_
]


def test_claims_are_coded_reviewed_and_undone_by_keyboard(coder, folder):
    before = _data(folder)
    one = coder()
    one.open("ledger1")
    made = [one.code(*said) for said in _SAID[:25]]
    assert len({*made}) == 25
    text = (folder / "data" / "triples.ttl").read_text("utf-8")
    assert all(f"claim:{claim} a kg:Claim" in text for claim in made)
    page = one.page
    page.focus(f"[data-key={made[0]}]")
    one.press("r", "n")
    page.focus(f"[data-key={made[0]}]")
    one.press("a")
    one.said(f"{made[0]} changed.")
    page.wait_for_selector(f"[data-key={made[0]}]:has-text('reviewed')")
    page.focus(f"[data-key={made[1]}]")
    one.press("b")
    one.type("Which day?")
    one.press("Enter")
    page.wait_for_selector(f"[data-key={made[1]}]:has-text('sent back')")
    page.focus(f"[data-key={made[2]}]")
    one.press("e")
    page.wait_for_selector("#doing:text('Edit')")
    one.press("F2", "Enter")
    one.said(f"{made[2]} changed.")
    page.wait_for_selector(f"[data-key={made[2]}]")
    page.focus(f"[data-key={made[3]}]")
    one.press("x")
    one.type("A mistake.")
    one.press("Enter")
    page.wait_for_selector(f"[data-key={made[3]}]", state="detached")
    text = (folder / "data" / "triples.ttl").read_text("utf-8")
    assert 'kg:memo "Anna: Which day?"' in text or 'kg:memo "Which day?"' in text
    assert "Retracted: A mistake." in text
    for left in range(28, -1, -1):
        page.focus("[data-key=ledger1-p1s1]")
        one.press("u")
        page.wait_for_selector("#undo:disabled" if not left else f"#undo[data-left='{left}']")
    assert _data(folder) == before


def test_sentences_marked_by_the_mouse_are_the_passage(coder):
    one = coder()
    one.open("ledger1")
    first, second = (one.page.locator(f"[data-key=ledger1-p2s{n}]") for n in (1, 2))
    from_, to = first.bounding_box(), second.bounding_box()
    one.page.mouse.move(from_["x"] + 3, from_["y"] + 8)
    one.page.mouse.down()
    one.page.mouse.move(to["x"] + 30, to["y"] + 8, steps=4)
    one.page.mouse.up()
    one.page.wait_for_selector("#form:not([hidden])")
    assert one.page.input_value("#field-passage") == "ledger1-p2s1-2"


def test_a_second_browser_sees_what_the_first_wrote_and_loses_nothing(coder, folder):
    first, second = coder(), coder()
    for one in (first, second):
        one.open("ledger1")
    second.press("Enter")
    for part in ("osh", "backs", "tar"):
        second.type(part)
        second.press("Enter")
    claim = first.code("vel", "backs", "tar")
    second.page.wait_for_selector(f"[data-key={claim}]")
    assert "The dossier was changed elsewhere" in second.said("changed elsewhere")
    second.page.focus("#field-gloss")
    second.press("Enter")
    other = second.said(r"^\\S+ added").split()[0]
    call = [
        sys.executable,
        "-m",
        "kgraph",
        "add",
        "ledger1",
        "ledger1-p1s1",
        "Oshen courts Velmora",
    ]
    more = ["--by", "morning-ledger", "--gloss", "It woos.", "--factuality", "certain"]
    done = subprocess.run(
        [*call, *more, "--graph", folder], capture_output=True, text=True, check=True
    )
    third = done.stdout.strip().removeprefix("claim:")
    text = (folder / "data" / "triples.ttl").read_text("utf-8")
    for name in (claim, other, third):
        assert text.count(f"claim:{name} a kg:Claim") == 1
        for one in (first, second):
            one.page.wait_for_selector(f"[data-key={name}]")


def test_a_new_name_is_added_where_it_is_typed(coder, folder):
    one = coder()
    one.open("ledger1")
    one.press("Enter")
    one.type("Ferry Guild")
    one.press("Enter", "Tab")
    one.type("Org")
    one.press("Enter")
    one.said("actor:ferry-guild added.")
    one.page.wait_for_selector("#field-relation:focus")
    assert one.page.input_value("#field-subject") == "Ferry Guild"
    for part in ("backs", "vel"):
        one.type(part)
        one.press("Enter")
    one.press("Enter")
    one.said(r"^\\S+ added")
    text = (folder / "data" / "triples.ttl").read_text("utf-8")
    assert "actor:ferry-guild a kg:Organisation" in text


def test_what_is_typed_outlives_the_server(coder, served):
    one = coder()
    one.open("ledger1")
    one.press("Enter")
    for part in ("vel", "backs", "tar"):
        one.type(part)
        one.press("Enter")
    desks.kill(served.process)
    one.press("Enter")
    assert "What is typed is kept" in one.said("The server does not answer")
    kept = one.page.evaluate("sessionStorage.getItem('kgraph-desk-claim')")
    assert json.loads(kept)["values"]["object"] == "Tarskia"
    one.problems = [said for said in one.problems if "ERR_CONNECTION_REFUSED" not in said]


def test_ten_claims_take_a_quarter_of_the_keys_of_the_command_line(coder, folder, capsys):
    one = coder()
    one.open("ledger2")
    one.pressed = 0
    glosses = {}
    for n, said in enumerate(_SAID[:10]):
        if n in {1, 2, 4, 6}:
            one.press("ArrowDown")
        claim = one.code(*said)
        glosses[claim] = one.page.evaluate("document.activeElement.dataset.key")
    keys = one.pressed
    blocks = (folder / "data" / "triples.ttl").read_text("utf-8")
    typed = 0
    for claim, passage in glosses.items():
        block = blocks[blocks.index(f"claim:{claim} a kg:Claim") :].partition(" .\n")[0]
        ends = [
            re.search(rf"kg:{end} \w+:(\S+)", block)[1] for end in ("subject", "relation", "object")
        ]
        gloss = re.search(r'kg:gloss "([^"]*)"', block)[1]
        command = (
            f'kgraph add ledger2 {passage.partition("-")[2]} "{" ".join(ends)}" --by morning-ledger '
            f'--gloss "{gloss}"'
        )
        typed += len(command) + 1
    with capsys.disabled():
        sys.stdout.write(f"\nTen claims: {keys} keys at the desk, {typed} on the command line.\n")
    assert keys <= typed / 4


def test_hedge_mode_claimant_and_date_have_a_key_each(coder, folder):
    one = coder()
    one.open("ledger1")
    one.press("Enter")
    one.press("F2")
    assert one.page.input_value("#field-factuality") == "probable"
    one.press("Shift+F2", "F4")
    assert one.page.input_value("#field-factuality") == "certain"
    assert one.page.input_value("#field-mode") != ""
    one.press("F8")
    assert one.page.evaluate("document.activeElement.id") == "field-claimant"
    one.press("F9")
    assert one.page.evaluate("document.activeElement.id") == "field-when"
    one.press("Escape")
    assert one.page.evaluate("document.activeElement.dataset.key") == "ledger1-p1s1"


def test_several_sentences_are_marked_with_shift(coder):
    one = coder()
    one.open("ledger1")
    one.press("ArrowDown", "Shift+ArrowDown", "Enter")
    assert one.page.input_value("#field-passage") == "ledger1-p2s1-2"


def test_a_text_is_text(coder, served, folder):
    script = "<img src=x onerror=window.__pwn=1>"
    given = {"cells": _CELLS | {"gloss": script}, "version": served.version()}
    assert served.ask("add", **given).status_code == 200
    one = coder()
    one.open("ledger1")
    assert script in one.page.inner_text("#text")
    assert one.page.locator("img").count() == 0


def test_axe_finds_nothing(coder):
    from axe_playwright_python.sync_playwright import Axe

    one = coder(bypass_csp=True)
    one.open("ledger1")
    axe = Axe()

    def check(what):
        for scheme in ("light", "dark"):
            one.page.emulate_media(color_scheme=scheme)
            found = axe.run(one.page).response["violations"]
            assert found == [], (what, scheme, [(it["id"], it["nodes"][0]["html"]) for it in found])

    check("text")
    one.press("ArrowRight")
    check("card")
    one.press("ArrowLeft", "Enter")
    one.type("vel")
    check("list")
    one.press("Enter")
    one.type("backs")
    one.press("Enter")
    one.type("tar")
    one.press("Enter")
    one.page.wait_for_selector("#follows h3")
    check("form")

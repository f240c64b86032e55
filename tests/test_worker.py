"""Queries that are not ours: they reach nothing, they end, and what they look like is no matter."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import witness as witnesses

import kgraph
from kgraph import cli
from kgraph.curation import checks, shacl
from kgraph.curation.turtle import Lines
from kgraph.dossier import answering, build, dossier, foreign, guard, worker
from kgraph.dossier import store as stores
from kgraph.dossier.foreign import Foreign
from kgraph.dossier.shapes import of_claims
from kgraph.dossier.worker import Limits, Worker
from kgraph.errors import BadData, BadQuery, KgraphError, LimitError, UsageError
from kgraph.vocabulary import CURATED, VOCABULARY

pytestmark = pytest.mark.slow

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
_MEGABYTE = 1 << 20


@pytest.fixture(scope="module")
def mini(_own_cache):
    return kgraph.open(_MINI)


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(_MINI, tmp_path / "mini"))


def _children():
    tasks = Path("/proc/self/task").glob("*/children")
    return [int(pid) for task in tasks for pid in task.read_text().split()]


@pytest.fixture(autouse=True)
def _no_child_left():
    before = set(_children())
    yield
    assert set(_children()) <= before


def _outcome(call, *args):
    """Return what a call returns or says, as text."""
    try:
        return repr(call(*args))
    except KgraphError as error:
        return str(error)


# --- nothing is reached


def test_the_witness_sees_a_query_that_nobody_holds(witness, payloads):
    before = witness.connections
    found = list(ox.Store().query(payloads[0]))
    assert witness.connections == before + 1
    assert witnesses.CANARY in str(found[0]["o"])
    witness.connections = before


def test_no_typed_query_reaches_out(mini, payloads, unseen):
    said = [_outcome(mini.query, text) for text in payloads]
    assert [one for one in said if witnesses.CANARY in one] == []


@pytest.mark.slow
def test_no_query_reaches_out_that_the_guard_lets_through(mini, payloads, unseen, monkeypatch):
    monkeypatch.setattr(answering.guard, "verdict", lambda text, **_: ((), None))
    said = [_outcome(mini.query, text) for text in payloads]
    assert [one for one in said if witnesses.CANARY in one] == []
    assert [one for one in said if "would fetch" in one] == []


@pytest.mark.slow
def test_no_query_of_a_file_reaches_out(copy, payloads, unseen, capsys):
    for text in payloads:
        (copy / "q.rq").write_bytes(text.encode())
        with pytest.raises(SystemExit) as stop:
            cli.main(["query", "-f", str(copy / "q.rq"), "--graph", str(copy)])
        assert stop.value.code in {0, 3}, text
    written = capsys.readouterr()
    assert witnesses.CANARY not in written.out + written.err


@pytest.mark.slow
def test_no_question_of_a_dossier_reaches_out(copy, payloads, unseen):
    head = (
        "# # {0}\n#\n# **Question:** What?\n# **Parameters:** none.\n# **Columns:** `?s` IRI.\n"
        "# **Order:** ?s.\n# **Terms:** kg:Claim\n"
    )
    (copy / "queries").mkdir()
    for number, text in enumerate(payloads):
        name = f"own-{number}"
        (copy / "queries" / f"{name}.rq").write_bytes((head.format(name) + text).encode())
    graph = kgraph.open(copy)
    said = [_outcome(graph.question, f"own-{number}") for number in range(len(payloads))]
    assert [one for one in said if witnesses.CANARY in one] == []


def test_no_rule_of_a_dossier_reaches_out(tmp_path, witness, unseen):
    store = stores.parse({CURATED: sorted((_MINI / "data").glob("*.ttl"))})
    rule = tmp_path / "own.rq"
    for head, body in witnesses.groups(witness.url):
        rule.write_bytes(f"{head}CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {body} }}".encode())
        _outcome(build.derive, store, [rule])
    assert witnesses.CANARY not in store.dump().decode()


@pytest.mark.slow
def test_no_check_of_a_dossier_reaches_out(copy, payloads, unseen):
    folder = copy / "ontology" / "checks"
    folder.mkdir(parents=True)
    for number, text in enumerate(payloads):
        (folder / f"own{number}.rq").write_bytes(f"# {{s}} {{o}}\n{text}".encode())
    found = [one for one in checks.check(dossier.find(copy)) if one.path.endswith(".rq")]
    assert len(found) > 100
    assert all(one.line for one in found)
    assert witnesses.CANARY not in repr(found)


def _shapes(copy, witness, property_):
    """Write shapes that ask each payload of every claim; return how many there are."""
    folder = copy / "ontology"
    folder.mkdir(exist_ok=True)
    bodies = witnesses.groups(witness.url)
    lines = [
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <https://w3id.org/kgraph/ns#> ."
    ]
    for number, (head, body) in enumerate(bodies):
        text = f"{head}SELECT $this ?s WHERE {{ $this ?q ?r . {body} }}"
        escaped = (
            text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "\\r").replace("\n", "\\n")
        )
        lines.append(
            f"<http://e/S{number}> a sh:NodeShape ; sh:targetNode <http://e/x> ; "
            f'{property_} [ sh:message "m" ; sh:select "{escaped}" ] .'
        )
    (folder / "shapes.ttl").write_text("\n".join(lines), encoding="utf-8")
    return len(bodies)


def test_no_shape_of_a_dossier_computes(copy, witness, unseen):
    count = _shapes(copy, witness, "sh:sparql")
    found = [one for one in checks.check(dossier.find(copy)) if one.check == "shapes"]
    assert count >= 100
    assert [(one.path, one.line, one.subject) for one in found] == [
        ("ontology/shapes.ttl", 2, "sh:select"), ("ontology/shapes.ttl", 2, "sh:sparql"),
    ]  # fmt: skip


def test_what_shacl_computes_all_the_same_reaches_nobody(copy, witness, unseen):
    text = f"SELECT $this ?x WHERE {{ $this ?p ?o . SERVICE\\\\u0020<{witness.url}> {{?x ?q ?r}} }}"
    (copy / "ontology").mkdir()
    (copy / "ontology" / "shapes.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <https://w3id.org/kgraph/ns#> .\n"
        "<http://e/S> a sh:NodeShape ; sh:targetClass kg:Claim ;\n"
        f'  sh:sparql [ sh:message "m" ; sh:select """{text}""" ] .\n',
        encoding="utf-8",
    )
    found = dossier.find(copy)
    store = stores.parse({VOCABULARY: found.vocabulary, CURATED: found.curated})
    (told,) = shacl.validated(found, store, Lines([]))
    assert "cannot be used" in told.finding.message


@pytest.mark.parametrize("said", [
    "<http://e/S> sh:rule [ a sh:TripleRule ]", "<http://e/S> sh:js [ sh:jsFunctionName 'f' ]",
    "<http://e/f> a sh:SPARQLFunction", "<http://e/S> sh:target [ sh:select 'SELECT ?this {}' ]",
    "<http://e/c> a sh:ConstraintComponent", "<http://e/S> sh:construct 'CONSTRUCT {} WHERE {}'",
    "<http://e/S> <http://www.w3.org/ns/shacl#sparql> []", "<http://e/S> sh:values [ sh:path kg:a ]",
    "[] a sh:SPARQLAskValidator ; sh:ask 'ASK {}'", "<http://e/S> sh:shapesGraph <http://e/g>",
])  # fmt: skip
def test_shapes_name_what_the_core_of_shacl_has(tmp_path, said):
    file = tmp_path / "shapes.ttl"
    head = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <https://w3id.org/kgraph/ns#> .\n"
    )
    file.write_text(f"{head}# sh:sparql\n{said} .\n", encoding="utf-8")
    found = list(shacl.refused(dossier.find(), [file]))
    assert {(one.path, one.line, one.severity) for one in found} == {("shapes.ttl", 3, "error")}


def test_the_packaged_shapes_are_of_the_core():
    assert list(shacl.refused(dossier.find(), dossier.find().shapes)) == []


def test_shapes_of_ones_own_constrain(copy):
    (copy / "ontology").mkdir()
    (copy / "ontology" / "shapes.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <https://w3id.org/kgraph/ns#> .\n"
        "<http://e/S> a sh:NodeShape ; sh:targetClass kg:Claim ;\n"
        '  sh:property [ sh:path kg:gloss ; sh:maxLength 20 ; sh:message "too long" ] .\n',
        encoding="utf-8",
    )
    found = [one for one in checks.check(dossier.find(copy)) if one.check == "shape"]
    assert len(found) > 20
    assert {one.message for one in found} == {"too long"}
    assert all(one.line for one in found)


@pytest.mark.parametrize(("shapes", "line", "said"), [
    ("<http://e/S> a sh:NodeShape ; sh:targetClass kg:Claim ; sh:property [ sh:path kg:gloss ; sh:minLength 'x' ] .", 1, "cannot be used"),
    ("<http://e/S> a sh:NodeShape ;; . foo", 2, "not Turtle"),
])  # fmt: skip
def test_shapes_that_cannot_be_used_are_a_finding(copy, shapes, line, said):
    (copy / "ontology").mkdir()
    head = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <https://w3id.org/kgraph/ns#> .\n"
    )
    (copy / "ontology" / "shapes.ttl").write_text(head + shapes, encoding="utf-8")
    found = [one for one in checks.check(dossier.find(copy)) if one.path == "ontology/shapes.ttl"]
    assert [(one.line, one.severity) for one in found] == [(line, "error")]
    assert said in found[0].message


@pytest.mark.parametrize("said", [
    "foo", "<http://e/S> sh:targetClass kg:Claim ; sh:property [ sh:in (1) ] .",
    "<http://e/S> sh:targetClass kg:Claim ; sh:property [ sh:path kg:gloss ; sh:minCount 'x' ] .",
    "<http://e/S> sh:targetClass kg:Claim ; sh:property [ sh:path kg:gloss ; sh:in _:l ] ."
    " _:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 ;"
    " <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l .",
    "<http://e/S> sh:targetClass kg:Claim ; sh:property [ sh:path [ sh:inversePath kg:gloss ] ] .",
])  # fmt: skip
def test_shapes_that_no_claim_can_be_held_to_are_said_to_be_so(copy, said):
    (copy / "ontology").mkdir()
    head = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <https://w3id.org/kgraph/ns#> .\n"
    )
    (copy / "ontology" / "shapes.ttl").write_text(head + said, encoding="utf-8")
    if "inversePath" in said:
        assert "kg:gloss" in of_claims(dossier.find(copy)).properties
        return
    with pytest.raises(BadData, match=r"shapes\.ttl"):
        of_claims(dossier.find(copy))


def test_a_worker_opens_and_writes_nothing(tmp_path):
    file = tmp_path / "there"
    file.write_text("x", encoding="utf-8")
    held = file.open("a", encoding="utf-8")

    def tried(what):
        try:
            what()
        except OSError as error:
            return type(error).__name__
        return "done"

    def write():
        held.write("y" * 100_000)
        held.flush()

    def handler(_):
        import socket

        return ",".join(
            [tried(lambda: file.read_text()), tried(lambda: (tmp_path / "new").touch()),
             tried(socket.socket), tried(os.pipe), tried(write)]
        ).encode()  # fmt: skip

    with held:
        told = worker.run(lambda _: handler)
    assert told.decode() == "OSError,OSError,OSError,OSError,OSError"
    assert file.read_text(encoding="utf-8") == "x"
    assert list(tmp_path.iterdir()) == [file]


# --- every query ends

_PRODUCT = "{?a ?b ?c . ?d ?e ?f . ?g ?h ?i}"
_DOUBLED = "".join(f"BIND(CONCAT(?a{i},?a{i}) AS ?a{i + 1}) " for i in range(34))
_RUNAWAYS = {
    "count of a product": f"SELECT (COUNT(*) AS ?n) {_PRODUCT}",
    "distinct product": f"SELECT DISTINCT ?a ?d ?g {_PRODUCT}",
    "ordered product": "SELECT * {?a ?b ?c . ?d ?e ?f} ORDER BY ?c ?f",
    "rows without end": f"SELECT * {_PRODUCT}",
    "a limit too far": f"SELECT * {_PRODUCT} LIMIT 1000000000",
    "a far offset": f"SELECT * {_PRODUCT} OFFSET 1000000000",
    "asked of a product": "ASK {?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(CONCAT(STR(?c), STR(?f), STR(?i))) < 0)}",
    "constructed product": f"CONSTRUCT {{?a ?e ?i}} WHERE {_PRODUCT}",
    "grouped product": f"SELECT ?a (COUNT(*) AS ?n) {_PRODUCT} GROUP BY ?a ?d ?g",
    "concat of groups": "SELECT (GROUP_CONCAT(?c) AS ?n) {?a ?b ?c . ?d ?e ?f . ?g ?h ?i}",
    "closure of all": "SELECT (COUNT(*) AS ?n) { ?a (!kg:no)* ?b . ?b (!kg:no)* ?c . ?c (!kg:no)* ?d }",
    "closure of a closure": "SELECT (COUNT(*) AS ?n) { ?a ((!kg:no)*)* ?b . ?c ((!kg:no)+)+ ?d }",
    "both ways": "SELECT (COUNT(*) AS ?n) { ?a ((!kg:no)|^(!kg:no))* ?b . ?c ((!kg:no)|^(!kg:no))* ?d . ?e ?f ?g }",
    "long path": "SELECT (COUNT(*) AS ?n) { ?a " + "/".join(["((!kg:no)|^(!kg:no))"] * 30) + " ?b }",
    "filter of a product": "SELECT * {?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONTAINS(CONCAT(STR(?c), STR(?f), STR(?i)), 'never'))}",
    "minus of products": f"SELECT (COUNT(*) AS ?n) {{ {_PRODUCT} MINUS {{?a ?x ?y . ?z ?v ?w}} }}",
    "union of products": f"SELECT (COUNT(*) AS ?n) {{ {_PRODUCT} UNION {_PRODUCT} }}",
    "optional products": "SELECT (COUNT(*) AS ?n) {?a ?b ?c OPTIONAL {?d ?e ?f} OPTIONAL {?g ?h ?i}}",
    "not exists": "SELECT (COUNT(*) AS ?n) {?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS {?g ?h ?i . ?a ?h ?d}}",
    "subselects": f"SELECT (COUNT(*) AS ?n) {{ {{SELECT * {_PRODUCT}}} {{SELECT ?x {{?x ?y ?z}}}} }}",
    "doubled text": f"SELECT ?z {{ BIND('aaaaaaaaaaaaaaaa' AS ?a0) {_DOUBLED} BIND(STRLEN(?a34) AS ?z) }}",
    "replaced text": "SELECT (STRLEN(REPLACE(REPLACE(REPLACE(REPLACE(?x, 'a', '%s'), 'a', '%s'), 'a', '%s'), 'a', '%s')) AS ?n) { BIND('%s' AS ?x) }" % (("a" * 100,) * 5),
    "digests of a product": "SELECT (COUNT(?x) AS ?n) {?a ?b ?c . ?d ?e ?f . ?g ?h ?i BIND(SHA512(CONCAT(STR(?a),STR(?d),STR(?g))) AS ?x)}",
    "random order": "SELECT * {?a ?b ?c . ?d ?e ?f . ?g ?h ?i} ORDER BY RAND()",
    "values squared": "SELECT (COUNT(*) AS ?n) {" + "".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(40)))} }} " for i in range(7)) + "}",
}  # fmt: skip


@pytest.mark.parametrize("name", _RUNAWAYS)
def test_a_runaway_is_stopped(mini, name):
    asked = Foreign(mini.store, Limits(seconds=0.5, memory=256 * _MEGABYTE, answer=32 * _MEGABYTE))
    with pytest.raises(LimitError, match="The query was stopped") as caught:
        asked.run(_RUNAWAYS[name])
    assert caught.value.exit_code == 6


def test_there_are_enough_runaways():
    assert len(_RUNAWAYS) >= 25


_DEEP = {
    "exists": ("ASK {" + "FILTER EXISTS {" * 3_000, "}" * 3_001),
    "not exists": ("ASK {" + "FILTER NOT EXISTS {" * 3_000, "}" * 3_001),
    "brackets": ("ASK { FILTER(" + "(" * 30_000 + "1", ")" * 30_001 + "}"),
    "groups": ("ASK " + "{" * 5_000, "}" * 5_000),
    "optional": ("ASK {" + "OPTIONAL {" * 1_500, "}" * 1_501),
    "minus": ("ASK {" + "?a ?b ?c MINUS {" * 1_500, "}" * 1_501),
    "subselects": ("SELECT * {" + "{SELECT * {" * 1_500, "}}" * 1_500 + "}"),
    "negations": ("ASK { FILTER(" + "!" * 100_000 + "true)", "}"),
    "sums": ("ASK { FILTER(1" + "+1" * 50_000 + ")", "}"),
    "if": ("ASK { FILTER(" + "IF(true," * 5_000 + "1", ",2)" * 5_000 + ")}"),
    "str": ("ASK { FILTER(" + "STR(" * 10_000 + "1", ")" * 10_000 + ")}"),
    "coalesce": ("ASK { FILTER(" + "COALESCE(" * 10_000 + "1", ")" * 10_000 + ")}"),
    "paths": ("ASK { ?a " + "(" * 20_000 + "kg:backs", ")" * 20_000 + " ?b }"),
    "lists": ("ASK { ?a ?b " + "(" * 5_000 + "1", ")" * 5_000 + "}"),
    "blank nodes": ("ASK { ?a ?b " + "[?p " * 2_000 + "1", "]" * 2_000 + "}"),
    "ands": ("ASK { FILTER(true" + "&& true" * 20_000 + ")", "}"),
    "unions": ("ASK { {}" + "UNION {}" * 20_000, "}"),
    "no end": ("ASK " + "{" * 100_000, ""),
    "half a bracket": ("ASK { FILTER(" + "(" * 100_000, ""),
}


@pytest.mark.parametrize("name", _DEEP)
def test_a_deep_query_is_answered_or_refused(mini, name):
    asked = Foreign(mini.store, Limits(seconds=0.5, memory=256 * _MEGABYTE))
    said = _outcome(asked.run, "".join(_DEEP[name]))
    assert said in {"True", "False"} or said.startswith(
        ("<Rows", "The query was stopped", "query:1:")
    )


def test_rules_and_checks_of_a_dossier_end(copy, monkeypatch):
    short = Limits(seconds=0.5, memory=256 * _MEGABYTE)
    monkeypatch.setattr(foreign, "Limits", lambda: short)
    folder = copy / "ontology"
    (folder / "checks").mkdir(parents=True)
    (folder / "rules").mkdir()
    (folder / "checks" / "slow.rq").write_text(
        f"# slow\n{_RUNAWAYS['count of a product']}", encoding="utf-8"
    )
    found = [one for one in checks.check(dossier.find(copy)) if one.path.endswith("slow.rq")]
    assert [(one.line, one.severity) for one in found] == [(1, "error")]
    assert "longer than 0.5 s" in found[0].message
    rule = folder / "rules" / "slow.rq"
    rule.write_text(_RUNAWAYS["constructed product"], encoding="utf-8")
    with pytest.raises(LimitError, match=r"slow\.rq: The rule was stopped"):
        kgraph.open(copy, cache=False)


def test_a_rule_of_a_dossier_that_fetches_is_named(copy):
    rule = copy / "ontology" / "rules" / "own.rq"
    rule.parent.mkdir(parents=True)
    rule.write_text(
        "# Mine.\nCONSTRUCT WHERE { SERVICE <http://127.0.0.1:9/> {?s ?p ?o} }", encoding="utf-8"
    )
    with pytest.raises(BadData, match=r"own\.rq:2:19: The rule cannot be run: SERVICE") as caught:
        kgraph.open(copy, cache=False)
    assert caught.value.exit_code == 3


def test_a_rule_of_a_dossier_that_does_no_harm_is_applied(copy):
    rule = copy / "ontology" / "rules" / "own.rq"
    rule.parent.mkdir(parents=True)
    rule.write_text(
        "\ufeffCONSTRUCT { ?a kg:memberOf actor:own } WHERE { ?a kg:memberOf ?b }", encoding="utf-8"
    )
    assert kgraph.open(copy, cache=False).ask("ASK { ?a kg:memberOf actor:own }")


def _call(*args):
    return [sys.executable, "-m", "kgraph", *args, "--graph", str(_MINI)]


def test_the_command_line_says_which_limit(mini):
    ran = subprocess.run(
        _call("query", "--timeout", "0.5", _RUNAWAYS["count of a product"]),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (6, "")
    assert "longer than 0.5 s" in ran.stderr
    assert "--timeout" in ran.stderr


def test_a_query_without_stack_ends_the_worker_and_no_more(mini):
    deep = "".join(_DEEP["exists"]).encode()
    ran = subprocess.run(
        _call("query", "-f", "-", "--timeout", "1"), input=deep, capture_output=True, check=False
    )
    assert ran.returncode in {0, 6}
    assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "1e9", "soon"])
def test_a_timeout_is_a_number_of_seconds(seconds, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(["query", "ASK {}", "--timeout", seconds])
    assert stop.value.code == 2
    assert "--timeout" in capsys.readouterr().err


def _child_of(pid):
    """Return the first child of a process, as soon as it has one."""
    while True:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if found:
            return int(found[0])
        os.sched_yield()


def _gone(pid):
    """Wait until a process is no more, or a corpse that nobody waits for."""
    while True:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        os.sched_yield()


@pytest.mark.parametrize("name", ["count of a product", "ordered product", "closure of all"])
def test_ctrl_c_stops_a_query(mini, name):
    running = subprocess.Popen(
        _call("query", _RUNAWAYS[name]), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    child = _child_of(running.pid)
    os.killpg(running.pid, signal.SIGINT)
    out, error = running.communicate(timeout=30)
    assert (running.returncode, out, error) == (130, b"", b"kgraph: Interrupted.\n")
    assert not Path(f"/proc/{child}").exists()


def test_a_worker_does_not_outlive_its_owner(mini):
    running = subprocess.Popen(
        _call("query", _RUNAWAYS["count of a product"]), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    child = _child_of(running.pid)
    running.kill()
    running.wait(timeout=30)
    assert _gone(child)


def test_closed_outputs_are_not_written_to(mini, tmp_path):
    script = f"exec {sys.executable} -m kgraph query 'ASK {{}}' --graph {_MINI} -o {tmp_path}/a.csv <&- >&- 2>&-"
    assert subprocess.run(["sh", "-c", script], check=False).returncode == 0
    assert (tmp_path / "a.csv").read_text() == "answer\ntrue\n"


# --- the worker itself


def test_a_worker_answers_until_it_is_closed():
    with Worker(lambda _: lambda request: b"a " + request) as one:
        assert one.ask(b"b") == b"a b"
        assert one.ask() == b"a "
        big = b"x" * (3 * _MEGABYTE)
        assert one.ask(big) == b"a " + big


def test_an_error_in_a_worker_is_raised_here():
    def handler(request):
        if request == b"bad":
            raise BadQuery("no", "query", 1, 2)
        if request == b"odd":
            raise KeyError("x")
        return b"fine"

    with Worker(lambda _: handler) as one:
        with pytest.raises(BadQuery, match="query:1:2: no") as caught:
            one.ask(b"bad")
        assert (caught.value.line, caught.value.column) == (1, 2)
        assert one.ask() == b"fine"
        with pytest.raises(RuntimeError, match="KeyError"):
            one.ask(b"odd")


def test_an_error_while_making_ready_is_raised_here():
    def start(_):
        raise UsageError("not ready")

    with pytest.raises(UsageError, match="not ready"):
        worker.run(start)


@pytest.mark.parametrize("listens", [True, False])
def test_what_is_told_comes_while_it_makes_ready_and_is_no_request(listens):
    def start(told):
        heard = told() + told() if listens else b"nothing"
        return lambda request: heard + b" " + request

    with Worker(start, told=lambda: b"so") as one:
        assert one.ask(b"a") == (b"soso a" if listens else b"nothing a")
        assert one.ask(b"b") == (b"soso b" if listens else b"nothing b")


def test_an_error_of_what_is_to_be_told_ends_the_worker():
    def told():
        raise UsageError("not to be found")

    with pytest.raises(UsageError, match="not to be found"):
        worker.run(lambda told: lambda _: told(), told=told)


def _for_ever(_):
    while True:
        pass


@pytest.mark.parametrize(("handler", "said"), [
    (lambda _: b"x" * 400 * _MEGABYTE, "more than 200 MB of memory"),
    (lambda _: b"x" * 3 * _MEGABYTE, "longer than 2 MB"),
    (lambda _: signal.raise_signal(signal.SIGSEGV), "nested too deeply"),
    (lambda _: signal.raise_signal(signal.SIGABRT), "of memory"),
    (_for_ever, "longer than 0.5 s"),
])  # fmt: skip
def test_each_limit_is_said(handler, said):
    limits = Limits(seconds=0.5, memory=200 * _MEGABYTE, answer=2 * _MEGABYTE)
    with pytest.raises(LimitError, match=said):
        worker.run(lambda _: handler, limits)


def test_the_timeout_of_the_library(copy):
    graph = kgraph.open(copy)
    assert graph.timeout == 60
    graph.timeout = 0.5
    for method in (graph.select, graph.query):
        with pytest.raises(LimitError, match=r"longer than 0\.5 s"):
            method(_RUNAWAYS["count of a product"])


def test_where_no_process_can_be_forked_the_guard_decides(mini, payloads, unseen, monkeypatch):
    monkeypatch.setattr(worker, "AVAILABLE", False)
    assert mini.ask("ASK { ?service a kg:State }")
    reading = [
        text
        for text in payloads
        if text.startswith(("DESCRIBE <", "SELECT * { GRAPH <", "SELECT (<"))
    ]
    for text in payloads:
        if text not in reading:
            with pytest.raises(BadQuery):
                mini.query(text)
    said = [_outcome(mini.query, text) for text in reading]
    assert len(said) == 3
    assert [one for one in said if witnesses.CANARY in one] == []


# --- what only looks like it


@pytest.mark.parametrize("text", [
    "SELECT ?service { ?service a kg:State }",
    "SELECT ?x { ?x a kg:State . FILTER(STR(?x) != 'SERVICE <http://x/> {}') }",
    'SELECT ?x { ?x a kg:State . FILTER(STR(?x) != """a "SERVICE" b""") }',
    "PREFIX ex: <http://e.x/> SELECT ?x { ?x a kg:State . OPTIONAL { ?x a ex:Service } }",
    "PREFIX service: <http://e.x/> SELECT ?x { ?x a kg:State . OPTIONAL { ?x service:a service:from } }",
    "PREFIX ask: <http://e.x/> SELECT ?x { ?x a kg:State . OPTIONAL { ?x ask:b ?from } }",
    "# SERVICE, FROM <http://x/>\nSELECT ?x { ?x a kg:State }",
    "SELECT ?x { ?x a kg:State . OPTIONAL { ?x <http://x/SERVICE#FROM> ?insert } }",
    "SELECT ?x WHERE { ?x a kg:State . FILTER(?x NOT IN (<http://x/LOAD>)) } # DROP ALL",
    "SELECT ?x { ?x a kg:State . VALUES ?l { 'LOAD <http://x/>' 'from'@en } }",
])  # fmt: skip
def test_a_look_alike_is_answered(mini, text):
    assert len(mini.select(text)) > 0


def test_a_prefix_or_variable_named_as_a_form_is_none(mini):
    assert mini.query(
        "PREFIX ask: <http://e.x/> SELECT ?select { ?select a kg:State } LIMIT 1"
    ).columns == ("select",)
    assert mini.query("ASK { ?construct a kg:State }") is True


def test_a_query_is_asked_of_the_graphs_that_it_names(mini):
    def count(clauses, body="{ ?s ?p ?o }"):
        (row,) = mini.select(f"SELECT (COUNT(*) AS ?n) {clauses} {body}").plain()
        return row[0]

    curated, derived = (
        count("", f"{{ GRAPH graph:{name} {{ ?s ?p ?o }} }}") for name in ("curated", "derived")
    )
    assert 0 < curated < count("")
    assert count("FROM graph:curated") == curated
    assert count("from<https://w3id.org/kgraph/graph/curated>") == curated
    assert count("FROM graph:curated FROM graph:derived") == curated + derived
    assert count("FROM NAMED graph:curated") == 0
    assert count("FROM NAMED graph:curated", "{ GRAPH ?g { ?s ?p ?o } }") == curated
    assert count("FROM graph:curated", "{ GRAPH ?g { ?s ?p ?o } }") == 0
    assert count("", "{ GRAPH <http://nowhere.example/> { ?s ?p ?o } }") == 0
    for other in ("<http://nowhere.example/g>", "<file:///etc/passwd>"):
        with pytest.raises(
            BadQuery, match=r"no graph .* none is fetched; FROM can name graph:curated"
        ):
            count(f"FROM {other}")


def test_answers_come_whole_through_the_pipe(mini):
    text = "SELECT ?s ?p ?o ?none { ?s ?p ?o }"
    assert sorted(map(repr, mini.select(text))) == sorted(map(repr, mini.store.select(text)))
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    assert sorted(map(repr, mini.construct(text))) == sorted(map(repr, mini.store.construct(text)))
    values = "VALUES ?o { 'a\\tb\\u0001' '\U0001f600' 'x'@en-GB 1.50 true '1'^^xsd:byte 'NaN'^^xsd:double }"
    rows = mini.select(f"SELECT ?o {{ {values} }}")
    assert rows == mini.store.select(f"SELECT ?o {{ {values} }}")
    with pytest.raises(UsageError, match=r"RDF 1\.1"):
        mini.select("SELECT (<<( ?s ?p ?o )>> AS ?t) { ?s ?p ?o } LIMIT 1")


def test_a_function_that_there_is_not_is_no_damage(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kgraph.open(_MINI)
    graph = kgraph.open(_MINI)
    with pytest.raises(BadQuery, match="custom function <http://e/f> is not supported"):
        graph.select("SELECT (<http://e/f>(1) AS ?x) {}")
    assert graph.notes == ()


def test_a_damaged_store_is_built_anew_for_a_query(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    graph = kgraph.open(_MINI)
    answers = iter([b"damaged\nblock checksum mismatch"])
    real = answering.answer
    monkeypatch.setattr(worker, "AVAILABLE", False)
    monkeypatch.setattr(answering, "answer", lambda *args: next(answers, None) or real(*args))
    assert graph.ask("ASK { ?x a kg:State }")
    assert "damaged" in graph.notes[-1]


def test_guard_reads_no_text_that_has_not_the_letters():
    assert not guard.matters("SELECT ?x { ?x a kg:State }")
    assert guard.matters("SELECT ?x FrOm <g> {}")
    assert guard.matters(r"SELECT ?x { \u0053ERVICE")


def test_a_graph_may_be_named_relative_to_the_base():
    text = "BASE <http://e/a/> BASE <b/> SELECT * FROM <g> FROM NAMED <http://e/h> {}"
    assert guard.verdict(text) == (("http://e/a/b/g", "http://e/h"), None)

"""Bad files by the thousand: ``python -m benchmarks.bad_files [--every N] [--seed N]``.

Inputs are made by a seed: the negative tests of W3C's Turtle suite (if ``KGRAPH_TEST_DATA`` names
its folder), truncations, changed bytes, claims changed by rule, and mistakes made by hand, in data,
seeds, tables, layouts, groupings, overlays, levers, queries, checks and shapes. Each is given to the
commands that read it, in a process forked from a warm one, over a copy of a small dossier. What
counts, and should be zero: tracebacks, exit code 70, ends by a signal, runs of over ten seconds
of work, findings without a file, and files that a failing command changed.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

MINI = Path(__file__).resolve().parent.parent / "tests" / "dossiers" / "mini"
#: Seconds of work after which a run is long, and by the clock, after which it is ended.
LONG = 10.0
_END = 60.0
#: Bytes of memory that a run may have.
_MEMORY = 6 << 30

_READ = (
    ("check", "--graph", "d", "--corpus", "d/texts"),
    ("check", "--graph", "d", "--format", "table"),
    ("claims", "--graph", "d"),
    ("influence", "--graph", "d", "--format", "table"),
    ("explore", "--no-open", "-o", "page.html", "--graph", "d"),
    ("query", "SELECT * { ?s ?p ?o }", "--format", "json", "--graph", "d"),
    ("fmt", "--check", "--graph", "d"),
    ("agreement", "d", "d"),
)
_WRITE = (
    ("fmt", "--graph", "d"),
    ("pin", "--graph", "d", "--corpus", "d/texts"),
    ("import", "csv", "table.csv", "--graph", "d", "--corpus", "d/texts"),
)
_TABLE = (
    "document,passage,subject,relation,object,claimant,gloss\n"
    "ledger1,ledger1-p1s1,Oshen,backs,Velmora,Morning Ledger,Oshen stands by it\n"
)


@dataclass(frozen=True)
class Input:
    """A bad input: its kind and name, what makes it in a folder, and the commands to run on it."""

    kind: str
    name: str
    make: Callable[[Path], None]
    commands: tuple[tuple[str, ...], ...] = (*_READ, *_WRITE)


# --- the inputs


def _replaced(path: str, content: bytes) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)

    return make


def _appended(path: str, text: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        target = folder / path
        target.write_text(target.read_text(encoding="utf-8") + text, encoding="utf-8")

    return make


def _special(path: str, make: Callable[[Path], None]) -> Callable[[Path], None]:
    def made(folder: Path) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).unlink(missing_ok=True)
        make(folder / path)

    return made


_SPECIAL: dict[str, Callable[[Path], None]] = {
    "folder": Path.mkdir,
    "pipe": os.mkfifo,
    "dangling": lambda path: path.symlink_to("nowhere"),
    "loop": lambda path: path.symlink_to(path.name),
    "device": lambda path: path.symlink_to("/dev/zero"),
}

#: Objects that hardly a property takes.
_VALUES = (
    "kg:certian", "kg:blokades", "actor:nobody", "_:x", "[ ]", "( 1 2 )", '""', '"x"', '"x"@en',
    '"x"@xx-yy', '"2031-03-01"^^xsd:date', '"2031"^^xsd:gYear', "2031", "-1", "1.5e999", '"x"^^xsd:integer',
    '"nan"^^xsd:double', '"INF"^^xsd:double', "true", '"1"^^xsd:boolean', "<http://e/x>", "<relative>",
    '"a\\u0000b"', '"\\u202Ex"@en', '"2031-3-1"', '"2031-13"', '"9999-12-31/.."', '"0000"', '"../.."',
    "kg:Claim", "claim:ledger1-001", "ps:none-p1", '"""a\nb"""@en', "9" * 400, '"9"^^<http://e/t>',
)  # fmt: skip
_ODD = 'actor:odd a kg:State ; skos:prefLabel "Odd"@en'


def _by_hand() -> Iterator[tuple[str, str, str]]:
    """Yield name, file and a text to append."""
    data, seeds = "d/data/triples.ttl", "d/seeds/sources.ttl"
    pins, rules = "d/seeds/passages.ttl", "d/data/institutions.ttl"
    claim = (
        "claim:ledger1-90{n} a kg:Claim ; kg:subject actor:oshen ; kg:relation kg:backs ; "
        "kg:object actor:velmora ; kg:claimant actor:morning-ledger ; kg:passage ps:ledger1-p1s1 ; "
        'kg:factuality kg:certain ; kg:gloss "Oshen stands by it."@en'
    ).replace("{n}", "1")
    for wrong in (
        "kg:factuality kg:denied", "kg:mode kg:ownVoise", "kg:modality kg:dutty", "kg:lever kg:stong",
        'kg:status "drafd"', "kg:status kg:draft", 'kg:intensity "x"', "kg:intensity 7",
        'kg:when "2031-03-01"^^xsd:date', 'kg:when "March"', "kg:when 2031", 'kg:when "2031"@en',
        'kg:value "x"^^xsd:integer', f"kg:value {'7' * 5000}", "kg:value 1e999", "kg:object _:x",
        'kg:condition "if"', 'kg:group "x"@en', "kg:via _:y", "kg:denies claim:nothing-001",
        "kg:leverFamily kg:moral", 'kg:topic "x"', "kg:asserted [ ]", 'kg:gloss "no tag"',
        "kg:subject actor:velmora", "kg:relation kg:blokades", "kg:passage ps:ledger1-p" + "9" * 5000,
        "kg:passage ps:ledger1-p1s1-999999999", "kg:includes claim:ledger1-901",
    ):  # fmt: skip
        yield f"claim with {wrong[:40]}", data, f"{claim} ; {wrong} .\n"
    for lacking in ("kg:factuality kg:certain ; ", "kg:relation kg:backs ; ", "kg:subject actor:oshen ; ",
                    "kg:object actor:velmora ; ", "kg:claimant actor:morning-ledger ; "):  # fmt: skip
        yield f"claim without {lacking[:20]}", data, f"{claim.replace(lacking, '')} .\n"
    yield "id of 5000 digits", data, claim.replace("ledger1-901", "ledger1-" + "9" * 5000) + " .\n"
    for name in ("Oshen", "den_korrin", "tallø", "x" * 3000, "a--b", "%20", "a.b"):
        yield f"actor:{name[:20]}", data, f'actor:{name} a kg:State ; skos:prefLabel "N"@en .\n'
    for name, said in {
        "no tag": 'skos:prefLabel "Odd one"', "label as IRI": "skos:prefLabel actor:odd",
        "label number": "skos:prefLabel 7", "empty label": 'skos:prefLabel ""@en',
        "QID": "skos:exactMatch <https://www.wikidata.org/wiki/Q1>", "private": 'kg:private "maybe"',
        "part of itself": "kg:organOf actor:odd", "speaks": "kg:maySpeak _:z", "blank": "kg:organOf [ ]",
        "many names": " , ".join(["skos:altLabel \"n0\"@en", *(f'"n{i}"@en' for i in range(1, 16000))]),
        "long name": f'skos:altLabel "{"x y " * 200000}"@en',
        "long lines": 'skos:altLabel """' + "x y z\n" * 300000 + '"""@en',
        "too long line": f'skos:altLabel "{"x" * 2000000}"@en',
        "17 MB text": 'skos:altLabel """' + ("x" * 1000 + "\n") * 17000 + '"""@en',
        "digits": "kg:foo " + "9" * 100000, "star": "kg:foo << actor:a kg:b actor:c >>",
        "deep [": "kg:foo " + "[ kg:x " * 100000 + "1" + "]" * 100000,
        "deep [ within": "kg:foo " + "[ kg:x " * 5000 + "1" + "]" * 5000,
        "deep (": "kg:foo " + "( " * 100000 + ") " * 100000, "flat (": "kg:foo ( " + "1 " * 50000 + ")",
    }.items():  # fmt: skip
        yield f"actor with {name}", data, f"{_ODD} ; {said} .\n"
    yield "blank actor", data, '_:lena a kg:Person ; skos:prefLabel "Lena"@en .\n[] a kg:State .\n'
    yield "comment of 2 MB", data, "#" + "x" * 2000000 + "\n"
    yield "many <", data, ("<" * 1000 + "\n") * 20000
    yield "many dots", data, ". " * 100000
    yield "many quotes", data, '"\\' * 500000
    yield "star statement", data, "<< actor:a kg:b actor:c >> kg:d 1 .\n"
    yield (
        "another kg:",
        data,
        "@prefix kg: <http://w3id.org/kgraph/ns#> .\nactor:odd a kg:State .\n",
    )
    yield "base", data, "@base <http://e/> .\n<x> a <y> .\n"
    for start, end in (
        (99999999999999, 1),
        (-5, 3),
        (5, 5),
        (0, 10**9),
        (0, "9" * 5000),
        ('"x"', 3),
    ):
        yield (
            f"passage {str(start)[:9]} to {str(end)[:9]}",
            pins,
            (
                "ps:ledger1-p1c1-2 a kg:Passage ; kg:document doc:ledger1 ; kg:paragraph 1 ; "
                f'kg:start {start} ; kg:end {end} ; kg:sha256 "{"0" * 64}" .\n'
            ),
        )
    for number in ("0", "-1", "99", "9" * 5000, '"x"', "_:b"):
        yield (
            f"paragraph {number[:9]}",
            pins,
            (
                f"ps:ledger1-p9 a kg:Passage ; kg:document doc:ledger1 ; kg:paragraph {number} ; "
                f'kg:start 0 ; kg:end 9 ; kg:sha256 "{"0" * 64}" .\n'
            ),
        )
    for said in ('kg:published "2031-03-03"^^xsd:date', 'kg:published "soon"', "kg:published 2031",
                 'kg:paragraphCount "x"', f"kg:paragraphCount {'9' * 5000}", "dcterms:publisher _:p"):  # fmt: skip
        yield (
            f"document with {said[:30]}",
            seeds,
            (f'doc:odd a kg:Document ; dcterms:title "Odd"@en ; {said} .\n'),
        )
    for said in ("kg:seats 705 ; kg:votesNeeded 353", "kg:seats 300000000", 'kg:seats "x"', "kg:seats -1",
                 f"kg:seats {'9' * 5000}", "kg:seats 3 ; kg:vetoSeats 9", "kg:seats 0", "kg:seats 1.5"):  # fmt: skip
        yield (
            f"rule with {said[:30]}",
            rules,
            (
                'rule:odd a kg:DecisionRule ; dcterms:source "T"@en ; kg:body actor:rivers-union ; '
                f'kg:procedure kg:votes ; kg:matter "x"@en ; {said} .\n'
            ),
        )


def _argument(rng: random.Random) -> Iterator[Input]:
    """Yield files that are named on the command line."""
    explore = ("explore", "--no-open", "-o", "page.html", "--graph", "d")
    deep = "[" * 100_000
    texts: dict[str, tuple[tuple[str, ...], list[str]]] = {
        "layout": ((*explore, "--layout", "f"), [
            "", "{", "[]", "null", "7", deep, "{\"a\":" * 100_000, "9" * 5000, '{"format": 1}',
            '{"format": "kgraph layout 1"}', '{"format": "kgraph layout 1", "places": []}',
            '{"format": "kgraph layout 1", "places": {"influence": {"actor:oshen": [1e999, 0]}}}',
            '{"format": "kgraph layout 1", "places": {"influence": {"actor:oshen": ["x"]}}}',
            '{"format": "kgraph layout 1", "places": {"influence": {"actor:oshen": [NaN, 0]}}}',
            '{"format": "kgraph layout 1", "places": {"influence": {"actor:oshen": ['
            + "9" * 4000 + ", 0]}}}", "\ufeff{}", "\x00", '"' + "x" * 2_000_000 + '"',
        ]),
        "grouping": ((*explore, "--grouping", "f"), [
            "", "actor", "actor,group", "actor,group\nOshen", "actor,group\nOshen,\n", "actor,group\n,x",
            "actor,group\nNobody,x\n", "actor,group\nOshen,a\nOshen,b\n", 'actor,group\n"Oshen,x\n',
            "actor,group\nOshen," + "x" * 140_000, "actor;group\nOshen;x\n", "\x00", "actor,group\n\x00,\x00",
            "actor,group\nOshen,x,y,z\n", "\ufeffactor,group\r\nOshen,x\r\n", "actor,group,actor\nOshen,x,y\n",
        ]),
        "overlay": (("whatif", "f.ttl", "--graph", "d"), [
            "", "x", "claim:ledger1-001 kg:factuality kg:certian .", "claim:none-001 kg:status \"x\" .",
            'claim:ledger1-001 kg:status "drafd" .', "_:x a kg:Claim .", "[] kg:status 1 .",
            "claim:ledger1-001 kg:when \"x\" .", "claim:ledger1-001 kg:relation kg:nothing .",
            "claim:ledger1-901 a kg:Claim .", "<< claim:a kg:b 1 >> kg:c 2 .", "( " * 20_000,
            "claim:ledger1-001 kg:intensity \"x\" .", "kg:backs kg:position \"x\" .", "kg:strong kg:number \"x\" .",
            "claim:ledger1-001 kg:subject _:x .", "claim:ledger1-001 kg:foo \"" + "9" * 5000 + "\" .",
        ]),
        "levers": (("influence", "--levers", "f.ttl", "--graph", "d"), [
            "", "x", "kg:suppliesArms kg:lever kg:stong .", "kg:suppliesArms kg:lever \"strong\" .",
            "kg:nothing kg:lever kg:strong .", "kg:strong kg:number \"x\" .", "kg:strong kg:number 1e999 .",
            "kg:strong kg:number -1 .", "_:x kg:lever kg:weak .", "kg:suppliesArms kg:lever _:y .",
            "kg:suppliesArms kg:leverFamily kg:moral .", "<< kg:a kg:b 1 >> kg:c 2 .",
            f"kg:strong kg:number {'9' * 5000} .",
        ]),
        "query": (("query", "-f", "f", "--graph", "d"), [
            "", "x", "ASK", "ASK {", "SELECT * {" * 5_000, "ASK {" + "FILTER EXISTS {" * 2_000, "\x00",
            "ASK { ?s ?p \"" + "x" * 2_000_000, "SELECT (" + "(" * 20_000, "\ufeffASK {}", "ASK {}\r\n# x",
            "SELECT (" + "9" * 5000 + " AS ?n) {}", "SELECT * { SERVICE <http://127.0.0.1:9/> {} }",
            "INSERT DATA { <a:b> <a:b> <a:b> }", "SELECT ?a ?a {}", "SELECT * { << ?a ?b ?c >> ?d ?e }",
            "SELECT (<<( <a:b> <a:b> 1 )>> AS ?t) {}", "CONSTRUCT { ?s ?p ?o } WHERE {",
        ]),
        "table": (("import", "csv", "f", "--graph", "d", "--corpus", "d/texts"), [
            "", "x", "document", _TABLE + "ledger1", _TABLE + ",,,,,,\n,,,,,,x\n", "\x00", '"', _TABLE + '"',
            *(_TABLE.replace(a, b) for a, b in (
                ("ledger1,", "ledger9,"), ("p1s1", "p99s1"), ("p1s1", "p" + "1" * 5000), ("p1s1", "p0"),
                ("p1s1", "p1s1-" + "9" * 9), ("Oshen,", "Nobody,"), ("backs", "bakcs"), ("Velmora", ""),
                ("Velmora", "Oshen"), ("Ledger,Oshen", "Ledger,"), ("stands by it", "x" * 300),
                ("stands by it", "x" * 140_000), ("gloss", "glos"), ("gloss", "gloss,gloss"), (",", ";"),
                ("\n", "\r"), ("\n", "\r\n"), ("gloss\n", "gloss,when\n"), ("document", "\ufeffdocument"),
                ("gloss\n", "gloss,value,intensity,status,language\n"),
            )),
            *(_TABLE.replace("gloss\n", f"gloss,{name}\n").replace("by it\n", f"by it,{value}\n")
              for name, value in (("when", "2031-3-1"), ("when", "x" * 5000), ("intensity", "x"),
                                  ("intensity", "9" * 5000), ("factuality", "certian"), ("status", "drafd"),
                                  ("mode", "x"), ("modality", "x"), ("language", "??"), ("denies", "x"),
                                  ("value", "7"), ("value", "9" * 5000), ("topic", "x;y"), ("bound", "x"))),
            _TABLE + _TABLE.splitlines()[1] + "\n", _TABLE.replace("backs", "killed").replace("Velmora", "9" * 5000),
        ]),
    }  # fmt: skip
    head = "".join(
        line for line in (MINI / "data" / "triples.ttl").read_text("utf-8").splitlines(keepends=True)
        if line.startswith("@prefix")
    )  # fmt: skip
    for kind, (command, bad) in texts.items():
        name = next(part for part in command if part in {"f", "f.ttl"})
        before = head if name == "f.ttl" else ""
        for number, text in enumerate(bad):
            yield Input(kind, f"{number}", _replaced(name, (before + text).encode()), (command,))
        yield Input(kind, "bytes", _replaced(name, rng.randbytes(500)), (command,))
        for special, make in _SPECIAL.items():
            yield Input(kind, special, _special(name, make), (command,))
    coverage = (("coverage", "--graph", "d", "--corpus", "d/texts"),)
    for number, text in enumerate(
        ("", "x", "passage,reason", "passage,reason\nx,y\n", "passage,reason\nledger1-p1s1,\n",
         "passage,reason\nledger1-p1s1,heading\nledger1-p1s1,heading\n", "passage,reason\n\"x",
         "passage,reason\nledger1-p" + "9" * 5000 + ",heading\n", "passage,reason\n\x00,\x00\n",
         "passage,reason\nledger1-p1s1-" + "9" * 9 + ",heading\n", "passage,reason\n" + "x" * 140_000,
         "passage,reason\nledger1-p1s1,repetition-of:x\n", "passage;reason\n"),
    ):  # fmt: skip
        yield Input(
            "no-claims", f"{number}", _replaced("d/seeds/no-claims.csv", text.encode()), coverage
        )


def _of_the_dossier() -> Iterator[Input]:
    """Yield what a dossier may have of its own, and what is wrong with the encoding or the file."""
    check = (_READ[0], _READ[4])
    for name, text in {
        "nope": "# {nope} and {x:>999999999}\nSELECT ?this { ?this a kg:Claim }",
        "index": "# {this.__class__} {0} {\nSELECT ?this { ?this a kg:Claim }",
        "no header": "SELECT ?this { ?this a kg:Claim }", "no this": "# x\nSELECT ?it { ?it a kg:Claim }",
        "not a query": "x", "ask": "# x\nASK {}", "literal": "# {x}\nSELECT (STR(?x) AS ?this) ?x { ?x a kg:Claim }",
        "unbound": "# {x}\nSELECT ?this ?x { ?x a kg:Claim }", "empty": "", "blank": "# x\nSELECT (BNODE() AS ?this) {}",
    }.items():  # fmt: skip
        yield Input("check", name, _replaced("d/ontology/checks/own.rq", text.encode()), check)
    for name, text in {
        "select": "SELECT * {}", "bad": "CONSTRUCT {", "literal": "CONSTRUCT { ?s kg:x 1 } { ?s a kg:Claim }",
        "blank": "CONSTRUCT { [] a kg:Claim } {}", "claim": "CONSTRUCT { <urn:x> a kg:StandingClaim } {}",
    }.items():  # fmt: skip
        yield Input("rule", name, _replaced("d/ontology/rules/90-own.rq", text.encode()), check)
    sh = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <https://w3id.org/kgraph/ns#> . "
    for name, text in {
        "sparql": "<urn:s> a sh:NodeShape ; sh:targetClass kg:Claim ; sh:sparql [ sh:select \"x\" ] .",
        "sparql without": "<urn:s> a sh:NodeShape ; sh:targetClass kg:Claim ; sh:sparql 1 .",
        "path": "<urn:s> a sh:NodeShape ; sh:targetClass kg:Claim ; sh:property [ sh:path 1 ] .",
        "pattern": "<urn:s> a sh:NodeShape ; sh:targetClass kg:Claim ; sh:pattern \"(\" .",
        "count": "<urn:s> a sh:NodeShape ; sh:targetClass kg:Claim ; sh:property [ sh:path kg:gloss ; sh:minCount \"x\" ] .",
        "list": "<urn:s> a sh:NodeShape ; sh:targetClass kg:Claim ; sh:in _:l . _:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l .",
        "syntax": "<urn:s", "itself": "<urn:s> a sh:NodeShape ; sh:targetClass kg:Claim ; sh:node <urn:s> .",
        "nested": "<urn:s> a sh:NodeShape ; sh:targetClass kg:Claim ; sh:property [ sh:path kg:when ; sh:node [ sh:minLength 40 ] ] .",
        "claim": "kg:Claim a sh:NodeShape ; sh:property [ ] .",
    }.items():  # fmt: skip
        yield Input("shapes", name, _replaced("d/ontology/shapes.ttl", (sh + text).encode()), check)
    for path in ("d/data/x.ttl", "d/seeds/x.ttl", "d/ontology/x.ttl", "d/queries/x.rq", "d/ontology/rules/x.rq",
                 "d/texts/x.txt", "d/data/triples.ttl", "d/seeds/passages.ttl", "d/ontology/shapes.ttl"):  # fmt: skip
        for special, make in _SPECIAL.items():
            yield Input("file", f"{path} is a {special}", _special(path, make))
    text = (MINI / "data" / "triples.ttl").read_text(encoding="utf-8")
    for name, content in {
        "mark": b"\xef\xbb\xbf" + text.encode(), "crlf": text.replace("\n", "\r\n").encode(),
        "cr": text.replace("\n", "\r").encode(), "utf-16": text.encode("utf-16"), "latin-1": text.encode() + b"#\xdc",
        "two marks": b"\xef\xbb\xbf" * 2 + text.encode(), "nul": text.encode() + b"\0", "empty": b"",
        "only prefixes": b"@prefix kg: <https://w3id.org/kgraph/ns#> .\n", "foreign": b"<http://e/a> a <http://e/B> .\n",
        "http": text.replace("https://w3id.org/kgraph/ns#", "http://w3id.org/kgraph/ns#").encode(),
        "slash": text.replace("kgraph/ns#", "kgraph/ns/").encode(), "form feed": text.encode() + b"\x0c",
        "line": b"#" + b"x" * 50_000_000, "<": b"<" * 20_000_000, "zip": b"PK\x03\x04" + bytes(500), "twice": text.encode() * 2,
    }.items():  # fmt: skip
        yield Input("encoding", name, _replaced("d/data/triples.ttl", content))
    for name, content in {"stray": b"\xdc\xff", "line": b"x" * 2_000_000, "nul": b"\0"}.items():
        yield Input("text", name, _replaced("d/texts/notes.txt", content))
        yield Input("text", f"{name} of a document", _replaced("d/texts/forum.txt", content))


def inputs(seed: int = 0) -> list[Input]:
    """Return all inputs, the same for the same seed."""
    rng = random.Random(seed)
    text = (MINI / "data" / "triples.ttl").read_text(encoding="utf-8")
    content = text.encode()
    made: list[Input] = []
    suite = Path(os.environ.get("KGRAPH_TEST_DATA", "/nonexistent"))
    made += [
        Input("w3c", path.stem, _replaced("d/data/x.ttl", path.read_bytes()))
        for path in sorted(suite.rglob("*bad*.ttl"))
    ]
    for _ in range(60):
        end = rng.randrange(len(content))
        made.append(Input("cut", f"at {end}", _replaced("d/data/triples.ttl", content[:end])))
    for _ in range(100):
        changed = bytearray(content)
        for _ in range(rng.choice((1, 1, 3, 20))):
            at = rng.randrange(len(changed))
            if rng.random() < 0.3:
                del changed[at]
            elif rng.random() < 0.5:
                changed[at] = rng.randrange(256)
            else:
                changed.insert(at, rng.choice(b"<>[](){}\"'.;,#@^:\\_ \n\0\xff"))
        made.append(Input("bytes", f"{len(made)}", _replaced("d/data/triples.ttl", bytes(changed))))
    pairs = list(
        re.finditer(
            r"(?<=[;\n]) *((?:kg|skos):\w+) ((?:\w+:[\w-]+)|\"[^\"\n]*\"(?:@\w+)?|[0-9]+)", text
        )
    )
    for _ in range(360):
        pair, value = rng.choice(pairs), rng.choice(_VALUES)
        changed_text = text[: pair.start(2)] + value + text[pair.end(2) :]
        name = f"{pair[1]} {value[:30]} at {text.count(chr(10), 0, pair.start()) + 1}"
        made.append(Input("claim", name, _replaced("d/data/triples.ttl", changed_text.encode())))
    for _ in range(40):
        pair = rng.choice(pairs)
        name = f"{pair[1]} left out at {text.count(chr(10), 0, pair.start()) + 1}"
        changed_text = text[: pair.start(1)] + "kg:foo" + text[pair.end(1) :]
        made.append(Input("claim", name, _replaced("d/data/triples.ttl", changed_text.encode())))
    made += [Input("hand", name, _appended(path, more)) for name, path, more in _by_hand()]
    return [*made, *_argument(rng), *_of_the_dossier()]


# --- the runs


@dataclass(frozen=True)
class Run:
    """What became of a command on an input: its fault, ``""`` if none, and how it ended."""

    input: Input
    command: tuple[str, ...]
    fault: str
    code: int
    seconds: float
    said: str


def prepared(one: Input, folder: Path) -> None:
    """Make the dossier and the bad input in an empty folder."""
    shutil.copytree(MINI, folder / "d")
    (folder / "table.csv").write_text(_TABLE, encoding="utf-8")
    one.make(folder)


def runs(one: Input, folder: Path) -> Iterator[Run]:
    """Yield what became of each command of an input, in a folder that is emptied for each."""
    fresh = True
    for command in one.commands:
        if fresh:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            prepared(one, folder)
        before = hashes(folder)
        code, seconds, said = _forked(command, folder)
        changed = hashes(folder) != before
        wrong = "long" if seconds > LONG else fault(code, said)
        if not wrong and code != 0 and changed:
            wrong = "changed"
        yield Run(one, command, wrong, code, seconds, said)
        fresh = changed


def fault(code: int, said: str) -> str:
    """Return what is wrong with how a command ended and what it said, ``""`` if nothing."""
    if "Traceback (most recent call last)" in said:
        return "traceback"
    if code == 70:
        return "exit 70"
    if code < 0:
        return f"signal {-code}"
    return "no place" if re.search(r"^: (error|warning): ", said, re.MULTILINE) else ""


def hashes(folder: Path) -> dict[str, str]:
    """Return a digest of each file in a folder, but for the page that is written there."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_file() and not path.is_symlink() and name != "page.html":
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def _forked(command: tuple[str, ...], folder: Path) -> tuple[int, float, str]:
    """Run a command in a child of this process; returns its code, its seconds and its stderr."""
    out, err = folder.parent / "out", folder.parent / "err"
    begun = time.monotonic()
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        _child(command, folder, out, err)
    while not os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        if time.monotonic() - begun > _END:
            os.killpg(pid, signal.SIGKILL)
            break
        time.sleep(0.005)
    ended = time.monotonic() - begun
    _, status, used = os.wait4(pid, 0)
    # On a machine with other work the clock says little; one that waits for ever does none.
    seconds = ended if ended > _END else used.ru_utime + used.ru_stime
    return (
        os.waitstatus_to_exitcode(status),
        seconds,
        err.read_text(encoding="utf-8", errors="replace"),
    )


def _child(command: tuple[str, ...], folder: Path, out: Path, err: Path) -> None:
    code = 99
    try:
        os.setpgid(0, 0)
        import resource

        from kgraph import cli

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.chdir(folder)
        for path, stream in ((out, 1), (err, 2)):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stdout = io.TextIOWrapper(open(1, "wb", closefd=False), "utf-8")  # noqa: SIM115
        sys.stderr = io.TextIOWrapper(open(2, "wb", closefd=False), "utf-8", line_buffering=True)  # noqa: SIM115
        cli.main(list(command))
    except SystemExit as stop:
        code = int(stop.code or 0)
    except BaseException:  # noqa: BLE001  it is what is looked for
        import traceback

        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


def warm() -> None:
    """Load what the commands load, so that each fork has it."""
    import logging.config  # noqa: F401

    import numpy  # noqa: F401
    import pyoxigraph  # noqa: F401

    from kgraph import cli, graph  # noqa: F401
    from kgraph.cli import claims, coding, curate, entry, explore, influence, query, whatif  # noqa: F401
    from kgraph.curation import adding, canonical, checks, coverage, intercoder  # noqa: F401
    from kgraph.measures.whatif import whatif as laid_over  # noqa: F401
    from kgraph.page import measured, render, saved  # noqa: F401


def main() -> None:
    """Run the inputs and print what went wrong, and how much of it there was."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--every", type=int, default=1, help="only each N-th input")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first of them")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", default="", help="only inputs of this kind")
    asked = parser.parse_args()
    warm()
    every = [one for one in inputs(asked.seed) if asked.kind in {"", one.kind}]
    chosen = every[asked.first :: asked.every]
    faults: Counter[str] = Counter()
    codes: Counter[int] = Counter()
    longest = 0.0
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_CACHE_HOME"] = f"{scratch}/cache"
        os.environ.pop("KGRAPH_CORPUS", None)
        for one in chosen:
            for run in runs(one, Path(scratch) / "at"):
                codes[run.code] += 1
                longest = max(longest, run.seconds)
                if run.fault:
                    faults[run.fault] += 1
                    said = " ".join(run.said.split())[-300:]
                    print(f"{run.fault}: {one.kind} {one.name}: {' '.join(run.command)}: {said}")
                    sys.stdout.flush()
    print(
        f"{len(chosen)} of {len(every)} inputs, {sum(codes.values())} runs, longest {longest:.1f} s"
    )
    print("exit codes:", ", ".join(f"{code}: {n}" for code, n in sorted(codes.items())))
    print("faults:", ", ".join(f"{name}: {n}" for name, n in sorted(faults.items())) or "none")


if __name__ == "__main__":
    main()

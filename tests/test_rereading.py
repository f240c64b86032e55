"""A dossier of many files, built again after a change: only that is read, and all is as if new."""

from __future__ import annotations

import multiprocessing
import os
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kgraph
from kgraph.dossier import build, cache, parts, rederive
from kgraph.dossier import dossier as dossiers
from kgraph.networks.triples import finish
from kgraph.vocabulary import PREFIXES

pytestmark = pytest.mark.slow

_HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
_THINGS = """
actor:a0 a kg:State ; skos:prefLabel "North"@en .
actor:a1 a kg:State ; skos:prefLabel "South"@en ; kg:alliedWith actor:a0 .
actor:ministry a kg:Ministry ; skos:prefLabel "Ministry"@en ; kg:organOf actor:a0 ; kg:maySpeak actor:a0 .
actor:p0 a kg:Person ; skos:prefLabel "Person"@en .
actor:p1 a kg:Person ; skos:prefLabel "Expert"@en .
actor:tank a kg:ThinkTank ; skos:prefLabel "Tank"@en .
actor:m0 a kg:MediaOutlet ; skos:prefLabel "Daily"@en .
actor:m1 a kg:MediaOutlet ; skos:prefLabel "Weekly"@en .
actor:witness a kg:UnnamedSource ; skos:prefLabel "A witness"@en .
office:o0 a kg:Office ; skos:prefLabel "President"@en ; kg:officeOf actor:a0 ; kg:maySpeak actor:a0 .
event:e0 a kg:Event ; skos:prefLabel "March"@en .
event:e1 a kg:Event ; skos:prefLabel "Vote"@en .
issue:i0 a kg:Issue ; skos:prefLabel "The road"@en .
frame:f0 a kg:Frame ; skos:prefLabel "Defence"@en ; kg:clashesWith frame:f1 .
frame:f1 a kg:Frame ; skos:prefLabel "Attack"@en .
place:t0 a kg:Place ; skos:prefLabel "Valley"@en .
"""
_SOURCES = """
doc:d0 a kg:Document ; dcterms:title "One"@en ; dcterms:publisher actor:m0 ;
    kg:published "2023-09-20" ; kg:genre kg:newsReport ; kg:paragraphCount 9 .
doc:d1 a kg:Document ; dcterms:title "Two"@en ; dcterms:publisher actor:m1 ; dcterms:creator actor:p1 ;
    kg:published "2023-09-25/2023-10-05" ; kg:genre kg:analysisPiece ; kg:paragraphCount 9 .
"""
_WHO = ("actor:a0", "actor:a1", "actor:ministry", "actor:p0")
_CLAIMANTS = (*_WHO, "actor:p1", "actor:tank", "actor:m0", "actor:m0", "actor:m1", "actor:witness")
_WORDS = {
    "kg:factuality": ("kg:certain",) * 3 + ("kg:denied", "kg:denied", "kg:probable", "kg:unknown"),
    "kg:modality": (None,) * 5 + ("kg:planned",),
    "kg:mode": (None,) * 4 + ("kg:ownVoice", "kg:distanced"),
    "kg:when": (None, None, '"2023-09"', '"2023-09-19"', '"2022"', '"../2023-01-05"'),
    "kg:condition": (None,) * 5 + ('"if the road opens"@en',),
    "kg:status": (None,) * 8 + ('"retracted"',),
    "kg:topic": (None, None, None, "issue:i0"),
    "kg:context": (None, None, None, "event:e0"),
    "kg:via": (None,) * 5 + ("actor:m1",),
    "kg:before": (None,) * 7 + ("event:e0",),
    "kg:after": (None,) * 7 + ("event:e1",),
}  # fmt: skip


def _claim(chance: Random, name: str, others: list[str]) -> str:
    said = {name: chance.choice(values) for name, values in _WORDS.items() if chance.random() < 0.9}
    said.setdefault("kg:factuality", "kg:certain")
    said["kg:claimant"] = chance.choice(_CLAIMANTS)
    said["kg:passage"] = f"ps:d{chance.randrange(2)}-p{chance.randrange(1, 4)}s1"
    kind = chance.randrange(10)
    who = chance.choice(_WHO)
    if kind == 0:
        said |= {"kg:subject": chance.choice(("event:e0", "event:e1")), "kg:relation": "kg:dated"}
        said["kg:value"] = chance.choice(('"2023-09-19"', '"2023-09-20"', '"2023-10"'))
    elif kind == 1:
        said |= {"kg:subject": "event:e0", "kg:relation": "kg:killed"}
        said |= {"kg:value": str(chance.randrange(1, 4)), "kg:group": '"soldiers"'}
        said["kg:bound"] = chance.choice((None, "kg:atLeast"))
    elif kind == 2:
        said |= {"kg:subject": "event:e0", "kg:relation": "kg:framedAs"}
        said["kg:object"] = chance.choice(("frame:f0", "frame:f1"))
    elif kind == 3:
        said |= {"kg:subject": chance.choice(("actor:p0", "actor:p1"))}
        said |= chance.choice(
            (
                {"kg:relation": "kg:holdsOffice", "kg:object": "office:o0"},
                {"kg:relation": "kg:affiliatedWith", "kg:object": "actor:tank"},
            )
        )
    elif kind == 4:
        said |= {"kg:subject": who, "kg:object": "issue:i0"}
        said["kg:relation"] = chance.choice(("kg:supports", "kg:opposes", "kg:silentOn"))
    elif kind == 5:
        said |= {"kg:subject": who, "kg:object": "place:t0", "kg:relation": "kg:controls"}
    else:
        said |= {"kg:subject": who, "kg:object": chance.choice([x for x in _WHO if x != who])}
        said["kg:relation"] = chance.choice(
            ("kg:alliedWith", "kg:backs", "kg:attacked", "kg:accuses", "kg:blockades")
        )
    for link in ("kg:disputes", "kg:differsFrom", "kg:denies", "kg:includes"):
        if others and chance.random() < 0.12:
            said[link] = chance.choice(others)
    pairs = " ; ".join(f"{name} {value}" for name, value in said.items() if value)
    return f'{name} a kg:Claim ; {pairs} ; kg:gloss "Claim {chance.randrange(99)}"@en .'


def _passage(chance: Random, name: str) -> str:
    document = name.split(":")[1].partition("-")[0] if chance.random() < 0.9 else "d1"
    return f"{name} a kg:Passage ; kg:document doc:{document} ; kg:paragraph {name[-3]} ; kg:start 0 ; kg:end 9 ."


class _Files:
    """A dossier of a few files that changes by chance."""

    def __init__(self, place, chance: Random) -> None:
        self.place, self.chance = place, chance
        for name in ("data", "seeds"):
            (place / name).mkdir(parents=True)
        self.passages = {
            name: _passage(chance, name)
            for name in (f"ps:d{d}-p{p}s1" for d in range(2) for p in range(1, 4))
        }
        self.things, self.sources, self.extra = _THINGS, _SOURCES, ""
        self.claims: dict[str, str] = {}
        self.file_of: dict[str, str] = {}
        for number in range(chance.randint(3, 40)):
            self._put(f"claim:d{number % 2}-{number:03}")
        self.write()

    def _put(self, name: str) -> None:
        others = [one for one in self.claims if one != name]
        self.claims[name] = _claim(self.chance, name, others)
        self.file_of.setdefault(name, f"part-{self.chance.randrange(4)}")

    def write(self) -> None:
        for path in (self.place / "data").glob("*.ttl"):
            path.unlink()
        files: dict[str, list[str]] = {"triples": [self.things, self.extra]}
        for name, block in self.claims.items():
            files.setdefault(self.file_of[name], []).append(block)
        for name, blocks in files.items():
            text = _HEAD + "\n".join(blocks) + "\n"
            (self.place / f"data/{name}.ttl").write_text(text, encoding="utf-8")
        (self.place / "seeds/sources.ttl").write_text(_HEAD + self.sources, encoding="utf-8")
        passages = _HEAD + "\n".join(self.passages.values()) + "\n"
        (self.place / "seeds/passages.ttl").write_text(passages, encoding="utf-8")

    def change(self) -> None:
        chance = self.chance
        names = list(self.claims)
        name = chance.choice(names) if names else "claim:d0-000"
        kind = chance.randrange(14)
        if kind < 4:
            self._put(name)
        elif kind < 6:
            self._put(f"claim:d{chance.randrange(2)}-{chance.randrange(100, 200)}")
        elif kind < 8:
            self.claims.pop(name, None)
        elif kind == 8:
            self.file_of[name] = f"part-{chance.randrange(6)}"
        elif kind == 9:
            moved = chance.choice(sorted({*self.file_of.values()}) or ["part-0"])
            self.file_of = {
                one: f"renamed-{of}" if of == moved else of for one, of in self.file_of.items()
            }
        elif kind == 10:
            passage = chance.choice(list(self.passages))
            self.passages[passage] = _passage(chance, passage)
        elif kind == 11:
            self.things = chance.choice(
                (
                    _THINGS,
                    _THINGS.replace("kg:maySpeak actor:a0", "kg:maySpeak actor:a1"),
                    _THINGS.replace('"North"', '"The North"'),
                    _THINGS.replace("kg:alliedWith actor:a0", "kg:backs actor:a0"),
                )
            )
        elif kind == 12:
            self.sources = chance.choice((_SOURCES, _SOURCES.replace("2023-09-20", "2023-09-22")))
        else:
            self.extra = chance.choice(
                (
                    "",
                    "# a note",
                    '[] a kg:Issue ; skos:prefLabel "Nameless"@en .',
                    "actor:a0 kg:backs actor:a1 .",
                    'claim:odd a kg:Claim ; kg:gloss "lacks all"@en .',
                    "actor:a1 kg:sameAs claim:d0-000 .",
                    "claim:d0-000 kg:includes claim:d1-001 .",
                )
            )
        self.write()


def _quads(store):
    """Return what a store says, things without a name as one."""
    lines = store.dump().decode().splitlines()
    return sorted(
        " ".join("_:" if one[:2] == "_:" else one for one in line.split(" ")) for line in lines
    )


def _anew(place):
    """Return notes, table and quads of a build that reads and derives all, by the engine."""
    found = dossiers.find(place)
    store = build.parsed(found, found.fingerprint[:12])
    build.derive(store, found.rules)
    return store.notes, finish(store), _quads(store)


def _rebuilt(place):
    kg = kgraph.open(place)
    return kg.store.notes, bytes(kg.store.claims), _quads(kg.store)


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "kgraph"


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 100_000))
def test_after_any_changes_all_is_as_if_built_anew(own_cache, tmp_path_factory, seed):
    files = _Files(tmp_path_factory.mktemp("own") / "dossier", Random(seed))  # noqa: S311
    assert _rebuilt(files.place) == _anew(files.place)
    for _ in range(4):
        files.change()
        assert _rebuilt(files.place) == _anew(files.place)


@pytest.fixture
def files(own_cache, tmp_path):
    """A dossier without mistakes, built once."""
    made = _Files(tmp_path / "dossier", Random(5))  # noqa: S311
    assert kgraph.open(made.place).store.notes == ()
    return made


@pytest.fixture
def read(monkeypatch):
    """The files that are parsed."""
    found = []

    def lines(text, path):
        found.append(path.name)
        return as_lines(text, path)

    as_lines = parts.as_lines
    monkeypatch.setattr(parts, "as_lines", lines)
    return found


@pytest.fixture
def patched(monkeypatch):
    """For each build whether rules were asked of a part of the claims alone."""
    found = []

    def rederived(*args):
        given = build_rederived(*args)
        found.append(given is not None)
        return given

    build_rederived = build.rederived
    monkeypatch.setattr(build, "rederived", rederived)
    return found


def _changed(files) -> str:
    """Have one claim say something else; returns the name of its file."""
    said = ("kg:supports", "kg:opposes")
    name, block = next(it for it in files.claims.items() if any(one in it[1] for one in said))
    was, now = said if said[0] in block else said[::-1]
    files.claims[name] = block.replace(was, now)
    files.write()
    return f"{files.file_of[name]}.ttl"


def test_only_the_file_that_changed_is_read_and_only_its_claims_are_derived(files, read, patched):
    name = _changed(files)
    assert _rebuilt(files.place) == _anew(files.place)
    assert read == [name]
    assert patched == [True]


def test_of_every_rule_that_ships_it_is_known_by_what_claims_meet():
    assert rederive.knows(dossiers.find().rules)


def test_with_a_rule_of_its_own_all_is_derived_and_one_file_read(files, read, patched):
    (files.place / "ontology/rules").mkdir(parents=True)
    (files.place / "ontology/rules/90-own.rq").write_text(
        "PREFIX kg: <https://w3id.org/kgraph/ns#>\n"
        "CONSTRUCT { ?c kg:ownNote ?n } WHERE { { SELECT (COUNT(*) AS ?n) { ?x a kg:Claim } } "
        "?c a kg:StandingClaim }"
    )
    kgraph.open(files.place)
    read.clear()
    name = _changed(files)
    assert _rebuilt(files.place) == _anew(files.place)
    assert read == [name]
    assert patched == []


def test_a_file_of_another_name_is_not_read(files, read, patched):
    files.file_of = {one: f"other-{of}" for one, of in files.file_of.items()}
    files.write()
    assert _rebuilt(files.place) == _anew(files.place)
    assert read == []
    assert patched == [True]


def test_an_entity_that_changes_has_all_derived_and_one_file_read(files, read, patched):
    files.things = files.things.replace("kg:maySpeak actor:a0", "kg:maySpeak actor:a1")
    files.write()
    assert _rebuilt(files.place) == _anew(files.place)
    assert read == ["triples.ttl"]
    assert patched == [False]


@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied", "folder", "older"])
def test_what_is_kept_and_is_not_as_it_was_left_is_not_taken(
    damage, files, own_cache, read, patched, monkeypatch
):
    (kept,) = own_cache.glob("parts-*")
    content = kept.read_bytes()
    if damage == "cut":
        kept.write_bytes(content[: len(content) // 2])
    elif damage == "flipped":
        middle = len(content) // 2
        flipped = bytes([content[middle] ^ 1])
        kept.write_bytes(content[:middle] + flipped + content[middle + 1 :])
    elif damage == "emptied":
        kept.write_bytes(b"")
    elif damage == "folder":
        kept.unlink()
        kept.mkdir()
    else:
        monkeypatch.setattr(cache, "_code", lambda: 1)
    _changed(files)
    assert _rebuilt(files.place) == _anew(files.place)
    assert len(read) > 5
    assert patched == []


def test_what_others_may_write_is_not_taken(files, own_cache, read):
    (kept,) = own_cache.glob("parts-*")
    kept.chmod(0o666)
    _changed(files)
    assert _rebuilt(files.place) == _anew(files.place)
    assert len(read) > 5


def test_the_last_build_alone_is_kept_of_a_dossier_and_of_two_dossiers(files, own_cache, tmp_path):
    _changed(files)
    kgraph.open(files.place)
    assert len([*own_cache.glob("parts-*")]) == 1
    for number in range(3):
        kgraph.open(_Files(tmp_path / f"other-{number}", Random(number)).place)  # noqa: S311
    assert len([*own_cache.glob("parts-*")]) == 2


def test_where_nothing_can_be_kept_all_is_read_and_said_once(files, monkeypatch, tmp_path):
    (tmp_path / "full").write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "full"))
    _changed(files)
    kg = kgraph.open(files.place)
    assert (bytes(kg.store.claims), _quads(kg.store)) == _anew(files.place)[1:]
    (note,) = kg.notes
    assert "working in memory" in note


def _open(folder, place, results):
    os.environ["XDG_CACHE_HOME"] = folder
    results.put(bytes(kgraph.open(place).store.claims))


def test_builders_at_once_read_what_is_kept_and_do_no_harm(files, own_cache):
    _changed(files)
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    given = (str(own_cache.parent), files.place, results)
    builders = [context.Process(target=_open, args=given) for _ in range(3)]
    for builder in builders:
        builder.start()
    found = {results.get(timeout=120) for _ in builders}
    for builder in builders:
        builder.join()
    assert found == {_anew(files.place)[1]}
    _changed(files)
    assert _rebuilt(files.place) == _anew(files.place)

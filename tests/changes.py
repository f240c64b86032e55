"""Changes of entities at random, for the test of them and the long run of ``benchmarks.renames``."""

from __future__ import annotations

import kgraph
from kgraph.curation import checks, entities
from kgraph.curation.canonical import format_turtle
from kgraph.dossier import dossier
from kgraph.errors import KgraphError


def state(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def errors(folder):
    found = checks.check(dossier.find(folder), folder / "texts")
    return [str(finding) for finding in found if finding.severity == "error"]


def sound(folder):
    """No check finds an error, and every file of data is in canonical text."""
    assert errors(folder) == []
    for path in (folder / "data").glob("*.ttl"):
        text = path.read_text(encoding="utf-8")
        assert format_turtle(text) == text, path


def many_changes(folder, rng, number):
    """Rename, merge, add and retire at random; whatever is refused changes nothing."""
    kinds = ("actor", "issue", "event", "agreement", "place", "office")
    claims = len(kgraph.open(folder, cache=False).claims())
    done = 0
    for n in range(number):
        kind = rng.choice(kinds)
        prefix = entities.KINDS[kind]
        every = kgraph.open(folder, cache=False).table.entities.values()
        names = [one.id for one in every if one.id.startswith(f"{prefix}:")]
        name, other = rng.choice(names), rng.choice(names)
        found, before = dossier.find(folder), state(folder)
        try:
            match rng.randrange(5):
                case 0:
                    entities.rename(found, kind, name, f"Name {n}")
                case 1:
                    entities.rename(found, kind, name, id_=f"id-{rng.randrange(30)}")
                case 2:
                    entities.merge(found, kind, name, other)
                case 3:
                    said = {"officeOf": [rng.choice([o.id for o in every if o.kind == "actor"])]}
                    new = entities.New(f"New {n}", properties=said if kind == "office" else {})
                    entities.add(found, kind, new)
                case _:
                    entities.retire(found, kind, name)
            done += 1
        except KgraphError:
            assert state(folder) == before
        sound(folder)
        assert len(kgraph.open(folder, cache=False).claims()) == claims
    return done

"""kgraph takes no side: swapping two actors in the data swaps them in every result."""

from __future__ import annotations

import itertools
import re
import shutil
from dataclasses import fields
from pathlib import Path

import pytest

import kgraph
from kgraph.claims import ALL_VOICES

_MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
_STATES = ("actor:velmora", "actor:tarskia", "actor:oshen")


def _swapping(a, b):
    names = {a: b, b: a}
    pattern = re.compile("|".join(rf"{re.escape(name)}(?![\w-])" for name in names))
    return lambda text: pattern.sub(lambda match: names[match[0]], text)


def _ties(kg):
    stance, influence = kg.stance(voices=ALL_VOICES), kg.influence(voices=ALL_VOICES)
    networks = (stance.positions, stance.conduct, influence)
    overlays = (influence.attempts, influence.outcomes, influence.structure)
    every = [tie for network in networks for tie in network.ties]
    every += [tie for overlay in overlays for tie in overlay]
    return [{field.name: getattr(tie, field.name) for field in fields(tie)} for tie in every]


def _told(results):
    return sorted(repr(sorted(result.items())) for result in results)


@pytest.mark.parametrize(("a", "b"), [*itertools.combinations(_STATES, 2)])
def test_swapping_two_actors_swaps_them_in_every_network(tmp_path, a, b):
    swap = _swapping(a, b)
    place = shutil.copytree(_MINI, tmp_path / "mini")
    for file in place.rglob("*.ttl"):
        file.write_text(swap(file.read_text(encoding="utf-8")), encoding="utf-8")
    before, after = _ties(kgraph.open(_MINI)), _ties(kgraph.open(place))
    swapped = [
        {name: swap(value) if isinstance(value, str) else value for name, value in tie.items()}
        for tie in before
    ]
    assert len(before) > 10
    assert _told(after) == _told(swapped)
    assert _told(after) != _told(before)

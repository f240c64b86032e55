"""What several measurements share: the time of a call, and made-up claims."""

from __future__ import annotations

import time
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import kgraph
from kgraph.model import Claim, Entity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kgraph.claims import ClaimsTable

__all__ = ["best", "claim", "claims_table", "ratio"]

_EMPTY = {field.name: () if "tuple" in str(field.type) else "" for field in fields(Claim)}


def best(act: Callable[[], Any], rounds: int = 7) -> float:
    """Return the least time of a call over some rounds, in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def ratio(name: str, ours: float, theirs: float, bound: str) -> None:
    """Print two times and their ratio, beside what it is held to."""
    print(f"{name}: {ours:.2f} ms against {theirs:.2f} ms, ratio {ours / theirs:.3f} ({bound})")


def claim(number: int, **said: Any) -> Claim:
    """Return a claim, reported as certain unless said otherwise."""
    return Claim(
        **{
            **_EMPTY, "claim": f"d-{number:06}", "document": f"d{number % 200}", "polarity": 1,
            "certainty": 1.0, "modality": "actual", "voice": "reporting", "on_itself": False,
            "intensity": 2, "origin": "actor:m", **said,
        }
    )  # fmt: skip


def claims_table(rows: Iterable[Claim], names: Iterable[str]) -> ClaimsTable:
    """Return claims as a table with the packaged vocabulary, and states of these names."""
    whole = kgraph.open().table
    entities = {name: Entity(name, name, "State") for name in names}
    told = replace(whole, entities={**whole.entities, **entities}, disputes=())
    return told.with_claims(rows)

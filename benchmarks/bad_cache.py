"""A damaged cache: ``python -m benchmarks.bad_cache [--every N]``.

Every file of a kept build is cut at every length of its first 4 kB (every Nth with ``--every``) and
at random beyond, and bytes of it are flipped. What counts, and should be zero: builds that are
taken and answer otherwise than they did, and damage that a next command does not mend.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import kgraph
from kgraph.dossier import cache, dossier

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["main"]

MINI = Path(__file__).resolve().parent.parent / "tests" / "dossiers" / "mini"
_FIRST = 4096
_BEYOND, _FLIPS, _MENDED = 40, 60, 20


def _damages(content: bytes, every: int, chance: random.Random) -> Iterator[bytes]:
    for length in range(0, min(len(content), _FIRST), every):
        yield content[:length]
    for _ in range(_BEYOND if len(content) > _FIRST else 0):
        yield content[: chance.randrange(_FIRST, len(content))]
    for _ in range(_FLIPS if content else 0):
        at = chance.randrange(len(content))
        yield content[:at] + bytes([content[at] ^ chance.randrange(1, 256)]) + content[at + 1 :]


def _answers(place: Path) -> tuple[int | None, bytes | None]:
    """Return what is taken: the number of quads, and the claims table; ``None`` if refused."""
    store, claims = cache._open(place), cache._claims(place)
    return None if store is None else len(store), None if claims is None else bytes(claims)


def main(every: int = 1) -> None:
    """Print the figures."""
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        kgraph.open(MINI)
        kgraph.open(MINI).store.ready()
        place = cache.folder() / cache.key(dossier.find(MINI).fingerprint)
        right = _answers(place)
        tried = wrong = 0
        files = [path for path in place.rglob("*") if path.is_file() and "LO" not in path.name[:2]]
        for path in files:
            content = path.read_bytes()
            for damaged in _damages(content, every, chance):
                tried += 1
                path.write_bytes(damaged)
                wrong += any(
                    got not in {None, known}
                    for got, known in zip(_answers(place), right, strict=True)
                )
            path.write_bytes(content)
        lasting = 0
        for _ in range(_MENDED):
            path = chance.choice([one for one in files if one.exists()])
            path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size + 1)])
            kgraph.open(MINI).store.ready()
            again = kgraph.open(MINI)
            lasting += len(again.table) != 44 or not again.ask("ASK { ?c a kg:StandingClaim }")
        print(f"{tried} damages of {len(files)} files: {wrong} taken with another answer")
        print(f"{_MENDED} damages before a command: {lasting} not mended by it")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1)
    main(parser.parse_args().every)

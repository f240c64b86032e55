"""What is kept of the last build of a dossier, file by file: the next reads only what changed.

Each file of Turtle by its digest, as the N-Triples that it says, and what days and rules gave. It
is one file of the cache for a dossier, of its last build alone, and nothing in it is run; where it
is missing, damaged or of another version, all is read.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.dossier import cache
from kgraph.dossier.store import as_lines
from kgraph.files import decoded, read_raw

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from kgraph.dossier.dossier import Dossier

__all__ = ["Past", "keep", "past", "read", "rules_of"]

#: Dossiers of which the last build is kept.
_MOST = 2


@dataclass(frozen=True)
class Past:
    """A build: ``texts`` are its files as N-Triples by digest, ``curated`` those of the claims.

    ``days`` and ``derived`` are what days and rules gave, under ``rules``; that is empty where it
    is not known.
    """

    texts: Mapping[str, bytes]
    curated: tuple[str, ...]
    rules: str = ""
    days: bytes = b""
    derived: bytes = b""

    def changes(self, curated: Mapping[str, bytes]) -> tuple[bytes, bytes]:
        """Return what files that are gone say, and what those say that have come in their place.

        A statement of both is in neither.
        """
        was = {digest: self.texts[digest] for digest in self.curated}
        gone, come = (
            dict.fromkeys(
                line
                for digest, text in these.items()
                if digest not in those
                for line in text.splitlines(keepends=True)
            )
            for these, those in ((was, curated), (curated, was))
        )
        return (
            b"".join(line for line in gone if line not in come),
            b"".join(line for line in come if line not in gone),
        )


def read(paths: Iterable[Path], known: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return files as N-Triples by digest; what is known is not parsed.

    Raises ``BadData`` or ``MissingFile``.
    """
    found = {}
    for path in paths:
        content = read_raw(path)
        digest = hashlib.sha256(content).hexdigest()
        text = known.get(digest)
        found[digest] = as_lines(decoded(content, path), path) if text is None else text
    return found


def rules_of(dossier: Dossier) -> str:
    """Return a hash of rules and vocabulary."""
    digest = hashlib.sha256()
    for path in (*dossier.vocabulary, *dossier.rules):
        digest.update(hashlib.sha256(read_raw(path)).digest())
    return digest.hexdigest()


def past(dossier: Dossier) -> Past | None:
    """Return what is kept of the last build, nothing without one of this version."""
    head, _, rest = (cache.kept(_name(dossier)) or b"").partition(b"\n")
    if not head:
        return None
    told = json.loads(head)
    if told.get("key") != _key():
        return None
    texts, at = [], 0
    for length in told["lengths"]:
        texts.append(rest[at : at + length])
        at += length
    *files, days, derived = texts
    known = dict(zip(told["digests"], files, strict=True))
    return Past(known, tuple(told["curated"]), told["rules"], days, derived)


def keep(dossier: Dossier, built: Past) -> None:
    """Keep a build in the place of the one before."""
    texts = [*built.texts.values(), built.days, built.derived]
    told = {
        "key": _key(), "digests": [*built.texts], "lengths": [*map(len, texts)],
        "curated": built.curated, "rules": built.rules,
    }  # fmt: skip
    content = b"".join([json.dumps(told).encode(), b"\n", *texts])
    cache.keep(_name(dossier), content, most=_MOST)


def _name(dossier: Dossier) -> str:
    place = hashlib.sha256(str(dossier.root.resolve()).encode()).hexdigest()
    return f"parts-{place[:32]}"


def _key() -> str:
    return cache.key("parts")

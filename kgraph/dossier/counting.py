"""How many rows, or triples, an answer has that is already written."""

from __future__ import annotations

import csv
import io
import re

import pyoxigraph as ox

from kgraph.dossier.store import TRIPLE_FORMATS

__all__ = ["counted"]

#: A string of JSON; what is left of rows without strings can be counted by its brackets.
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')


def counted(form: str, format: str, body: bytes) -> int:
    r"""Return how many rows an answer has, or how many triples; one for a truth value.

    Parameters
    ----------
    form : str
        ``rows``, ``triples`` or ``boolean``.
    format : str
        In which it is written, by its short name.
    body : bytes
        The answer.

    >>> counted("rows", "tsv", b"?a\t?b\n1\t2\n")
    1
    """
    if form == "boolean":
        return 1
    if form == "triples":
        if format == "nt":
            return body.count(b"\n")
        return sum(1 for _ in ox.parse(body, format=TRIPLE_FORMATS[format]))
    if format == "tsv":  # a line break in a value is escaped there
        return body.count(b"\n") - 1
    if format == "xml":  # as is a bracket there
        return body.count(b"<result>") + body.count(b"<result/>")
    if format == "csv":
        return sum(1 for _ in csv.reader(io.StringIO(body.decode(), newline=""))) - 1
    left = _STRING.sub(b"", body).rpartition(b"[")[2]
    return left.count(b"},{") + 1 if left.startswith(b"{") else 0

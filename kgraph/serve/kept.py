"""Answers that are given again: what is asked of does not change while a server runs."""

from __future__ import annotations

from collections import OrderedDict

__all__ = ["Kept"]

#: The share of the room that one answer may take.
_SHARE = 8


class Kept:
    """Whole answers by what was asked, those asked for last, within so many bytes.

    Parameters
    ----------
    most : int
        Bytes of requests and answers together; with 0 nothing is kept.
    """

    def __init__(self, most: int) -> None:
        self._most, self._held = most, 0
        self._answers: OrderedDict[bytes, bytes] = OrderedDict()

    def get(self, request: bytes) -> bytes | None:
        """Return the answer to a request, nothing if it is not kept."""
        if (answer := self._answers.get(request)) is not None:
            self._answers.move_to_end(request)
        return answer

    def keep(self, request: bytes, answer: bytes) -> None:
        """Keep an answer, in place of those not asked for the longest; a long one is not kept."""
        size = len(request) + len(answer)
        if size * _SHARE > self._most or request in self._answers:
            return
        self._answers[request] = answer
        self._held += size
        while self._held > self._most:
            self._held -= sum(map(len, self._answers.popitem(last=False)))

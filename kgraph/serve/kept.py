"""Answers that are given again: what is asked of does not change while a server runs."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, Protocol, TypeVar

__all__ = ["Kept"]

#: The share of the room that one answer may take.
_SHARE = 8


class _Answer(Protocol):
    """What has a body, which is what takes room."""

    @property
    def body(self) -> bytes: ...


A = TypeVar("A", bound=_Answer)


class Kept(Generic[A]):
    """Whole answers by what was asked, those asked for last, within so many bytes.

    Parameters
    ----------
    most : int
        Bytes of requests and answers together; with 0 nothing is kept.
    """

    def __init__(self, most: int) -> None:
        self._most, self._held = most, 0
        self._answers: OrderedDict[tuple[bytes, ...], A] = OrderedDict()

    def get(self, request: tuple[bytes, ...]) -> A | None:
        """Return the answer to a request, nothing if it is not kept."""
        if (answer := self._answers.get(request)) is not None:
            self._answers.move_to_end(request)
        return answer

    def keep(self, request: tuple[bytes, ...], answer: A) -> None:
        """Keep an answer, in place of those not asked for the longest; a long one is not kept."""
        size = _size(request, answer)
        if size * _SHARE > self._most or request in self._answers:
            return
        self._answers[request] = answer
        self._held += size
        while self._held > self._most:
            self._held -= _size(*self._answers.popitem(last=False))


def _size(request: tuple[bytes, ...], answer: _Answer) -> int:
    return sum(map(len, request)) + len(answer.body)

"""How much a headline hangs on one document: the number without each in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kgraph.errors import BadOption

if TYPE_CHECKING:
    from kgraph.measures.stance.balance import Frustrations
    from kgraph.measures.stance.stance import Stance

__all__ = ["HEADLINES", "headlines", "leave_one_out"]

_Options = Mapping[str, Any]

#: One number and the claims it rests on, or why there is none.
_Told = tuple[float | None, tuple[str, ...], str]


def _polarization(stance: Stance, options: _Options) -> _Told:
    found = stance.polarization(**options)
    return found.value, found.claims, found.why


def _convergence(stance: Stance, options: _Options) -> _Told:
    found = stance.convergence(**options)
    return found.degree, found.votes.basis if found.votes else (), found.why


def _balance(stance: Stance, options: _Options) -> _Told:  # noqa: ARG001
    found = stance.balance()
    why = "" if found.value is not None else "not assessable: no triangle"
    claims = {c for t in found.network.triangles for p in t.pairs for c in (*p.claims, *p.lighter)}
    return found.value, tuple(sorted(claims)), why


def _frustration(stance: Stance, options: _Options) -> _Told:  # noqa: ARG001
    found = stance.frustration()
    why = _no_circle(found)
    return found.value if found.circles else None, stance.conduct.claims, why


def _no_circle(found: Frustrations) -> str:
    """Return why frustration says nothing: it is 0 wherever no ties close a circle."""
    if not found.network.pairs:
        return "not assessable: no ties"
    return "" if found.circles else "not assessable: no ties close a circle"


def _share(stance: Stance, options: _Options) -> _Told:  # noqa: ARG001
    found = stance.frustration()
    why = _no_circle(found)
    return found.share if found.circles else None, stance.conduct.claims, why


#: Measures with one number for the whole network.
HEADLINES: dict[str, Callable[[Stance, _Options], _Told]] = {
    "polarization": _polarization,
    "degree of convergence": _convergence,
    "balance": _balance,
    "frustration": _frustration,
    "frustration, normalised": _share,
}


def leave_one_out(
    stance: Stance, measure: str, options: _Options | None = None
) -> list[dict[str, Any]]:
    """Return a headline without each of the documents that it rests on.

    Parameters
    ----------
    stance : Stance
        As told by all documents of the selection.
    measure : str
        One of ``HEADLINES``.
    options : mapping, optional
        Those of ``votes``.

    Returns
    -------
    list of dict
        ``document``, ``value`` without it (``None`` if not assessable then) and ``why``.
    """
    told, chosen = _headline(measure), options or {}
    _, claims, _ = told(stance, chosen)
    rows = []
    for document in sorted({stance.table[claim].document for claim in claims}):
        value, _, why = told(stance.without(document), chosen)
        rows.append({"document": document, "value": value, "why": why})
    return rows


def _headline(measure: str) -> Callable[[Stance, _Options], _Told]:
    if measure not in HEADLINES:
        message = f"A headline is {', '.join(HEADLINES)}, not {measure!r}."
        raise BadOption(message)
    return HEADLINES[measure]


def headlines(
    stance: Stance, measures: Iterable[str] = (), options: _Options | None = None
) -> list[dict[str, Any]]:
    """Return one dict per headline (all, unless named): value, basis, range without a document.

    ``documents`` and ``origins`` count where the claims stand and whom they come from. ``least``
    and ``most`` are the ends of the values without one document, ``None`` if none is assessable;
    ``robust`` says in words whether one document carries the number.
    """
    rows = []
    for measure in tuple(measures) or HEADLINES:
        value, claims, why = _headline(measure)(stance, options or {})
        without = leave_one_out(stance, measure, options) if value is not None else []
        left = [row["value"] for row in without if row["value"] is not None]
        lost = [row["document"] for row in without if row["value"] is None]
        origins = {stance.table[claim].origin or stance.table[claim].claimant for claim in claims}
        if value is None:
            robust = ""
        elif len(without) < 2:
            robust = "not assessable: one document carries it all"
        elif lost:
            robust = f"not assessable without {', '.join(lost)}"
        else:
            robust = f"{min(left):.4g} to {max(left):.4g} without one document"
        rows.append(
            {
                "measure": measure,
                "value": value,
                "why": why,
                "documents": len({stance.table[claim].document for claim in claims}),
                "origins": len(origins),
                "claims": list(claims),
                "least": min(left, default=None),
                "most": max(left, default=None),
                "robust": robust,
            }
        )
    return rows

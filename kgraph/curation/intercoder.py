"""Agreement between two codings of the same texts: what both found, and how alike they read it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kgraph.dossier import dossier
from kgraph.dossier import store as stores
from kgraph.dossier.terms import Iri
from kgraph.errors import BadData
from kgraph.text import many
from kgraph.vocabulary import CURATED, VOCABULARY, compact, local_name

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence
    from pathlib import Path

    from kgraph.dossier.store import Store
    from kgraph.dossier.terms import Term

__all__ = [
    "FIELDS",
    "Agreement",
    "Coded",
    "Disagreement",
    "Measured",
    "OnRelation",
    "agreement",
    "alpha",
    "coded",
    "coefficient",
    "interval",
    "least_pairs",
    "matched",
    "matched_in_words",
    "pairable",
    "read",
]

#: What is compared in matched claims: first those of the coding report, then further ones.
FIELDS = ("relation", "claimant", "factuality", "modality", "mode", "when")
#: What a unit of the coefficients is, in words.
UNIT = "a pair of matched claims: one of each coding, on the same sentence, subject and object"
#: Draws of a bootstrap, its seed, and the share of them that an interval has to hold.
_DRAWS, _SEED, _LEVEL = 2000, 1, 0.95
#: Share of draws in which the coefficient may be undefined.
_UNDEFINED = 0.05
#: The fields by which, among several candidates, the most alike are matched.
_DECIDING = FIELDS[:3]

_PASSAGE = re.compile(
    r"(?P<document>.+)-p(?P<paragraph>[0-9]{1,9})(?:s(?P<first>[0-9]{1,4})(?:-(?P<last>[0-9]{1,4}))?)?"
    r"(?![0-9])"
)
#: What an unstated value of a field means; a mode that is not stated is derived, not compared.
_UNSTATED = {"modality": "actual", "mode": "unstated", "when": "undated"}

_Sentence = tuple[str, int, int | None]


@dataclass(frozen=True, slots=True)
class Coded:
    """A claim as coded: its sentences, its ends (a value for an object), and the fields."""

    claim: str
    sentences: frozenset[_Sentence]
    subject: str
    object: str
    relation: str
    claimant: str
    factuality: str
    modality: str
    mode: str
    when: str


@dataclass(frozen=True, slots=True)
class Measured:
    """How alike one field is in the matched claims.

    ``pairs`` matched claims, ``equal`` of them alike; ``agreement`` their share, dimensionless in
    [0, 1]; ``alpha`` Krippendorff's alpha, at most 1, ``low`` and ``high`` its interval (95 %).
    They are ``None`` where undefined; the interval too where there are too few pairs.
    """

    field: str
    pairs: int
    equal: int
    agreement: float | None
    alpha: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class OnRelation:
    """How alike two codings are in the use of one relation.

    ``claims_a`` and ``claims_b`` are the claims of each with it; ``pairs`` the matched pairs in
    which either coder has it, ``equal`` those in which both have. ``alpha`` is that of "it or
    another relation" over all matched pairs, with its interval (95 %). ``why_not`` says why it is
    not assessable, or is ``""``.
    """

    relation: str
    claims_a: int
    claims_b: int
    pairs: int
    equal: int
    agreement: float | None
    alpha: float | None
    low: float | None
    high: float | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field of a matched pair that differs; or a claim that only one has: ``unmatched``."""

    field: str
    passage: str
    claim_a: str
    claim_b: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """The comparison of two codings.

    ``share_a`` and ``share_b`` are the shares of the claims of each that are matched, dimensionless
    in [0, 1], ``None`` if there are none.
    """

    claims_a: int
    claims_b: int
    matched: int
    share_a: float | None
    share_b: float | None
    fields: tuple[Measured, ...]
    relations: tuple[OnRelation, ...]
    disagreements: tuple[Disagreement, ...]


def agreement(a: Iterable[Coded], b: Iterable[Coded], least: int = 0) -> Agreement:
    """Return how far two codings agree.

    Two claims can be matched if they share a sentence, the subject and the object (for measures,
    the value, as a number); a claim with its ends the other way round has no counterpart. A passage
    without sentence numbers counts as its whole paragraph. Each claim is matched at most once:
    where there are several candidates, the pair that agrees in most of relation, claimant and
    factuality goes first, then the one that shares most sentences, then by id. So agreement is
    measured on the most favourable matching, and the shares say how many claims have no counterpart
    at all. Retracted claims do not count. Under ``least`` pairs a relation is not assessable, and
    no interval is given.
    """
    ours, theirs = sorted(a, key=_by_id), sorted(b, key=_by_id)
    pairs = matched(ours, theirs)
    measured = tuple(_measured(name, pairs, least) for name in FIELDS)
    return Agreement(
        claims_a=len(ours),
        claims_b=len(theirs),
        matched=len(pairs),
        share_a=len(pairs) / len(ours) if ours else None,
        share_b=len(pairs) / len(theirs) if theirs else None,
        fields=measured,
        relations=tuple(_on_relations(ours, theirs, pairs, least)),
        disagreements=tuple(_disagreements(ours, theirs, pairs)),
    )


def alpha(units: Iterable[Sequence[Hashable | None]]) -> float | None:
    """Return Krippendorff's alpha for nominal values, or ``None`` where it is undefined.

    With coincidences ``o_ck`` (each unit of ``m`` values adds ``1 / (m - 1)`` per ordered pair of
    them), margins ``n_c`` and their sum ``n``, the number of pairable values:
    ``1 - (n - 1) * sum_{c != k} o_ck / sum_{c != k} n_c n_k``.

    Parameters
    ----------
    units : iterable of sequences
        For each unit the value that each coder gave, ``None`` if none.

    Returns
    -------
    float or None
        Dimensionless, at most 1 (perfect); 0 is what chance gives. ``None`` if no unit has two
        values, or if all pairable values are equal, so that nothing could have disagreed.

    References
    ----------
    .. [1] Krippendorff (2011), Computing Krippendorff's alpha-reliability.

    Examples
    --------
    >>> alpha([("x", "x"), ("y", "y"), ("x", "y"), ("x", None)])
    0.4444444444444444
    >>> alpha([("x", "x"), ("x", None)]) is None
    True
    """
    margins: Counter[Hashable] = Counter()
    differing = 0.0
    for values in _pairable(units):
        margins.update(values)
        size = values.total()
        same = sum(count * (count - 1) for count in values.values())
        differing += (size * (size - 1) - same) / (size - 1)
    n = margins.total()
    expected = n * n - sum(count * count for count in margins.values())
    return 1 - (n - 1) * differing / expected if expected else None


def interval(
    pairs: Sequence[tuple[Hashable, Hashable]], draws: int = _DRAWS, seed: int = _SEED
) -> tuple[float, float] | None:
    """Return the interval (95 %) of ``alpha`` over pairs, by a bootstrap of the pairs.

    As many pairs are drawn with replacement, ``draws`` times, and the coefficient is computed of
    each drawing; the interval leaves 2.5 % of them out on either side. ``None`` if no pair
    differs, so that no drawing could, or if the coefficient is undefined for more than 5 % of them.

    References
    ----------
    .. [1] Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    .. [2] Zapf et al. (2016), Measuring inter-rater reliability for nominal data: which
       coefficients and confidence intervals are appropriate?

    Examples
    --------
    >>> interval([("x", "x"), ("y", "y")] * 20) is None
    True
    >>> low, high = interval([("x", "x"), ("y", "y"), ("x", "y")] * 10)
    >>> low < alpha([("x", "x"), ("y", "y"), ("x", "y")] * 10) < high < 1
    True
    """
    counts = Counter(pairs)
    kinds = list(counts)
    values = {value: n for n, value in enumerate(dict.fromkeys(v for kind in kinds for v in kind))}
    if all(first == second for first, second in kinds):
        return None
    margins = np.zeros((len(kinds), len(values)))
    for row, kind in enumerate(kinds):
        for value in kind:
            margins[row, values[value]] += 1
    differing = np.array([2.0 * (first != second) for first, second in kinds])
    n = counts.total()
    drawn = np.random.default_rng(seed).multinomial(n, [counts[k] / n for k in kinds], draws)
    of_each = drawn @ margins
    expected = (2 * n) ** 2 - (of_each**2).sum(axis=1)
    defined = expected > 0
    if defined.mean() < 1 - _UNDEFINED:
        return None
    found = 1 - (2 * n - 1) * (drawn @ differing)[defined] / expected[defined]
    rest = (1 - _LEVEL) / 2
    low, high = np.quantile(found, [rest, 1 - rest])
    return float(low), float(high)


def pairable(units: Iterable[Sequence[Hashable | None]]) -> int:
    """Return how many values stand in units with at least two: the ``n`` of ``alpha``."""
    return sum(values.total() for values in _pairable(units))


def _pairable(units: Iterable[Sequence[Hashable | None]]) -> Iterator[Counter[Hashable]]:
    for unit in units:
        values = Counter(value for value in unit if value is not None)
        if values.total() >= 2:
            yield values


def coefficient(one: Measured | OnRelation) -> str:
    """Return an alpha with its interval as one reads it, or why there is none."""
    if one.alpha is None:
        why = one.why_not if isinstance(one, OnRelation) else ""
        return why or "undefined: nothing could have differed"
    if one.low is not None:
        return f"{one.alpha:.2f} [{one.low:.2f}, {one.high:.2f}]"
    return f"{one.alpha:.2f}" + (", no pair differs" if one.equal == one.pairs else "")


def matched_in_words(found: Agreement) -> str:
    """Return how many claims of either coding are matched, as a sentence."""

    def part(share: float | None, of: int) -> str:
        return f"{of} claims" + ("" if share is None else f" ({100 * share:.0f} %)")

    return (
        f"Matched: {found.matched} of {part(found.share_a, found.claims_a)} of A and of "
        f"{part(found.share_b, found.claims_b)} of B."
    )


def read(path: Path | str) -> list[Coded]:
    """Return the claims of a Turtle file or of a dossier's folder, retracted ones left out.

    Raises
    ------
    BadData
        If a file is not Turtle, or a claim lacks what is compared or has a passage that is none.
    MissingFile
        If there is no such file or folder.
    """
    return coded(stores.parse({CURATED: dossier.find(path).data}), path)


def coded(store: Store, path: Path | str) -> list[Coded]:
    """Return the claims of a store, retracted ones left out; errors as for ``read``."""
    described: dict[str, dict[str, list[Term]]] = {}
    for it, predicate, value in store.select(
        "SELECT ?it ?p ?v WHERE { ?it a kg:Claim ; ?p ?v } ORDER BY ?it ?p ?v"
    ):
        claim = described.setdefault(local_name(compact(str(it))), {})
        claim.setdefault(compact(str(predicate)), []).append(value)
    return [
        _coded(claim, properties, path)
        for claim, properties in described.items()
        if "retracted" not in map(str, properties.get("kg:status", ()))
    ]


def least_pairs(path: Path | str) -> int:
    """Return under how many pairs agreement is not assessable, as the vocabulary says."""
    store = stores.parse({VOCABULARY: dossier.find(path).vocabulary})
    rows = store.select("SELECT ?n { kg:codedPairs kg:number ?n } ORDER BY ?n")
    return max((int(float(str(number))) for (number,) in rows), default=0)


def _coded(claim: str, properties: dict[str, list[Term]], path: Path | str) -> Coded:
    def one(name: str) -> str:
        values = properties.get(f"kg:{name}")
        if values:
            return _short(values[0])
        if name in _UNSTATED:
            return _UNSTATED[name]
        message = f"claim:{claim} has no kg:{name}; run kgraph check."
        raise BadData(message, path)

    return Coded(
        claim=claim,
        sentences=frozenset(
            sentence
            for passage in properties.get("kg:passage", ())
            for sentence in _sentences(_short(passage), claim, path)
        ),
        subject=one("subject"),
        object=one("object" if "kg:object" in properties else "value"),
        **{name: one(name) for name in FIELDS},
    )


def _short(term: Term) -> str:
    if isinstance(term, Iri):
        return term.curie.removeprefix("kg:")
    try:
        return f"{float(str(term)):.15g}"
    except ValueError:
        return str(term)


def _sentences(passage: str, claim: str, path: Path | str) -> Iterator[_Sentence]:
    match = _PASSAGE.match(local_name(passage))
    if match is None:
        message = f"claim:{claim}: {passage} is no passage; run kgraph check."
        raise BadData(message, path)
    place = match["document"], int(match["paragraph"])
    if match["first"] is None:
        yield (*place, None)
    else:
        first = int(match["first"])
        for number in range(first, int(match["last"] or first) + 1):
            yield (*place, number)


def _by_id(coded: Coded) -> str:
    return coded.claim


def _shared(one: Coded, other: Coded) -> int:
    """Count the sentences of two claims that are the same."""
    return sum(
        first[:2] == second[:2] and (first[2] is None or second[2] in {None, first[2]})
        for first in one.sentences
        for second in other.sentences
    )


def matched(ours: list[Coded], theirs: list[Coded]) -> list[tuple[Coded, Coded]]:
    """Return the pairs of claims that are matched, as for ``agreement``, by the first's id."""
    by_ends: dict[tuple[str, str], list[Coded]] = {}
    for other in theirs:
        by_ends.setdefault((other.subject, other.object), []).append(other)
    candidates = []
    for one in ours:
        for other in by_ends.get((one.subject, one.object), ()):
            if shared := _shared(one, other):
                alike = sum(getattr(one, name) == getattr(other, name) for name in _DECIDING)
                candidates.append((-alike, -shared, one.claim, other.claim, one, other))
    taken_a: set[str] = set()
    taken_b: set[str] = set()
    pairs = []
    for *_, one, other in sorted(candidates, key=lambda row: row[:4]):
        if one.claim not in taken_a and other.claim not in taken_b:
            taken_a.add(one.claim)
            taken_b.add(other.claim)
            pairs.append((one, other))
    return sorted(pairs, key=lambda pair: pair[0].claim)


def _measured(name: str, pairs: list[tuple[Coded, Coded]], least: int) -> Measured:
    values = [(getattr(one, name), getattr(other, name)) for one, other in pairs]
    equal = sum(a == b for a, b in values)
    share = equal / len(values) if values else None
    low, high = (interval(values) if len(values) >= least else None) or (None, None)
    return Measured(name, len(values), equal, share, alpha(values), low, high)


def _on_relations(
    ours: list[Coded], theirs: list[Coded], pairs: list[tuple[Coded, Coded]], least: int
) -> Iterator[OnRelation]:
    of_a, of_b = (Counter(one.relation for one in coded) for coded in (ours, theirs))
    for name in sorted({*of_a, *of_b}):
        used = [(one.relation == name, other.relation == name) for one, other in pairs]
        either, both = sum(map(any, used)), sum(map(all, used))
        found = alpha(used)
        why_not = ""
        if either < least:
            why_not = f"not assessable: {many(either, 'pair')}, needs {least}"
        elif found is None:
            why_not = "not assessable: no pair has another relation"
        low, high = (None if why_not else interval(used)) or (None, None)
        yield OnRelation(
            name, of_a[name], of_b[name], either, both, both / either if either else None,
            None if why_not else found, low, high, why_not,
        )  # fmt: skip


def _disagreements(
    ours: list[Coded], theirs: list[Coded], pairs: list[tuple[Coded, Coded]]
) -> Iterator[Disagreement]:
    for one, other in pairs:
        for name in FIELDS:
            a, b = getattr(one, name), getattr(other, name)
            if a != b:
                yield Disagreement(name, _place(one), one.claim, other.claim, a, b)
    matched_a = {one.claim for one, _ in pairs}
    matched_b = {other.claim for _, other in pairs}
    for one in ours:
        if one.claim not in matched_a:
            yield Disagreement("unmatched", _place(one), one.claim, "", _said(one), "")
    for other in theirs:
        if other.claim not in matched_b:
            yield Disagreement("unmatched", _place(other), "", other.claim, "", _said(other))


def _place(coded: Coded) -> str:
    names = sorted((d, p, s or 0) for d, p, s in coded.sentences)
    return " ".join(f"{d}-p{p}s{s}" if s else f"{d}-p{p}" for d, p, s in names)


def _said(coded: Coded) -> str:
    return f"{coded.subject} {coded.relation} {coded.object}"

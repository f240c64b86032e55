"""What of a dossier can be read: what cannot is set aside, thing by thing, and said.

One misspelt word costs its claim and no view. ``kgraph check`` says more, with file and line; here
is only what rules, networks and measures cannot do without.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pyoxigraph as ox

from kgraph import dates
from kgraph.dossier.terms import Iri, Text
from kgraph.errors import BadDate
from kgraph.text import many, nearest
from kgraph.vocabulary import PREFIXES, expand, local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kgraph.dossier.store import Store
    from kgraph.dossier.terms import Term

__all__ = ["derivable", "screened"]

#: What a claim cannot be read without.
_NEEDED = ("kg:subject", "kg:relation", "kg:claimant", "kg:factuality")
#: What a claim says once.
_ONCE = (
    *_NEEDED, "kg:object", "kg:value", "kg:modality", "kg:mode", "kg:when", "kg:asserted",
    "kg:intensity", "kg:leverFamily", "kg:lever", "kg:bound", "kg:status", "kg:group",
)  # fmt: skip
#: What names a thing.
_NAMES = (
    "kg:subject", "kg:object", "kg:claimant", "kg:via", "kg:context", "kg:topic", "kg:affected",
    "kg:place", "kg:passage", "kg:before", "kg:during", "kg:after",
)  # fmt: skip
#: From which list of the vocabulary a value is.
_LISTED = {
    "kg:factuality": "kg:FactualityScheme", "kg:modality": "kg:ModalityScheme",
    "kg:mode": "kg:ModeScheme", "kg:bound": "kg:BoundScheme", "kg:lever": "kg:GradeScheme",
    "kg:leverFamily": "kg:FamilyScheme", "kg:family": "kg:FamilyScheme", "kg:role": "kg:RoleScheme",
    "kg:leverDirection": "kg:DirectionScheme", "kg:aspect": "kg:AspectScheme",
    "kg:structuralKind": "kg:StructureScheme", "kg:genre": "kg:GenreScheme",
    "kg:procedure": "kg:ProcedureScheme",
}  # fmt: skip
_NUMBERS = (
    "kg:intensity", "kg:seats", "kg:votesNeeded", "kg:vetoSeats", "kg:position", "kg:valence",
    "kg:polarity", "kg:certainty", "kg:number", "kg:low", "kg:high", "kg:lowFactor",
    "kg:highFactor", "kg:paragraphCount",
)  # fmt: skip
#: What is nothing without all that is said of it.
_WHOLE = ("kg:Claim", "kg:DecisionRule")
#: What curators alone say, and the kinds of things that they make.
_CURATED = frozenset(map(expand, (*_ONCE, *_LISTED)))
_MADE = frozenset(map(expand, (*_WHOLE, "kg:StandingClaim")))
_NUMERIC = {PREFIXES["xsd"] + name for name in ("integer", "decimal")}
#: How many things are named, and digits that a number may have.
_NAMED, _DIGITS = 3, 300


def derivable(triple: tuple[Term, Term, Term]) -> bool:
    """Return whether a rule of a dossier may say so: it makes no claims, nor what one rests on."""
    _, predicate, value = triple
    return str(predicate) not in _CURATED and str(value) not in _MADE


def screened(store: Store) -> tuple[str, ...]:
    """Take what cannot be read out of a store under construction, and say so in a few sentences."""
    screen = _Screen(store)
    screen.take_out()
    return tuple(screen.notes())


class _Screen:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._said = store.described(derived=False)
        self._wrong: dict[int, list[str]] = defaultdict(list)
        self._lost: list[tuple[int, str, int]] = []
        whole = self._said.of_type(*_WHOLE)
        self._whole = np.zeros(len(self._said.terms), dtype=bool)
        self._whole[whole] = True
        self._claims = self._said.of_type("kg:Claim")
        self._is_claim = np.zeros(len(self._said.terms), dtype=bool)
        self._is_claim[self._claims] = True
        self._triples()
        self._claims_as_such()
        self._words()
        self._texts()

    # --- what is wrong

    def _triples(self) -> None:
        for subject, predicate, value in self._said.about_triples():
            self._wrong_at(subject, predicate, value, "a triple stands where RDF 1.1 has a term")

    def _claims_as_such(self) -> None:
        said = self._said
        for claim in self._claims.tolist():
            if not said.is_iri(claim):
                self._wrong[claim].append("a claim has a name such as claim:doc-001")
        for predicate in _ONCE:
            subjects, _ = self._of_claims(predicate)
            several, at = self._said.distinct(subjects)
            counts = np.bincount(at, minlength=len(several))
            for claim, count in zip(several[counts > 1], counts[counts > 1], strict=True):
                self._wrong[int(claim)].append(f"it has {count} {predicate}, of which one counts")
            if predicate in _NEEDED:
                for claim in np.setdiff1d(self._claims, subjects).tolist():
                    self._wrong[claim].append(f"it has no {predicate}")
        for predicate in _NAMES:
            self._each(predicate, self._of_claims(predicate), _unnamed)

    def _words(self) -> None:
        said = self._said
        relations = said.of_type("kg:RelationType", "kg:MeasureType")
        self._within("kg:relation", "relation of the vocabulary", relations)
        things, schemes = said.pairs("skos:inScheme")
        for predicate, scheme in _LISTED.items():
            known = things[schemes == said.code(scheme)]
            if predicate == "kg:role":  # a relation may have no part in influence
                known = np.append(known, said.code("kg:none"))
            self._within(predicate, local_name(predicate), known)

    def _within(self, predicate: str, what: str, known: np.ndarray) -> None:
        listed = set(known.tolist()) - {-1}
        names = sorted(local_name(self._said.name(one)) for one in listed)
        subjects, values = self._said.pairs(predicate)
        for subject, value in zip(subjects.tolist(), values.tolist(), strict=True):
            if value not in listed:
                name = self._said.name(value).removeprefix("kg:")
                near = nearest(name, names, n=1)
                hint = f"; did you mean {near[0]}?" if near else ""
                self._wrong_at(subject, predicate, value, f"{name!r} is no {what}{hint}")

    def _texts(self) -> None:
        said = self._said
        for predicate in ("kg:when", "kg:asserted", "kg:published"):
            self._each(predicate, said.pairs(predicate), _undated)
        for predicate in _NUMBERS:
            self._each(predicate, said.pairs(predicate), _uncounted)
        subjects, values = self._of_claims("kg:value")
        claims, relations = said.pairs("kg:relation")
        dated = np.isin(subjects, claims[relations == said.code("kg:dated")])
        self._each("kg:value", (subjects[dated], values[dated]), _undated)
        self._each("kg:value", (subjects[~dated], values[~dated]), _unmeasured)

    def _of_claims(self, predicate: str) -> tuple[np.ndarray, np.ndarray]:
        subjects, values = self._said.pairs(predicate)
        of_claims = self._is_claim[subjects]
        return subjects[of_claims], values[of_claims]

    def _each(
        self,
        predicate: str,
        pairs: tuple[np.ndarray, np.ndarray],
        wrong: Callable[[Term], str],
    ) -> None:
        subjects, values = pairs
        for value in self._said.distinct(values)[0].tolist():
            if reason := wrong(self._said.term(value)):
                for subject in subjects[values == value].tolist():
                    self._wrong_at(subject, predicate, value, f"{predicate}: {reason}")

    def _wrong_at(self, subject: int, predicate: str, value: int, reason: str) -> None:
        self._wrong[subject].append(reason)
        self._lost.append((subject, predicate, value))

    # --- what becomes of it

    def take_out(self) -> None:
        """Remove claims and rules whole, and of other things only what is wrong."""
        terms = self._said.terms
        for subject in self._wrong:
            if self._whole[subject]:
                self._remove(_engine_term(terms[subject]), None, None)
        for subject, predicate, value in self._lost:
            if not self._whole[subject]:
                predicate_term = ox.NamedNode(expand(predicate))
                known = _engine_term(terms[value])
                self._remove(_engine_term(terms[subject]), predicate_term, known)

    def _remove(self, subject: Any, predicate: Any, value: Any) -> None:
        quads = self._store._engine.quads_for_pattern(subject, predicate, value, None)
        self._store.remove(list(quads))

    def notes(self) -> Iterator[str]:
        """Yield what is left out, the first few by name."""
        claims = set(self._claims.tolist())
        yield from self._summed("claim", (one for one in self._wrong if one in claims))
        yield from self._summed(
            "other statement", (one for one in self._wrong if one not in claims)
        )

    def _summed(self, what: str, wrong: Iterable[int]) -> Iterator[str]:
        found = sorted((self._said.name(one), self._wrong[one][0]) for one in wrong)
        if found:
            named = ". ".join(f"{name}: {reason}" for name, reason in found[:_NAMED])
            dots = " ..." if len(found) > _NAMED else ""
            stop = "" if named.endswith("?") else "."
            verb = "is" if len(found) == 1 else "are"
            yield (
                f"{many(len(found), what)} {verb} left out, since kgraph cannot read what stands "
                f"there; kgraph check says where. {named}{stop}{dots}"
            )


def _engine_term(term: bytes) -> Any:
    line = b"<urn:x> <urn:x> " + term + b" ."
    return next(iter(ox.parse(line, format=ox.RdfFormat.N_TRIPLES))).object


def _unnamed(term: Term) -> str:
    if isinstance(term, Iri):
        return ""
    if isinstance(term, Text):
        return f"{_cut(term.value)!r} is text; write the name of the thing, such as actor:courier"
    return "a thing without a name; give it one, such as actor:courier"


def _undated(term: Term) -> str:
    if not isinstance(term, Text):
        return "it is no date"
    try:
        dates.interval(term.value)
    except BadDate as error:
        return str(error).rstrip(".")
    return ""


def _uncounted(term: Term) -> str:
    text = str(term)
    try:
        fine = len(text) <= _DIGITS and math.isfinite(float(text))
    except ValueError:
        fine = False
    return "" if fine and isinstance(term, Text) else f"{_cut(text)!r} is no number"


def _unmeasured(term: Term) -> str:
    if not isinstance(term, Text):
        return "it is no number"
    if term.datatype not in _NUMERIC:
        return ""
    try:
        int(term.value) if term.datatype.endswith("integer") else float(term.value)
    except ValueError:
        return f"{_cut(term.value)!r} is no number"
    return "" if len(term.value) <= _DIGITS else f"{_cut(term.value)!r} is no number"


def _cut(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."

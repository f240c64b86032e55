"""All that the record holds on one actor, in sections, every line with the claims behind it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypedDict

from kgraph import wording
from kgraph.claims.voices import participants, speakers, voice_class
from kgraph.model import distinct
from kgraph.networks import build
from kgraph.result import Result
from kgraph.text import many
from kgraph.vocabulary import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kgraph.claims import ClaimsTable
    from kgraph.claims.evidence import Base
    from kgraph.model import Cell, Claim, Entity, Tie
    from kgraph.text import Shown

__all__ = ["NO_EVIDENCE", "ActorPage", "Line", "LineRow", "Section", "page"]

#: What an empty section says.
NO_EVIDENCE = "no evidence in these documents"

#: Voices that say of an actor what neither a report nor its own word does.
_OTHERS = frozenset({"party-on-others", "analysis", "witness"})


class LineRow(TypedDict):
    """A line of the page, with its section and its claims."""

    actor: str
    section: str
    says: str
    other: str
    claims: list[str]
    denials: list[str]
    disputed_by: list[str]
    hollow_by: list[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is said, with its claims.

    ``other`` is whom or what it also concerns, as a CURIE or ``""``. ``claims`` is empty only for
    what stands in the catalogue of entities, such as names. ``denials``, ``disputed_by`` and
    ``hollow_by`` are claims as on a tie.
    """

    says: str
    claims: tuple[str, ...] = ()
    other: str = ""
    denials: tuple[str, ...] = ()
    disputed_by: tuple[str, ...] = ()
    hollow_by: tuple[str, ...] = ()

    @property
    def cited(self) -> tuple[str, ...]:
        """All claims of the line."""
        named = (*self.claims, *self.denials, *self.disputed_by, *self.hollow_by)
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its short name, its title, and its lines (perhaps none).

    ``elsewhere`` counts the lines that the section would have if every voice made the networks,
    where it has none.
    """

    name: str
    title: str
    lines: tuple[Line, ...]
    elsewhere: int = 0

    @property
    def empty(self) -> str:
        """What a section without lines says."""
        if not self.elsewhere:
            return NO_EVIDENCE
        return f"nothing in the voices chosen; {self.elsewhere} in others (all voices show them)"


@dataclass(frozen=True, eq=False, repr=False)
class ActorPage(Result[LineRow]):
    """The page on one actor.

    ``base`` is the base of evidence of the claims it cites; ``left_out`` counts the claims of the
    whole record that its networks leave out, by reason.
    """

    title = "Actor"
    tells = "All that the record holds on one actor."
    shown: ClassVar[Shown] = {
        "section": "section", "says": "says", "claims": "claims", "denied": "denials",
        "disputed by": "disputed_by",
    }  # fmt: skip
    _most = None

    actor: Entity
    sections: tuple[Section, ...]
    base: Base
    left_out: dict[str, int]

    def __getitem__(self, name: str) -> tuple[Line, ...]:
        """Return the lines of a section by its short name; raises ``KeyError``."""
        return {section.name: section.lines for section in self.sections}[name]

    @property
    def claims(self) -> tuple[str, ...]:
        """Every claim that the page cites, sorted."""
        return tuple(sorted({c for s in self.sections for line in s.lines for c in line.cited}))

    def notes(self) -> tuple[str, ...]:
        """Return what the page rests on, and what its networks leave out, as sentences."""
        base = f"Base of evidence: {self.base.sentence()}."
        if not self.left_out:
            return (base,)
        counts = ", ".join(f"{number} {reason}" for reason, number in self.left_out.items())
        return (base, f"Claims left out of positions, conduct and levers: {counts}.")

    def rows(self) -> list[LineRow]:
        """Return one dict per line; a section without lines has one that says so."""
        return [
            {
                "actor": self.actor.id,
                "section": section.name,
                "says": line.says,
                "other": line.other,
                "claims": list(line.claims),
                "denials": list(line.denials),
                "disputed_by": list(line.disputed_by),
                "hollow_by": list(line.hollow_by),
            }
            for section in self.sections
            for line in section.lines or (Line(section.empty),)
        ]

    def __repr__(self) -> str:
        return f"<ActorPage: {self.actor.label}; {many(len(self.claims), 'claim')}>"

    def _heading(self) -> str:
        return self.actor.label

    def text(self) -> str:
        """Return the page as text to read."""
        parts = [self.actor.label]
        for section in self.sections:
            lines = [f"  {_cited(line)}" for line in section.lines] or [f"  {section.empty}"]
            parts.append("\n".join([section.title, *lines]))
        return "\n\n".join(parts)


def page(
    whole: ClaimsTable,
    every: ClaimsTable,
    networks: ClaimsTable,
    actor: str,
    base: Callable[[Iterable[str]], Base],
    families: Iterable[str] = (),
) -> ActorPage:
    """Return the page on an actor.

    Parameters
    ----------
    whole : ClaimsTable
        The whole record, for labels and disputes.
    every : ClaimsTable
        The claims to tell of, in every voice.
    networks : ClaimsTable
        Those of them that positions, conduct and levers are made of.
    actor : str
        The actor's CURIE.
    base : callable
        Gives the base of evidence of claims.
    families : iterable of str
        Keep conduct and levers of these families only; all if empty.
    """
    wanted = tuple(families)
    voices = [
        list(_Writer(whole, every, some, actor, wanted).sections()) for some in (networks, every)
    ]
    sections = tuple(
        section if section.lines else replace(section, elsewhere=len(other.lines))
        for section, other in zip(*voices, strict=True)
    )
    cited = {claim for section in sections for line in section.lines for claim in line.cited}
    left_out = whole.left_out(networks.selection)
    return ActorPage(whole.entities[actor], sections, base(sorted(cited)), left_out)


class _Writer:
    """Writes the sections of one actor's page."""

    def __init__(
        self,
        whole: ClaimsTable,
        every: ClaimsTable,
        networks: ClaimsTable,
        actor: str,
        families: tuple[str, ...],
    ) -> None:
        self._whole, self._actor = whole, actor
        self._every = list(every)
        self._about = [claim for claim in every if actor in participants(claim)]
        self._positions = build.positions(networks)
        self._conduct = build.conduct(networks, families)
        self._influence = build.influence(networks, families)

    def sections(self) -> Iterator[Section]:
        levers = self._ties(self._influence.ties)
        conduct = self._ties(self._conduct.ties)
        signed = partial(wording.signed, self._whole)
        shown = {(tie.source, tie.relation, tie.target) for tie in conduct}
        rest = self._ties((*self._influence.attempts, *self._influence.outcomes))
        written = [
            Section("names", "Names and kind", tuple(self._names())),
            Section("offices", "Offices it holds, and who holds its own", self._offices()),
            Section("structure", "Memberships and other ties of structure", self._structure()),
            Section("speakers", "Who may speak for it, and for whom it may", self._speakers()),
            Section("positions", "Positions", tuple(self._stands())),
            Section("silences", "What it is said to be silent on", self._silences()),
            Section("conduct-by", "What it does to or for others", self._by(conduct, signed)),
            Section("conduct-on", "What others do to or for it", self._on(conduct, signed)),
            Section("levers-of", "Whom it can move", self._by(levers, wording.lever)),
            Section("levers-on", "Who can move it", self._on(levers, wording.lever)),
            Section(
                "attempts",
                "What else was tried between it and others, and what came of it",
                tuple(
                    self._line(tie, lambda tie: tie.role)
                    for tie in rest
                    if (tie.source, tie.relation, tie.target) not in shown
                ),
            ),
            Section("words", "What it says, itself or through its speakers", self._words()),
            Section("others", "What others say of it", self._others()),
            Section("disputed", "What is disputed", tuple(self._disputed())),
        ]
        cited = {claim for section in written for line in section.lines for claim in line.cited}
        written.append(Section("besides", "What else is said of it", self._besides(cited)))
        return iter(written)

    # --- who it is

    def _names(self) -> Iterator[Line]:
        entity = self._whole.entities[self._actor]
        word = self._whole.words.get(entity.type)
        yield Line(f"{entity.label} ({word.label if word else entity.type})")
        # A private person goes by public role only.
        if entity.aliases and not entity.private:
            yield Line(f"also called {', '.join(entity.aliases)}")
        if entity.qid and not entity.private:
            yield Line(f"Wikidata {entity.qid}", other=f"wd:{entity.qid}")
        if entity.part_of:
            yield Line(f"part of {self._whole.label(entity.part_of)}", other=entity.part_of)
        for part in self._whole.entities.values():
            if part.part_of == self._actor and part.kind == "actor":
                yield Line(f"has {part.label} as a part", other=part.id)

    def _offices(self) -> tuple[Line, ...]:
        def is_office(claim: Claim) -> bool:
            office = self._whole.entities.get(claim.object)
            return (
                office is not None
                and office.kind == "office"
                and self._actor in {claim.subject, office.part_of}
            )

        return self._propositions(claim for claim in self._every if is_office(claim))

    def _structure(self) -> tuple[Line, ...]:
        return self._propositions(
            claim
            for claim in self._about
            if claim.role == "structure" and kind_of(claim.object) != "office"
        )

    def _speakers(self) -> tuple[Line, ...]:
        lines: list[Line] = []
        for entity in self._whole.entities.values():
            if self._actor in entity.may_speak:
                lines += self._speaker(entity)
        lines += [
            Line(f"may speak for {self._whole.label(body)}", other=body)
            for body in self._whole.entities[self._actor].may_speak
        ]
        for claim in filter(_holds, self._every):
            if claim.subject == self._actor:
                for body in self._whole.entities[claim.object].may_speak:
                    says = f"may speak for {self._whole.label(body)}, as {claim.object_label}"
                    lines.append(Line(says, (claim.claim,), body))
        return tuple(lines)

    def _speaker(self, entity: Entity) -> Iterator[Line]:
        if entity.kind != "office":
            spoken = [c.claim for c in self._every if c.claimant == entity.id]
            yield Line(f"{entity.label} may speak for it", tuple(spoken), entity.id)
            return
        holders: dict[str, list[str]] = defaultdict(list)
        for claim in filter(_holds, self._every):
            if claim.object == entity.id:
                holders[claim.subject].append(claim.claim)
        for holder, claims in holders.items():
            says = f"{self._whole.label(holder)} may speak for it, as {entity.label}"
            yield Line(says, tuple(claims), holder)
        if not holders:
            says = f"whoever is {entity.label} may speak for it; who that is: {NO_EVIDENCE}"
            yield Line(says, (), entity.id)

    # --- the networks

    def _stands(self) -> Iterator[Line]:
        for cell in self._positions.cells.values():
            if cell.holder == self._actor:
                yield self._stand(cell)

    def _stand(self, cell: Cell) -> Line:
        conditions = dict.fromkeys(self._whole[claim].condition for claim in cell.claims)
        word = wording.several(wording.stances(self._whole, cell))
        sure = wording.surest(self._whole, cell.claims)
        side = ", ".join([wording.cell(cell), *wording.hedges(sure)])
        state = "; if ".join([f"{word} ({side})", *filter(None, conditions)])
        return Line(
            f"{self._whole.label(cell.target)}: {state}",
            cell.claims,
            cell.target,
            tuple(sorted({denial for tie in cell.ties for denial in tie.denials})),
            cell.disputed_by,
        )

    def _silences(self) -> tuple[Line, ...]:
        silent = set(self._positions.silences)
        return self._propositions(
            claim for claim in self._about if claim.claim in silent and claim.subject == self._actor
        )

    def _ties(self, ties: Iterable[Tie]) -> list[Tie]:
        return [tie for tie in ties if self._actor in {tie.source, tie.target}]

    def _by(self, ties: list[Tie], how: Callable[[Tie], str]) -> tuple[Line, ...]:
        return tuple(self._line(tie, how) for tie in ties if tie.source == self._actor)

    def _on(self, ties: list[Tie], how: Callable[[Tie], str]) -> tuple[Line, ...]:
        return tuple(self._line(tie, how) for tie in ties if tie.target == self._actor)

    def _line(self, tie: Tie, how: Callable[[Tie], str]) -> Line:
        other = tie.target if tie.source == self._actor else tie.source
        sure = wording.surest(self._whole, tie.claims)
        notes = [
            how(tie),
            *wording.hedges(sure),
            *distinct(self._whole[claim].when for claim in tie.claims),
        ]
        says = f"{wording.stated(self._whole, tie)} ({'; '.join(notes)})"
        if tie.layer == "influence" and tie.role == "means":
            says = f"{self._whole.label(other)}: {says}"
        return Line(says, tie.claims, other, tie.denials, tie.disputed_by, tie.hollow_by)

    # --- the words

    def _words(self) -> tuple[Line, ...]:
        return tuple(self._told(c) for c in self._every if self._actor in speakers(c))

    def _others(self) -> tuple[Line, ...]:
        return tuple(
            self._told(claim)
            for claim in self._about
            if self._actor not in speakers(claim) and voice_class(claim) in _OTHERS
        )

    def _disputed(self) -> Iterator[Line]:
        seen = set()
        for claim in self._about:
            for dispute in self._whole.disputes_of(claim.claim):
                pair = tuple(sorted((dispute.first, dispute.second)))
                if (dispute.kind, pair) in seen:
                    continue
                seen.add((dispute.kind, pair))
                one, other = (self._whole[name] for name in pair)
                says = f"{dispute.kind}: {wording.quoted(one)} against {wording.quoted(other)}"
                yield Line(says, pair)

    def _besides(self, cited: set[str]) -> tuple[Line, ...]:
        return tuple(self._told(claim) for claim in self._about if claim.claim not in cited)

    def _told(self, claim: Claim) -> Line:
        return Line(
            wording.told(claim),
            (claim.claim,),
            _other(claim, self._actor),
            disputed_by=claim.disputed_by,
        )

    def _propositions(self, claims: Iterable[Claim]) -> tuple[Line, ...]:
        """One line for all claims that say the same in the same way."""
        grouped: dict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            grouped[wording.stated_claim(claim)].append(claim)
        return tuple(
            Line(
                says,
                tuple(claim.claim for claim in same),
                _other(same[0], self._actor),
                disputed_by=tuple(sorted({d for claim in same for d in claim.disputed_by})),
            )
            for says, same in sorted(grouped.items())
        )


def _holds(claim: Claim) -> bool:
    """Whether a claim says who holds an office, by the relation that the ontology names for it."""
    return claim.relation == "holdsOffice" and claim.polarity == 1 and claim.modality == "actual"


def _other(claim: Claim, actor: str) -> str:
    return claim.object if claim.subject == actor else claim.subject


def _cited(line: Line) -> str:
    parts = [" ".join(line.claims)] if line.claims else []
    for what, claims in (
        ("denied in", line.denials),
        ("disputed by", line.disputed_by),
        ("unmet by", line.hollow_by),
    ):
        if claims:
            parts.append(f"{what} {' '.join(claims)}")
    return f"{line.says}  [{'; '.join(parts)}]" if parts else line.says

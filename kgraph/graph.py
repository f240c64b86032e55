"""KnowledgeGraph: the face that the CLI, the page and the notebooks share."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_args

from kgraph.claims import evidence
from kgraph.dossier import build
from kgraph.dossier import dossier as dossiers
from kgraph.dossier.terms import Iri
from kgraph.errors import UnknownName
from kgraph.model import Layer
from kgraph.networks.triples import default_ties
from kgraph.outputs import Outputs
from kgraph.pages import Pages
from kgraph.reach import Reach
from kgraph.registers import Registers
from kgraph.vocabulary import expand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from kgraph.claims import ClaimsTable, Selection
    from kgraph.claims.evidence import Base
    from kgraph.claims.names import Lookup, Names
    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.shelf import Question
    from kgraph.dossier.store import Store
    from kgraph.dossier.terms import Rows, Term
    from kgraph.measures.influence.influence import Influence
    from kgraph.measures.record.actor import ActorPage
    from kgraph.measures.record.explain import Explanation
    from kgraph.measures.record.timeline import By, Timeline
    from kgraph.measures.stance.stance import Stance
    from kgraph.model import Document, Entity, Finding, Relation, Tie
    from kgraph.networks.levers import LeverNetwork

__all__ = ["KnowledgeGraph", "open"]

_Triples = list[tuple["Term", "Term", "Term"]]


class KnowledgeGraph(Reach, Registers, Pages, Outputs):
    """A dossier, opened: its triples, its claims, and the networks made of them."""

    def __init__(self, dossier: Dossier, store: Store) -> None:
        self.dossier = dossier
        self.store = store
        #: Files of a user's own grades laid over those of the vocabulary, with their hashes.
        self.graded_by: tuple[tuple[Path, str], ...] = ()

    @property
    def data_version(self) -> str:
        """Hash of all inputs, 12 characters, with that of each overlay behind a plus sign."""
        return "+".join((self.store.data_version, *(digest for _, digest in self.graded_by)))

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know about how the graph was opened."""
        return self.store.notes

    # --- SPARQL

    def select(self, query: str, **bindings: str | Term) -> Rows:
        """Return the rows of a SELECT; keyword arguments bind projected variables as terms."""
        return self.store.select(query, self._terms(bindings))

    def ask(self, query: str, **bindings: str | Term) -> bool:
        """Return the answer to an ASK."""
        return self.store.ask(query, self._terms(bindings))

    def construct(self, query: str, **bindings: str | Term) -> _Triples:
        """Return the triples of a CONSTRUCT or DESCRIBE."""
        return self.store.construct(query, self._terms(bindings))

    def questions(self) -> list[Question]:
        """Return the questions of the shelf by name, each with the header that explains it."""
        from kgraph.dossier import shelf

        return shelf.questions(self.dossier.queries)

    def question(self, name: str, **values: str | Term) -> Rows:
        """Return the answer to a question of the shelf.

        ``values`` give its parameters: a CURIE, an IRI, a day, or the name of an entity. Raises
        ``UnknownName`` or ``BadOption``.
        """
        from kgraph.dossier import shelf

        asked = shelf.find(self.dossier.queries, name)
        asked.expect(values)
        named = {
            key: self.name(value).id if shelf.is_name(value) else value
            for key, value in values.items()
        }
        return self.store.select(asked.text, asked.bindings(named))

    def _terms(self, bindings: Mapping[str, str | Term]) -> dict[str, str | Term]:
        return {
            name: Iri(expand(value))
            if isinstance(value, str) and not isinstance(value, Iri)
            else value
            for name, value in bindings.items()
        }

    def to_rdflib(self, *, dataset: bool = False) -> Any:
        """Return an rdflib ``Graph`` of the union, or a ``Dataset`` of the named graphs."""
        return self.store.to_rdflib(dataset=dataset)

    # --- claims and names

    @cached_property
    def table(self) -> ClaimsTable:
        """The claims table of the whole record."""
        from kgraph import claims

        return claims.read(self.store)

    @cached_property
    def lookup(self) -> Lookup:
        """What names and words stand for in this dossier."""
        from kgraph.claims.names import Lookup

        return Lookup(self.table)

    @property
    def names(self) -> Names:
        """The index of names."""
        return self.lookup.names

    def name(self, text: str, *kinds: str) -> Entity:
        """Return the entity of this name (label, alias, slug or QID), without accents and case.

        Raises
        ------
        UnknownName, AmbiguousName
            With the nearest names, or the candidates.
        """
        return self.lookup.entity(text, *kinds)

    def selection(self, **options: Any) -> Selection:
        """Return a selection of claims from names and days as a user writes them.

        The options are those of ``Lookup.selection``: as_of, known_by, window, lens, families,
        voices, min_factuality, disputed, only_disputed, about, claimant, relation, document,
        polarity, modality, mode, status. Raises ``UnknownName``, ``AmbiguousName``, ``BadDate`` or
        ``BadOption``.
        """
        return self.lookup.selection(**options)

    def claims(self, selection: Selection | None = None, **options: Any) -> ClaimsTable:
        """Return the claims of a selection; without options, every standing claim.

        ``options`` are those of ``selection``.
        """
        chosen = selection or self.selection(**options)
        table = self.table.select(chosen)
        if not chosen.families:
            return table
        wanted = set(chosen.families)
        keep = []
        for claim in table:
            relation = self.table.relations[claim.relation]
            if wanted & {claim.family, claim.lever_family or relation.lever_family}:
                keep.append(claim)
        return replace(table, rows=tuple(keep))

    # --- networks

    def _network_table(self, options: dict[str, Any]) -> ClaimsTable:
        from kgraph.claims import DEFAULT_VOICES

        options.setdefault("voices", DEFAULT_VOICES)
        options["voices"] = DEFAULT_VOICES if options["voices"] is None else options["voices"]
        options["min_factuality"] = options.get("min_factuality") or "possible"
        plain = {name: options[name] for name in options.keys() - {"roll_up", "institutions"}}
        table = self.table.select(self.selection(**plain))
        institutions = options.get("institutions", False)
        if not (options.get("roll_up") or institutions):
            return table
        from kgraph.claims.rollup import rolled_up

        return rolled_up(table, self.table, institutions=institutions)

    def network_selection(self, **options: Any) -> Selection:
        """Return the selection that ``stance`` and ``influence`` use for these options."""
        return self._network_table(options).selection

    def stance(self, **options: Any) -> Stance:
        """Return positions and conduct; by default of reports, and of actors on themselves.

        ``roll_up`` lets states and bodies stand for those who may speak for them, within their
        term; ``institutions`` rolls those of the EU and its like up too. ``options`` are those of
        ``selection``; ``voices`` switches analysis, a party's word on others and witnesses in.
        """
        from kgraph.measures.stance.stance import Stance

        table = self._network_table(options)
        families = table.selection.families
        return Stance.of(table, families, self.table, face=self)

    def influence(self, on: str | None = None, of: str | None = None, **options: Any) -> Influence:
        """Return the network of levers, or its part ``on`` (who can move X) or ``of`` an actor.

        ``options`` are those of ``stance``, ``roll_up`` among them. Measures are its methods:
        rank, paths, mdii, net, pagerank, pushes, explain.
        """
        from kgraph.measures.influence.influence import Influence

        table = self._network_table(options)
        record = None
        if table.selection.as_of is not None:
            record = self._network_table({**options, "as_of": None, "window": None})
        families = table.selection.families
        network = replace(Influence.of_claims(table, families, record), face=self)
        if on is not None:
            network = network.on(self.name(on, "actor").id)
        if of is not None:
            network = network.of(self.name(of, "actor").id)
        return network

    def explain(
        self, a: str, b: str | None = None, layer: Layer | None = None, **options: Any
    ) -> Explanation:
        """Return the ties from ``a`` to ``b`` (or all of ``a``) with claims and passages.

        ``a`` may also be the id of a claim. ``layer`` is position, conduct or influence; without
        it, all three. The ties of a pair are given in both directions.
        """
        from kgraph.measures.record import explain
        from kgraph.networks import build

        if layer is not None and layer not in get_args(Layer):
            raise UnknownName(layer, "layer", get_args(Layer))
        claim = a.removeprefix("claim:")
        if b is None and claim in self.table:
            return explain.explain(self.table, (), (claim,))
        if b is None and claim.rpartition("-")[0] in self.table.documents:
            raise UnknownName(claim, "claim")
        first = self.name(a).id
        second = self.name(b).id if b is not None else None
        table = self._network_table(options)
        made: dict[str, Callable[[], tuple[Tie, ...]]] = {
            "position": lambda: build.positions(table).ties,
            "conduct": lambda: build.conduct(table, table.selection.families).ties,
            "influence": lambda: _with_overlays(build.influence(table, table.selection.families)),
        }
        ties: list[Tie] = []
        for name, make in made.items():
            if layer in {None, name}:
                ties += [tie for tie in make() if _joins(tie, first, second)]
        ties.sort(key=lambda tie: tie.source != first)
        return explain.explain(self.table, ties, told=table)

    def actor(self, name: str, **options: Any) -> ActorPage:
        """Return the page on an actor: offices, memberships, positions, conduct, levers, words.

        ``options`` are those of ``selection``; ``voices`` are those that positions, conduct and
        levers are made of, as in ``stance``. What is said is told in every voice.
        """
        from kgraph.measures.record import actor

        found = self.name(name, "actor").id
        every = self.claims(**{**options, "voices": None})
        networks = self._network_table(dict(options))
        families = networks.selection.families
        return actor.page(self.table, every, networks, found, self.base, families)

    def timeline(
        self,
        *,
        since: str | dt.date | None = None,
        until: str | dt.date | None = None,
        by: By = "held",
        **options: Any,
    ) -> Timeline:
        """Return the claims of a selection by the day they hold for, or were reported by.

        ``since`` and ``until`` are the first and last day of the span; ``options`` are those of
        ``selection``, so that every voice is in unless chosen otherwise.
        """
        from kgraph.claims.names import day
        from kgraph.measures.record.timeline import timeline

        return timeline(self.claims(**options), since=day(since), until=day(until), by=by)

    # --- lists

    def actors(self) -> list[Entity]:
        """Return the actors by label."""
        return self._entities("actor")

    def issues(self) -> list[Entity]:
        """Return the issues by label."""
        return self._entities("issue")

    def _entities(self, kind: str) -> list[Entity]:
        found = [entity for entity in self.table.entities.values() if entity.kind == kind]
        return sorted(found, key=lambda entity: entity.label.casefold())

    def relations(self) -> list[Relation]:
        """Return the relations, stances and measures by family and name."""
        return sorted(self.table.relations.values(), key=lambda r: (r.family, r.id))

    def documents(self) -> list[Document]:
        """Return the documents by day of publication."""
        return sorted(self.table.documents.values(), key=lambda d: (d.published, d.id))

    def levers(self) -> list[Relation]:
        """Return the relations that are means, strongest first."""
        grades = self.table.grades
        means = [relation for relation in self.table.relations.values() if relation.lever]
        return sorted(means, key=lambda r: (-grades[r.lever].number, r.lever_family, r.id))

    def base(self, claims: Iterable[str] | ClaimsTable | None = None) -> Base:
        """Return the base of evidence of a table or of claims by id (the whole record if none)."""
        return evidence.base(self.table, self.table if claims is None else claims)

    # --- checks

    @property
    def title(self) -> str:
        """The heading of the page: the ontology's title of the dossier, or its folder's name."""
        rows = self.store.select(
            "SELECT ?t WHERE { ?d a kg:Dossier ; dcterms:title ?t } ORDER BY ?d ?t LIMIT 1"
        )
        return str(rows.rows[0][0]) if len(rows) else self.dossier.root.name

    def check(self, corpus: Path | str | None = None) -> list[Finding]:
        """Return the findings of all shapes, checks and text checks; with texts, of passages."""
        from kgraph.curation import checks

        return checks.check(self.dossier, corpus=corpus)


def open(
    path: Path | str | None = None,
    *,
    cache: bool = True,
    progress: Callable[[str], None] | None = None,
) -> KnowledgeGraph:
    """Open a dossier: the packaged one, a folder, or a single Turtle file.

    Parameters
    ----------
    path : path or str, optional
        A folder with ``data/`` or a ``.ttl`` file; the packaged dossier if not given.
    cache : bool
        Whether the built store may be kept on disk and reused.
    progress : callable, optional
        Called with a short text when a step of the build begins.

    Raises
    ------
    MissingFile, BadData
        If there is nothing to open, or it cannot be read.
    """
    dossier = dossiers.find(path)
    store = build.open(dossier, ties=default_ties, cache=cache, progress=progress)
    return KnowledgeGraph(dossier, store)


def _with_overlays(network: LeverNetwork) -> tuple[Tie, ...]:
    """Return all ties, but for reports of an unmet duty that stand under the duty already."""
    told = {claim for tie in network.ties for claim in tie.hollow_by}
    return (
        *network.ties,
        *network.attempts,
        *network.outcomes,
        *(tie for tie in network.failures if not told.issuperset(tie.claims)),
        *network.structure,
    )


def _joins(tie: Tie, first: str, second: str | None) -> bool:
    ends = {tie.source, tie.target}
    return first in ends if second is None else ends == {first, second}

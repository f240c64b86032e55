"""KnowledgeGraph: the face that the CLI, the page and the notebooks share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_args

from kgraph import dates, evidence
from kgraph import dossier as dossiers
from kgraph.errors import AmbiguousName, BadOption, UnknownName
from kgraph.model import Layer
from kgraph.rows import Iri
from kgraph.store import embedded
from kgraph.vocabulary import expand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kgraph.claims import ClaimsTable, Selection
    from kgraph.dossier import Dossier
    from kgraph.evidence import Base
    from kgraph.explain import Explanation
    from kgraph.model import Document, Entity, Finding, Relation, Tie
    from kgraph.names import Names
    from kgraph.networks.network import Conduct, Influence, Positions
    from kgraph.rows import Rows, Term
    from kgraph.store.embedded import Store

__all__ = ["KnowledgeGraph", "Stance", "open"]

_Triples = list[tuple["Term", "Term", "Term"]]
_PAGE_LAYERS = ("positions", "conduct", "influence")


@dataclass(frozen=True)
class Stance:
    """Who stands where: the positions, and the conduct between actors."""

    positions: Positions
    conduct: Conduct

    def matrix(self) -> Any:
        """Return the position matrix as a pandas DataFrame: holders by targets, states as text.

        A pair without evidence is ``None``.
        """
        import pandas as pd

        p = self.positions
        cells = [
            [c.state if (c := p.cells.get((holder, target))) else None for target in p.targets]
            for holder in p.holders
        ]
        return pd.DataFrame(
            cells,
            index=[p.table.label(holder) for holder in p.holders],
            columns=[p.table.label(target) for target in p.targets],
        )

    @property
    def graph(self) -> Any:
        """The conduct network as a networkx ``MultiDiGraph``."""
        return self.conduct.graph


class KnowledgeGraph:
    """A dossier, opened: its triples, its claims, and the networks made of them."""

    def __init__(self, dossier: Dossier, store: Store) -> None:
        self.dossier = dossier
        self.store = store

    @property
    def data_version(self) -> str:
        """Hash of all inputs, 12 characters."""
        return self.store.data_version

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
    def names(self) -> Names:
        """The index of names."""
        from kgraph.names import Names

        return Names(self.table.entities)

    def name(self, text: str, *kinds: str) -> Entity:
        """Return the entity of this name (label, alias, slug or QID), without accents and case.

        Raises
        ------
        UnknownName, AmbiguousName
            With the nearest names, or the candidates.
        """
        return self.names.find(text, *kinds)

    def selection(
        self,
        *,
        as_of: str | dt.date | None = None,
        known_by: str | dt.date | None = None,
        window: int | None = None,
        lens: Sequence[str] = (),
        families: Sequence[str] = (),
        voices: Sequence[str] | None = None,
        min_factuality: str = "",
        disputed: bool = True,
        about: Sequence[str] | str = (),
        claimant: Sequence[str] | str = (),
        relation: Sequence[str] | str = (),
        document: Sequence[str] | str = (),
        polarity: int | None = None,
    ) -> Selection:
        """Return a selection of claims from names and days as a user writes them.

        ``voices`` is every voice unless given. Raises ``UnknownName``, ``AmbiguousName``,
        ``BadDate`` or ``BadOption``.
        """
        from kgraph.claims import ALL_VOICES, Selection

        if min_factuality:
            self.table.certainty(min_factuality)
        if polarity not in {None, -1, 0, 1}:
            message = f"A polarity is 1, 0 or -1, not {polarity}."
            raise BadOption(message)
        return Selection(
            as_of=_day(as_of),
            known_by=_day(known_by),
            window=window,
            lens=tuple(self._lens(entry) for entry in _several(lens)),
            families=tuple(self._family(name) for name in _several(families)),
            voices=tuple(dict.fromkeys(voices)) if voices is not None else ALL_VOICES,
            min_factuality=min_factuality,
            disputed=disputed,
            about=tuple(self.name(name).id for name in _several(about)),
            claimants=tuple(self.name(name, "actor").id for name in _several(claimant)),
            relations=tuple(self._relation(name) for name in _several(relation)),
            documents=tuple(self._document(name) for name in _several(document)),
            polarity=polarity,
        )

    def _lens(self, entry: str) -> str:
        kind, colon, name = entry.partition(":")
        if colon and kind == "document":
            return f"document:{self._document(name)}"
        if colon and kind in {"publisher", "claimant"}:
            return f"{kind}:{self.name(name, 'actor').id}"
        if entry in self.table.documents:
            return f"document:{entry}"
        return f"claimant:{self.name(entry, 'actor').id}"

    def _document(self, name: str) -> str:
        if name not in self.table.documents:
            raise UnknownName(name, "document", sorted(self.table.documents))
        return name

    def _relation(self, name: str) -> str:
        return self._word(name, "relation", {r.id: r.label for r in self.table.relations.values()})

    def _family(self, name: str) -> str:
        schemes = {w.id: w.label for w in self.table.words.values() if w.scheme == "FamilyScheme"}
        return self._word(name, "family", schemes)

    def _word(self, name: str, what: str, labels: Mapping[str, str]) -> str:
        from kgraph.names import fold

        wanted = fold(name.removeprefix("kg:"))
        found = [word for word, label in labels.items() if wanted in {fold(word), fold(label)}]
        if len(found) > 1:
            raise AmbiguousName(name, what, found)
        if not found:
            import difflib

            near = difflib.get_close_matches(name, labels, n=3, cutoff=0.5)
            raise UnknownName(name, what, near or sorted(labels))
        return found[0]

    def claims(self, selection: Selection | None = None, **options: Any) -> ClaimsTable:
        """Return the claims of a selection; without options, every standing claim.

        ``options`` are those of ``selection``.
        """
        chosen = selection or self.selection(**options)
        table = self.table.select(chosen)
        if not chosen.families:
            return table
        from dataclasses import replace

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
        return self.table.select(self.selection(**options))

    def network_selection(self, **options: Any) -> Selection:
        """Return the selection that ``stance`` and ``influence`` use for these options."""
        return self._network_table(options).selection

    def stance(self, **options: Any) -> Stance:
        """Return positions and conduct; by default of reports, and of actors on themselves.

        ``options`` are those of ``selection``; ``voices`` switches analysis, a party's word on
        others and witnesses in.
        """
        from kgraph.networks import build

        table = self._network_table(options)
        return Stance(build.positions(table), build.conduct(table, table.selection.families))

    def influence(self, on: str | None = None, of: str | None = None, **options: Any) -> Influence:
        """Return the network of levers, or its part ``on`` (who can move X) or ``of`` an actor."""
        from kgraph.networks import build

        table = self._network_table(options)
        network = build.influence(table, table.selection.families)
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
        from kgraph import explain
        from kgraph.networks import build

        if layer is not None and layer not in get_args(Layer):
            raise UnknownName(layer, "layer", get_args(Layer))
        claim = a.removeprefix("claim:")
        if b is None and claim in self.table:
            return explain.explain(self.table, (), (claim,))
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
        return explain.explain(self.table, sorted(ties, key=lambda tie: tie.source != first))

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

    # --- page and checks

    def page(
        self,
        *,
        title: str | None = None,
        arrangement: Mapping[str, Mapping[str, Sequence[float]]] | None = None,
        groupings: Sequence[tuple[str, Mapping[str, str]]] = (),
        renderer: str = "auto",
        **options: Any,
    ) -> str:
        """Return the interactive page as one self-contained HTML text.

        ``options`` choose what it shows first: layer, as_of, known_by, lens, families, voices,
        min_factuality, disputed. The page holds the whole record. ``arrangement`` is a layout as
        ``page.saved.read`` returns it; a grouping is a name and, by actor, the name of a group;
        ``renderer`` is ``"svg"``, ``"vis"`` or ``"auto"``.
        """
        from kgraph import page

        return page.page(
            self.table,
            self.base(),
            title=title or self.title,
            lines=self._lines(),
            state=self._page_state(options),
            arrangement=arrangement,
            groupings=[(name, self._grouping(groups)) for name, groups in groupings],
            renderer=renderer,
        )

    def _grouping(self, groups: Mapping[str, str]) -> dict[str, str]:
        return {self.name(actor, "actor").id: group for actor, group in groups.items()}

    @property
    def title(self) -> str:
        """The heading of the page: the ontology's title of the dossier, or its folder's name."""
        rows = self.store.select(
            "SELECT ?t WHERE { ?d a kg:Dossier ; dcterms:title ?t } ORDER BY ?d ?t LIMIT 1"
        )
        return str(rows.rows[0][0]) if len(rows) else self.dossier.root.name

    def _lines(self) -> dict[str, tuple[str, int]]:
        from kgraph.curation.turtle import Lines

        lines = Lines(
            (self.dossier.relative(path), path.read_text(encoding="utf-8"))
            for path in self.dossier.data
        )
        return {claim.claim: lines.where(f"claim:{claim.claim}") for claim in self.table}

    def _page_state(self, options: dict[str, Any]) -> dict[str, Any]:
        layer = options.pop("layer", None) or "influence"
        if layer not in _PAGE_LAYERS:
            raise UnknownName(layer, "layer", _PAGE_LAYERS)
        chosen = self.network_selection(**options)
        return {
            "layer": layer,
            "asOf": chosen.as_of.isoformat() if chosen.as_of else "",
            "knownBy": chosen.known_by.isoformat() if chosen.known_by else "",
            "voices": list(chosen.voices),
            "lens": list(chosen.lens),
            "families": list(chosen.families),
            "disputed": chosen.disputed,
            "minFactuality": chosen.min_factuality,
        }

    def to_pyvis(self, layer: str = "influence", **options: Any) -> Any:
        """Return a ``pyvis.network.Network`` of a layer, at the page's positions.

        ``options`` are those of ``selection``.
        """
        from kgraph.page import view
        from kgraph.page.network import to_pyvis

        selection = self.network_selection(**options)
        return to_pyvis(self.table, selection, view.places(self.table), layer)

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
    store = embedded.open(dossier, ties=_ties, cache=cache, progress=progress)
    return KnowledgeGraph(dossier, store)


def _ties(store: Store) -> Iterator[tuple[Term, Term, Term]]:
    """Yield the default ties as triples, so that SPARQL sees what the library sees."""
    from kgraph import claims
    from kgraph.claims import DEFAULT_VOICES, Selection
    from kgraph.networks import build
    from kgraph.networks.triples import triples

    table = claims.read(store)
    chosen = table.select(Selection(voices=DEFAULT_VOICES, min_factuality="possible"))
    yield from triples(build.positions(chosen).ties)
    yield from triples(build.conduct(chosen).ties)
    yield from triples(build.influence(chosen).ties)


def _with_overlays(network: Influence) -> tuple[Tie, ...]:
    return (*network.ties, *network.attempts, *network.outcomes, *network.structure)


def _joins(tie: Tie, first: str, second: str | None) -> bool:
    ends = {tie.source, tie.target}
    return first in ends if second is None else ends == {first, second}


def _several(values: Sequence[str] | str) -> Sequence[str]:
    return (values,) if isinstance(values, str) else values


def _day(value: str | dt.date | None) -> dt.date | None:
    return dates.day(value) if isinstance(value, str) else value

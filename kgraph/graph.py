"""KnowledgeGraph: the face that the CLI, the page and the notebooks share."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_args

from kgraph.dossier import dossier as dossiers
from kgraph.dossier import store as stores
from kgraph.dossier.build import open as open_store
from kgraph.dossier.build import uncollected
from kgraph.dossier.terms import Iri
from kgraph.errors import BadData, BadOption, MissingFile, UnknownName
from kgraph.files import read_text
from kgraph.model import TieLayer
from kgraph.networks.triples import finish
from kgraph.text import many
from kgraph.vocabulary import CURATED, expand, local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import Self, TypeAlias

    from kgraph.claims import ClaimsTable, Selection
    from kgraph.claims.evidence import Base
    from kgraph.claims.lookup import Lookup
    from kgraph.claims.names import Names
    from kgraph.curation.story import Story
    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.foreign import Foreign
    from kgraph.dossier.overlay import Overlay
    from kgraph.dossier.shelf import Question
    from kgraph.dossier.store import Store
    from kgraph.dossier.terms import Rows, Term
    from kgraph.draw.homes import Homes
    from kgraph.exports import Export, Format
    from kgraph.measures.influence.influence import Influence
    from kgraph.measures.influence.institutions import Institutions
    from kgraph.measures.influence.paths import Paths
    from kgraph.measures.influence.persuasion import Persuasion
    from kgraph.measures.record.actor import ActorPage
    from kgraph.measures.record.catalogue import Actors, Documents, Issues, Levers, Relations
    from kgraph.measures.record.compare import Comparison
    from kgraph.measures.record.contradictions import Contradictions
    from kgraph.measures.record.explain import Explanation
    from kgraph.measures.record.figures import Figures
    from kgraph.measures.record.find import Found
    from kgraph.measures.record.frames import Frames
    from kgraph.measures.record.gaps import Gaps
    from kgraph.measures.record.near import Near
    from kgraph.measures.record.relation import About
    from kgraph.measures.record.structure import Structure
    from kgraph.measures.record.things import Agreements, Events, FrameNames, Offices, Places
    from kgraph.measures.record.timeline import By, Timeline
    from kgraph.measures.register import Measures
    from kgraph.measures.stance.stance import Stance
    from kgraph.measures.whatif.flip import Flip
    from kgraph.measures.whatif.revised import Revised
    from kgraph.measures.whatif.whatif import Difference
    from kgraph.model import Entity, Finding, Tie
    from kgraph.networks.levers import LeverNetwork
    from kgraph.networks.network import Conduct, Positions
    from kgraph.page.notebook import Showing
    from kgraph.result import Pictured, Result
    from kgraph.tables.dyads import Dyads, Source

    Network: TypeAlias = Positions | Conduct | Influence | Structure

__all__ = ["LAYERS", "KnowledgeGraph", "open", "open_table"]

_Triples = list[tuple["Term", "Term", "Term"]]

#: Actors that the title of an excerpt names.
_FEW = 3
#: Layers that the page can show first.
LAYERS = ("structure", "positions", "conduct", "influence")


class KnowledgeGraph:
    """A dossier, opened: its triples, its claims, and the networks made of them."""

    def __init__(self, dossier: Dossier, store: Store) -> None:
        self.dossier = dossier
        self.store = store
        #: Files of a user's own grades laid over those of the vocabulary, with their hashes.
        self.graded_by: tuple[tuple[Path, str], ...] = ()
        #: Seconds that a query may take: ``LimitError`` is raised for one that takes longer.
        self.timeout = 60.0

    @property
    def data_version(self) -> str:
        """Hash of all inputs, 12 characters, with that of each overlay behind a plus sign."""
        return "+".join((self.store.data_version, *(digest for _, digest in self.graded_by)))

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know about how the graph was opened."""
        return (*self.dossier.notes, *self.store.notes)

    # --- SPARQL

    def select(self, query: str, **bindings: str | Term) -> Rows:
        """Return the rows of a SELECT; keyword arguments bind projected variables as terms.

        Queries run in a process apart, without network and files, for ``timeout`` seconds at most;
        raises ``BadQuery`` or ``LimitError``, and so do ``ask``, ``construct`` and ``query``.
        """
        return self._asked.select(query, self._terms(bindings))

    def ask(self, query: str, **bindings: str | Term) -> bool:
        """Return the answer to an ASK."""
        return self._asked.ask(query, self._terms(bindings))

    def construct(self, query: str, **bindings: str | Term) -> _Triples:
        """Return the triples of a CONSTRUCT or DESCRIBE."""
        return self._asked.construct(query, self._terms(bindings))

    def query(self, query: str, **bindings: str | Term) -> Rows | bool | _Triples:
        """Return rows, a truth value or triples, whatever the form of a query gives."""
        return self._asked.run(query, self._terms(bindings))

    @property
    def _asked(self) -> Foreign:
        from kgraph.dossier.foreign import Foreign, Limits

        return Foreign(self.store, Limits(seconds=self.timeout))

    def questions(self) -> list[Question]:
        """Return the questions of the shelf by name, each with the header that explains it."""
        from kgraph.dossier import shelf

        return shelf.questions(self.dossier)

    def question(self, name: str, **values: str | Term) -> Rows:
        """Return the answer to a question of the shelf.

        ``values`` give its parameters: a CURIE, an IRI, a day, or the name of an entity. Raises
        ``UnknownName`` or ``BadOption``.
        """
        from kgraph.dossier import shelf

        asked = shelf.find(self.dossier, name)
        asked.expect(values)
        store = self.store if dossiers.is_ours(asked.path) else self._asked
        return store.select(asked.text, asked.bindings(self.named(values)))

    def named(self, values: Mapping[str, str | Term]) -> dict[str, str | Term]:
        """Return values of parameters with the ids of those that are names of entities.

        Raises ``UnknownName`` or ``AmbiguousName``.
        """
        from kgraph.dossier import shelf

        return {
            key: self.name(value).id if shelf.is_name(value) else value
            for key, value in values.items()
        }

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
        """The claims table of the whole record.

        Raises ``BadData`` for RDF that has no claim in kgraph's vocabulary: all would be empty.
        """
        from kgraph.dossier import namespaces

        if not len(self._made) and (wrong := namespaces.foreign(self.store)):
            raise BadData(wrong, self.dossier.root)
        return self._made

    @cached_property
    def _made(self) -> ClaimsTable:
        """The claims table as it was made of the store."""
        from kgraph import claims
        from kgraph.claims import saved

        made = self.store.claims
        return claims.read(self.store) if made is None else saved.loaded(made)

    @cached_property
    def lookup(self) -> Lookup:
        """What names and words stand for in this dossier."""
        from kgraph.claims.lookup import Lookup

        return Lookup(self.table)

    @property
    def names(self) -> Names:
        """The index of names."""
        return self.table.names

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
        polarity, modality, mode, status, coder, tag, about_all, either. Raises ``UnknownName``,
        ``AmbiguousName``, ``BadDate`` or ``BadOption``.
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
        wanted = frozenset(chosen.families)
        columns, relations = table.columns, table.relations
        own = columns.lever_family.where(wanted.__contains__)
        usual = columns.relation.where(lambda name: relations[name].lever_family in wanted)
        of_kind = columns.relation.where(lambda name: relations[name].family in wanted)
        graded = columns.lever_family.where(bool)
        return table.where(of_kind | own | (usual & ~graded))

    # --- networks

    def _network_table(self, options: dict[str, Any]) -> ClaimsTable:
        from kgraph.claims import DEFAULT_FACTUALITY, DEFAULT_VOICES

        options.setdefault("voices", DEFAULT_VOICES)
        options["voices"] = DEFAULT_VOICES if options["voices"] is None else options["voices"]
        options["min_factuality"] = options.get("min_factuality") or DEFAULT_FACTUALITY
        plain = {name: options[name] for name in options.keys() - {"roll_up", "institutions"}}
        # What had ended by the day is kept, for the networks to list it as lapsed.
        table = self.table.select(replace(self.selection(**plain), lapsed=True))
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

    def positions(self, **options: Any) -> Positions:
        """Return who stands where on issues, events and agreements; as for ``stance``."""
        from kgraph.networks import build

        return replace(build.positions(self._network_table(options)), face=self)

    def conduct(self, **options: Any) -> Conduct:
        """Return who does what to or for whom, signed; as for ``stance``."""
        from kgraph.networks import build

        table = self._network_table(options)
        return replace(build.conduct(table, table.selection.families), face=self)

    def influence(self, on: str | None = None, of: str | None = None, **options: Any) -> Influence:
        """Return the network of levers, or its part ``on`` (who can move X) or ``of`` an actor.

        ``options`` are those of ``stance``, ``roll_up`` among them. Measures are its methods:
        rank, paths, mdii, net, pagerank, pushes, explain.
        """
        from kgraph.measures.influence.influence import Influence

        table = self._network_table(options)
        families = table.selection.families
        network = replace(Influence.of_claims(table, families), face=self)
        if on is not None:
            network = network.on(self.name(on, "actor").id)
        if of is not None:
            network = network.of(self.name(of, "actor").id)
        return network

    def explain(
        self, a: str, b: str | None = None, layer: TieLayer | None = None, **options: Any
    ) -> Explanation:
        """Return the ties from ``a`` to ``b`` (or all of ``a``) with claims and passages.

        ``a`` may also be the id of a claim. ``layer`` is position, conduct, influence or structure;
        without it, the first three. The ties of a pair are given in both directions.
        """
        from kgraph.measures.record import explain
        from kgraph.measures.record.structure import structure
        from kgraph.networks import build

        if layer is not None and layer not in get_args(TieLayer):
            raise UnknownName(layer, "layer", get_args(TieLayer))
        claim = a.removeprefix("claim:")
        if b is None and claim in self.table:
            return explain.explain(self.table, (), (claim,))
        if b is None and claim.rpartition("-")[0] in self.table.documents:
            raise UnknownName(claim, "claim")
        first = self.name(a).id
        second = self.name(b).id if b is not None else None
        table = self._network_table(options)
        families = table.selection.families
        made: dict[str, Callable[[], tuple[Tie, ...]]] = {
            "position": lambda: _with_lapsed(build.positions(table)),
            "conduct": lambda: _with_lapsed(build.conduct(table, families)),
            "influence": lambda: _with_overlays(build.influence(table, families)),
        }
        ties: list[Tie] = []
        if layer == "structure":
            made["structure"] = lambda: _with_lapsed(structure(table, None, families))
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

    def near(self, name: str, **options: Any) -> Near:
        """Return what the record has near a name, where another view has nothing on it.

        ``options`` are those of ``stance``: they choose what ties are made of; claims are all.
        """
        from kgraph.measures.record.near import near

        return near(self._network_table(dict(options)), self.table, self.name(name).id)

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
        from kgraph.claims.lookup import day
        from kgraph.measures.record.timeline import timeline

        found = timeline(self.claims(**options), since=day(since), until=day(until), by=by)
        return replace(found, base=self.base(found.claims))

    # --- counted by an engine

    def dyads(self, layer: str = "conduct", *, connection: Any = None, **options: Any) -> Dyads:
        """Return who leads to whom how often, counted by DuckDB or another engine.

        Parameters
        ----------
        layer : {"conduct", "positions", "influence"}
            What is counted.
        connection : ibis connection, optional
            The engine; DuckDB in memory unless given.
        **options
            period, by, actors, least, and those that choose claims: as for
            ``tables.dyads.Source.dyads``.

        Raises
        ------
        UnknownName, BadOption, MissingPackage, LimitError
            As ``tables.dyads.Source.dyads`` does; if Ibis or DuckDB is not installed.
        """
        return replace(self._source(connection).dyads(layer, **options), face=self)

    def _source(self, connection: Any) -> Source:
        from kgraph.tables.dyads import Source

        return Source.of_claims(self.table, connection)

    # --- measures by name

    def measures(self) -> Measures:
        """Return the measures that there are, with what each tells and takes."""
        from kgraph.measures.register import Measures

        return Measures()

    def measure(self, name: str, *about: str, **options: Any) -> Result[Any]:
        """Return the result of any measure by its name.

        Parameters
        ----------
        name : str
            One of ``measures()``; most have a method of their own too, here or on ``stance`` and
            ``influence``.
        *about : str
            Whom or what it is about, for a measure that asks: two actors for ``"paths"``, an issue
            for ``"persuaders"``, an overlay for ``"whatif"``.
        **options
            Those that the measure takes, and those that choose claims.

        Raises
        ------
        UnknownName, BadOption
            If there is no such measure, or no such option.
        """
        from kgraph.measures import register

        measure = register.find(name)
        if measure.of == "dossier":
            return measure.made(self, *about, **options)
        own = {option: options.pop(option) for option in measure.takes if option in options}
        make: Callable[..., Any] = getattr(self, measure.of)
        return measure.made(make(**options), *about, **own)

    # --- what stands side by side in the record

    def contradictions(self, between: Sequence[str] = (), **options: Any) -> Contradictions:
        """Return the register of contradictions, or those ``between`` two actors by name.

        ``options`` are those of ``selection``; every voice unless they choose.
        """
        from kgraph.measures.record.contradictions import contradictions

        register = contradictions(self.claims(**options))
        if between:
            first, second = (self.name(name, "actor").id for name in between)
            register = register.between(first, second)
        return register

    def frames(self, what: str | None = None, **options: Any) -> Frames:
        """Return who applies which word to a thing (or to anything), and who rejects it.

        ``what`` may name a frame as well: then who applies it, and to what.
        ``options`` are those of ``selection``; every voice unless they choose.
        """
        from kgraph.measures.record.frames import frames

        return frames(self.claims(**options), self.name(what).id if what else None)

    def structure(self, about: str | None = None, **options: Any) -> Structure:
        """Return who is a member, organ, office, force or party of what, and by whose word.

        ``about`` names an actor, place, office or agreement: then what touches it, or a part of it.
        ``options`` are those of ``selection``; every voice unless they choose. It is a network as
        the others are, without signs and weights: with edges, a picture and files.
        """
        from kgraph.measures.record.structure import structure

        chosen = self.selection(**options)
        # What had ended by the day is kept, to be listed as lapsed.
        table = self.table.select(replace(chosen, lapsed=True))
        name = self.name(about).id if about else None
        return structure(table, name, chosen.families, face=self)

    def figures(self, event: str | None = None, **options: Any) -> Figures:
        """Return who counts how many of whom for an event (or all), and how that fits together.

        ``options`` are those of ``selection``; every voice unless they choose.
        """
        from kgraph.measures.record.figures import figures

        return figures(self.claims(**options), self.name(event).id if event else None)

    def gaps(self, **options: Any) -> Gaps:
        """Return where the evidence has nothing, one document or one side; as for ``stance``."""
        from kgraph.measures.record.gaps import gaps

        return gaps(self.stance(**options))

    def compare(self, from_: str, to: str, **options: Any) -> Comparison:
        """Return what differs between two days, two lenses or two voices.

        ``from_`` and ``to`` are days, ``before:EVENT`` and ``after:EVENT``, lenses (as in
        ``selection``) or ``voice:V``, both of a kind. Two days are compared by the claims that give
        a day or an order and are decided on both; "before" is the eve of an event, "after" the day
        after its last, or whatever is told to come after it. ``options`` are those of ``stance``.
        """
        from kgraph.claims.rollup import rolled_up
        from kgraph.measures.record import compare

        roll_up, institutions = options.pop("roll_up", False), options.pop("institutions", False)

        def drawn(table: ClaimsTable) -> ClaimsTable:
            if not (roll_up or institutions):
                return table
            return rolled_up(table, self.table, institutions=institutions)

        both = compare.sides(from_, to, options)
        whole = self._network_table(dict(options))
        families = whole.selection.families
        if not {"as_of", "event"} & set(both[0]):
            selections = (self.network_selection(**{**options, **side}) for side in both)
            before, after = (drawn(self.table.select(one)) for one in selections)
            return compare.compare(self.table, before, after, families, in_time=False)
        first, second = (compare.moment(self.table, side) for side in both)
        reach_back = whole.selection.reach_back
        *held, undecided = compare.on_days(self.table, (first, second), reach_back)
        before, after = (
            drawn(replace(whole.where(mask), selection=replace(whole.selection, as_of=one.day)))
            for one, mask in zip((first, second), held, strict=True)
        )
        found = compare.compare(self.table, before, after, families)
        last = self.table.end
        days = [one.day for one in (first, second)]
        beyond = tuple(day.isoformat() for day in days if last and day > last)
        between = f"{days[0]} and {days[1]}"
        return replace(found, **compare.counted(whole, undecided), between=between, beyond=beyond)

    # --- how far influence reaches, and what if

    def paths(
        self,
        a: str,
        b: str,
        *,
        max_length: int = 3,
        limit: int = 1000,
        progress: Callable[[int, int], None] | None = None,
        **options: Any,
    ) -> Paths:
        """Return the paths of influence from ``a`` to ``b``, hollow and lapsed levers marked.

        Bounded by steps and number of paths; ``stopped`` says if a bound was reached.
        """
        network = self.influence(**options)
        return network.paths(a, b, max_length=max_length, limit=limit, progress=progress)

    def persuaders(
        self, issue: str, on: str | None = None, *, by: str = "direct", **options: Any
    ) -> Persuasion:
        """Return who could move whom on an issue, and which way: gross, net and both sides."""
        return self.influence(**options).pushes(issue, on, by=by)

    def institutions(self, body: str | None = None, **options: Any) -> Institutions:
        """Return the bodies whose decision rule is in the data: who can block, who can carry.

        Of one ``body``, its rules; none if the data have none.
        """
        from kgraph.measures.influence.institutions import institutions

        network = self.influence(**options)
        found = institutions(network.table, network.structure)
        return found if body is None else found.of(self.name(body, "actor").id)

    def with_levers(self, path: Path | str) -> Self:
        """Return this graph with the grades of a Turtle file in place of the vocabulary's."""
        from pathlib import Path

        from kgraph.claims import regraded

        file = Path(path)
        graded = self._again()
        graded.graded_by = (*self.graded_by, (file, dossiers.digest(file)))
        table = regraded(self.table, stores.parse({CURATED: (file,)}), file)
        graded.__dict__["table"] = replace(table, data_version=graded.data_version)
        return graded

    def _again(self) -> Self:
        """Return this graph as it was opened."""
        return type(self)(self.dossier, self.store)

    def among(self, actors: Sequence[str]) -> KnowledgeGraph:
        """Return what some actors, by name, say and do among themselves, as a graph of its own.

        The claims that are about no other actor, with all that disputes or backs them; for a page
        of the chosen out of a large dossier. Raises ``UnknownName``.
        """
        from kgraph.claims import excerpt

        chosen = list(dict.fromkeys(self.name(actor, "actor").id for actor in actors))
        part = excerpt.among(self.table, chosen)
        first = ", ".join(self.table.label(actor) for actor in chosen[:_FEW])
        rest = len(chosen) - _FEW
        more = f" and {many(rest, 'other')}" if rest > 0 else ""
        counted = f"{len(part)} of {many(len(self.table), 'claim')}"
        title = f"{self.title}: among {first}{more}, {counted}"
        return _OfTable(lambda: part, title, self.data_version)

    def with_overlay(self, overlay: Overlay | Path | str) -> Self:
        """Return this graph with claims added, retracted or changed; this one stays as it is.

        ``overlay`` is a Turtle file (``dossier.overlay.read`` says what it may hold) or was read
        from one. Raises ``BadData`` or ``MissingFile``.
        """
        from kgraph.curation.checks import check_overlay
        from kgraph.dossier import overlay as overlays

        read = overlay
        if not isinstance(read, overlays.Overlay):
            file = read
            read = overlays.read(self.dossier, file)
            check_overlay(self.dossier, read, file)
        version = f"{self.store.data_version}+{read.digest}" if read else self.store.data_version
        changed = type(self)(self.dossier, overlays.overlaid(self.dossier, read, finish, version))
        for file, _ in self.graded_by:
            changed = changed.with_levers(file)
        return changed

    def what_if(
        self,
        overlay: Overlay | Path | str,
        *,
        on: str | None = None,
        by: str = "direct",
        results: Mapping[str, Callable[[ClaimsTable], object]] | None = None,
        **options: Any,
    ) -> Difference:
        """Return what an overlay changes, and only that: ties, strengths, paths, ranks, blocs.

        ``results`` are other results to compare, each a function of the selected claims table.
        """
        from kgraph.measures.stance.stance import Stance
        from kgraph.measures.whatif import whatif

        def blocs(table: ClaimsTable) -> str:
            return Stance.of(table).blocs().sentence()

        changed = self.with_overlay(overlay)
        before, after = self._network_table(dict(options)), changed._network_table(dict(options))
        actor = "" if on is None else changed.name(on, "actor").id
        families = after.selection.families
        told = {"blocs": blocs, **(results or {})}
        found = whatif.difference(before, after, families=families, on=actor, by=by, results=told)
        return replace(found, face=self)

    def since(self, before: KnowledgeGraph, **options: Any) -> Revised:
        """Return what changed from another state of the dossier to this one.

        That is claims added, retracted, removed or changed, field by field, and the ties,
        strengths, ranks and blocs that differ; ``options`` choose the claims of the networks.
        """
        from kgraph.measures.whatif.revised import revised

        chosen = before._network_table(dict(options)), self._network_table(dict(options))
        kept = {local_name(it) for (it,) in self.select("SELECT ?c { ?c a kg:Claim }").plain()}
        return revised(before.table, self.table, chosen, kept)

    def smallest_flip(
        self,
        on: str | None = None,
        of: str | None = None,
        *,
        issue: str | None = None,
        blocs: bool = False,
        by: str = "direct",
        **options: Any,
    ) -> Flip:
        """Return the fewest claims without which another leads, or a sign or bloc is another.

        Without ``issue``: the leader of the ranking by ``by``, over all or on or of an actor. With
        ``issue``: the sign of the net push on the actor ``on``. With ``blocs``: who stands in which
        of the two blocs; raises ``BadOption`` if these are not assessable.
        """
        from kgraph.measures.whatif import flip

        if blocs:
            if on or of or issue:
                raise BadOption("Blocs are of all actors: leave --on, --of and --issue out.")
            return flip.flip_of_blocs(self._network_table(options))
        network = self.influence(on, of, **options)
        if issue is None:
            return flip.flip_of_leader(network, by)
        if on is None:
            raise BadOption("Say whom the push is on: an issue needs --on ACTOR.")
        target = self.name(on, "actor").id
        return flip.flip_of_push(network, self.name(issue).id, target, by)

    # --- lists

    def actors(self) -> Actors:
        """Return the actors by label."""
        from kgraph.measures.record.catalogue import Actors

        return Actors(self.table, self._entities("actor"))

    def issues(self) -> Issues:
        """Return the issues by label."""
        from kgraph.measures.record.catalogue import Issues

        return Issues(self.table, self._entities("issue"))

    def places(self, **options: Any) -> Places:
        """Return the places by label; ``options`` of ``selection`` choose the claims counted."""
        from kgraph.measures.record.things import Places

        return Places(self.claims(**options), self._entities("place"))

    def events(self, **options: Any) -> Events:
        """Return the events by label, with the days that claims give them; as for ``places``."""
        from kgraph.measures.record.things import Events

        return Events(self.claims(**options), self._entities("event"))

    def agreements(self, **options: Any) -> Agreements:
        """Return the agreements by label; as for ``places``."""
        from kgraph.measures.record.things import Agreements

        return Agreements(self.claims(**options), self._entities("agreement"))

    def offices(self, **options: Any) -> Offices:
        """Return the offices by label; as for ``places``."""
        from kgraph.measures.record.things import Offices

        return Offices(self.claims(**options), self._entities("office"))

    def frame_names(self, **options: Any) -> FrameNames:
        """Return the frames by label; as for ``places``. ``frames`` tells who uses them."""
        from kgraph.measures.record.things import FrameNames

        return FrameNames(self.claims(**options), self._entities("frame"))

    def find(self, text: str, **options: Any) -> Found:
        """Return claims, things and documents that have all words of a text.

        Paraphrases, notes, conditions and groups of the claims of a selection are searched
        (``options`` are those of ``selection``), and names and titles of the dossier. A phrase in
        quotation marks is found together. Raises ``BadOption`` if no word is given.
        """
        from kgraph.measures.record.find import find

        return find(self.claims(**options), text)

    def _entities(self, kind: str) -> tuple[Entity, ...]:
        found = [entity for entity in self.table.entities.values() if entity.kind == kind]
        return tuple(sorted(found, key=lambda entity: entity.label.casefold()))

    def relations(self) -> Relations:
        """Return the relations, stances and measures by family and name."""
        from kgraph.measures.record.catalogue import Relations

        found = sorted(self.table.relations.values(), key=lambda r: (r.family, r.id))
        return Relations(self.table, tuple(found))

    def relation(self, name: str) -> About:
        """Return what there is to know of a relation, stance or measure, by its id or label.

        What it says, what its ends may be, the layers that it is in with sign, lever and grade,
        and a command that adds a claim of it. Raises ``UnknownName`` with what is near.
        """
        from kgraph.measures.record.relation import About

        return About(self.table, self.table.relations[self.lookup.relation(name)])

    def documents(self) -> Documents:
        """Return the documents by day of publication."""
        from kgraph.measures.record.catalogue import Documents

        found = sorted(self.table.documents.values(), key=lambda d: (d.published, d.id))
        return Documents(self.table, tuple(found))

    def levers(self) -> Levers:
        """Return the relations that are means, strongest first."""
        from kgraph.measures.record.catalogue import Levers

        grades = self.table.grades
        means = [relation for relation in self.table.relations.values() if relation.lever]
        means.sort(key=lambda r: (-grades[r.lever].number, r.lever_family, r.id))
        return Levers(self.table, tuple(means))

    def base(self, claims: Iterable[str] | ClaimsTable | None = None) -> Base:
        """Return the base of evidence of a table or of claims by id (the whole record if none)."""
        from kgraph.claims import evidence

        return evidence.base(self.table, self.table if claims is None else claims)

    # --- checks

    @property
    def title(self) -> str:
        """The heading of the page: the ontology's title of the dossier, or where it is."""
        elsewhere = self.dossier.elsewhere
        return self._made.title or (elsewhere.address if elsewhere else self.dossier.root.name)

    def check(self, corpus: Path | str | None = None) -> list[Finding]:
        """Return the findings of all shapes, checks and text checks; with texts, of passages.

        Raises ``UnwritableTarget`` for a dossier that was fetched: it has no files to mend.
        """
        from kgraph.curation import checks

        if elsewhere := self.dossier.elsewhere:
            raise dossiers.not_here(elsewhere.address)
        return checks.check(self.dossier, corpus=corpus)

    # --- the page

    def page(
        self,
        *,
        title: str | None = None,
        arrangement: Mapping[str, Mapping[str, Sequence[float]]] | None = None,
        groupings: Sequence[tuple[str, Mapping[str, str]]] = (),
        renderer: str = "auto",
        overlay: Any = None,
        story: bool = False,
        **options: Any,
    ) -> str:
        """Return the interactive page as one self-contained HTML text.

        ``options`` choose what it shows first: layer (without one the overview, where the dossier
        tells of structure, else conduct or positions), as_of, known_by, lens, families, voices,
        min_factuality, disputed. The page holds the whole record. ``arrangement`` is a layout as
        ``page.saved.read`` returns it; a grouping is a name and, by actor, the name of a group;
        ``renderer`` is ``"svg"``, ``"vis"`` or ``"auto"``. Of an ``overlay``, as for ``what_if``,
        the page has what it would change. It opens on the first step of the dossier's ``story``,
        and offers it otherwise, where one is there that its claims bear out. A user's own grades
        (``with_levers``) are those of the page too, which says by which file.
        """
        from kgraph import page
        from kgraph.page import measured

        state = self._page_state(dict(options))
        options.pop("layer", None)
        made, pictures = measured.measured(self, options, overlay)
        return page.page(
            self.table,
            self.base(),
            title=title or self.title,
            lines=self._lines(),
            state=state,
            arrangement=arrangement,
            groupings=[(name, self._grouping(groups)) for name, groups in groupings],
            renderer=renderer,
            measured=made,
            pictures=pictures,
            graded_by=[file.name for file, _ in self.graded_by],
            story=self._story(needed=story),
            told=story,
        )

    def _story(self, *, needed: bool) -> Story | None:
        from kgraph.curation import story

        try:
            return story.borne_out(self.dossier, self.table)
        except (BadData, MissingFile):
            if needed:
                raise
            return None

    def _grouping(self, groups: Mapping[str, str]) -> dict[str, str]:
        return {self.name(actor, "actor").id: group for actor, group in groups.items()}

    def _lines(self) -> dict[str, tuple[str, int]]:
        from kgraph.curation.turtle import Lines

        if self.dossier.elsewhere:  # its files are nobody's
            return {}
        with uncollected():
            every = ((self.dossier.relative(path), read_text(path)) for path in self.dossier.data)
            lines = Lines(every)
        return {claim.claim: lines.where(f"claim:{claim.claim}") for claim in self.table}

    def _page_state(self, options: dict[str, Any]) -> dict[str, Any]:
        layer = options.pop("layer", None)
        if layer and layer not in LAYERS:
            raise UnknownName(layer, "layer", LAYERS)
        chosen = self.network_selection(**options)
        if chosen.window is not None:
            message = (
                "The page takes no --window: acts stand in it from their day on; "
                "use kgraph stance or kgraph influence with --window."
            )
            raise BadOption(message)
        if chosen.reach_back is not None:
            message = (
                "The page takes no --reach-back: undated claims reach back as the dossier says "
                "(kg:reachBack); use kgraph stance or kgraph influence with --reach-back."
            )
            raise BadOption(message)
        return {
            **({"layer": layer} if layer else {}),
            "asOf": chosen.as_of.isoformat() if chosen.as_of else "",
            "knownBy": chosen.known_by.isoformat() if chosen.known_by else "",
            "voices": list(chosen.voices),
            "lens": list(chosen.lens),
            "families": list(chosen.families),
            "disputed": chosen.disputed,
            "minFactuality": chosen.min_factuality,
        }

    def to_pyvis(self, layer: str = "influence", **options: Any) -> Any:
        """Return a ``pyvis.network.Network`` of a layer but positions, at the page's places.

        ``options`` are those of ``selection``. Raises ``UnknownName`` for another layer.
        """
        from kgraph.page.pyvis import to_pyvis

        drawn = ("influence", "conduct", "structure")
        if layer not in drawn:
            raise UnknownName(layer, "layer to draw", drawn)
        return to_pyvis(self._content(layer, options), self._places)

    # --- what leaves a knowledge graph

    def export(
        self, format: str, layer: str | None = None, *, derived: bool = False, **options: Any
    ) -> Export:
        """Return claims, a network or the graph in a format that other programs read.

        Parameters
        ----------
        format : str
            graphml, gexf, csv, json, parquet, ttl, trig, jsonld or svg; claims as parquet are the
            files of a folder.
        layer : {"influence", "conduct", "positions", "structure", "claims"}, optional
            What is written; influence for networks and pictures, else the claims table.
        derived : bool
            With ttl, trig or jsonld: the built graph, vocabulary and derived triples included.
        **options
            Those of ``selection``; networks take the voices of ``influence`` and ``stance`` unless
            given, claims and structure every voice.

        Returns
        -------
        Export
            Its ``content``, and in ``lost`` what the format cannot hold; ``save`` writes a file.

        Raises
        ------
        UnknownName, BadOption
            For an unknown format or layer; for a layer, or chosen claims, that the format cannot
            hold.
        MissingPackage
            For parquet without pyarrow.
        """
        from kgraph import exports

        chosen = exports.find(format)
        layer = chosen.layer(layer)
        if chosen.rdf:
            return self._rdf(format, derived=derived, options=options)
        if derived:
            message = "Only ttl, trig and jsonld hold derived triples; leave derived out."
            raise BadOption(message)
        return self._written(self._content(layer, options), chosen)

    def picture(
        self, shown: Network | Pictured[Any] | str = "influence", *about: str, **options: Any
    ) -> str:
        """Return a static picture as SVG: of a network or result, or by its name.

        Parameters
        ----------
        shown : network, result or str
            A network, ranking, plane, strip, paths or difference; or ``"influence"``,
            ``"conduct"``, ``"positions"``, ``"structure"``, ``"strip"``, ``"plane"``,
            ``"ranks"``, ``"paths"``, ``"whatif"``.
        *about : str
            What a picture by name is about: a name or none for ``"structure"``, an issue or two
            actors for ``"strip"``, two actors for ``"paths"``, a file for ``"whatif"``.
        **options
            Of a picture by name: those that choose claims, and those of the method that makes the
            result.

        Raises
        ------
        UnknownName, BadOption
            If there is no such picture; if it is not about so many names, or has no such option.
        """
        from kgraph import draw

        result: Any = self._pictured(shown, about, options) if isinstance(shown, str) else shown
        named = draw.find(result.drawn_as)
        # An overlay's claims are in no document.
        base = self.base([claim for claim in result.claims if claim in self.table])
        how: dict[str, Any] = {"title": result.heading}
        how["captions"] = [
            result.caption(),
            f"Base of evidence: {base.sentence()}.",
            f"This shows who said what, not what happened. Data version {self.data_version}.",
        ]
        if named.name == "positions":
            from kgraph.draw.matrix import by_bloc, matrix
            from kgraph.measures.stance.blocs import opposition
            from kgraph.measures.stance.votes import votes

            groups, targets, said = by_bloc(result, opposition(votes(result)))
            how["captions"].insert(0, said)
            return matrix(result, groups=groups, targets=targets, **how)
        if named.name in LAYERS:
            from kgraph.draw.graph import graph

            if named.name == "conduct":
                near = "Laid out by the signs of the whole record: friends near, foes far."
                how["captions"].insert(0, near)
            return graph(result, self._places, self._homes, **how)
        return named.draw(result, **how)

    def _pictured(self, name: str, about: tuple[str, ...], options: dict[str, Any]) -> Any:
        """Return the result that a picture by name shows."""
        from kgraph import draw

        named = draw.find(name)
        own = {one for picture in draw.PICTURES.values() for one in picture.options}
        named.check(about, [one for one in options if one in own])
        if name == "structure":
            return self.structure(*about, **options)
        if name in LAYERS:
            return self._content(name, options)
        given = {one: options.pop(one) for one in named.options if one in options}
        if name == "strip":
            return self.stance(**given, **options).strip(*about)
        if name == "whatif":
            (overlay,) = about
            return self.what_if(overlay, **given, **options)
        if name == "ranks":
            focus = {one: given.pop(one) for one in ("on", "of") if one in given}
            return self.influence(**focus, **options).rank(**given)
        network = self.influence(**options)
        return network.plane(**given) if name == "plane" else network.paths(*about, **given)

    def show(
        self,
        shown: Network | Pictured[Any] | str = "influence",
        *about: str,
        static: bool = False,
        **options: Any,
    ) -> Showing:
        """Return what a notebook shows of a layer or network: the page, and a picture beside it.

        The page holds the whole record and first shows the layer with the network's days, voices,
        lens, families and thresholds; the picture is of the network alone. ``static`` leaves the
        page out, and so does a window of acts, which the page does not know. Of other results, and
        of pictures by name, there is the picture only; parameters as for ``picture``.
        """
        from kgraph.page.notebook import Showing
        from kgraph.text import many

        network: Any = self._pictured(shown, about, options) if isinstance(shown, str) else shown
        if not hasattr(network, "layer"):
            return self._drawn(network)
        title = f"{self.title}: {network.heading.lower()}"
        chosen = network.table.selection
        # The page knows no window of acts.
        leave = static or chosen.window is not None
        page = "" if leave else self.page(layer=network.layer, **_of(chosen))
        edges, claims = many(len(network.edges), "edge"), many(len(network.claims), "claim")
        text = f"{title}; {edges} from {claims}; data version {self.data_version}"
        return Showing(title, self.picture(network), page, text)

    def _drawn(self, result: Pictured[Any]) -> Showing:
        from kgraph.page.notebook import Showing
        from kgraph.text import many

        title = result.heading
        basis = f"{many(len(result.claims), 'claim')}; data version {self.data_version}"
        return Showing(title, self.picture(result), "", f"{title}; from {basis}")

    def save(self, saved: Network, path: Path | str) -> tuple[str, ...]:
        """Write a network to a file in the format of its ending; returns what is lost there."""
        from kgraph import exports

        chosen = exports.format_of(path)
        chosen.layer(saved.layer)
        return self._written(saved, chosen).save(path)

    def __repr__(self) -> str:
        return f"<KnowledgeGraph: {self.title}; data version {self.data_version}>"

    def _repr_html_(self) -> str:
        from kgraph.text import html

        actors = sum(1 for one in self.table.entities.values() if one.kind == "actor")
        counts = {"claims": len(self.table), "documents": len(self.table.documents)}
        rows = [{"what": name, "how many": n} for name, n in {**counts, "actors": actors}.items()]
        notes = [
            f"Base of evidence: {self.base().sentence()}.",
            f"Data version {self.data_version}.",
        ]
        columns = {"what": "what", "how many": "how many"}
        return html(rows, columns, caption=self.title, notes=notes)

    @cached_property
    def _places(self) -> dict[str, dict[str, list[float]]]:
        from kgraph.draw.places import places

        return places(self.table, self._homes)

    @cached_property
    def _homes(self) -> Homes:
        from kgraph.draw.places import homes_of

        return homes_of(self.table)

    def _content(self, layer: str, options: dict[str, Any]) -> Any:
        if layer == "claims":
            return self.claims(**options)
        if layer == "influence":
            return self.influence(**options)
        if layer == "structure":
            return self.structure(**options)
        return self.conduct(**options) if layer == "conduct" else self.positions(**options)

    def _written(self, content: Network | ClaimsTable, chosen: Format) -> Export:
        from kgraph import exports
        from kgraph.claims import ClaimsTable

        if chosen.name == "svg":
            return exports.Export(self.picture(content).encode())  # type: ignore[arg-type]
        if isinstance(content, ClaimsTable):
            layer, selection = "claims", content.caption()
        else:
            layer, selection = content.layer, content.caption()
        head = exports.head(layer, self.title, selection, self.data_version)
        return exports.written(content, chosen, head)

    def _rdf(self, format: str, *, derived: bool, options: dict[str, Any]) -> Export:
        from kgraph import exports
        from kgraph.claims import Selection
        from kgraph.exports import rdf

        if self.graded_by:
            message = f"{format} holds no grades of your own; export a network or leave them out."
            raise BadOption(message)
        table = self.claims(**options)
        part = table.selection != Selection()
        if part and derived:
            message = "The built graph is whole; leave derived out, or the options that choose."
            raise BadOption(message)
        selection = table.caption()
        head = exports.head("claims", self.title, selection, self.data_version)
        text, lost = rdf.written(
            self.store,
            format,
            self.dossier,
            derived=derived,
            claims=[claim.claim for claim in table] if part else None,
            headline="; ".join(f"{name}: {value}" for name, value in head.items()),
        )
        return exports.Export(text.encode(), tuple(lost))


class _OfTable(KnowledgeGraph):
    """Claims without their RDF, opened: networks, measures and the page are made of the table."""

    def __init__(
        self, made: Callable[[], ClaimsTable], title: str, version: str, path: Path | None = None
    ) -> None:
        self._opened = made, title, version, path
        self.graded_by = ()

    def __getattr__(self, name: str) -> Any:
        if name in {"dossier", "store"}:
            message = "A claims table holds no RDF; open the dossier that it was made from."
            raise BadOption(message)
        raise AttributeError(name)

    @property
    def data_version(self) -> str:
        """That of the table, with that of each overlay behind a plus sign."""
        return "+".join((self._opened[2], *(digest for _, digest in self.graded_by)))

    @property
    def notes(self) -> tuple[str, ...]:
        """Nothing: a set that is not whole is not opened."""
        return ()

    @property
    def title(self) -> str:
        """The title of the dossier that the table was made from."""
        return self._opened[1]

    @cached_property
    def table(self) -> ClaimsTable:
        """The claims table, read when first asked for."""
        return self._opened[0]()

    def _again(self) -> Self:
        return type(self)(*self._opened)

    def _lines(self) -> dict[str, tuple[str, int]]:
        return {}

    def _story(self, *, needed: bool) -> Story | None:
        return super()._story(needed=True) if needed else None  # it stands beside a dossier

    def _source(self, connection: Any) -> Source:
        from kgraph.tables.dyads import Source

        path = self._opened[3]
        if path is None or self.graded_by:
            return super()._source(connection)
        return Source.of_set(path, connection)


def open_table(claims: ClaimsTable | Path | str) -> KnowledgeGraph:
    """Open a claims table without its RDF: a set of Parquet, or claims that were fetched.

    Networks, measures, explain and the page are made of it; SPARQL, checks and overlays need the
    dossier.

    Parameters
    ----------
    claims : path, str or ClaimsTable
        The folder of a set that ``export("parquet")`` wrote, or what ``dyads`` fetched. The files
        are looked through now, and read when claims are asked for.

    Raises
    ------
    MissingFile, BadData, MissingPackage
        If there is no such set; if a file of it is not as it should be; without pyarrow.
    """
    from pathlib import Path

    import numpy as np

    from kgraph.claims import Selection
    from kgraph.tables import reading

    if not isinstance(claims, str | Path):
        whole = replace(claims, selection=Selection(), at=np.arange(claims.columns.n))
        return _OfTable(lambda: whole, "Claims", claims.data_version)
    folder = Path(claims)
    about = reading.looked_through(folder)
    return _OfTable(lambda: reading.read(folder), about["title"], about["data_version"], folder)


def open(
    path: Path | str | None = None,
    *,
    cache: bool = True,
    progress: Callable[[str], None] | None = None,
) -> KnowledgeGraph:
    """Open a dossier: the packaged one, a folder, a single Turtle file, or what an endpoint holds.

    A folder that holds a set of Parquet is opened as ``open_table`` does.

    Parameters
    ----------
    path : path or str, optional
        A folder with ``data/``, a ``.ttl`` file, or the address of a SPARQL endpoint; the packaged
        dossier if not given.
    cache : bool
        Whether the built store may be kept on disk and reused.
    progress : callable, optional
        Called with a short text when a step of the build begins.

    Raises
    ------
    MissingFile, BadData
        If there is nothing to open, or it cannot be read.
    AccessError, InputError, LimitError
        If an endpoint cannot be reached, or does not give what it counts.
    """
    from pathlib import Path

    from kgraph.tables.layout import is_set

    if path is not None and is_set(Path(path)):
        return open_table(path)
    dossier = dossiers.find(path, progress=progress)
    store = open_store(dossier, finish=finish, cache=cache, progress=progress)
    return KnowledgeGraph(dossier, store)


def _with_lapsed(network: Positions | Conduct | Structure) -> tuple[Tie, ...]:
    return (*network.ties, *network.lapsed)


def _with_overlays(network: LeverNetwork) -> tuple[Tie, ...]:
    """Return all ties, but for reports of an unmet duty that stand under the duty already."""
    told = {claim for tie in network.ties for claim in tie.hollow_by}
    return (
        *network.ties,
        *network.attempts,
        *network.outcomes,
        *(tie for tie in network.failures if not told.issuperset(tie.claims)),
        *network.structure,
        *network.lapsed,
    )


def _joins(tie: Tie, first: str, second: str | None) -> bool:
    ends = {tie.source, tie.target}
    return first in ends if second is None else ends == {first, second}


def _of(selection: Selection) -> dict[str, Any]:
    """Return a selection as the options of ``page``."""
    names = (
        "as_of",
        "known_by",
        "lens",
        "families",
        "voices",
        "min_factuality",
        "disputed",
    )
    return {name: getattr(selection, name) for name in names}

"""Entities and relations of a dossier: added, renamed, merged, retired, by one rule for all kinds.

What a kind needs, and what its properties take, is what the shapes and the vocabulary say. A name
that is given up stays behind as a redirect, so that what others wrote with it is found again.
"""

from __future__ import annotations

import copy
import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from kgraph import claims
from kgraph.claims.lookup import Lookup, alike
from kgraph.curation.draft import Draft, block_of
from kgraph.curation.turtle import Block, Literal, Pair
from kgraph.dossier import shapes, sheets
from kgraph.dossier.screen import screened
from kgraph.dossier.terms import Text
from kgraph.errors import BadData, BadOption, RejectedRows, UnknownName, UsageError
from kgraph.text import fold, is_language_tag, nearest
from kgraph.vocabulary import PREFIXES, compact, expand, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kgraph.claims import ClaimsTable
    from kgraph.curation.saving import Replaced
    from kgraph.curation.turtle import Term
    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.shapes import Shape
    from kgraph.dossier.store import Store

__all__ = [
    "KINDS",
    "UNDEFINED",
    "Changed",
    "New",
    "Register",
    "add",
    "import_table",
    "merge",
    "rename",
    "retire",
    "take_over",
]

#: The kinds that can be added, each with the prefix of its names.
KINDS = {
    "actor": "actor", "issue": "issue", "event": "event", "agreement": "agr", "place": "place",
    "office": "office", "frame": "frame", "relation": "kg",
}  # fmt: skip
_WIDE = {"relation": "kg:RelationType"}
_QID = re.compile(r"Q[1-9][0-9]*")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TERM = re.compile(r"[a-z][A-Za-z0-9]*")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_NAMED = 5
#: What defines a relation that a table names until somebody says what it is.
UNDEFINED = "Relation that a table names; not defined yet."
#: What a relation is told apart by; all else it may have from the one that it is like.
_OWN = ("rdfs:label", "skos:altLabel", "skos:definition", "skos:example", "kg:unmetLabel",
        "kg:cameo", "skos:relatedMatch", "skos:closeMatch", "skos:editorialNote")  # fmt: skip
#: Columns of a table of entities that are no property.
_COLUMNS = ("name", "id", "class", "alias", "wikidata", "language", "note")


@dataclass(frozen=True, slots=True)
class New:
    """An entity as a coder names it; ``""`` and ``()`` where nothing is given.

    ``properties`` are further ones by name (``officeOf``), each with its values as one types them.
    ``like`` names a relation of which a new one has all that is not given: family, sign, lever ...
    """

    name: str
    id: str = ""
    class_: str = ""
    aliases: tuple[str, ...] = ()
    wikidata: str = ""
    language: str = ""
    note: str = ""
    properties: Mapping[str, Sequence[str]] = field(default_factory=dict)
    like: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """What was done: the CURIEs of what it was done to, the lines that change, and what to know.

    ``replaced`` are the files that ``add`` wrote, to be put back.
    """

    names: tuple[str, ...]
    difference: str
    notes: tuple[str, ...] = ()
    replaced: tuple[Replaced, ...] = ()


class Register:
    """The names and words of a draft, looked up as a coder types them."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._dossier = draft.dossier
        self.store: Store = draft.store()
        screened(self.store)
        self.table: ClaimsTable = claims.read(self.store)

    @cached_property
    def language(self) -> str:
        """The language of the dossier: as it says, else English."""
        rows = self.store.select("SELECT ?l { ?d a kg:Dossier ; dcterms:language ?l } ORDER BY ?l")
        return next((str(one) for (one,) in rows), "en")

    def subject(self, kind: str, name: str) -> str:
        """Return the CURIE of the thing of a kind that goes by a name.

        Raises
        ------
        UnknownName, AmbiguousName
            If none does, or several do.
        BadOption
            If it is not of this dossier, but of the vocabulary that ships.
        """
        prefix = KINDS[kind]
        if kind != "relation":
            try:
                return self.table.names.find(name, kind).id
            except UnknownName:
                # What was merged away may still be named where others went on with it.
                curie = name if name.startswith(f"{prefix}:") else f"{prefix}:{name}"
                if self.draft.find(expand(curie)) is None:
                    raise
                return curie
        found = f"kg:{self.relation(name)}"
        if self.draft.find(expand(found)) is None:
            message = f"{found} is of the vocabulary that ships; it stays as it is."
            raise BadOption(message)
        return found

    def relation(self, name: str) -> str:
        """Return the id of the relation of this name or label; raises ``UnknownName``."""
        return Lookup(self.table).relation(name)

    def classes(self, kind: str) -> list[str]:
        """Return the class of a kind and those under it, as CURIEs."""
        rows = self.store.select(
            f"SELECT DISTINCT ?c {{ ?c rdfs:subClassOf* {_class(kind)} }} ORDER BY ?c"
        )
        return [compact(str(one)) for (one,) in rows]

    def above(self, cls: str) -> list[str]:
        """Return a class and those above it, as CURIEs."""
        rows = self.store.select(f"SELECT DISTINCT ?c {{ {cls} rdfs:subClassOf* ?c }} ORDER BY ?c")
        return [compact(str(one)) for (one,) in rows]

    def class_(self, kind: str, name: str) -> str:
        """Return the class of a name as one types it, among those of a kind."""
        every = self.classes(kind)
        if not name:
            return _class(kind)
        wanted = fold(name).removeprefix("kg:").replace(" ", "")
        for one in every:
            label = (
                self.table.words[local_name(one)].label
                if local_name(one) in self.table.words
                else ""
            )
            if wanted in {fold(local_name(one)), fold(label).replace(" ", "")}:
                return one
        local = [local_name(one) for one in every]
        raise UnknownName(name, f"class of {kind}", nearest(name, local) or local)

    def property_(self, name: str, shape: Shape) -> str:
        """Return the CURIE of a property as one types it (``officeOf``, ``skos:definition``)."""
        if ":" in name and not name.startswith("kg:"):
            return name
        rows = self.store.select(
            "SELECT DISTINCT ?p { { ?p a owl:ObjectProperty } UNION { ?p a owl:DatatypeProperty } "
            "UNION { GRAPH graph:vocabulary { ?any ?p ?o } } "
            "FILTER NOT EXISTS { ?p a kg:RelationType } }"
        )
        known = {compact(str(one)) for (one,) in rows} | set(shape.properties)
        # Those of the project last, so that they win.
        by_fold = {
            fold(local_name(one)): one
            for one in sorted(known, key=lambda one: (one.startswith("kg:"), one))
        }
        wanted = fold(name.removeprefix("kg:")).replace(" ", "").replace("_", "").replace("-", "")
        if wanted not in by_fold:
            near = nearest(name, [local_name(one) for one in known])
            raise UnknownName(name, "property", near)
        return by_fold[wanted]

    def value(self, name: str, text: str, shape: Shape, language: str) -> Term:
        """Return a value of a property (CURIE) from what one types."""
        asked = shape.properties.get(name, shapes.Property())
        kinds = tuple(
            {kind for one in asked.kinds for kind in KINDS if _class(kind) in self.above(one)}
        )
        if kinds:
            return expand(self.table.names.find(text, *kinds).id)
        if text in {"true", "false"} or _NUMBER.fullmatch(text):
            return Literal(text, bare=True)
        for word in [compact(one) for one in asked.values]:
            if fold(text).removeprefix("kg:") in {fold(word), fold(local_name(word))}:
                return expand(word) if ":" in word else Literal(word)
        if asked.values:
            local = [local_name(compact(one)) for one in asked.values]
            raise UnknownName(text, f"value of {name}", nearest(text, local) or local)
        if asked.scheme:
            words = [w for w in self.table.words.values() if f"kg:{w.scheme}" == asked.scheme]
            for listed in words:
                if fold(text).removeprefix("kg:") in {fold(listed.id), fold(listed.label)}:
                    return PREFIXES["kg"] + listed.id
            local = [listed.id for listed in words]
            raise UnknownName(text, f"value of {name}", nearest(text, local) or local)
        if self._names_things(name):
            return self._thing(text)
        return Literal(text, language)

    def _names_things(self, name: str) -> bool:
        return name.startswith("schema:") or self.store.ask(
            f"ASK {{ {name} a owl:ObjectProperty }}"
        )

    def _thing(self, text: str) -> str:
        """Return the IRI of a word of the vocabulary, or else of an entity."""
        prefix, _, local = text.partition(":")
        if local and prefix in PREFIXES:
            return expand(text)
        wanted = fold(text)
        rows = self.store.select(
            "SELECT ?it ?l { GRAPH graph:vocabulary { ?it skos:prefLabel|rdfs:label ?l } } "
            "ORDER BY ?it"
        )
        for it, label in rows:
            if wanted in {fold(str(label)), fold(local_name(compact(str(it))))}:
                return str(it)
        return expand(self.table.names.find(text).id)


def _class(kind: str) -> str:
    return _WIDE.get(kind, f"kg:{kind.capitalize()}")


def _label(kind: str) -> str:
    return "rdfs:label" if kind == "relation" else "skos:prefLabel"


def slug(kind: str, name: str) -> str:
    """Return the id of a new thing from its name: the same for all coders who write the same name.

    A name in other letters than Latin gives a hash of it.

    >>> slug("actor", "Côte d'Ivoire"), slug("relation", "suspends aid to")
    ('cote-d-ivoire', 'suspendsAidTo')
    """
    plain = fold(name)
    words: list[str] = re.findall(r"[a-z0-9]+", plain)
    if not words or re.search(r"[^\W\d_a-z]", plain):
        words = ["x" + hashlib.sha256(plain.encode()).hexdigest()[:10]]
    if kind == "relation":
        first, *others = words
        return first + "".join(word.capitalize() for word in others)
    return "-".join(words)


def add(dossier: Dossier, kind: str, *new: New, dry_run: bool = False) -> Changed:
    """Add entities or relations of one kind, all or none.

    Parameters
    ----------
    dossier : Dossier
        Where they go: entities behind the last of their kind, relations into ``ontology/``.
    kind : str
        One of ``KINDS``.
    *new : New
        What is known of each. Without an id, the name gives it; without a language it is that of
        the dossier.
    dry_run : bool
        Write nothing.

    Raises
    ------
    UsageError
        For the first thing that is wrong, or that the dossier would then be wrong in.
    LockedError, BadData, AccessError
        If the files cannot be read or written now.
    """
    with Draft.of(dossier, dry_run=dry_run) as draft:
        try:
            names = compose(draft, kind, new)
        except RejectedRows as error:
            raise BadOption(error.rows[0][1]) from None
    replaced = () if dry_run else draft.replaced()
    return Changed(names, draft.difference(), replaced=replaced)


def compose(draft: Draft, kind: str, new: Iterable[New]) -> tuple[str, ...]:
    """Put new things of a kind into a draft; returns their CURIEs.

    Raises
    ------
    RejectedRows
        With a sentence on each that is wrong, numbered from 0.
    """
    register = Register(draft)
    blocks: dict[str, Block] = {}
    wrong: list[tuple[int, str]] = []
    every = list(new)
    for n, one in enumerate(every):
        try:
            try:
                block = _block(register, kind, one)
            except UnknownName:
                # It may be one of those before it that is named.
                _put(draft, blocks, kind)
                register = Register(draft)
                block = _block(register, kind, one)
            if block.subject in blocks:
                message = f"{compact(block.subject)} is named twice; give one of them another id."
                raise BadOption(message)
            blocks[block.subject] = block
        except UsageError as error:
            wrong.append((n, str(error)))
    if wrong:
        raise RejectedRows(wrong, len(every), "")
    _put(draft, blocks, kind)
    return tuple(map(compact, blocks))


def _put(draft: Draft, blocks: Mapping[str, Block], kind: str) -> None:
    if kind != "relation":
        draft.put(*(block for subject, block in blocks.items() if draft.find(subject) is None))
        return
    for subject, block in blocks.items():
        there = draft.find(subject)
        if there is None:
            draft.append(block, draft.vocabulary)
        elif _undefined(there[1]):
            draft.put(block)


def _block(register: Register, kind: str, new: New) -> Block:
    name = " ".join(new.name.split())
    if not fold(name):
        message = f"{_a(kind)} needs a name of which something can be seen."
        raise BadOption(message)
    language = new.language or register.language
    if not is_language_tag(language):
        message = f"{language!r} is not a language tag; write en, fr, ar or their like."
        raise BadOption(message)
    subject = _subject(register, kind, new.id or slug(kind, name), name, chosen=bool(new.id))
    cls = register.class_(kind, new.class_)
    types = [cls, "owl:ObjectProperty"] if kind == "relation" else [cls]
    shape = shapes.of_kinds(register.draft.dossier, *register.above(cls))
    pairs: dict[str, list[Term]] = {
        "rdf:type": [expand(one) for one in types],
        **(_likeness(register, new.like) if new.like else {}),
        _label(kind): [Literal(name, language)],
        "skos:altLabel": [Literal(one, language) for one in dict.fromkeys(new.aliases) if one],
        "skos:exactMatch": [PREFIXES["wd"] + _qid(new.wikidata)] if new.wikidata else [],
        "skos:editorialNote": [Literal(new.note, language)] if new.note else [],
    }
    for typed, values in new.properties.items():
        prop = register.property_(typed, shape)
        pairs[prop] = [register.value(prop, text, shape, language) for text in values]
    stated = [one for one, values in pairs.items() if values]
    if lacking := shape.lacking(stated):
        hints = " ".join(f"--set {local_name(one)} VALUE" for one in lacking)
        message = f"{_a(local_name(cls))} needs {', '.join(lacking)} too; give it with {hints}."
        raise BadOption(message)
    return block_of(subject, pairs)


def _likeness(register: Register, like: str) -> dict[str, list[Term]]:
    """Return what a relation has from the one that it is like, and what a draft says it is."""
    of = register.relation(like)
    rows = register.store.select(
        f"SELECT ?p ?o {{ GRAPH graph:vocabulary {{ kg:{of} ?p ?o }} }} ORDER BY ?p ?o"
    )
    found: dict[str, list[Term]] = {}
    for predicate, value in rows:
        if compact(str(predicate)) not in _OWN:
            found.setdefault(compact(str(predicate)), []).append(_written(value))
    label = register.table.relations[of].label
    found["skos:definition"] = [
        Literal(f"Relation that counts as “{label}” (kg:{of}), in the word of the sources.", "en")
    ]
    found["skos:example"] = [Literal(f"as kg:{of}", "en")]
    return found


def _written(value: object) -> Term:
    if not isinstance(value, Text):
        return str(value)
    bare = value.datatype.removeprefix(PREFIXES["xsd"]) in {"integer", "decimal", "boolean"}
    return Literal(str(value), value.language, bare=bare)


def definable(register: Register, names: Iterable[str]) -> Iterator[str]:
    """Say of relations (CURIEs) that nobody has defined what is near, and how they are defined."""
    known = register.table.relations
    others = {name: one for name, one in known.items() if f"kg:{name}" not in set(names)}
    for name in names:
        label = known[local_name(name)].label
        near = alike(label, others)
        told = f"{name}: not defined yet, drawn without a sign"
        meant = f"; did you mean {', '.join(near)}?" if near else "."
        like = near[0] if near else "RELATION"
        yield f'{told}{meant} Define it: kgraph relation add "{label}" --like {like}.'


def _undefined(block: Block) -> bool:
    return Literal(UNDEFINED, "en") in _pair(copy.deepcopy(block), "skos:definition").objects


def _a(word: str) -> str:
    return f"{'An' if word[0] in 'aeioAEIO' else 'A'} {word}"


def _qid(text: str) -> str:
    name = text.strip().removeprefix("wd:").rstrip("/").rpartition("/")[2]
    if not _QID.fullmatch(name):
        message = f"{text!r} is no Wikidata id; it is a Q and a number, such as Q79."
        raise BadOption(message)
    return name


def _subject(register: Register, kind: str, id_: str, name: str, *, chosen: bool) -> str:
    local = id_.removeprefix(f"{KINDS[kind]}:")
    rule = _TERM if kind == "relation" else _SLUG
    if not rule.fullmatch(local):
        how = (
            "a small letter, then letters and figures, such as suspendsAidTo"
            if kind == "relation"
            else "small letters and figures, parted by hyphens, such as blue-party"
        )
        message = f"{id_!r} is no id of {_a(kind).lower()}: that is {how}."
        raise BadOption(message)
    subject = f"{KINDS[kind]}:{local}"
    there = register.draft.find(expand(subject))
    shipped = register.store.ask(f"ASK {{ GRAPH graph:vocabulary {{ {subject} ?p ?o }} }}")
    if (there is None and not shipped) or (there and _undefined(there[1])):
        return subject
    said = _state(there[1]) if there else "is a word of the vocabulary"
    hint = "choose another id" if chosen else f"if {name!r} is another one, give it an --id"
    message = f"{subject} {said}; {hint}."
    raise BadOption(message)


def _state(block: Block) -> str:
    for pair in block.pairs:
        if pair.predicate == expand("dcterms:isReplacedBy"):
            return f"was replaced by {compact(str(pair.objects[0]))}"
        if pair.predicate == expand("owl:deprecated"):
            return "was retired"
    return "is there already"


def rename(
    dossier: Dossier,
    kind: str,
    name: str,
    new: str = "",
    *,
    id_: str = "",
    language: str = "",
    dry_run: bool = False,
) -> Changed:
    """Give a thing another label, whose old one stays an alias, or another id, or both.

    With another id, every file that names the thing follows, and the old id stays as a redirect.
    Without a language it is that of the dossier. Parameters and errors otherwise as for ``add``.
    """
    if not (new or id_):
        raise BadOption("Say what it is to be called: another name, or another --id.")
    with Draft.of(dossier, dry_run=dry_run) as draft:
        register = Register(draft)
        subject = register.subject(kind, name)
        if new:
            path_block = draft.find(expand(subject))
            assert path_block is not None and path_block[1].typed  # noqa: S101
            _relabel(path_block[1], kind, " ".join(new.split()), language or register.language)
            draft.put(path_block[1])
        notes: tuple[str, ...] = ()
        if id_ and f"{KINDS[kind]}:{id_.removeprefix(KINDS[kind] + ':')}" != subject:
            back = f"{KINDS[kind]}:{id_.removeprefix(KINDS[kind] + ':')}"
            there = draft.find(expand(back))
            if there and _points_to(there[1]) == expand(subject):
                draft.put(Block(there[1].subject, 0))  # its own old name, taken again
                register = Register(draft)
            moved = _subject(register, kind, id_, new or name, chosen=True)
            _redirect(draft, subject, moved)
            notes = tuple(_elsewhere(dossier, subject))
            subject = moved
    return Changed((subject,), draft.difference(), notes)


def _points_to(block: Block) -> str:
    found = (p.objects[0] for p in block.pairs if p.predicate == expand("dcterms:isReplacedBy"))
    return str(next(found, ""))


def _relabel(block: Block, kind: str, new: str, language: str) -> None:
    if not fold(new):
        raise BadOption("Nothing of the new name can be seen; write what it is to be called.")
    labels = _pair(block, _label(kind))
    old = [one for one in labels.objects if isinstance(one, Literal) and one.language == language]
    aliases = _pair(block, "skos:altLabel")
    labels.objects = [one for one in labels.objects if one not in old] + [Literal(new, language)]
    aliases.objects += [one for one in old if one not in aliases.objects]
    aliases.objects = [one for one in aliases.objects if one != Literal(new, language)]
    _tidy(block)


def _pair(block: Block, name: str) -> Pair:
    for pair in block.pairs:
        if pair.predicate == expand(name):
            return pair
    block.pairs.append(Pair(expand(name)))
    return block.pairs[-1]


def _tidy(block: Block) -> None:
    block.pairs = [pair for pair in block.pairs if pair.objects]


def _redirect(draft: Draft, old: str, new: str) -> None:
    """Put a new name (CURIE) for a thing everywhere, and leave the old one as a redirect to it."""
    found = draft.find(expand(old))
    home = found[0] if found else None
    draft.rename({expand(old): expand(new)})
    draft.put(block_of(old, {"dcterms:isReplacedBy": [expand(new)]}), path=home)


def _elsewhere(dossier: Dossier, subject: str) -> Iterable[str]:
    """Say which questions, rules and checks of the dossier's own still have an old name."""
    own = [p for p in (*dossier.queries, *dossier.rules, *dossier.checks) if _inside(p, dossier)]
    for path in own:
        if re.search(rf"{re.escape(subject)}(?![\w-])", path.read_text(encoding="utf-8")):
            yield f"{dossier.relative(path)} still names {subject}; change it by hand."


def _inside(path: Path, dossier: Dossier) -> bool:
    return path.is_relative_to(dossier.root)


def merge(dossier: Dossier, kind: str, gone: str, kept: str, *, dry_run: bool = False) -> Changed:
    """Make one of two things: what is said of the first is said of the second from now on.

    The names of the first become aliases of the second, its other properties are taken over where
    the second has none, and a redirect stays. Errors as for ``add``: among them a claim that would
    be about itself, and two that Wikidata tells apart.
    """
    with Draft.of(dossier, dry_run=dry_run) as draft:
        register = Register(draft)
        # The name that is given up may be a redirect already, whose claims came in later.
        known = gone if gone.startswith(f"{KINDS[kind]}:") else f"{KINDS[kind]}:{gone}"
        left = draft.find(expand(known)) if re.fullmatch(r"[\w:-]+", known) else None
        first = known if left and not left[1].typed else register.subject(kind, gone)
        second = register.subject(kind, kept)
        if first == second:
            message = f"{gone!r} and {kept!r} are one {kind} already ({first})."
            raise BadOption(message)
        old, new = draft.find(expand(first)), draft.find(expand(second))
        assert old is not None  # noqa: S101  both were found by their names
        assert new is not None  # noqa: S101
        if not new[1].typed:
            message = f"{second} {_state(new[1])}; merge into that one."
            raise BadOption(message)
        notes = []
        if old[1].typed:
            notes += take_over(old[1], new[1], kind)
        elif _points_to(old[1]) != expand(second):
            message = f"{first} {_state(old[1])}; merge it into that one."
            raise BadOption(message)
        before = _same(draft)
        draft.put(Block(expand(first), 0), new[1])
        _redirect(draft, first, second)
        notes += [
            f"{one} and {other} say the same now; retract one, or give one the other's passage."
            for one, other in sorted(_same(draft) - before)
        ]
        notes += _elsewhere(dossier, first)
    return Changed((first, second), draft.difference(), tuple(notes))


def take_over(old: Block, new: Block, kind: str) -> list[str]:
    """Give a thing the names of another, and what it lacks; returns what is given up for it.

    Raises
    ------
    BadOption
        If Wikidata tells the two apart.
    """
    names = {expand(one) for one in (_label(kind), "skos:altLabel")}
    aliases = _pair(new, "skos:altLabel")
    called = _pair(new, _label(kind)).objects
    notes = []
    for pair in old.pairs:
        name = compact(pair.predicate)
        there = next((one for one in new.pairs if one.predicate == pair.predicate), None)
        if pair.predicate in names:
            more = [one for one in pair.objects if one not in (*aliases.objects, *called)]
            aliases.objects += more
        elif name == "skos:hiddenLabel" and there:
            there.objects += [one for one in pair.objects if one not in there.objects]
        elif there is None:
            new.pairs.append(Pair(pair.predicate, [*pair.objects]))
        elif name == "skos:exactMatch" and there.objects != pair.objects:
            ids = [compact(str(one.objects[0])) for one in (pair, there)]
            message = (
                f"Wikidata tells them apart ({ids[0]} and {ids[1]}); mend the id that is wrong "
                "before you merge them."
            )
            raise BadOption(message)
        elif set(there.objects) != set(pair.objects):
            notes.append(
                f"{name} of {compact(old.subject)} is given up for that of {compact(new.subject)}."
            )
    _tidy(new)
    return notes


def _same(draft: Draft) -> set[tuple[str, str]]:
    """Return the pairs of standing claims of one document that say the same."""
    said: dict[object, str] = {}
    found = set()
    for _, block in draft.blocks():
        if block.is_claim and block.typed and not block.retracted:
            name = compact(block.subject)
            first = said.setdefault((name.rpartition("-")[0], block.identity), name)
            if first != name:
                found.add((first, name))
    return found


def retire(
    dossier: Dossier, kind: str, name: str, *, reason: str = "", dry_run: bool = False
) -> Changed:
    """Take a thing that nothing names out of the lists; its id is kept from being given again.

    Errors as for ``add``: among them a thing in use, with the places.
    """
    with Draft.of(dossier, dry_run=dry_run) as draft:
        register = Register(draft)
        subject = register.subject(kind, name)
        found = draft.find(expand(subject))
        assert found is not None  # noqa: S101  it was found by its name
        if not found[1].typed:
            message = f"{subject} {_state(found[1])}."
            raise BadOption(message)
        redirects = {
            compact(block.subject)
            for _, block in draft.blocks()
            if _points_to(block) == expand(subject)
        }
        uses = [
            f"{dossier.relative(path)}:{line} ({by})"
            for path, line, by in draft.used(expand(subject))
            if by not in redirects
        ]
        if uses:
            more = f" and {len(uses) - _NAMED} more" if len(uses) > _NAMED else ""
            message = (
                f"{subject} is in use, in {', '.join(uses[:_NAMED])}{more}; change these first, or "
                f"merge it into another {kind}."
            )
            raise BadOption(message)
        why = f"Retired: {reason}" if reason else "Retired."
        left = {
            "owl:deprecated": [Literal("true", bare=True)],
            "skos:editorialNote": [Literal(why, "en")],
        }
        draft.put(*(Block(expand(one), 0) for one in redirects), block_of(subject, left))
    return Changed((subject,), draft.difference())


def import_table(dossier: Dossier, kind: str, path: Path, *, dry_run: bool = False) -> Changed:
    """Add the entities of a table, one a row, all or none.

    The first row names the columns: name, and any of id, class, alias, wikidata, language, note,
    and properties of the kind; several values in a cell are parted by semicolons.

    Raises
    ------
    BadData
        If the file is no such table.
    RejectedRows
        If rows are wrong, with a sentence on each.
    """
    sheet = sheets.load(path)
    columns = [name.strip().casefold() for name in sheet.columns.cells]
    if "name" not in columns or len(set(columns)) < len(columns):
        message = (
            f"The first row has to name the columns, each once: name, and any of "
            f"{', '.join(_COLUMNS[1:])} or a property of {_a(kind).lower()}."
        )
        raise BadData(message, path, sheet.columns.line)
    new = [_new(dict(zip(sheet.columns.cells, row.cells, strict=True))) for row in sheet.rows]
    with Draft.of(dossier, dry_run=dry_run) as draft:
        try:
            names = compose(draft, kind, new)
        except RejectedRows as error:
            wrong = [(sheet.rows[n].number, said) for n, said in error.rows]
            raise RejectedRows(wrong, len(new), path) from None
    return Changed(names, draft.difference())


def _new(cells: Mapping[str, str]) -> New:
    known = {name.strip().casefold(): cell for name, cell in cells.items()}
    return New(
        name=known["name"],
        id=known.get("id", ""),
        class_=known.get("class", ""),
        aliases=_several(known.get("alias", "")),
        wikidata=known.get("wikidata", ""),
        language=known.get("language", ""),
        note=known.get("note", ""),
        properties={
            name: _several(cell)
            for name, cell in cells.items()
            if cell and name.strip().casefold() not in _COLUMNS
        },
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in cell.split(";"))))

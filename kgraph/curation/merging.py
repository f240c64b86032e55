"""Two codings of the same texts made into one dossier; what they do not agree on, people decide.

Claims that say the same are folded into one, of both coders. Where two matched claims differ, and
where two things look like one, there is a row to decide; nothing is guessed, and nothing is written
before all is decided.
"""

from __future__ import annotations

import copy
import csv
import io
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kgraph.curation import entities, intercoder
from kgraph.curation.adding import Ledger, pin
from kgraph.curation.checks import pinned_passages
from kgraph.curation.draft import Draft, block_of
from kgraph.curation.entry import Composed, Desk
from kgraph.curation.turtle import Block, Literal, Pair, Reader, renamed
from kgraph.dossier import sheets
from kgraph.dossier import store as stores
from kgraph.dossier.dossier import is_ours
from kgraph.errors import BadData, BadOption, RejectedRows
from kgraph.files import read_raw, read_text, write_folder
from kgraph.text import fold, many, spellings
from kgraph.vocabulary import CURATED, PREFIXES, compact, expand, kind_of, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from kgraph.curation.turtle import Term
    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.store import Store

__all__ = ["ANSWERS", "Key", "Merged", "ToDecide", "decisions", "merge"]

#: What is to be decided: kind, field, and the names in A and in B.
Key = tuple[str, str, str, str]

_CLAIM = PREFIXES["claim"]
#: What can be decided of each kind of row.
ANSWERS = {
    "same": ("same", "different"),
    "claim": ("a", "b", "both"),
    "entity": ("a", "b"),
}
#: Of a claim: of both coders, and never a difference.
_JOINED = tuple(
    map(
        expand,
        ("kg:passage", "kg:coder", "kg:tag", "kg:denies", "kg:disputes", "kg:differsFrom",
         "kg:includes"),
    )
)  # fmt: skip
_TEXTS = tuple(map(expand, ("skos:editorialNote", "kg:memo")))
_STATUS = expand("kg:status")
#: Of a claim: whether it stands, or what in its place.
_STANDING = (_STATUS, expand("dcterms:isReplacedBy"))
#: Of a claim: what is worded or kept by whoever codes.
_BESIDE = (*_STANDING, expand("kg:gloss"))
#: What a claim means that does not say so.
_UNSTATED: dict[str, frozenset[Term]] = {expand("kg:modality"): frozenset([expand("kg:actual")])}
#: Of a thing: names, which are all kept, and notes.
_NAMES = frozenset(
    map(expand, ("skos:altLabel", "skos:hiddenLabel", "skos:editorialNote", "rdf:type"))
)
_NO_CLAIMS = "seeds/no-claims.csv"
_LABELS = tuple(map(expand, ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel")))


@dataclass(frozen=True, slots=True)
class ToDecide:
    """Something on which two codings do not agree, or two things that look like one.

    ``kind`` is ``claim`` (``field`` differs), ``entity`` (a document or word of one's own too;
    ``field`` differs) or ``same`` (are ``a`` and ``b`` one?). ``decision`` is ``a``, ``b``, for
    claims ``both`` (they stand apart), or ``same`` and ``different``; ``""`` if it is open.
    """

    kind: str
    field: str
    a: str
    b: str
    says_a: str
    says_b: str
    passage: str = ""
    gloss_a: str = ""
    gloss_b: str = ""
    decision: str = ""

    @property
    def key(self) -> Key:
        """By what it is found again in a table of decisions."""
        return self.kind, self.field, self.a, self.b


@dataclass(frozen=True, slots=True)
class Merged:
    """What is to be decided, and what was made: claims of B by their ids to those that they became.

    ``folded`` are those that were claims of A already, ``added`` the others; ``notes`` say what
    else there is to know.
    """

    rows: tuple[ToDecide, ...]
    folded: Mapping[str, str]
    added: Mapping[str, str]
    notes: tuple[str, ...]

    @property
    def open(self) -> tuple[ToDecide, ...]:
        """The rows that nobody has decided."""
        return tuple(row for row in self.rows if not row.decision)


def merge(
    a: Dossier,
    b: Dossier,
    decided: Mapping[Key, str] | None = None,
    into: Path | None = None,
) -> Merged:
    """Merge two codings of the same texts, into a new dossier if all is decided.

    Claims are matched as for agreement: by sentence, subject and object. What both say in the same
    way is one claim, with the passages, coders, tags and notes of both, and the words of A. What
    only one of them has stands as it is; a claim of B whose id A has too gets another one.

    Parameters
    ----------
    a, b : Dossier
        The codings.
    decided : mapping, optional
        What was decided, as ``decisions`` reads it.
    into : path, optional
        A new or empty folder; else nothing is written, and the rows to decide are returned.

    Raises
    ------
    BadOption
        If not all is decided, the two have another text under one key, or the dossier would then be
        wrong: a claim about itself, for one. Nothing is written then.
    BadData
        If a decision is about what is no difference.
    UnwritableTarget
        If the folder cannot be written, or holds something.
    """
    a.whole()
    b.whole()
    merger = _Merger(Draft(a), Draft(b), dict(decided or {}))
    merged = merger.run()
    merged = replace(merged, notes=(*merged.notes, *_left(a, b)))
    if into is None:
        return merged
    if merged.open:
        message = (
            f"{len(merged.open)} of {many(len(merged.rows), 'row')} are not decided, so nothing "
            "was written; list them, fill in the column decision, and give it with --decisions."
        )
        raise BadOption(message)
    merger.draft.judge()
    _write(a, b, merger.draft, into)
    return merged


def decisions(path: Path) -> dict[Key, str]:
    """Return what was decided in a table (CSV or xlsx) with the columns of ``ToDecide``.

    Raises
    ------
    BadData
        If it is no such table.
    RejectedRows
        If a decision is none of those that there are.
    """
    sheet = sheets.load(path)
    names = [cell.strip().casefold() for cell in sheet.columns.cells]
    needed = ("kind", "field", "a", "b", "decision")
    if lacking := [one for one in needed if names.count(one) != 1]:
        message = (
            f"The first row has to name the column {lacking[0]}, once; kgraph merge writes it."
        )
        raise BadData(message, path, sheet.columns.line)
    found: dict[Key, str] = {}
    wrong = []
    for row in sheet.rows:
        cells = dict(zip(names, (cell.strip() for cell in row.cells), strict=True))
        answer = fold(cells["decision"])
        known = ANSWERS.get(cells["kind"], ())
        if not answer:
            continue
        if answer not in known:
            said = f"{cells['decision']!r} is no decision here; write {', '.join(known)}."
            wrong.append((row.number, said if known else f"{cells['kind']!r} is no kind of row."))
        key = (cells["kind"], cells["field"], cells["a"], cells["b"])
        if found.setdefault(key, answer) != answer:
            wrong.append((row.number, "it was decided otherwise in a row above."))
    if wrong:
        raise RejectedRows(wrong, len(sheet.rows), path)
    return found


def _write(a: Dossier, b: Dossier, draft: Draft, into: Path) -> None:
    """Write the files of A, with what changed, and the texts that only B has."""
    files: dict[str, bytes] = {}
    run: list[Path] = []
    for root in (b.texts, a.root):
        base = b.root if root == b.texts else a.root
        for path in sorted(root.rglob("*")):
            place = path.relative_to(base)
            if path.is_file() and not path.is_symlink() and place.parts[0] != ".git":
                files[place.as_posix()] = read_raw(path)
                if path.stat().st_mode & 0o100:
                    run.append(place)
    if lines := _no_claims(a, b):
        files[_NO_CLAIMS] = lines
    for path in draft.changed():
        files[path.relative_to(a.root).as_posix()] = draft.texts[path].encode()
    write_folder(into, files, lambda _: False)
    for place in run:
        path = into / place
        path.chmod(path.stat().st_mode | 0o111)


def _no_claims(a: Dossier, b: Dossier) -> bytes:
    """Return which sentences bear no claim and why, as A has it and else B; empty if neither."""
    rows: dict[str, list[str]] = {}
    for root in (a.root, b.root):
        if (path := root / _NO_CLAIMS).is_file():
            for row in csv.reader(io.StringIO(read_text(path), newline="")):
                rows.setdefault(row[0] if row else "", row)
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(row for row in rows.values() if row)
    return text.getvalue().encode()


def _left(a: Dossier, b: Dossier) -> Iterator[str]:
    """Say which questions, rules, checks and shapes only B has."""
    for path in (*b.queries, *b.rules, *b.checks, *b.shapes):
        if path.is_relative_to(b.root) and not is_ours(path):
            place = b.relative(path)
            if not (a.root / place).exists():
                yield f"{place} of B was not taken over; copy it by hand if it is wanted."


class _Merger:
    """Puts the second of two drafts into the first, as far as that is decided."""

    def __init__(self, first: Draft, second: Draft, decided: dict[Key, str]) -> None:
        self.draft = first
        self._second = second
        self._decided = decided
        self._rows: dict[Key, ToDecide] = {}
        self._notes: list[str] = []
        #: Things of A that were decided to be what B has under another name (IRIs).
        self._one: set[str] = set()

    def run(self) -> Merged:
        texts = self._named_alike(self._one_key([*self._second.texts.values()]))
        theirs = [block for text in texts for block in _blocks(text)]
        self._things([one for one in theirs if _prefix(one) not in {"claim", "ps"}])
        self._passages(texts)
        folded, added = self._claims([one for one in theirs if one.is_claim and one.typed], texts)
        for key in sorted(self._decided.keys() - self._rows.keys()):
            kind, field, a, b = key
            what = f"the {field} of " if field else "whether one are "
            message = (
                f"The decision on {what}{a} and {b} ({kind}) is about no difference that there is "
                "now; take its row out."
            )
            raise BadOption(message)
        return Merged(tuple(self._rows.values()), folded, added, tuple(self._notes))

    def _ask(
        self,
        kind: str,
        field: str,
        a: str,
        b: str,
        says: tuple[str, str],
        about: tuple[str, str, str] = ("", "", ""),
    ) -> str:
        """Return what was decided on something, ``""`` if nothing was.

        ``about`` of claims are the passages of the first, and the glosses of both.
        """
        key = kind, field, a, b
        answer = self._decided.get(key, "")
        self._rows[key] = ToDecide(*key, *says, *about, decision=answer)
        return self._rows[key].decision

    # --- documents and things

    def _one_key(self, texts: list[str]) -> list[str]:
        """Return texts of B in which a document that A has under another key has that one."""
        ours, theirs = _documents(self._here()), _documents(b for t in texts for b in _blocks(t))
        by_hash = {sha: key for key, sha in ours.items() if sha}
        names = {}
        for key, sha in theirs.items():
            if sha and ours.get(key) and ours[key] != sha:
                message = (
                    f"doc:{key} is another text in either coding; only codings of the same texts "
                    "can be merged, so give one of them another key, or the same text."
                )
                raise BadOption(message)
            if sha and key not in ours and sha in by_hash:
                names[key] = by_hash[sha]
        if not names:
            return texts
        iris = {}
        for block in (one for text in texts for one in _blocks(text)):
            prefix, _, local = compact(block.subject).partition(":")
            key, _, rest = local.partition("-")
            if key in names and prefix in {"doc", "ps", "claim"}:
                iris[block.subject] = expand(f"{prefix}:{names[key]}{'-' * bool(rest)}{rest}")
        self._notes += [f"doc:{old} of B is doc:{new} of A." for old, new in names.items()]
        return [renamed(text, iris) for text in texts]

    def _named_alike(self, texts: list[str]) -> list[str]:
        """Return texts of B with the names of A for what was decided to be the same."""
        ours = {one.subject: one for one in self._here() if one.typed and _is_entity(one)}
        theirs = [b for t in texts for b in _blocks(t) if b.typed and _is_entity(b)]
        both = {one.subject for one in theirs}
        names: dict[str, list[Block]] = defaultdict(list)
        for one in ours.values():
            if one.subject not in both:
                for name in _spelt(one):
                    names[name].append(one)
        iris = {}
        for block in theirs:
            if block.subject in ours:
                continue
            alike = dict.fromkeys(
                one.subject for name in sorted(_spelt(block)) for one in names.get(name, ())
            )
            for other in alike:
                ends = compact(other), compact(block.subject)
                says = _label(ours[other]), _label(block)
                if self._ask("same", "", *ends, says) == "same":
                    iris[block.subject] = other
        for old, new in iris.items():
            kept = self.draft.find(new)
            assert kept is not None  # noqa: S101  it is one of ours
            gone = next(one for one in theirs if one.subject == old)
            self._notes += entities.take_over(gone, kept[1], kind_of(compact(new)))
            self.draft.put(kept[1])
            self.draft.put(block_of(compact(old), {"dcterms:isReplacedBy": [new]}), path=kept[0])
        self._one.update(iris.values())
        return [renamed(text, iris) for text in texts] if iris else texts

    def _things(self, theirs: Iterable[Block]) -> None:
        """Put entities, documents, rules and words of B into the draft, but for those it has."""
        catalogue = next((p for p in self.draft.texts if p.name == "sources.ttl"), None)
        homes = {"doc": catalogue, "kg": self.draft.vocabulary}
        for block in theirs:
            name = compact(block.subject)
            found = self.draft.find(block.subject)
            home = homes.get(_prefix(block))
            if expand("kg:Dossier") in block.names or block.subject in self._one:
                continue
            if "_:" in block.names:
                self._notes.append(f"{name} of B has parts without a name; copy it by hand.")
            elif found is None and home is not None:
                self.draft.append(block, home)
            elif found is None:
                self.draft.put(copy.deepcopy(block))
            elif found[1].typed and block.typed:
                self._both(name, found[1], block)
            elif found[1].typed and expand("dcterms:isReplacedBy") in block.predicates:
                new = compact(next(iter(block.names)))
                self._notes.append(f"{name} of A was merged into {new} in B; it stands here.")

    def _both(self, name: str, ours: Block, theirs: Block) -> None:
        """Bring what both say of a thing together: property by property, language by language."""
        before = copy.deepcopy(ours)
        for pair in theirs.pairs:
            mine = next((one for one in ours.pairs if one.predicate == pair.predicate), None)
            if mine is None:
                mine = Pair(pair.predicate)
                ours.pairs.append(mine)
            for language in dict.fromkeys(map(_language, pair.objects)):
                told = [one for one in pair.objects if _language(one) == language]
                here = [one for one in mine.objects if _language(one) == language]
                if not here or pair.predicate in _NAMES:
                    mine.objects += [one for one in told if one not in here]
                elif {*here} != {*told}:
                    field = compact(pair.predicate) + (f"@{language}" if language else "")
                    says = _worded(here), _worded(told)
                    if self._ask("entity", field, name, name, says) == "b":
                        mine.objects = [one for one in mine.objects if one not in here] + told
        if ours != before:
            self.draft.put(ours)

    # --- passages and claims

    def _passages(self, texts: Iterable[str]) -> None:
        """Pin the passages of B."""
        known = {one.id: one for one in pinned_passages(_store(self.draft.texts.values()))}
        new = []
        for one in pinned_passages(_store(texts)):
            there = known.get(one.id)
            if there is None:
                new.append(one)
            elif there != one:
                message = f"ps:{one.id} is another place in either coding; kgraph repin mends it."
                raise BadOption(message)
        pin(self.draft, new)

    def _claims(
        self, theirs: list[Block], texts: Iterable[str]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Fold the claims that both have, and add those that only B has."""
        mine = {one.subject: one for one in self._here() if one.is_claim and one.typed}
        yours = {one.subject: one for one in theirs}
        chosen: dict[str, frozenset[str]] = {}
        pairs = {}
        for second, first in self._pairs(mine, yours, texts).items():
            fields = self._fields(mine[first], yours[second])
            if fields is not None:
                pairs[second], chosen[second] = first, fields
        added = self._ids([one for name, one in yours.items() if name not in pairs], mine)
        links = {**pairs, **added}
        self.draft.put(
            *(
                _folded(mine[first], _renamed(yours[second], links), chosen[second])
                for second, first in pairs.items()
            )
        )
        ledger = self._ledger()
        new = [_renamed(yours[old], links) for old in added]
        ledger.insert(new, Desk(self.draft.dossier, store=self.draft.store()))
        self.draft.texts.update(ledger.texts)
        folded, others = (
            {_short(old): _short(name) for old, name in several.items()}
            for several in (pairs, added)
        )
        return folded, others

    def _pairs(
        self, mine: Mapping[str, Block], yours: Mapping[str, Block], texts: Iterable[str]
    ) -> dict[str, str]:
        """Return the claims of B that are matched with claims of A."""
        first, second = _store(self.draft.texts.values()), _store(texts)
        ours = intercoder.coded(first, self.draft.dossier.root)
        theirs = intercoder.coded(second, self._second.dossier.root)
        pairs = {
            _CLAIM + other.claim: _CLAIM + one.claim
            for one, other in intercoder.matched(ours, theirs)
        }
        taken = {*pairs.values()}
        said: dict[object, str] = {}
        for name, block in mine.items():
            if name not in taken and not block.retracted:
                said.setdefault((_document(name), _proposition(block)), name)
        for name, block in yours.items():
            # One claim that rests on other sentences, or that one of them took back.
            same = said.get((_document(name), _proposition(block)))
            if block.retracted or same is None or same in taken:
                there = mine.get(name)
                again = there is not None and _proposition(there) == _proposition(block)
                same = name if again and name not in taken else None
            if name not in pairs and same is not None:
                pairs[name] = same
                taken.add(same)
        return pairs

    def _fields(self, ours: Block, theirs: Block) -> frozenset[str] | None:
        """Return the properties (IRIs) that a claim has from B, ``None`` if the two stand apart."""
        first, second = _said(ours), _said(theirs)
        names = _short(ours.subject), _short(theirs.subject)
        about = (
            " ".join(_worded(first.get(expand("kg:passage"), ())).split(", ")),
            _worded(first.get(expand("kg:gloss"), ())),
            _worded(second.get(expand("kg:gloss"), ())),
        )
        answers: dict[str, str] = {}
        if ours.retracted != theirs.retracted:
            states = "stands", "retracted"
            says = states[ours.retracted], states[theirs.retracted]
            answers[_STATUS] = self._ask("claim", "kg:status", *names, says, about)
        for name in dict.fromkeys((*first, *second)):
            if name in {*_JOINED, *_TEXTS, *_BESIDE}:
                continue
            unstated = _UNSTATED.get(name, frozenset())
            here, there = (said.get(name, unstated) for said in (first, second))
            if here != there:
                says = _worded(here), _worded(there)
                answers[name] = self._ask("claim", compact(name), *names, says, about)
        if "both" in answers.values():
            return None
        return frozenset(name for name, answer in answers.items() if answer == "b")

    def _ids(self, theirs: Iterable[Block], mine: Iterable[str]) -> dict[str, str]:
        """Return ids for claims that only B has: their own, if A has no other claim by it."""
        several = list(theirs)
        used = {*mine, *(one.subject for one in self._here())}
        kept = {one.subject for one in several} - used
        ledger = self._ledger()
        found = {}
        for block in several:
            name = block.subject
            while name in used or (name in kept and name != block.subject):
                pairs = {pair.predicate: pair.objects for pair in block.pairs}
                name = ledger.block(Composed(_document(block.subject), pairs)).subject
            used.add(name)
            found[block.subject] = name
        return found

    def _ledger(self) -> Ledger:
        data = self.draft.dossier.data
        return Ledger(self.draft.dossier, {path: self.draft.texts[path] for path in data})

    def _here(self) -> list[Block]:
        return [block for _, block in self.draft.blocks()]


def _folded(ours: Block, theirs: Block, chosen: frozenset[str]) -> Block:
    """Return a claim of both: the words of the first, but for what was chosen from the second."""
    made = copy.deepcopy(ours)
    first, second = _said(ours), _said(theirs)
    for name in dict.fromkeys((*first, *second)):
        here, there = (list(one.get(name, ())) for one in (first, second))
        if name in _JOINED:
            objects = [*here, *(one for one in there if one not in here)]
        elif name in _TEXTS:
            objects = _joined_texts(here, there)
        elif name in chosen:
            objects = there
        elif name == _STATUS and chosen and here == [Literal("reviewed")]:
            objects = [Literal("draft")]  # nobody has read it as it is now
        else:
            objects = here
        pair = next((one for one in made.pairs if one.predicate == name), None)
        if pair is None:
            pair = Pair(name)
            made.pairs.append(pair)
        if {*pair.objects} != {*objects}:
            pair.objects = objects
    if _STATUS in chosen:
        made.pairs = [one for one in made.pairs if one.predicate not in _STANDING]
        made.pairs += [copy.deepcopy(one) for one in theirs.pairs if one.predicate in _STANDING]
    made.pairs = [one for one in made.pairs if one.objects]
    return made


def _joined_texts(here: list[Term], there: list[Term]) -> list[Term]:
    """Return notes of both, one after the other in each language."""
    told: dict[str, list[str]] = {}
    for one in (*here, *there):
        if isinstance(one, Literal) and one.text not in told.setdefault(one.language, []):
            told[one.language].append(one.text)
    return [Literal(" ".join(texts), language) for language, texts in told.items()]


def _blocks(text: str) -> list[Block]:
    return Reader(text, curated=False).blocks


def _store(texts: Iterable[str]) -> Store:
    store = stores.parse({})
    for text in texts:
        store.read(text, CURATED)
    return store


def _documents(blocks: Iterable[Block]) -> dict[str, str]:
    """Return the hash of each document, ``""`` of one without a text."""
    return {
        compact(block.subject).removeprefix("doc:"): next(
            (
                one.text
                for one in _said(block).get(expand("kg:sha256"), ())
                if isinstance(one, Literal)
            ),
            "",
        )
        for block in blocks
        if block.typed and _prefix(block) == "doc"
    }


def _prefix(block: Block) -> str:
    return compact(block.subject).partition(":")[0]


def _is_entity(block: Block) -> bool:
    return _prefix(block) in {*entities.KINDS.values()} - {"kg"}


def _spelt(block: Block) -> set[str]:
    """Return by what a thing may be known: names as one types them, and its Wikidata id."""
    said = _said(block)
    kind = _prefix(block)
    names = {
        f"{kind} {spelt}"
        for name in _LABELS
        for one in said.get(name, ())
        if isinstance(one, Literal)
        for spelt in spellings(one.text)
    }
    return names | {f"{kind} {one}" for one in said.get(expand("skos:exactMatch"), ())}


def _label(block: Block) -> str:
    labels = _said(block).get(_LABELS[0], ())
    return "; ".join(sorted(one.text for one in labels if isinstance(one, Literal)))


def _language(term: Term) -> str:
    return term.language if isinstance(term, Literal) else ""


def _said(block: Block) -> dict[str, frozenset[Term]]:
    return {pair.predicate: frozenset(pair.objects) for pair in block.pairs}


def _proposition(block: Block) -> object:
    """Return what a claim says, without what is only about its coding."""
    aside = {*_JOINED, *_TEXTS, *_BESIDE}
    return frozenset((name, terms) for name, terms in _said(block).items() if name not in aside)


def _renamed(block: Block, names: Mapping[str, str]) -> Block:
    """Return a block with other names for claims."""
    made = copy.deepcopy(block)
    made.subject = names.get(made.subject, made.subject)
    for pair in made.pairs:
        pair.objects = [
            names.get(one, one) if isinstance(one, str) else one for one in pair.objects
        ]
    return made


def _worded(terms: Iterable[Term]) -> str:
    said = (one.text if isinstance(one, Literal) else _short(one) for one in terms)
    return ", ".join(sorted(said)) or "nothing"


def _short(iri: str) -> str:
    """Return a name as one types it: without the prefix of words, claims and passages."""
    name = compact(iri)
    return local_name(name) if name.partition(":")[0] in {"kg", "ps", "claim"} else name


def _document(claim: str) -> str:
    return claim.removeprefix(_CLAIM).rpartition("-")[0]

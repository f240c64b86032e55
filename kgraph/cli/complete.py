"""Completion in the shell that knows the dossier's names; nothing of it is loaded for help.

What is asked for follows from the word that stands for it in the help: ``ACTOR``, ``ISSUE``,
``KEY``. So every command has completion, and none says a word about it. The names are read from the
built store with SPARQL, the way ``kgraph query`` starts fast. What is offered is the short name,
which has no blanks that a shell would break; labels and aliases match too, and stand beside it
where the shell shows descriptions. A dossier that cannot be read offers nothing: completion never
writes an error into the line one is typing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from click import Command, Context
    from click.shell_completion import CompletionItem

    from kgraph.dossier.store import Store

    Completer = Callable[[Context, str], list[CompletionItem]]

__all__ = ["attach"]

#: The kinds of entity, by which everything else that has a label is told apart.
_KINDS = ("actor", "office", "place", "event", "agreement", "issue", "frame")
_ENTITIES = """
SELECT ?it ?label ?name WHERE {
  ?it skos:prefLabel ?label .
  OPTIONAL { ?it skos:prefLabel ?english FILTER(LANG(?english) = "en") }
  FILTER(!BOUND(?english) || ?label = ?english)
  OPTIONAL { ?it skos:altLabel|skos:prefLabel ?name }
}
ORDER BY ?it ?name"""
_RELATIONS = """
SELECT ?it ?label WHERE {
  { ?it a kg:RelationType } UNION { ?it a kg:MeasureType }
  ?it rdfs:label ?label
}
ORDER BY ?it"""
_DOCUMENTS = """
SELECT ?it ?title WHERE { ?it a kg:Document ; dcterms:title ?title } ORDER BY ?it"""
_WORDS = """
SELECT ?it ?label WHERE {{ ?it skos:inScheme kg:{}Scheme ; skos:prefLabel ?label }}
ORDER BY ?it"""
_CLAIMS = """
SELECT ?it ?gloss WHERE { ?it a kg:StandingClaim ; kg:gloss ?gloss } ORDER BY ?it"""


def _entities(*kinds: str) -> Completer:
    """Return the completer of the names of these kinds of entity, or of any."""

    def complete(ctx: Context, incomplete: str) -> list[CompletionItem]:
        return _offered(_named(ctx, _ENTITIES, kinds or _KINDS), incomplete)

    return complete


def _relations(ctx: Context, incomplete: str) -> list[CompletionItem]:
    """Offer the relations, stances and measures."""
    return _offered(_named(ctx, _RELATIONS), incomplete)


def _documents(ctx: Context, incomplete: str) -> list[CompletionItem]:
    """Offer the keys of the documents."""
    return _offered(_named(ctx, _DOCUMENTS), incomplete)


def _words(scheme: str) -> Completer:
    """Return the completer of a list of the vocabulary, such as ``"family"``."""

    def complete(ctx: Context, incomplete: str) -> list[CompletionItem]:
        return _offered(_named(ctx, _WORDS.format(scheme.capitalize())), incomplete)

    return complete


def _written(name: str) -> Completer:
    """Return the completer of what coders wrote as a property of claims: ``"coder"``, ``"tag"``."""

    def complete(ctx: Context, incomplete: str) -> list[CompletionItem]:
        query = f"SELECT DISTINCT ?v {{ ?c a kg:StandingClaim ; kg:{name} ?v }} ORDER BY ?v"
        found = _guarded(lambda: [str(value) for (value,) in _store(ctx).select(query)])
        return _offered(((value, "", ()) for value in found), incomplete)

    return complete


def _factualities(_: Context, incomplete: str) -> list[CompletionItem]:
    """Offer how sure a claim may have to be at least."""
    return _offered(((word, "", ()) for word in ("certain", "probable", "possible")), incomplete)


def _voices(_: Context, incomplete: str) -> list[CompletionItem]:
    """Offer the voices, and with a plus sign those to add."""
    from kgraph.claims import ALL_VOICES

    plus = incomplete[:1] if incomplete.startswith("+") else ""
    named = ALL_VOICES if plus else (*ALL_VOICES, "all")
    return _offered(((plus + voice, "", ()) for voice in named), incomplete)


def _lenses(ctx: Context, incomplete: str) -> list[CompletionItem]:
    """Offer the documents, and the actors as claimants."""
    return _documents(ctx, incomplete) + _ACTOR(ctx, incomplete)


def _explained(ctx: Context, incomplete: str) -> list[CompletionItem]:
    """Offer what can be explained: entities, and once a document's key is typed, its claims."""
    found = _ANY(ctx, incomplete)
    if "-" in incomplete:
        found += _claims(ctx, incomplete)
    return found


def _claims(ctx: Context, incomplete: str) -> list[CompletionItem]:
    """Offer the claims."""
    return _offered(((it, gloss, ()) for it, gloss, _ in _named(ctx, _CLAIMS)), incomplete)


def _questions(ctx: Context, incomplete: str) -> list[CompletionItem]:
    """Offer the questions of the shelf."""
    shelved = _guarded(lambda: [(q.name, q.question, ()) for q in _shelf(ctx)])
    return _offered(shelved, incomplete)


def _parameters(ctx: Context, incomplete: str) -> list[CompletionItem]:
    """Offer the parameters of the question that is asked, up to the equals sign."""
    # Behind an option without its value click leaves the words before it unread.
    asked = [ctx.params.get("text"), *ctx.args]
    shelved = _guarded(
        lambda: [
            (f"{one.name}=", one.meaning, ())
            for question in _shelf(ctx)
            if question.name in asked
            for one in question.parameters
        ]
    )
    return _offered(shelved, incomplete)


def _path(_: Context, incomplete: str) -> list[CompletionItem]:
    """Leave a path to the shell."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


_ACTOR = _entities("actor")
_ANY = _entities()
#: The word that stands for a value in the help -> what offers values.
_BY_METAVAR: dict[str, Completer] = {
    "A B": _ACTOR,
    "ACTOR": _ACTOR,
    "BODY": _ACTOR,
    "CLAIM": _claims,
    "CODER": _written("coder"),
    "DIR": _path,
    "DOCUMENT": _documents,
    "F": _words("family"),
    "FILE": _path,
    "FROM": _ACTOR,
    "ISSUE": _entities("issue", "event", "agreement"),
    "KEY": _documents,
    "MODALITY": _words("modality"),
    "MODE": _words("mode"),
    "NAME": _ANY,
    "NAME=VALUE": _parameters,
    "NAME|CLAIM": _explained,
    "PATH": _path,
    "QUESTION": _questions,
    "R": _relations,
    "SPARQL|NAME": _questions,
    "TAG": _written("tag"),
    "TO": _ACTOR,
    "V": _voices,
    "W": _factualities,
    "X": _lenses,
}


def attach(command: Command) -> None:
    """Give the options and arguments of a command what offers their values."""
    for param in command.params:
        asked = (param.metavar or param.name or "").strip("[].")
        offer = _BY_METAVAR.get(asked if param.metavar else asked.upper())
        if offer is not None:
            param.shell_complete = offer  # type: ignore[method-assign, assignment]


_Named = tuple[str, str, tuple[str, ...]]


def _offered(named: Iterable[_Named], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from kgraph.text import printable, spellings

    typed = tuple(spellings(incomplete))
    return [
        # What parts the lines and fields of a shell's protocol is a blank.
        CompletionItem(printable(value), help=printable(" ".join(label.split())) or None)
        for value, label, aliases in named
        if any(
            spelt.startswith(typed)
            for name in (value, label, *aliases)
            for spelt in spellings(name)
        )
    ]


def _named(ctx: Context, query: str, kinds: tuple[str, ...] = ()) -> list[_Named]:
    """Return short name, label and aliases of what a query finds, in its order."""
    from kgraph.vocabulary import compact, kind_of, local_name

    found: dict[str, list[str]] = {}
    for it, *names in _guarded(lambda: list(_store(ctx).select(query))):
        curie = compact(str(it))
        if not kinds or kind_of(curie) in kinds:
            found.setdefault(curie, []).extend(str(name) for name in names if name is not None)
    slugs = [local_name(curie) for curie in found]
    return [
        # One slug of two things says nothing; their CURIEs do.
        (slug if slugs.count(slug) == 1 else curie, names[0], tuple(names[1:]))
        for slug, (curie, names) in zip(slugs, found.items(), strict=True)
    ]


def _store(ctx: Context) -> Store:
    from kgraph.dossier import build, dossier
    from kgraph.networks.triples import finish

    found = dossier.find(ctx.params.get("graph"))
    return build.open(found, finish=finish)


def _shelf(ctx: Context) -> list[Any]:
    from kgraph.dossier import dossier, shelf

    return shelf.questions(dossier.find(ctx.params.get("graph")))


def _guarded(read: Callable[[], list[Any]]) -> list[Any]:
    from kgraph.errors import KgraphError

    try:
        return read()
    except KgraphError:
        return []

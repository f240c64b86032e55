"""add, import, edit, retract, supersede, fmt: writing curated files."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.curate import corpus_option, count, say_strays, saying_rows, texts_of
from kgraph.cli.options import graph_option, maybe_graph_option, meant
from kgraph.cli.output import note, write
from kgraph.errors import BadOption

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kgraph.curation.adding import Added, Written
    from kgraph.curation.mapping import Mapped, Source
    from kgraph.dossier.dossier import Dossier

__all__ = [
    "add_command",
    "coder",
    "edit_command",
    "fmt_command",
    "import_command",
    "mapped",
    "retract_command",
    "say",
    "supersede_command",
]

_dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Print what would be added, and write nothing."
)


def _details(command: Any, default: str | None = "") -> Any:
    """Add an option for each optional part of a claim; ``default`` is that of a single value."""
    several: dict[str, Any] = {"multiple": True}
    one: dict[str, Any] = {"default": default}
    options: list[tuple[str, str, str, dict[str, Any]]] = [
        ("--factuality", "W", "How sure and yes or no, by the claimant's words: certain (unless "
         "given), probable, possible, denied, improbable, doubtful or unknown.",
         one),
        ("--when", "DAY", "When it held, only if the passage says so: 2031-05, 2030-12~/..", one),
        ("--before", "EVENT", "The event before which the passage puts it; repeatable.", several),
        ("--during", "EVENT", "The event in whose course the passage puts it.", several),
        ("--after", "EVENT", "The event after which the passage puts it.", several),
        ("--asserted", "DAY", "When it was said, if not on the day of publication.", one),
        ("--mode", "M", "ownVoice, directSpeech, reportedSpeech or distanced.", one),
        ("--modality", "M", "planned, duty or hypothetical.", one),
        ("--condition", "TEXT", "The proviso, in your own words.", one),
        ("--value", "N", "The figure or date, if it is not the last word of the proposition.", one),
        ("--bound", "B", "exactly, atLeast, atMost or approximately.", one),
        ("--wording", "TEXT", "The source's words for it, if it is no numeral: thousands.", one),
        ("--group", "TEXT", "Who is counted, such as civilians.", one),
        ("--intensity", "N", "1, 2 or 3.", one),
        ("--via", "ACTOR", "Who relayed it; repeatable, like the following.", several),
        ("--topic", "NAME", "What a call, a warning or an accusation is about.", several),
        ("--affected", "ACTOR", "Whom an act upon a place strikes.", several),
        ("--context", "EVENT", "The event in which it happened.", several),
        ("--place", "PLACE", "Where it happened.", several),
        ("--denies", "CLAIM", "The claim that it denies.", several),
        ("--disputes", "CLAIM", "A claim that it clashes with.", several),
        ("--differs-from", "CLAIM", "A claim that it only differs from.", several),
        ("--includes", "CLAIM", "A figure that is part of this one.", several),
        ("--lever-family", "F", "The family of the lever, if not that of the relation.", one),
        ("--note", "TEXT", "An editorial note, for readers.", one),
        ("--coder", "NAME", "Who coded it, by name or initials; repeatable.", several),
        ("--memo", "TEXT", "What the team should know about it: a doubt, a rule applied.", one),
        ("--tag", "TEXT", "A word of your own to find it again; repeatable.", several),
        ("--status", "S", "draft, reviewed or retracted.", one),
        ("--language", "TAG", "Language of gloss, condition and note; en unless given.",
         {"default": "en" if default is not None else None}),
    ]  # fmt: skip
    for name, metavar, text, more in reversed(options):
        command = click.option(name, metavar=metavar, help=text, **more)(command)
    return command


@click.command("add")
@click.argument("document", default="")
@click.argument("words", default="")
@click.argument("proposition", default="")
@click.option("--by", "claimant", default="", metavar="ACTOR", help="Whose word it is.")
@click.option("--gloss", default="", metavar="TEXT", help="What it says, in your own words.")
@click.option(
    "--passage",
    "passages",
    multiple=True,
    metavar="WORDS",
    help="A further passage, by words or name; repeatable.",
)
@_details
@corpus_option
@_dry_run_option
@graph_option
def add_command(corpus: str | None, graph: str | None, dry_run: bool, **said: Any) -> None:
    """Add a claim: the sentence is found and pinned, names are looked up, an id is minted.

    WORDS stand together in one sentence of DOCUMENT, or are the name of a passage (no texts are
    needed if it is pinned). PROPOSITION is "SUBJECT RELATION OBJECT", by slug or label, with | in
    between where a name could be read in several ways; for a measure, the figure is the object.
    What is left out is asked for on a terminal, where the tabulator completes names.

    Example: kgraph add courier "four ferries" "Syldavia courts Borduria" --by Courier --gloss "..."
    """
    from kgraph.curation import adding
    from kgraph.curation.entry import Entry
    from kgraph.dossier import dossier

    said |= _answers(said, graph)
    if not said["factuality"]:
        said["factuality"] = "certain"
        note("No --factuality was given, so the claim is certain; hedge words decide.")
    found = dossier.find(graph, editable=not dry_run)
    corpus = texts_of(found, corpus)
    say_strays(corpus)
    said["coder"] = said["coder"] or tuple(filter(None, [coder(found)]))
    entry = Entry(passage=(said.pop("words"), *said.pop("passages")), **said)
    added = adding.add(found, entry, corpus=corpus, dry_run=dry_run)
    _tell([added], dry_run)


def coder(found: Dossier) -> str:
    """Return who codes, as the environment or git knows it, and say so; ``""`` if unknown."""
    from kgraph.dossier import revisions

    name, by = revisions.coder(found.root)
    if name:
        note(f"New claims are coded by {name}, as {by} says.")
    return name


def _answers(said: dict[str, Any], graph: str | None) -> dict[str, str]:
    """Return the parts of a claim that nobody gave, asked for on a terminal."""
    from kgraph.cli.asking import ask

    wanted = ("document", "words", "proposition", "claimant", "gloss")
    lacking = [
        name for name in wanted if not said[name] and (name != "words" or not said["document"])
    ]
    if not lacking:
        return {}
    names: dict[str, list[str]] = {"document": [], "any": [], "actor": [], "relation": []}
    if sys.stdin.isatty():
        from kgraph.curation.entry import Desk
        from kgraph.dossier import dossier

        table = Desk(dossier.find(graph, files=True)).table
        names = {
            "document": [*table.documents],
            "any": [one.label for one in table.entities.values()],
            "actor": [one.label for one in table.entities.values() if one.kind == "actor"],
            "relation": [one.label for one in table.relations.values()],
        }
    questions: dict[str, tuple[str, list[str], str | None]] = {
        "document": ("Document", names["document"], None),
        "words": ("Words of the sentence, or a passage (empty: unpinned)", [], ""),
        "subject": ("Who or what", names["any"], None),
        "relation": ("does, is or holds (relation)", names["relation"], None),
        "object": ("whom or what, or the figure", names["any"], None),
        "claimant": ("Whose word it is", names["actor"], None),
        "gloss": ("What it says, in your own words", [], None),
    }
    parts = ("subject", "relation", "object") if "proposition" in lacking else ()
    asked = ask({name: questions[name] for name in questions if name in (*lacking, *parts)})
    if parts:
        asked["proposition"] = " | ".join(asked.pop(part) for part in parts)
    return asked


@click.command("import")
@click.argument("format_", metavar="FORMAT", type=click.Choice(["csv", "xlsx", "map"]))
@click.argument("file", metavar="FILE")
@corpus_option
@click.option("--yes", is_flag=True, help="Change claims without asking.")
@click.option("--url", default="", metavar="URL", help="With map: the address of its document.")
@click.option("--publisher", default="", metavar="NAME", help="With map: who published it.")
@click.option("--title", default="", metavar="TEXT", help="With map: its title.")
@click.option("--published", default="", metavar="DAY", help="With map: the day it is of.")
@_dry_run_option
@graph_option
def import_command(
    format_: str,
    file: str,
    corpus: str | None,
    graph: str | None,
    yes: bool,
    dry_run: bool,
    **source: str,
) -> None:
    """Add the claims of a table, one a row, and change those with an id: all rows, or none.

    FORMAT is csv, xlsx or map. The first row names the columns: document, passage (words or a
    name), subject, relation, object or value, claimant, gloss, and any option of kgraph add
    (factuality, when, lever_family ...). Several values in a cell are parted by semicolons. Cells
    of csv may be parted by commas, semicolons or tabs.

    A row with an id in the column claim changes that claim where its cells are other than kgraph
    claims writes them, after showing the lines and asking (--yes does not ask). So a table of
    kgraph claims can be edited in a spreadsheet and read in again.

    A map is a table (csv or xlsx) of three columns, who, relation and whom, of one document with
    an address. Actors and relations that the dossier has not are added, and each row is a draft
    that is unpinned: no passage stands behind it yet.

    \b
    Example: kgraph import csv claims.csv --corpus texts --dry-run
             kgraph import map ties.xlsx --url https://example.org/report --publisher "The Post"
             kgraph claims --document courier --format xlsx -o courier.xlsx
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    from kgraph.curation import importing
    from kgraph.dossier import dossier

    found = dossier.find(graph, editable=not dry_run)
    corpus = texts_of(found, corpus)
    say_strays(corpus)
    if format_ == "map":
        _map(Path(file), graph, dry_run, source)
        return
    if any(source.values()):
        raise BadOption("--url, --publisher, --title and --published are for a map.")
    if file.casefold().endswith(".xlsx") != (format_ == "xlsx"):
        message = f"The name of a table says what it is; {file} is no {format_}."
        raise BadOption(message)
    by = coder(found)

    def taken(only_try: bool) -> Written:
        found = dossier.find(graph, editable=not dry_run)  # as it is now, the second time too
        return importing.import_table(found, Path(file), corpus=corpus, coder=by, dry_run=only_try)

    with saying_rows(file):
        tried = taken(only_try=True)
        if tried.changed:
            _shown(tried.difference, dry_run)
            if not dry_run:
                _agreed(len(tried.changed), yes)
        done = tried if dry_run else taken(only_try=False)
    _tell(done.added, dry_run and not done.changed)
    if done.changed:
        changed = count(len(done.changed), "claim")
        note(f"{changed} {'to change; nothing was written' if dry_run else 'changed'}.")


def _map(path: Path, graph: str | None, dry_run: bool, source: dict[str, str]) -> None:
    from kgraph.curation import mapping
    from kgraph.dossier import dossier

    def made(origin: Source) -> Mapped:
        found = dossier.find(graph, editable=not dry_run)
        origin = replace(origin, coder=coder(found))
        return mapping.import_map(found, path, origin, dry_run=dry_run)

    mapped(path, source, made, dry_run=dry_run)


def mapped(
    path: Path,
    source: dict[str, str],
    make: Callable[[Source], Mapped],
    *,
    dry_run: bool = False,
) -> None:
    """Make a map of a table, and say what was made."""
    from kgraph.curation import mapping

    if not source["url"]:
        raise BadOption("A map needs the address of its document: --url https://example.org/page.")
    with saying_rows(path):
        done = make(mapping.Source(**source))
    write(done.difference if dry_run else "".join(f"claim:{one}\n" for one in done.claims))
    for text in done.notes:
        note(text)
    made = (
        count(len(done.claims), "claim"),
        count(len(done.entities), "name"),
        count(len(done.relations), "relation"),
    )
    note(f"{', '.join(made)} {'to add; nothing was written' if dry_run else 'added'}.")


def _shown(difference: str, dry_run: bool) -> None:
    """Show the lines that change: as data where they are asked for, else beside the ids."""
    if dry_run:
        write(difference)
    else:
        note(difference.rstrip())


def _agreed(number: int, yes: bool) -> None:
    """Raise ``BadOption`` unless somebody agrees to the change of so many claims."""
    claims = count(number, "claim")
    if yes:
        return
    if not sys.stdin.isatty():
        message = f"{claims} would change; add --yes to write this, or --dry-run to look only."
        raise BadOption(message)
    if not click.confirm(f"Change {claims}?", err=True):
        raise BadOption("Nothing was written.")


def _changes(command: Any) -> Any:
    """Add an option for each part of a claim, none of which is needed."""
    parts = [
        ("--subject", "NAME", "Of whom or what it is said."),
        ("--relation", "R", "What is said."),
        ("--object", "NAME", "To whom or what it leads."),
        ("--by", "ACTOR", "Whose word it is."),
        ("--gloss", "TEXT", "What it says, in your own words."),
        ("--passage", "WORDS", "Its passages, by words or names parted by semicolons."),
    ]
    command = _details(command, default=None)
    for name, metavar, text in reversed(parts):
        command = click.option(name, metavar=metavar, help=text)(command)
    return command


def _given(said: dict[str, Any]) -> dict[str, str]:
    """Return the parts of a claim that were given, as cells of a table."""
    names = {"by": "claimant", "differs_from": "differs_from"}
    return {
        names.get(name, name): "; ".join(value) if isinstance(value, tuple) else value
        for name, value in said.items()
        if value is not None and value != ()
    }


@click.command("edit")
@click.argument("claim", metavar="CLAIM")
@_changes
@corpus_option
@_dry_run_option
@graph_option
def edit_command(
    claim: str, corpus: str | None, graph: str | None, dry_run: bool, **said: Any
) -> None:
    """Change parts of a claim, and show the lines before and after.

    An option with an empty text takes its part out. What changes the meaning of a claim that others
    rest on is better a claim of its own: kgraph supersede.

    Example: kgraph edit courier-002 --when 2031-05 --note "" --dry-run
    """
    from kgraph.curation import editing
    from kgraph.dossier import dossier

    found = dossier.find(graph, editable=not dry_run)
    done = editing.edit(found, claim, _given(said), corpus=corpus, dry_run=dry_run)
    say(done, dry_run)


@click.command("retract")
@click.argument("claim", metavar="CLAIM")
@click.option("--reason", required=True, metavar="TEXT", help="Why; it stays with the claim.")
@_dry_run_option
@graph_option
def retract_command(claim: str, reason: str, graph: str | None, dry_run: bool) -> None:
    """Take a claim out of all views; it stays in its file, with the reason.

    Example: kgraph retract courier-002 --reason "The passage does not say so." --dry-run
    """
    from kgraph.curation import editing
    from kgraph.dossier import dossier

    found = dossier.find(graph, editable=not dry_run)
    say(editing.retract(found, claim, reason, dry_run=dry_run), dry_run)


@click.command("supersede")
@click.argument("claim", metavar="CLAIM")
@_changes
@corpus_option
@_dry_run_option
@graph_option
def supersede_command(
    claim: str, corpus: str | None, graph: str | None, dry_run: bool, **said: Any
) -> None:
    """Put a new claim in the place of one: as that one but for what is given, and linked to it.

    The old claim is retracted and names the new one, which is a draft until somebody reviews it.

    Example: kgraph supersede courier-002 --factuality probable --dry-run
    """
    from kgraph.curation import editing
    from kgraph.dossier import dossier

    found = dossier.find(graph, editable=not dry_run)
    given = _given(said)
    changes = {"coder": coder(found), **given} if given else {}
    done = editing.supersede(found, claim, changes, corpus=corpus, dry_run=dry_run)
    say(done, dry_run)


def say(done: Written, dry_run: bool) -> None:
    """Show the lines that a change made or would make, and where new claims stand."""
    write(done.difference)
    if not done.difference:
        note("It is so already; nothing was written.")
    elif dry_run:
        note("Nothing was written.")
    for one in [] if dry_run else done.added:
        note(f"claim:{one.claim} stands in {one.path}:{one.line}.")


def _tell(added: Sequence[Added], dry_run: bool) -> None:
    """Print the blocks that would be added, or the ids of what was."""
    for one in added:
        write(f"{one.block}\n" if dry_run else f"claim:{one.claim}\n")
        where = f"{one.path}:{one.line}"
        pins = f"; pinned {', '.join(f'ps:{slug}' for slug in one.pinned)}" if one.pinned else ""
        if not dry_run:
            note(f"claim:{one.claim} stands in {where}{pins}.")
    note(f"{count(len(added), 'claim')} {'to add; nothing was written' if dry_run else 'added'}.")


def _every(graph: str | None, check: bool) -> tuple[Path, ...]:
    from kgraph.dossier import dossier

    return dossier.find(meant(graph), editable=not check).whole().data


@click.command("fmt")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if a file would change.")
@maybe_graph_option
def fmt_command(files: tuple[str, ...], check: bool, graph: str | None) -> None:
    """Write data files in canonical text: the same triples, comments and headings, one layout.

    Claims are sorted by id within a section (a comment that begins with ###); predicates have one
    order. With --check, the first lines that would change are printed. Without FILE, the data files
    of the dossier.

    Example: kgraph fmt --check
    """
    from kgraph.curation import canonical

    paths = [Path(file) for file in files] or _every(graph, check)
    changes = canonical.format_files(paths, write=not check)
    for change in changes:
        write(change.first if check else f"{change.path}\n")
    verb = "to format" if check else "formatted"
    note(f"{count(len(changes), 'file')} of {len(paths)} {verb}.")
    if check and changes:
        click.get_current_context().exit(1)

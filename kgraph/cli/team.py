"""review, merge, diff, merge-driver: several coders of one dossier."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.curate import corpus_option, count, say_strays, texts_of
from kgraph.cli.entry import say
from kgraph.cli.options import (
    graph_option,
    output_options,
    roll_up_options,
    row_options,
    selected,
)
from kgraph.cli.output import form, note, wrapped, write, write_result, write_rows
from kgraph.errors import BadOption

if TYPE_CHECKING:
    from kgraph.curation.reviewing import ToReview
    from kgraph.dossier.dossier import Dossier
    from kgraph.graph import KnowledgeGraph

__all__ = ["diff_command", "merge_command", "merge_driver_command", "review_command"]


@click.command("review")
@click.argument("claims", nargs=-1, metavar="[CLAIM]...")
@click.option("--list", "listed", is_flag=True, help="List the drafts, and ask nothing.")
@click.option("--accept", is_flag=True, help="Take the claims as reviewed.")
@click.option("--send-back", "back", default="", metavar="TEXT", help="Send them back, and why.")
@click.option("--memo", default="", metavar="TEXT", help="With --accept: for the team.")
@click.option("--document", multiple=True, metavar="KEY", help="Drafts of this document only.")
@click.option("--coder", "coders", multiple=True, metavar="CODER", help="Coded by this one only.")
@click.option("--dry-run", is_flag=True, help="Print what would change, and write nothing.")
@corpus_option
@output_options
@graph_option
def review_command(
    claims: tuple[str, ...],
    listed: bool,
    accept: bool,
    back: str,
    memo: str,
    document: tuple[str, ...],
    coders: tuple[str, ...],
    dry_run: bool,
    corpus: str | None,
    **options: Any,
) -> None:
    """Walk through the drafts, each beside its passages: accept it, send it back, or skip it.

    On a terminal each draft is shown and asked about; what is sent back is tagged "sent back", with
    a memo that says why, and comes last. In scripts: --list, and --accept or --send-back for the
    claims that are named.

    \b
    Example: kgraph review --document courier --corpus texts
             kgraph review --list --format csv
             kgraph review courier-002 --send-back "The passage says July."
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    from kgraph.curation import editing, reviewing
    from kgraph.dossier import dossier

    if accept + bool(back) + listed > 1:
        raise BadOption("--list, --accept and --send-back: choose one.")
    if (accept or back) and not claims:
        raise BadOption("Name the claims that are accepted or sent back; --list shows the drafts.")
    if memo and not accept:
        raise BadOption("--memo goes with --accept; --send-back has its own text.")
    found = dossier.find(options["graph"], editable=not (listed or dry_run))
    if accept or back:
        by = _reader(found)
        if back:
            done = editing.send_back(found, *claims, memo=back, by=by, dry_run=dry_run)
        else:
            done = editing.accept(found, *claims, memo=memo, by=by, dry_run=dry_run)
        say(done, dry_run)
        return
    folder = texts_of(found, corpus)
    say_strays(folder)
    drafts = reviewing.drafts(found, folder, claims_=claims, documents=document, coders=coders)
    if listed or not sys.stdin.isatty():
        _list(drafts, options)
        return
    _walk(found, drafts, dry_run)


def _reader(found: Dossier) -> str:
    from kgraph.dossier import revisions

    return revisions.coder(found.root)[0]


def _list(drafts: list[ToReview], options: dict[str, Any]) -> None:
    if form(options["format_"], options["output"]) == "table":
        write(wrapped("\n\n".join(map(_told, drafts))), options["output"])
        note(f"{count(len(drafts), 'draft')}.")
        return
    columns = ("claim", "document", "gloss", "passage", "text", "coder", "tag", "note", "memo")
    rows = [
        {name: getattr(one, name, "") for name in columns}
        | {
            "passage": [quoted.passage for quoted in one.passages],
            "text": [quoted.text or f"({quoted.missing})" for quoted in one.passages],
        }
        for one in drafts
    ]
    write_rows(rows, columns, options, texts=("text", "coder", "tag"))


def _told(one: ToReview) -> str:
    """Return a draft as one reads it: what it says, and the words of its passages."""
    lines = [f"{one.claim}  {one.gloss}", *(f"    {line}" for line in one.says), f"    {one.cited}"]
    for quoted in one.passages:
        words = f"“{quoted.text}”" if quoted.text else f"({quoted.missing})"
        lines.append(f"    {quoted.passage}: {words}")
    told = {
        "coded by": ", ".join(one.coder), "tagged": ", ".join(one.tag), "note": one.note,
        "memo": one.memo,
    }  # fmt: skip
    return "\n".join([*lines, *(f"    {name}: {text}" for name, text in told.items() if text)])


def _walk(found: Dossier, drafts: list[ToReview], dry_run: bool) -> None:
    """Ask about each draft; each answer is written before the next question."""
    from kgraph.curation import editing

    by = _reader(found)
    done = {"accepted": 0, "sent back": 0, "skipped": 0}
    for n, one in enumerate(drafts, 1):
        note(f"\n{n} of {len(drafts)}\n{wrapped(_told(one))}")
        answer = click.prompt(
            "Accept, send back, skip or quit", type=click.Choice(["a", "b", "s", "q"]), default="s",
            err=True,
        )  # fmt: skip
        if answer == "q":
            break
        if answer == "a":
            editing.accept(found, one.claim, by=by, dry_run=dry_run)
        elif answer == "b":
            memo = click.prompt("Why", err=True)
            editing.send_back(found, one.claim, memo=memo, by=by, dry_run=dry_run)
        done[{"a": "accepted", "b": "sent back", "s": "skipped"}[answer]] += 1
    left = len(drafts) - sum(done.values())
    said = ", ".join(f"{number} {what}" for what, number in done.items())
    note(f"{said}, {left} not looked at{'; nothing was written' if dry_run else ''}.")


@click.command("merge")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option(
    "--decisions", default="", metavar="FILE", help="The list, with the column decision filled in."
)
@click.option("-o", "--output", "into", metavar="DIR", help="Write the merged dossier here.")
@click.option("--list", "listed", metavar="FILE", help="Write the list to this file.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "csv", "csv-bom", "xlsx", "json", "jsonl"]),
    metavar="FORM",
    help="Of the list: table, csv (csv-bom has a mark for spreadsheets), xlsx, json or jsonl.",
)
def merge_command(
    a: str, b: str, decisions: str, into: str | None, listed: str | None, format_: str | None
) -> None:
    """Merge two codings of the same texts, A and B, which are folders of dossiers.

    Claims of both on the same sentence that say the same are folded into one, of both coders and in
    the words of A; what only one of them has stands. Where they differ, and where two names look
    like one thing, there is a row to decide in the list: a or b, for claims also both (they stand
    apart), and same or different for names. Nothing is written before all is decided; a decision
    that two names are one may bring further rows. Exit code 1 if rows are open.

    \b
    Example: kgraph merge anna/ ben/ --list decide.csv
             kgraph merge anna/ ben/ --decisions decide.csv -o merged/
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    from kgraph.cli.curate import saying_rows
    from kgraph.curation import merging
    from kgraph.dossier import dossier

    decided: dict[merging.Key, str] = {}
    if decisions:
        with saying_rows(decisions):
            decided = merging.decisions(Path(decisions))
    for one in (a, b):
        if Path(one).is_file():
            message = (
                f"{one} is a file; name the folder of its dossier, which has the passages too."
            )
            raise BadOption(message)
    first, second = dossier.find(a), dossier.find(b)
    done = merging.merge(first, second, decided, Path(into) if into else None)
    rows = [asdict(row) for row in done.rows]
    if listed or not into:
        columns = tuple(field.name for field in fields(merging.ToDecide))
        write_rows(rows, columns, {"format_": format_, "output": listed})
    for text in done.notes:
        note(text)
    renamed = {old: new for old, new in done.added.items() if old != new}
    note(
        f"{count(len(done.folded), 'claim')} of both, {len(done.added)} of B only"
        + (f", {len(renamed)} of them under another id" if renamed else "")
        + f"; {count(len(done.open), 'row')} of {len(rows)} to decide."
    )
    if into:
        for old, new in renamed.items():
            note(f"claim:{old} of B is claim:{new}.")
        write(f"{into}\n")
    elif done.open:
        click.get_current_context().exit(1)


@click.command("diff")
@click.argument("before", metavar="REV1")
@click.argument("after", metavar="[REV2]", default="")
@row_options(roll_up_options)
def diff_command(before: str, after: str, **options: Any) -> None:
    """List what changed between two revisions of a dossier in git, or between two folders.

    Claims added, retracted, removed or changed, field by field; then the ties, strengths, ranks and
    blocs that differ for it, each with its claims. Without REV2: the files as they are now.

    \b
    Example: kgraph diff HEAD~3
             kgraph diff v1 v2 --format csv -o changes.csv
             kgraph diff coded-by-anna coded-by-ben
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    from kgraph.dossier import dossier

    root = dossier.find(options["graph"]).root
    with contextlib.ExitStack() as held:
        old, new = (_state(root, one, held) for one in (before, after))
        found = new.since(old, **selected(options))
        write_result(found, options)


def _state(root: Path, named: str, held: contextlib.ExitStack) -> KnowledgeGraph:
    """Return a dossier as it is in a folder, in a revision, or now if none is named."""
    import kgraph
    from kgraph.cli.progress import working
    from kgraph.dossier import revisions

    if named and not Path(named, "data").is_dir():
        folder = held.enter_context(revisions.at(root, named))
    else:
        folder = Path(named) if named else root
    with working() as step:
        kg = kgraph.open(folder, progress=step)
    for text in kg.notes:
        note(text)
    return kg


@click.command("merge-driver")
@click.argument("base", metavar="BASE")
@click.argument("ours", metavar="OURS")
@click.argument("theirs", metavar="THEIRS")
@click.argument("name", metavar="[NAME]", default="")
def merge_driver_command(base: str, ours: str, theirs: str, name: str) -> None:
    """Merge two versions of a Turtle file claim by claim: what git calls when it merges branches.

    kgraph init writes .gitattributes, which says for which files; git learns the command, once in a
    clone, by: git config merge.kgraph.driver "kgraph merge-driver %O %A %B %P"

    OURS is written. Exit code 1 if something was changed on both sides in different ways; the lines
    of it then stand between the marks of a conflict. A file that is no Turtle is merged by lines.

    Example: kgraph merge-driver base.ttl ours.ttl theirs.ttl data/triples.ttl
    """
    from kgraph.curation.threeway import three_way
    from kgraph.dossier import revisions
    from kgraph.errors import BadData
    from kgraph.files import read_text, write_whole

    paths = [Path(one) for one in (base, ours, theirs)]
    try:
        first, second, third = map(read_text, paths)
        text, clashes = three_way(first, second, third, name)
    except BadData as error:
        note(f"{name or ours} is merged by lines: {error}")
        if not revisions.merge_lines(*paths):
            click.get_current_context().exit(1)
        return
    write_whole(paths[1], text.encode())
    if clashes:
        note(f"Changed on both sides in different ways, in {name or ours}: {', '.join(clashes)}.")
        click.get_current_context().exit(1)

"""issue, event, place, office, frame, relation; what changes actors and agreements."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.curate import count, saying_rows
from kgraph.cli.options import all_of, graph_option
from kgraph.cli.output import note, write
from kgraph.errors import BadOption

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "change_actor",
    "change_agreement",
    "changing",
    "event_command",
    "frame_command",
    "issue_command",
    "office_command",
    "place_command",
    "relation_command",
]

#: What is done -> the options that say how, by the names of their parameters.
ACTIONS = {
    "add": {"id_", "class_", "aliases", "wikidata", "language", "properties", "note_", "like"},
    "rename": {"id_", "language"},
    "merge": set(),
    "retire": {"reason"},
    "import": set(),
}
_options = all_of(
    click.option("--id", "id_", default="", metavar="SLUG", help="Its id, else made of its name."),
    click.option(
        "--class", "class_", default="", metavar="CLASS", help="Its class, such as State."
    ),
    click.option(
        "--alias", "aliases", multiple=True, metavar="TEXT", help="Another name; repeatable."
    ),
    click.option("--wikidata", default="", metavar="Q", help="Its Wikidata id, such as Q79."),
    click.option(
        "--language",
        default="",
        metavar="TAG",
        help="Language of the names; that of the dossier unless given.",
    ),
    click.option(
        "--set",
        "properties",
        nargs=2,
        multiple=True,
        metavar="PROPERTY VALUE",
        help="What else is said of it, such as officeOf Egypt; repeatable.",
    ),
    click.option("--note", "note_", default="", metavar="TEXT", help="An editorial note."),
    click.option("--reason", default="", metavar="TEXT", help="Why it is retired."),
    click.option(
        "--dry-run", is_flag=True, help="Print the lines that would change, and write nothing."
    ),
    graph_option,
)


_like = click.option(
    "--like",
    default="",
    metavar="RELATION",
    help="The relation whose family, sign, lever and the rest it has; --set changes some.",
)


def _command(kind: str, example: str) -> click.Command:
    @click.argument("action", metavar="ACTION", type=click.Choice([*ACTIONS]))
    @click.argument("names", metavar="TEXT...", nargs=-1, required=True)
    @(all_of(_like, _options) if kind == "relation" else _options)
    def command(**options: Any) -> None:
        _change(kind, **options)

    article = "an" if kind[0] in "aeio" else "a"
    about = (
        f"Add, rename, merge or retire {article} {kind}; what is in use is never lost.\n\n"
        "\b\n"
        "add NAME        what it needs besides its name, the shapes say; --set gives it\n"
        "rename OLD NEW  the old name stays as an alias; with --id, the old id as a redirect\n"
        "merge A B       what is said of A is said of B, in every claim; A stays as a redirect\n"
        "retire NAME     refused, with the places, if something names it\n"
        "import FILE     a row each (CSV or xlsx): name, id, class, alias, wikidata ...\n\n"
        f"Example: kgraph {kind} {example}"
    )
    return click.command(kind, help=about)(command)


change_actor = _command("actor", 'add "Blue Party" --class Organisation --wikidata Q42')
issue_command = _command("issue", 'add "The dam is filled in six years"')
event_command = _command("event", 'add "Talks of May" --set place Geneva')
change_agreement = _command("agreement", 'rename "May accord" "Geneva accord"')
place_command = _command("place", "merge geneve geneva")
office_command = _command("office", 'add "Prime minister of Egypt" --set officeOf Egypt')
frame_command = _command("frame", "retire aggression --reason doubled")
relation_command = _command("relation", 'add "lends ships to" --like suppliesArmsTo')


def changing(change: click.Command) -> type[click.Command]:
    """Return the class of a command of the same name as one that changes things.

    It hands on to that one if its first word is one of ``ACTIONS``.
    """

    class Shared(click.Command):
        def make_context(
            self,
            info_name: str | None,
            args: list[str],
            parent: click.Context | None = None,
            **extra: Any,
        ) -> click.Context:
            if _first(self, args) in ACTIONS:
                return change.make_context(info_name, args, parent=parent, **extra)
            return super().make_context(info_name, args, parent=parent, **extra)

    return Shared


def _first(command: click.Command, args: Sequence[str]) -> str:
    """Return the first word that is no option and no value of one, ``""`` if there is none."""
    flags = {o for param in command.params if getattr(param, "is_flag", False) for o in param.opts}
    at = 0
    while at < len(args) and args[at].startswith("-"):
        at += 1 if args[at] in flags or "=" in args[at] else 2
    return args[at] if at < len(args) else ""


def _change(
    kind: str, action: str, names: tuple[str, ...], graph: str | None, dry_run: bool, **said: Any
) -> None:
    from kgraph.curation import entities
    from kgraph.dossier import dossier

    _fitting(action, said, names)
    found = dossier.find(graph, editable=not dry_run)
    if action == "add":
        properties: dict[str, list[str]] = {}
        for name, value in said["properties"]:
            properties.setdefault(name, []).append(value)
        new = entities.New(
            name=names[0],
            id=said["id_"],
            class_=said["class_"],
            aliases=said["aliases"],
            wikidata=said["wikidata"],
            language=said["language"],
            note=said["note_"],
            properties=properties,
            like=said.get("like", ""),
        )
        done = entities.add(found, kind, new, dry_run=dry_run)
    elif action == "rename":
        done = entities.rename(
            found, kind, names[0], *names[1:], id_=said["id_"], language=said["language"],
            dry_run=dry_run,
        )  # fmt: skip
    elif action == "merge":
        done = entities.merge(found, kind, names[0], names[1], dry_run=dry_run)
    elif action == "retire":
        done = entities.retire(found, kind, names[0], reason=said["reason"], dry_run=dry_run)
    else:
        with saying_rows(names[0]):
            done = entities.import_table(found, kind, Path(names[0]), dry_run=dry_run)
    write(done.difference if dry_run else "".join(f"{name}\n" for name in done.names))
    for text in done.notes:
        note(text)
    lines = count(sum(line[:1] in "+-" and line[:3] not in {"+++", "---"}
                      for line in done.difference.splitlines()), "line")  # fmt: skip
    note(f"{lines} to change; nothing was written." if dry_run else f"{lines} changed.")


def _fitting(action: str, said: dict[str, Any], names: tuple[str, ...]) -> None:
    """Raise ``BadOption`` for an option or a number of names that an action does not take."""
    for name, value in said.items():
        if value and name not in ACTIONS[action]:
            option = {"properties": "set", "aliases": "alias"}.get(name, name.rstrip("_"))
            message = f"--{option} says nothing about how to {action}; leave it out."
            raise BadOption(message)
    least = 2 if action == "merge" or (action == "rename" and not said["id_"]) else 1
    most = 2 if action in {"merge", "rename"} else 1
    if not least <= len(names) <= most:
        asked = {"merge": "the one to give up and the one to keep", "rename": "the old and the new"}
        what = asked.get(action, "one file" if action == "import" else "one name")
        message = f"{action} takes {what}; put a name of several words into quotation marks."
        raise BadOption(message)

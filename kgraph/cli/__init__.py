"""The command line: each command is a few lines over one call of the library."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from typing import TYPE_CHECKING, Any

import click

import kgraph
from kgraph.cli import complete
from kgraph.cli.options import behind_command, graph_option, output_options, selection_options
from kgraph.errors import KgraphError, OtherKind, UnknownName

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["COMMANDS", "main"]

#: What one wants to do -> command -> (module, help line). A module is loaded when its command is
#: called, so that help is instant.
COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "See the networks": {
        "explore": ("explore", "Check, compute the networks, write one HTML page and open it."),
        "influence": ("influence", "Who has which levers on whom, who tried, whether it worked."),
        "paths": ("influence", "The paths by which one actor can move another."),
        "persuaders": ("influence", "Who could move whom on an issue, and which way."),
        "institutions": ("influence", "Who can block and who can carry a decision."),
        "structure": ("registers", "Who is a member, organ, office, force or party of what."),
        "stance": ("stance", "Who stands where, who does what, and how it hangs together."),
        "compare": ("registers", "What differs between two days, two lenses or two voices."),
    },
    "Go back to who said it": {
        "actor": ("actor", "All that the record holds on one actor; or add, merge ... one."),
        "explain": ("explain", "The claims and passages behind a tie, an actor or a claim."),
        "claims": ("claims", "The claims table, one row per claim."),
        "timeline": ("actor", "Claims by the day they hold for, or were reported."),
        "contradictions": ("registers", "What is denied, counted, dated, framed otherwise."),
        "frames": ("registers", "Who applies which word to what, and who rejects it."),
        "figures": ("registers", "Who counts how many of whom, and how it fits together."),
        "gaps": ("registers", "Issues and pairs without evidence, or with one side's."),
    },
    "Ask what if": {
        "whatif": ("whatif", "What changes if claims were added, retracted or regraded."),
        "flip": ("whatif", "The fewest claims that a result hangs on."),
    },
    "Ask": {
        "query": ("query", "Answer SPARQL, or a question of the shelf."),
        "questions": ("query", "List the questions of the shelf, or explain one."),
    },
    "Take along": {
        "export": ("export", "Write claims, a network or the graph for other programs."),
        "picture": ("picture", "Draw a network, matrix, strip, plane, ranks or paths as SVG."),
        "serve": ("serve", "Serve page, SPARQL endpoint and JSON API on this machine."),
        "push": ("remote", "Write the built dossier to a triple store elsewhere."),
        "doctor": ("remote", "Find out what a SPARQL endpoint can do for kgraph."),
    },
    "Find names": {
        "find": ("find", "Find words in claims, names and titles."),
        "actors": ("lists", "List the actors."),
        "issues": ("lists", "List the issues."),
        "events": ("lists", "List the events, with the days that claims give them."),
        "places": ("lists", "List the places."),
        "agreements": ("lists", "List the agreements."),
        "offices": ("lists", "List the offices."),
        "relations": ("lists", "List the relations, stances and measures."),
        "documents": ("lists", "List the documents."),
        "levers": ("lists", "List the relations that give a lever, with grade and reason."),
        "measures": ("lists", "List the measures, with what each tells."),
    },
    "Curate": {
        "init": ("begin", "Begin a dossier of your own."),
        "document": ("documents", "Take a document in: text, web page, PDF or Word."),
        "show": ("documents", "Print a text with the claims beside it."),
        "check": ("curate", "Check text, dates, words, shapes, whole graph and passages."),
        "cite": ("curate", "Find the passage that contains given words."),
        "pin": ("curate", "Mint the passages that claims name, from the texts."),
        "repin": ("documents", "Move passages and claims along with a text that was mended."),
        "add": ("entry", "Add a claim: passage, names and id are looked up."),
        "import": ("entry", "Add the claims of a table, or change those with an id."),
        "edit": ("entry", "Change parts of a claim."),
        "retract": ("entry", "Take a claim out of all views, with the reason."),
        "supersede": ("entry", "Put a new claim in the place of one, linked to it."),
        "issue": ("entities", "Add, rename, merge or retire an issue."),
        "event": ("entities", "Add, rename, merge or retire an event."),
        "place": ("entities", "Add, rename, merge or retire a place."),
        "office": ("entities", "Add, rename, merge or retire an office."),
        "frame": ("entities", "Add, rename, merge or retire a frame."),
        "relation": ("entities", "Add, rename, merge or retire a relation of your own."),
        "fmt": ("entry", "Write data files in canonical text."),
        "coverage": (
            "coding",
            "List the sentences that have neither claims nor a reason.",
        ),
    },
    "Work as a team": {
        "review": ("team", "Read drafts beside their passages: accept, or send back."),
        "merge": ("team", "Merge two codings of the same texts; what differs is decided."),
        "diff": ("team", "What changed between two revisions: claims, ties, ranks, blocs."),
        "agreement": ("coding", "Compare two codings of the same texts; or add, merge ... one."),
        "merge-driver": ("team", "Merge two versions of a Turtle file, for git."),
    },
}

#: One example for each purpose.
_EXAMPLES = {
    "See the networks": "kgraph influence --on Syldavia --as-of 2031-05-04",
    "Go back to who said it": "kgraph explain Borduria Syldavia",
    "Ask what if": "kgraph whatif overlay.ttl --on Syldavia",
    "Ask": "kgraph query 'SELECT ?who { ?who kg:memberOf actor:pact }'",
    "Take along": "kgraph export graphml -o influence.graphml",
    "Find names": "kgraph find ferries Borduria",
    "Curate": "kgraph check --corpus texts",
    "Work as a team": "kgraph review --document courier",
}

#: The commands that list what has a name, each by what it lists.
_LISTS = (
    "actors", "issues", "events", "places", "agreements", "frames", "offices", "relations",
    "documents", "levers", "measures", "claims", "questions",
)  # fmt: skip

#: Set by the shell when it asks how a line could go on.
_COMPLETE = "_KGRAPH_COMPLETE"

_EPILOG = """\b
Data go to stdout, everything else to stderr. Exit codes:
  0    done
  1    the data have findings
  2    wrong usage: an unknown or ambiguous name, a bad option, an impossible day
  3    bad input: says file, line and column
  4    a file cannot be read or written
  5    locked by another process
  6    a limit was reached
  70   a mistake of kgraph; please report it
  130  interrupted
"""


class _Commands(click.Group):
    """Loads the module of a command when it is called, and prints help by purpose."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return [name for group in COMMANDS.values() for name in group]

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002  click's signature
        cmd_name: str,
    ) -> click.Command | None:
        for group in COMMANDS.values():
            if cmd_name in group:
                from importlib import import_module

                module = import_module(f"kgraph.cli.{group[cmd_name][0]}")
                command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
                complete.attach(command)
                return command
        return None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, behind_command(args, self._shared()))

    def _shared(self) -> list[click.Parameter]:
        return [param for param in self.params if param.name != "version"]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None and not ctx.resilient_parsing:
            from kgraph.text import nearest

            near = nearest(name, self.list_commands(ctx), n=1)
            hint = f"; did you mean {near[0]!r}?" if near else "; see 'kgraph --help'."
            ctx.fail(f"There is no command {name!r}{hint}")
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for purpose, group in COMMANDS.items():
            with formatter.section(purpose):
                formatter.write_dl([(name, text) for name, (_, text) in group.items()])
                formatter.write_text(f"Example: {_EXAMPLES[purpose]}")
        shared = self._shared()
        own = [param for param in self.get_params(ctx) if param not in shared]
        for title, params in (
            ("Shared options, before or after a command that takes them", shared),
            ("Options", own),
        ):
            with formatter.section(title):
                formatter.write_dl([r for p in params if (r := p.get_help_record(ctx))])


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_EPILOG,
    subcommand_metavar="COMMAND [ARGS]...",
)
@click.version_option(kgraph.__version__, "--version", message="kgraph %(version)s")
@graph_option
@selection_options
@output_options
def _cli(**_: Any) -> None:
    """Who can sway whom and who stands where, with the claim behind every answer.

    Help on a command: kgraph influence --help
    """


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line; ends the process with the documented exit code.

    Without ``args`` it is the process's own, and what is in its memory is not put in order first.
    """
    if _COMPLETE in os.environ:
        from click.shell_completion import shell_complete

        sys.exit(shell_complete(_cli, {}, "kgraph", _COMPLETE, os.environ[_COMPLETE]))
    code = _run(list(sys.argv[1:] if args is None else args))
    if args is None:
        _end(code)
    sys.exit(code)


def _end(code: int) -> None:
    """End the process at once; where stdout cannot be written, Python is to say so."""
    try:
        sys.stdout.flush()
    except (AttributeError, OSError, ValueError):
        return
    with contextlib.suppress(AttributeError, OSError, ValueError):  # nobody hears it
        sys.stderr.flush()
    os._exit(code)


def _run(args: list[str]) -> int:
    try:
        with _cli.make_context("kgraph", args or ["--help"]) as ctx:
            _cli.invoke(ctx)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        where = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else ""
        return _fail(where or "kgraph", error.format_message(), error.exit_code)
    except KgraphError as error:
        return _fail("kgraph", _sentence(error), error.exit_code)
    except BrokenPipeError:
        # The reader has seen enough.
        _forget_stdout()
    except (click.Abort, KeyboardInterrupt, EOFError):
        return _fail("kgraph", "Interrupted.", 130)
    except OSError as error:
        # A file that went away or a full disk, where no part of kgraph has more to say.
        if os.environ.get("KGRAPH_DEBUG"):
            raise
        _forget_stdout()
        what = error.filename or "the output"
        reason = error.strerror or type(error).__name__
        return _fail("kgraph", f"A file cannot be read or written: {what} ({reason}).", 4)
    except Exception as error:  # the last line of defence: a sentence, not a traceback
        if os.environ.get("KGRAPH_DEBUG"):
            raise
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        text = (
            f"This is a mistake of kgraph ({reason}); please report it with what you typed and "
            "what KGRAPH_DEBUG=1 shows."
        )
        return _fail("kgraph", text, 70)
    return 0


def _forget_stdout() -> None:
    from kgraph.cli.output import forget_stdout

    forget_stdout()


def _sentence(error: KgraphError) -> str:
    """Return what an error says; where no name is near, with the lists of those that exist."""
    if isinstance(error, OtherKind):
        return f"{error} kgraph claims --about {error.found} shows the claims about it."
    if isinstance(error, UnknownName) and not error.nearest:
        said = str(error).rstrip(".")
        known = [name for name in _LISTS if re.search(rf"\b{name[:-1]}\b", error.what)]
        if not known:
            return f"{said}; kgraph find looks for it everywhere."
        lists = " and ".join(filter(None, (", ".join(known[:-1]), known[-1])))
        return (
            f"{said}; kgraph {lists} lists the names."
            if len(known) == 1
            else f"{said}; the commands {lists} list the names."
        )
    return str(error)


def _fail(where: str, message: str, code: int) -> int:
    from kgraph.cli.output import note

    with contextlib.suppress(OSError):  # nobody hears it
        note(f"{where}: {message}")
    return code

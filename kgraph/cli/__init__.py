"""The command line: each command is a few lines over one call of the library."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

import kgraph
from kgraph.errors import KgraphError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

#: command -> (module, help line), by what one wants to do. Modules load on demand, so that help is
#: instant.
COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "Look": {
        "explore": ("explore", "Check, compute the networks, write one HTML page and open it."),
        "influence": ("networks", "Who has which levers on whom."),
        "stance": ("networks", "Who stands where, and who does what to or for whom."),
        "explain": ("networks", "The claims and passages behind a tie, an actor or a claim."),
        "claims": ("claims", "The claims table, one row per claim."),
    },
    "Ask": {
        "query": ("query", "Answer SPARQL, or a question from the shelf."),
        "questions": ("query", "List the questions of the shelf."),
    },
    "Names": {
        "actors": ("lists", "List the actors."),
        "issues": ("lists", "List the issues."),
        "relations": ("lists", "List the relations, stances and measures."),
        "documents": ("lists", "List the documents."),
        "levers": ("lists", "List the relations that give a lever, with grade and reason."),
    },
    "Curate": {
        "check": ("curate", "Check shapes, rules of the data, and passages."),
        "pin": ("curate", "Mint the passages that claims name, from the texts."),
        "cite": ("curate", "Find the passage that contains given words."),
    },
}

_EPILOG = """\b
Exit codes: 0 done; 1 the data have findings; 2 wrong usage; 3 bad input; 4 a file cannot be
read or written; 5 locked; 6 a limit; 70 a mistake of kgraph; 130 interrupted.
"""


class _Commands(click.Group):
    """Loads a command's module when it is called, and prints help by purpose."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for group in COMMANDS.values() for name in group]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for group in COMMANDS.values():
            if cmd_name in group:
                from importlib import import_module

                module = import_module(f"kgraph.cli.{group[cmd_name][0]}")
                command: click.Command = getattr(module, f"{cmd_name}_command")
                return command
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            from difflib import get_close_matches

            near = get_close_matches(name, self.list_commands(ctx), n=1)
            hint = f" Did you mean {near[0]!r}?" if near else " See 'kgraph --help'."
            ctx.fail(f"There is no command {name!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for purpose, group in COMMANDS.items():
            with formatter.section(purpose):
                formatter.write_dl([(name, text) for name, (_, text) in group.items()])


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_EPILOG,
)
@click.version_option(kgraph.__version__, "--version", message="kgraph %(version)s")
@click.option(
    "--graph",
    metavar="PATH",
    help="A dossier folder or a Turtle file; the packaged dossier unless given.",
)
@click.pass_context
def _cli(ctx: click.Context, graph: str | None) -> None:
    """Who can sway whom and who stands where, with the claim behind every answer.

    Example: kgraph influence --on Azerbaijan
    """
    ctx.obj = {"graph": graph}


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line; ends the process with the documented exit code."""
    sys.exit(_run(args))


def _run(args: Sequence[str] | None) -> int:
    try:
        _cli.main(args=args, prog_name="kgraph", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        where = error.ctx.command_path if getattr(error, "ctx", None) else "kgraph"
        click.echo(f"{where}: {error.format_message()}", err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        # The reader has seen enough; the rest goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KgraphError as error:
        click.echo(f"kgraph: {error}", err=True)
        return error.exit_code
    except Exception as error:  # noqa: BLE001  the last line of defence: a sentence, not a traceback
        if os.environ.get("KGRAPH_DEBUG"):
            raise
        click.echo(
            f"kgraph: This is a mistake of kgraph ({type(error).__name__}: {error}); please report "
            "it with what you typed. KGRAPH_DEBUG=1 shows where.",
            err=True,
        )
        return 70
    return 0

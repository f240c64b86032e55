"""influence, paths, persuaders, institutions."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.notes import evidence, nothing, version
from kgraph.cli.options import levers_option, opened, roll_up_options, row_options, selected
from kgraph.cli.output import write_result
from kgraph.cli.progress import working
from kgraph.errors import BadOption
from kgraph.measures.register import PAIRS, SCORES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kgraph.graph import KnowledgeGraph
    from kgraph.measures.influence.influence import Influence
    from kgraph.measures.influence.institutions import Institution
    from kgraph.result import Result

__all__ = ["influence_command", "institutions_command", "paths_command", "persuaders_command"]


@click.command("influence")
@click.option("--on", metavar="ACTOR", help="Only who can move this actor.")
@click.option("--of", metavar="ACTOR", help="Only whom this actor can move.")
@click.option(
    "--role",
    type=click.Choice(["means", "attempt", "outcome", "structure"]),
    help="Only the levers, what was tried, what came of it, or offices and memberships.",
)
@click.option("--rank", is_flag=True, help="Rank the actors, each rank with how sure it is.")
@click.option(
    "--by",
    type=click.Choice(SCORES),
    default="direct",
    show_default=True,
    metavar="MEASURE",
    help=f"What --rank ranks by: {', '.join(SCORES)}.",
)
@click.option("--samples", default=1000, show_default=True, help="Draws behind --rank.")
@click.option("--seed", default=2023, show_default=True, help="Seed of these draws.")
@click.option(
    "--noise", default=1.0, show_default=True, help="Share of the noise of grades and claims."
)
@row_options(roll_up_options, levers_option)
def influence_command(**options: Any) -> None:
    r"""List who has which levers on whom, who tried, whether it worked, and by whose word.

    Means come first, then attempts, outcomes and structure (office, affiliation, membership), which
    make no influence. By default of what documents report, and of what actors say of themselves. A
    lever that is duty on paper and reported unmet is listed, and counts nothing. With --rank, a
    rank stands with its 5 to 95 % interval over draws of grades and claims, or it is not
    assessable.

    \b
    Example: kgraph influence --on Syldavia --as-of 2031-05-04
             kgraph influence --rank --by mdii
    """
    kg = opened(options)
    network = kg.influence(options["on"], options["of"], **selected(options))
    # Attempts, outcomes and structure are no ties of the network, and rest on claims all the same.
    found: Result[Any] = network.where(lambda row: options["role"] in {None, row["role"]})
    if options["rank"]:
        drawn = {name: options[name] for name in ("samples", "seed", "noise")}
        with working("drawing ranks") as step:
            found = network.rank(options["by"], **drawn, progress=_draws(step))
    write_result(found, options, [*_missed(kg, network, options), *evidence(kg, found)])


def _missed(kg: KnowledgeGraph, network: Influence, options: dict[str, Any]) -> Iterator[str]:
    if network.ties or not (options["on"] or options["of"]):
        return
    chosen = selected(options)
    names = [name for name in (options["on"], options["of"]) if name]
    on = f"No levers {'on' if options['on'] else 'of'} {kg.name(names[0], 'actor').label}"
    yield from nothing(kg, f"{on} among the claims chosen.", names, **chosen)


def _draws(step: Callable[[str], None] | None) -> Callable[[int, int], None] | None:
    if step is None:
        return None
    return lambda done, samples: step(f"drawing ranks, {done:,} of {samples:,} draws")


@click.command("paths")
@click.argument("a", metavar="FROM")
@click.argument("b", metavar="TO")
@click.option("--max-length", default=3, show_default=True, help="Most steps of a path.")
@click.option("--limit", default=1000, show_default=True, help="Most paths.")
@click.option(
    "--shares",
    type=click.Choice(PAIRS),
    metavar="MEASURE",
    help=f"Not the paths but a number in shares of claims: {', '.join(PAIRS)}.",
)
@row_options(roll_up_options, levers_option)
def paths_command(a: str, b: str, **options: Any) -> None:
    r"""List the paths by which one actor can move another, the strongest first.

    Each with its levers, grades, days, claims and passages. A path with a step that is hollow (duty
    on paper, reported unmet) or had lapsed by --as-of is listed and carries nothing.

    \b
    Example: kgraph paths Borduria Syldavia --as-of 2031-05-04
             kgraph paths Borduria Syldavia --shares decayed --format json
    """
    kg = opened(options)
    network = kg.influence(**selected(options))
    if options["shares"]:
        write_result(network.explain(a, b, by=options["shares"]), options, version(kg))
        return
    found = network.paths(
        a, b, max_length=options["max_length"], limit=options["limit"], progress=_progress()
    )
    missed: list[str] = []
    if not found.rows():
        said = f"No path of up to {options['max_length']} steps among the claims chosen."
        missed += nothing(kg, said, (a, b), **selected(options))
    write_result(found, options, [*missed, *evidence(kg, found, network.table)])


def _progress() -> Callable[[int, int], None] | None:
    if not sys.stderr.isatty():
        return None
    return lambda looked, found: click.echo(f"kgraph: {looked} steps, {found} paths ...", err=True)


@click.command("persuaders")
@click.argument("issue")
@click.option("--on", metavar="ACTOR", help="Only who could move this actor.")
@click.option(
    "--by",
    type=click.Choice(PAIRS),
    default="direct",
    show_default=True,
    metavar="MEASURE",
    help=f"How influence is measured: {', '.join(PAIRS)}.",
)
@row_options(roll_up_options, levers_option)
def persuaders_command(issue: str, **options: Any) -> None:
    """List who could move whom on an issue, event or agreement, and which way.

    On those who are not simply for it, or on one actor. A push is influence times position (1 for,
    -1 against); a position that is mixed or on a condition leaves the way open. Who has no known
    position pushes nobody. Both sides stand under the table, with what is left of them.

    Example: kgraph persuaders "international monitoring" --on Syldavia
    """
    kg = opened(options)
    found = kg.persuaders(issue, options["on"], by=options["by"], **selected(options))
    write_result(found, options, version(kg))


@click.command("institutions")
@click.argument("body", required=False)
@click.option(
    "--with",
    "coalition",
    multiple=True,
    metavar="ACTOR",
    help="Say whether these can carry or block a decision together; repeatable.",
)
@row_options()
def institutions_command(body: str | None, coalition: tuple[str, ...], **options: Any) -> None:
    """List how institutions decide: who can block alone, and what power each seat has.

    Rules come from the treaties (data/institutions.ttl), members from claims of the day. Power is
    Shapley and Shubik's: how often a seat is the one that makes a coalition win.

    Example: kgraph institutions Pact --with Borduria
    """
    if coalition and body is None:
        raise BadOption("--with asks about one body; name it, as in kgraph institutions Pact.")
    kg = opened(options)
    found = kg.institutions(body, **selected(options))
    members = [kg.name(name, "actor").id for name in coalition]
    said = [_together(one, members) for one in found if members]
    write_result(found, options, [*said, *version(kg)])


def _together(one: Institution, members: list[str]) -> str:
    may = {"carry": one.carries(*members), "block": one.blocks(*members)}
    can = " and ".join(word for word, so in may.items() if so) or "neither carry nor block"
    return f"Together they can {can} a decision."

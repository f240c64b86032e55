"""influence, paths, persuaders, institutions."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.notes import notes
from kgraph.cli.options import levers_option, opened, roll_up_options, row_options, selected
from kgraph.cli.output import write_rows
from kgraph.cli.progress import working
from kgraph.errors import BadOption
from kgraph.listings import LISTINGS
from kgraph.networks.shown import COLUMNS, TEXTS
from kgraph.text import interval

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kgraph.measures.influence.institutions import Institution
    from kgraph.measures.influence.paths import Paths
    from kgraph.measures.influence.ranking import Ranking

__all__ = [
    "MEASURES",
    "PAIRS",
    "influence_command",
    "institutions_command",
    "paths_command",
    "persuaders_command",
]

#: Names of measures as in ``measures.influence.pairs``, which loads numpy; a test compares them.
PAIRS = ("direct", "best-path", "max-min", "decayed", "mdii")
MEASURES = (*PAIRS, "competitiveness", "pagerank")

_RANKED = (
    "actor", "actor_label", "by", "rank", "not_assessable", "rank_low", "rank_high", "first",
    "least", "most", "score", "low", "high", "families", "documents", "claims",
)  # fmt: skip
_PATHS = (
    "path", "path_labels", "length", "product", "low", "high", "bottleneck", "broken", "levers",
    "families", "valid_from", "valid_until", "claims", "passages",
)  # fmt: skip
_SHARES = (
    "path", "path_labels", "step", "family", "relation", "grade", "claim", "said_by", "gloss",
    "passage", "share", "number",
)  # fmt: skip
_PUSHES = (
    "target", "target_label", "target_state", "pusher", "pusher_label", "pusher_state",
    "influence", "push", "low", "high", "families", "levers", "positions", "towards", "away",
    "net", "net_low", "net_high", "gross", "claims",
)  # fmt: skip
_SEATS = (
    "body", "body_label", "matter", "rule", "votes_needed", "of_seats", "member", "member_label",
    "can_block", "power", "source", "note", "claims",
)  # fmt: skip


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
    type=click.Choice(MEASURES),
    default="direct",
    show_default=True,
    metavar="MEASURE",
    help=f"What --rank ranks by: {', '.join(MEASURES)}.",
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
    Example: kgraph influence --on Azerbaijan --as-of 2023-09-18
             kgraph influence --rank --by mdii
    """
    kg = opened(options)
    network = kg.influence(options["on"], options["of"], **selected(options))
    if options["rank"]:
        drawn = {name: options[name] for name in ("samples", "seed", "noise")}
        with working("drawing ranks") as step:
            found = network.rank(options["by"], **drawn, progress=_draws(step))
        rows = found.rows()
        said = (*_ranking_notes(found), *notes(kg, network, rows))
        write_rows(rows, _RANKED, options, shown=LISTINGS["ranks"].shown, notes=said)
        return
    rows = [row for row in network.rows() if options["role"] in {None, row["role"]}]
    write_rows(
        rows, COLUMNS["influence"], options, shown=LISTINGS["influence"].shown, texts=TEXTS,
        notes=notes(kg, network, rows),
    )  # fmt: skip


def _draws(step: Callable[[str], None] | None) -> Callable[[int, int], None] | None:
    if step is None:
        return None
    return lambda done, samples: step(f"drawing ranks, {done:,} of {samples:,} draws")


def _ranking_notes(found: Ranking) -> Iterator[str]:
    if found.by == "direct":
        yield "Only levers count; offices, affiliations and memberships are --role structure."
    yield (
        f"Ranks over {found.samples} draws of grades and claims, seed {found.seed}, noise "
        f"{found.noise:g}: [5 %, 95 %]; first is how often an actor leads."
    )


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
    Example: kgraph paths Russia Armenia --as-of 2023-09-18
             kgraph paths Russia Armenia --shares decayed --format json
    """
    kg = opened(options)
    network = kg.influence(**selected(options))
    if options["shares"]:
        taken = network.explain(a, b, by=options["shares"])
        rows = taken.rows()
        by_family = ", ".join(f"{name} {part:.3g}" for name, part in taken.families().items())
        said = [f"Sum {taken.number:.6g}, by family: {by_family or 'none'}.", _version(kg)]
        write_rows(
            rows, _SHARES, options, shown=LISTINGS["shares"].shown, texts=("path_labels",),
            notes=said,
        )  # fmt: skip
        return
    found = network.paths(
        a, b, max_length=options["max_length"], limit=options["limit"], progress=_progress()
    )
    rows = found.rows()
    texts = ("path_labels", "broken", "levers", "families")
    said = [*_totals(found), *notes(kg, network, rows)]
    write_rows(rows, _PATHS, options, shown=LISTINGS["paths"].shown, texts=texts, notes=said)


def _totals(found: Paths) -> Iterator[str]:
    if found.stopped:
        yield f"The search was {found.stopped}."
    else:
        yield f"All paths of up to {found.max_length} steps."
    said = [
        f"{name.replace('_', ' ')} " + ("not exact here" if total is None else interval(*total))
        for name, total in found.totals().items()
    ]
    if found.found:
        yield f"Totals: {'; '.join(said)}."


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

    Example: kgraph persuaders "international monitoring" --on Azerbaijan
    """
    kg = opened(options)
    found = kg.persuaders(issue, options["on"], by=options["by"], **selected(options))
    rows = found.rows()
    said = [*found.notes(), _version(kg)]
    write_rows(rows, _PUSHES, options, shown=LISTINGS["persuaders"].shown, notes=said)


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

    Example: kgraph institutions CSTO --with Russia
    """
    if coalition and body is None:
        raise BadOption("--with asks about one body; name it, as in kgraph institutions CSTO.")
    kg = opened(options)
    found = kg.institutions(body, **selected(options))
    members = [kg.name(name, "actor").id for name in coalition]
    said = [_together(one, members) for one in found if members]
    if not found:
        said.append("The data have no decision rule of it; data/institutions.ttl holds them.")
    rows = [row for one in found for row in one.rows()]
    notes = [*said, _version(kg)]
    write_rows(rows, _SEATS, options, shown=LISTINGS["institutions"].shown, notes=notes)


def _together(one: Institution, members: list[str]) -> str:
    may = {"carry": one.carries(*members), "block": one.blocks(*members)}
    can = " and ".join(word for word, so in may.items() if so) or "neither carry nor block"
    return f"Together they can {can} a decision."


def _version(kg: Any) -> str:
    return f"Data version {kg.data_version}."

"""serve."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgraph.cli.curate import corpus_option, needed, say_strays
from kgraph.cli.entry import coder
from kgraph.cli.options import graph_option, opened
from kgraph.cli.output import note
from kgraph.cli.progress import working
from kgraph.errors import BadOption, MissingPackage, UnwritableTarget

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.dossier.worker import Start
    from kgraph.serve.coding import Place
    from kgraph.serve.comparing import Beside

__all__ = ["serve_command"]

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ANYWHERE = ("0.0.0.0", "::")  # noqa: S104  known for what they are
#: Letters that a token has at least.
_LONG = 16


@click.command("serve")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Where to listen; others than this machine reach it only at an address of its own.",
)
@click.option("--port", default=8765, show_default=True, help="The port; 0 takes a free one.")
@click.option(
    "--host-name",
    "names",
    multiple=True,
    metavar="NAME",
    help="A further name by which it may be called; repeatable.",
)
@click.option(
    "--token-file",
    metavar="FILE",
    help="Ask every client for the token in this file (Authorization: Bearer).",
)
@click.option(
    "--cors", "origins", multiple=True, metavar="ORIGIN", help="Let pages of this origin read."
)
@click.option("--timeout", default=10.0, show_default=True, help="Seconds for one answer.")
@click.option("--memory", default=512, show_default=True, help="Megabytes for one answer.")
@click.option(
    "--rows",
    default=0,
    metavar="N",
    help="Rows that an answer may have; as many as there are if 0.",
)
@click.option("--cache", default=32, show_default=True, help="Megabytes of answers to keep.")
@click.option("--workers", default=2, show_default=True, help="Answers worked on at once.")
@click.option("--queue", default=512, show_default=True, help="Requests that may wait beside.")
@click.option(
    "--start",
    type=click.Choice(["fork", "spawn"]),
    help="How workers begin: forked on Linux, elsewhere spawned, unless given.",
)
@click.option(
    "--desk",
    is_flag=True,
    help="Serve the coding desk too, which writes to the dossier; for this machine alone.",
)
@click.option(
    "--beside",
    metavar="DIR",
    help="With --desk: another coding of the same texts, to compare with and to decide between.",
)
@click.option(
    "--decisions",
    metavar="FILE",
    help="What is decided, as kgraph merge lists it; decisions.csv of the dossier unless named.",
)
@click.option("--merged", metavar="DIR", help="Where the merged dossier is to be written.")
@corpus_option
@click.option("--access-log", is_flag=True, help="Say each request on stderr, without its query.")
@graph_option
def serve_command(
    host: str,
    port: int,
    names: tuple[str, ...],
    token_file: str | None,
    origins: tuple[str, ...],
    timeout: float,
    memory: int,
    rows: int,
    cache: int,
    workers: int,
    queue: int,
    start: str | None,
    desk: bool,
    beside: str | None,
    decisions: str | None,
    merged: str | None,
    corpus: str | None,
    access_log: bool,
    graph: str | None,
) -> None:
    r"""Serve the page, a read-only SPARQL endpoint and a JSON API, until Ctrl-C.

    Queries run in processes apart, without network and files, within limits. Nothing is written
    but by the desk (--desk), a page to code texts in. Open to this machine alone unless --host says
    otherwise; then give it a token.

    \b
    Example: kgraph serve
             curl 'http://127.0.0.1:8765/api/measures/influence?on=Syldavia'
    """
    _bounded(
        ("--port", port, 0, 65_535),
        ("--timeout", timeout, 0.1, 3_600),
        ("--memory", memory, 64, 1 << 20),
        ("--rows", rows, 0, 1 << 40),
        ("--cache", cache, 0, 1 << 20),
        ("--workers", workers, 1, 256),
        ("--queue", queue, 0, 1 << 20),
    )
    token = _token(token_file)
    try:
        from kgraph.serve import app, forking, pool, requests, running, spawning
        from kgraph.serve import desk as desks
    except ImportError:
        raise MissingPackage("starlette and uvicorn", "serve") from None
    from kgraph.dossier.worker import AVAILABLE, Limits

    start = start or ("fork" if sys.platform == "linux" and AVAILABLE else "spawn")
    if start == "fork" and not AVAILABLE:
        raise BadOption("This system cannot fork processes; leave out --start fork.")
    place = _place(graph, corpus, _strange(host, names, origins, token)) if desk else None
    both = _beside(place, beside, decisions, merged)
    if host not in _LOOPBACK and not token:
        note("Anybody who reaches this address can ask; --token-file FILE asks for a token.")
    kg = opened({"graph": graph})
    with working("making workers ready"):
        kg.store.ready()
        limits = Limits(seconds=timeout, memory=memory << 20, answer=64 << 20)
        maker: pool.Maker
        begin: Callable[[Start, bytes], forking.Alone | spawning.Spawner]
        if start == "fork":  # before there are threads
            maker, begin = forking.Zygote(requests.starting(kg, rows), limits), forking.Alone
        else:
            maker = spawning.Spawner(requests.taking, requests.handed(kg, rows), limits)
            begin = spawning.Spawner
        made = pool.Pool(maker, limits, size=workers, queue=queue)
        benches = desks.Benches(place, limits, begin, both) if place else None
    called = () if host in _ANYWHERE else (host,)
    settings = app.Settings(
        hosts=tuple(dict.fromkeys((*_LOOPBACK, *called, *names))),
        token=token,
        origins=origins,
        cache=cache << 20,
        log=note if access_log else None,
    )
    listening = _listening(host, port)
    shown = f"[{host}]" if ":" in host else host
    note(f"Data version {kg.data_version}.")
    address = f"http://{shown}:{listening.getsockname()[1]}/"
    if benches:
        note(f"The desk, which writes to {kg.dossier.root}, is at {address}desk.")
    if both:
        note(f"The two codings are at {address}both; what is decided goes to {both.decisions}.")
    note(f"Serving at {address} until Ctrl-C.")
    running.run(app.app(kg, made, settings, benches), made, listening)


def _strange(host: str, names: tuple[str, ...], origins: tuple[str, ...], token: str) -> str:
    """Return the option with which others than this machine could come to a desk, if any."""
    given = {
        "--host": host not in _LOOPBACK,
        "--host-name": names,
        "--cors": origins,
        "--token-file": token,
    }
    return next((option for option, value in given.items() if value), "")


def _place(graph: str | None, corpus: str | None, strange: str) -> Place:
    """Return where a desk works; raises ``BadOption`` if it could be reached from elsewhere."""
    from kgraph.dossier import dossier
    from kgraph.serve.coding import Place

    if strange:
        message = f"The desk is for this machine alone; leave out {strange}, or --desk."
        raise BadOption(message)
    found = dossier.find(graph, editable=True).whole()
    folder = needed(found, corpus)
    say_strays(folder)
    return Place(graph, folder, coder(found))


def _beside(
    place: Place | None, beside: str | None, decisions: str | None, merged: str | None
) -> Beside | None:
    """Return the two codings to compare, if there is a second one; raises ``BadOption``."""
    from kgraph.dossier import dossier
    from kgraph.serve.comparing import Beside

    given = {"--beside": beside, "--decisions": decisions, "--merged": merged}
    needs = "--beside DIR" if place else "--desk"
    stray = [name for name, value in given.items() if value and not (place and beside)]
    if stray:
        message = f"{stray[0]} goes with {needs}."
        raise BadOption(message)
    if place is None or beside is None:
        return None
    first, second = dossier.find(place.graph), dossier.find(beside)
    if first.root.resolve() == second.root.resolve():
        message = f"{beside} is the dossier itself; name another coding of its texts."
        raise BadOption(message)
    return Beside(
        first.root,
        second.root,
        place.corpus,
        Path(decisions) if decisions else first.root / "decisions.csv",
        Path(merged) if merged else None,
    )


def _bounded(*given: tuple[str, float, float, float]) -> None:
    for option, value, least, most in given:
        if not least <= value <= most:
            message = f"{option} takes a number from {least} to {most}, not {value:g}."
            raise BadOption(message)


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; raises ``UnwritableTarget`` if it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        made = socket.create_server((host, port), family=family, backlog=2048)
        # Else the body of an answer waits 40 ms behind its head for the client's acknowledgement.
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made
    except OSError as error:
        message = f"Nothing can listen at {host}, port {port} ({error.strerror}); name another."
        raise UnwritableTarget(message) from None


def _token(file: str | None) -> str:
    from kgraph.files import read_text

    if file is None:
        return ""
    token = read_text(file, "name another with --token-file").strip()
    if len(token) < _LONG or not token.isascii() or not token.isprintable() or " " in token:
        message = (
            f"The token in {file} is to be one word of {_LONG} letters, digits or signs or more."
        )
        raise BadOption(message)
    return token

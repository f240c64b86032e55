"""query, questions."""

from __future__ import annotations

import re
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.options import graph_option, output_options
from kgraph.cli.output import form, guarded, note, wrapped, write, write_rows
from kgraph.cli.progress import working
from kgraph.errors import BadData, BadOption, BadQuery

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.cli.output import Shown
    from kgraph.dossier.dossier import Dossier
    from kgraph.dossier.shelf import Question
    from kgraph.dossier.store import Store
    from kgraph.dossier.terms import Term

__all__ = ["query_command", "questions_command"]

#: Texts of regular expressions, compiled when first used: a query in a pipe is to start at once.
_DAY = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
_NUMBER = r"[+-]?[0-9]+(\.[0-9]+)?"
#: Seconds that are no limit any more: a day.
_EVER = 86_400.0
#: A cell of CSV that may need the guard against formulas: a sign, a blank or control character, or
#: the first byte of a wide one.
_SUSPECT = rb'(?m)(?:^|,)"?(?:[\x00-\x09\x0b\x0c\x0e-\x20=+@\x7f\xc2\xe1-\xe3\xef-]|\r(?!\n))'


@click.command("query")
@click.argument("text", metavar="[SPARQL|NAME]", required=False)
@click.option("-f", "--file", metavar="FILE", help="Read the SPARQL from a file; - is stdin.")
@click.option(
    "-p",
    "--parameter",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="Bind a variable of the query, or give a parameter of the question; repeatable.",
)
@click.option(
    "--timeout",
    type=float,
    default=60.0,
    metavar="SECONDS",
    help="Stop a query that takes longer; 60 unless given.",
)
@output_options
@graph_option
def query_command(
    text: str | None,
    file: str | None,
    parameters: tuple[str, ...],
    timeout: float,
    **options: Any,
) -> None:
    """Answer SPARQL 1.1, or a question of the shelf by its name.

    The project's prefixes need no PREFIX line. Tables and JSON give short names (actor:pact), CSV
    whole IRIs; triples are written as Turtle unless --format says otherwise.

    \b
    Example: kgraph query 'SELECT ?who { ?who kg:memberOf actor:pact }'
             kgraph query members-of -p alliance=Pact
    """  # noqa: D301  click reads the backspace, which keeps the lines apart
    if (text is None) == (file is None):
        raise BadOption("Give SPARQL or the name of a question, or else a file with -f.")
    if not 0 < timeout < _EVER:
        message = f"--timeout takes a number of seconds such as 10, not {timeout:g}."
        raise BadOption(message)
    query = _read(file) if file is not None else str(text)
    named = file is None and query.replace("-", "").replace("_", "").isalnum()
    question, values = _asked(query if named else "", parameters, options["graph"])
    if question is not None:
        query = question.text
    try:
        _answer(query, values, timeout, options)
    except BadQuery as error:
        raise _placed(error, file, question) from None


def _asked(
    name: str, parameters: tuple[str, ...], graph: str | None
) -> tuple[Question | None, dict[str, str | Term]]:
    """Return the question of a name, if there is one, and the values that are given."""
    given = dict(map(_pair, parameters))
    question = None
    if name:
        from kgraph.dossier import shelf

        question = shelf.find(_dossier(graph), name)
        question.expect(given)
    values: dict[str, str | Term] = {one: _term(value, graph) for one, value in given.items()}
    return question, values if question is None else question.bindings(values)


def _dossier(graph: str | None, progress: Callable[[str], None] | None = None) -> Dossier:
    from kgraph.dossier import dossier as dossiers

    return dossiers.find(graph, progress=progress)


def _said(dossier: Dossier) -> Dossier:
    """Return a dossier; says on stderr what of it cannot be read."""
    for text in dossier.notes:
        note(text)
    return dossier


def _opened(dossier: Dossier) -> Store:
    # Not by way of the library's face, which would double the time to an answer.
    from kgraph.dossier import build

    with working() as step:
        store = build.open(dossier, finish=_finish, progress=step)
    for text in store.notes:
        note(text)
    return store


def _finish(store: Store) -> bytes:
    from kgraph.networks.triples import finish

    return finish(store)


def _answer(
    query: str, values: dict[str, str | Term], timeout: float, options: dict[str, Any]
) -> None:
    from kgraph.dossier import foreign

    output: str | None = options["output"]
    formats = dict(foreign.DECODED)
    if form(options["format_"], output) == "csv":
        formats["rows"] = "csv"
    if options["format_"] is None:
        formats["triples"] = "ttl"
    found, body, version = _found(query, values, timeout, formats, options["graph"])
    noted = f"Data version {version}."
    if formats[found] == "ttl":
        write(body, output)
    elif formats[found] == "csv":
        write(_guarded(body), output)
        note(noted)
    else:
        columns, records = _records(foreign.decoded(found, body))
        write_rows(records, columns, options, shown=_labelled(columns), notes=(noted,))


def _found(
    query: str,
    values: dict[str, str | Term],
    timeout: float,
    formats: dict[str, str],
    graph: str | None,
) -> tuple[str, bytes, str]:
    """Return the form of an answer, the answer, and the data version.

    The store is opened by the worker, so that this process needs no engine and looks at the dossier
    meanwhile; only if the cache has none is it built here.
    """
    from kgraph.dossier import foreign, worker

    limits = foreign.Limits(seconds=timeout)
    opening: list[Dossier] = []

    def looked_at() -> bytes:
        with working() as step:
            opening.append(_said(_dossier(graph, step)))
        return opening[0].fingerprint.encode()

    def asked(told: Callable[[], bytes]) -> tuple[str, bytes, list[str]]:
        return foreign.answered(_cached, query, values, formats, limits, told=told, anew=True)

    found, body, notes = asked(looked_at)
    dossier = opening[0]
    if found not in formats:
        store = _opened(dossier).ready()
        if not worker.AVAILABLE:  # what is kept now can be opened by a process begun anew
            found, body, _ = asked(dossier.fingerprint.encode)
        if found not in formats:
            found, body = foreign.Foreign(store, limits).written(query, values, formats)
    for text in notes:
        note(text)
    return found, body, dossier.fingerprint[:12]


def _cached(told: Callable[[], bytes]) -> Store | None:
    """Return the store of a fingerprint, if it is kept."""
    from kgraph.dossier import cache
    from kgraph.dossier.store import Store

    fingerprint = told().decode()
    engine = cache.opened(fingerprint)
    return None if engine is None else Store(engine, "", cache.notes(fingerprint))


def _records(found: Any) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    from kgraph.dossier.terms import Rows

    if isinstance(found, bool):
        return ("answer",), [{"answer": found}]
    if not isinstance(found, Rows):
        found = Rows(("subject", "predicate", "object"), tuple(found))
    return found.columns, found.rows()


def _labelled(columns: tuple[str, ...]) -> Shown:
    """Return the columns of a table to read: a label stands before the name that it is of."""
    shown: dict[str, str | Callable[[Any], Any]] = {name: name for name in columns}
    for name in columns:
        if shown.pop(f"{name}Label", None):
            shown[name] = partial(_beside, name)
    return shown


def _beside(name: str, row: dict[str, Any]) -> Any:
    label, it = row[f"{name}Label"], row[name]
    return f"{label} ({it})" if label else it


def _guarded(written: bytes) -> bytes:
    if not re.search(_SUSPECT, written):
        return written
    import csv
    import io

    text = io.StringIO()
    rows = csv.reader(io.StringIO(written.decode(), newline=""))
    csv.writer(text, lineterminator="\r\n").writerows([guarded(c) for c in row] for row in rows)
    return text.getvalue().encode()


def _read(file: str) -> str:
    from kgraph.files import read_text

    try:
        return (
            sys.stdin.read() if file == "-" else read_text(file, "name another with -f", piped=True)
        )
    except BadData as error:
        raise BadQuery(error.reason, file, error.line) from None
    except UnicodeDecodeError as error:
        message = f"The file is not UTF-8 at byte {error.start}; save it as UTF-8."
        raise BadQuery(message, file) from None


def _placed(error: BadQuery, file: str | None, question: Question | None) -> BadQuery:
    """Return the error with the name of the file in which the query stands."""
    if error.path is None or (file is None and question is None):
        return error
    where = question.path if question is not None else "stdin" if file == "-" else file
    return BadQuery(error.reason, where, error.line, error.column)


def _pair(parameter: str) -> tuple[str, str]:
    name, equals, value = parameter.partition("=")
    if not (name and equals and value):
        message = f"A parameter is written NAME=VALUE, not {parameter!r}."
        raise BadOption(message)
    return name.removeprefix("?"), value


def _term(value: str, graph: str | None) -> Term:
    """Return the term that a value stands for: an IRI, a day, a number, or a thing by its name."""
    from kgraph.dossier.terms import Iri, Text
    from kgraph.vocabulary import PREFIXES, expand

    if expand(value) != value or "://" in value:
        return Iri(expand(value))
    if re.fullmatch(_DAY, value):
        from kgraph import dates

        return Text(dates.day(value).isoformat(), PREFIXES["xsd"] + "date")
    if re.fullmatch(_NUMBER, value):
        return Text(value, PREFIXES["xsd"] + ("decimal" if "." in value else "integer"))
    if value[0] == value[-1] == '"' and len(value) > 1:
        return Text(value[1:-1])
    import kgraph

    return Iri(expand(kgraph.open(graph).name(value).id))


def _names(row: dict[str, Any]) -> list[str]:
    return [parameter.partition("=")[0] for parameter in row["parameters"]]


@click.command("questions")
@click.argument("name", required=False, metavar="[QUESTION]")
@output_options
@graph_option
def questions_command(name: str | None, **options: Any) -> None:
    """List the questions of the shelf, or explain one: what it asks for, and what it answers.

    Example: kgraph questions members-of
    """
    from kgraph.dossier import dossier as dossiers
    from kgraph.dossier import shelf

    dossier = _said(dossiers.find(options["graph"]))
    listed = [shelf.find(dossier, name)] if name else shelf.questions(dossier)
    notes = (f"Data version {dossier.fingerprint[:12]}.",)
    if name and form(options["format_"], options["output"]) == "table":
        write(wrapped("\n".join((listed[0].help, "", *notes))), options["output"])
        return
    columns = ("name", "question", "parameters", "columns", "order", "terms")
    shown: Shown = {"name": "name", "question": "question", "parameters": _names}
    write_rows([_header(one) for one in listed], columns, options, shown=shown, notes=notes)


def _header(question: Question) -> dict[str, Any]:
    return {
        "name": question.name,
        "question": question.question,
        "parameters": [
            one.name + (f"={one.default}" if one.default else "") for one in question.parameters
        ],
        "columns": question.columns,
        "order": question.order,
        "terms": list(question.terms),
    }

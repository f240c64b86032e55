"""SPARQL in a cell of a notebook: ``%load_ext kgraph``, then ``%%sparql``."""

from __future__ import annotations

from typing import Any

from kgraph.errors import KgraphError, UnknownName, UsageError

__all__ = ["register"]


def register(ipython: Any) -> None:
    """Give an IPython shell the cell magic ``%%sparql``."""
    ipython.register_magic_function(
        lambda line, cell: _sparql(ipython, line, cell), "cell", "sparql"
    )


def _sparql(ipython: Any, line: str, cell: str) -> Any:
    """Answer the SPARQL of a cell: ``%%sparql [GRAPH] [-o VARIABLE]``.

    GRAPH is a variable that holds what ``kgraph.open`` returned, ``kg`` unless given. Rows are
    shown as a table, and kept in VARIABLE if one is named.
    """
    from IPython.core import error as shell

    from kgraph.dossier.terms import Rows

    try:
        graph, variable = _words(line)
        found = _graph(ipython.user_ns, graph).query(cell)
    except KgraphError as error:
        # IPython prints a usage error as a sentence, and the cell still fails.
        raise shell.UsageError(str(error)) from None
    if isinstance(found, list):
        found = Rows(("subject", "predicate", "object"), tuple(found))
    if variable:
        ipython.user_ns[variable] = found
    return found


def _words(line: str) -> tuple[str, str]:
    words = line.split()
    variable = ""
    if "-o" in words:
        at = words.index("-o")
        variable = words[at + 1] if at + 1 < len(words) else ""
        del words[at : at + 2]
        if not variable.isidentifier():
            message = "After -o stands the variable that keeps the rows: %%sparql -o rows."
            raise UsageError(message)
    if len(words) > 1:
        message = "The magic is written %%sparql [GRAPH] [-o VARIABLE], the query below it."
        raise UsageError(message)
    return (words[0] if words else "kg"), variable


def _graph(names: dict[str, Any], name: str) -> Any:
    from kgraph.graph import KnowledgeGraph

    found = names.get(name)
    if isinstance(found, KnowledgeGraph):
        return found
    others = [n for n, value in names.items() if isinstance(value, KnowledgeGraph) and n[0] != "_"]
    if not others:
        message = f"No knowledge graph is open as {name!r}; first run: {name} = kgraph.open()."
        raise UsageError(message)
    raise UnknownName(name, "opened knowledge graph", others)

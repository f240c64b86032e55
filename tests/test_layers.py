"""The house has one flow: each room imports only from those above it, and from itself."""

from __future__ import annotations

import ast
from collections.abc import Collection
from pathlib import Path

import pytest

_PACKAGE = Path(__file__).resolve().parent.parent / "kgraph"
#: What all rooms stand on: records, words of the vocabulary, errors, text, and what a result is.
_GROUND = ("errors", "vocabulary", "dates", "text", "files", "model", "result")
#: From the first to the last in the flow; a room may use what stands before it, types too.
_ROOMS = (
    "ground", "remote", "dossier", "claims", "wording", "curation", "networks", "measures", "tables", "draw", "page",
    "exports", "graph", "magic", "serve", "cli",
)  # fmt: skip
#: Who may import a library that others must not know of.
_ONLY_IN = {
    "pyoxigraph": {"dossier"}, "click": {"cli"}, "pyvis": {"page"}, "pyshacl": {"curation"},
    "starlette": {"serve"}, "uvicorn": {"serve"}, "httpx": {"remote"},
}  # fmt: skip
#: Loaded inside the function that needs them: half a second each, or more.
_HEAVY = {
    "IPython", "duckdb", "httpx", "ibis", "networkx", "openpyxl", "pandas", "polars", "pyarrow", "pyshacl", "pyspark", "pyvis",
    "rdflib", "rich", "scipy",
}  # fmt: skip
_MODULES = sorted(_PACKAGE.rglob("*.py"))


def _room(module: str) -> str:
    return "ground" if module in _GROUND else module


def _place(path: Path) -> str:
    return _room(path.relative_to(_PACKAGE).parts[0].removesuffix(".py"))


def _imports(node, *, top=True):
    """Yield module, name, whether it is loaded with the module, and the line."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield alias.name, "", top, child.lineno
        elif isinstance(child, ast.ImportFrom):
            for alias in child.names:
                yield child.module or "", alias.name, top, child.lineno
        else:
            later = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for_types = (
                isinstance(child, ast.If) and getattr(child.test, "id", "") == "TYPE_CHECKING"
            )
            yield from _imports(child, top=top and not later and not for_types)


def _faults(path: Path, text: str) -> list[str]:
    room = _place(path)
    found = []
    for module, name, top, line in _imports(ast.parse(text)):
        library, _, inner = module.partition(".")
        where = f"{path.relative_to(_PACKAGE.parent)}:{line}"
        if library == "kgraph":
            used = _room(inner.partition(".")[0] or name or "graph")
            if used.startswith("__") or room.startswith("__"):
                continue
            if used in {"open", "KnowledgeGraph"}:
                used = "graph"
            if _ROOMS.index(used) > _ROOMS.index(room):
                found.append(f"{where}: {room} imports {used}, which comes after it")
        elif library in _ONLY_IN and room not in _ONLY_IN[library]:
            found.append(f"{where}: {library} is for {', '.join(_ONLY_IN[library])} only")
        if library in _HEAVY and top:
            found.append(f"{where}: {library} is heavy; import it in the function that needs it")
    return found


def test_every_room_has_its_place_and_few_files_stand_loose():
    loose = {path.stem for path in _PACKAGE.glob("*.py")}
    rooms = {_place(path) for path in _MODULES} - {"__init__", "__main__"}
    assert rooms == set(_ROOMS)
    assert set(_GROUND) < loose
    assert len(loose) <= 12
    assert len(_MODULES) > 40


@pytest.mark.parametrize("path", _MODULES, ids=lambda path: str(path.relative_to(_PACKAGE)))
def test_a_module_imports_only_from_above(path):
    assert _faults(path, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("place", "text", "fault"),
    [
        ("networks/x.py", "from kgraph.page import view", "networks imports page"),
        ("networks/x.py", "from kgraph import graph", "networks imports graph"),
        ("dossier/x.py", "import kgraph", "dossier imports graph"),
        ("dossier/x.py", "def f():\n    from kgraph import claims", "dossier imports claims"),
        ("claims/x.py", "import pyoxigraph as ox", "pyoxigraph is for dossier only"),
        ("graph.py", "import networkx as nx", "networkx is heavy"),
        (
            "model.py",
            "if TYPE_CHECKING:\n    from kgraph.claims import ClaimsTable",
            "ground imports claims",
        ),
    ],
)
def test_a_fault_is_found(place, text, fault):
    (found,) = _faults(_PACKAGE / place, text)
    assert fault in found


def test_the_version_and_heavy_types_may_come_from_anywhere():
    text = "from kgraph import __version__\nif TYPE_CHECKING:\n    import pandas as pd"
    assert _faults(_PACKAGE / "dossier" / "x.py", text) == []


def _used(path: Path, names: Collection[str]) -> set[str]:
    """The modules that a module imports, for types alone too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            inner = (f"{node.module}.{alias.name}" for alias in node.names)
            found |= {name if name in names else node.module for name in inner}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_no_modules_import_each_other_not_even_for_types():
    names = {
        ".".join(path.relative_to(_PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"):
        path for path in _MODULES
    }  # fmt: skip
    # Everybody may ask the package for its version.
    left = {
        name: _used(path, names) & names.keys() - {name, "kgraph"} for name, path in names.items()
    }
    while free := {name for name, used in left.items() if not used & set(left)}:
        left = {name: used for name, used in left.items() if name not in free}
    assert left == {}


def test_networks_take_claims_and_only_what_is_written_back_knows_a_store():
    found = [
        path.name
        for room in ("networks", "measures")
        for path in (_PACKAGE / room).rglob("*.py")
        if "kgraph.dossier.store" in path.read_text(encoding="utf-8")
    ]
    assert found == ["triples.py"]

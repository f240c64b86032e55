"""The page as one self-contained HTML text: own template, own script, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgraph.errors import MissingFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["MODULES", "bundle", "render", "vis_network"]

#: The script's modules in the order of their imports; each exports what those after it use.
MODULES = (
    "dom.js",
    "networks.js",
    "choice.js",
    "state.js",
    "words.js",
    "marks.js",
    "places.js",
    "camps.js",
    "drawn.js",
    "keys.js",
    "graph.js",
    "canvas.js",
    "renderer.js",
    "matrix.js",
    "tables.js",
    "timeline.js",
    "card.js",
    "evidence.js",
    "slider.js",
    "filters.js",
    "search.js",
    "summary.js",
    "exports.js",
    "main.js",
)

_IMPORT = re.compile(r"^import \{[^}]*\} from \"\./[a-z]+\.js\";\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const))", re.MULTILINE)
#: Comments on lines of their own and indentation; no text of ours runs over a line.
_SPARE = re.compile(r"^(?: *//.*\n|\s+)", re.MULTILINE)
#: Lists whose members are alike, written as columns.
_ALIKE = ("claims", "entities", "relations")
#: What could end a script element or a line early, inside JSON.
_ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def bundle() -> str:
    """Return the modules as one script in a scope of its own.

    A module imports by name from those before it and gives its top-level names to all, so no two
    modules may define the same name.
    """
    assets = files("kgraph.page") / "assets"
    parts = []
    for name in MODULES:
        text = (assets / name).read_text(encoding="utf-8")
        parts.append(_EXPORT.sub("", _IMPORT.sub("", text)).strip())
    return '(() => {\n"use strict";\n' + _SPARE.sub("", "\n".join(parts)) + "\n})();\n"


def render(view: Mapping[str, Any]) -> str:
    """Return the HTML of a view model; the same text for the same view."""
    import jinja2
    from markupsafe import Markup

    package = files("kgraph.page")
    style = (package / "assets" / "style.css").read_text(encoding="utf-8")
    script = bundle()
    library = vis_network() if view["renderer"] == "vis" else ""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string((package / "template.html").read_text(encoding="utf-8"))
    return template.render(
        view=view,
        policy=_policy(style, *filter(None, (script, library))),
        # Our own files, and JSON in which nothing can end the element.
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        library=Markup(library),  # noqa: S704
        data=Markup(_json(view)),  # noqa: S704
    )


def _json(view: Mapping[str, Any]) -> str:
    spared = {**view, **{name: _spared(view[name]) for name in _ALIKE}}
    return re.sub(r"[<>&\u2028\u2029]", lambda match: _ESCAPES[match.group()], _text(spared))


def _spared(members: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return members as columns, each in the shortest of three forms.

    ``all`` has every value; ``of`` the distinct ones, and ``at`` which of them; ``usual`` the most
    frequent, and ``but`` the others by their place.
    """
    columns = {name: [one[name] for one in members] for name in (members[0] if members else ())}
    return {"count": len(members), "columns": {n: _column(c) for n, c in columns.items()}}


def _column(values: Sequence[Any]) -> dict[str, Any]:
    texts = [_text(value) for value in values]
    ranked = [text for text, _ in Counter(texts).most_common()]
    rank = {text: place for place, text in enumerate(ranked)}
    others = {str(i): value for i, value in enumerate(values) if texts[i] != ranked[0]}
    forms: tuple[dict[str, Any], ...] = (
        {"all": list(values)},
        {"of": [json.loads(text) for text in ranked], "at": [rank[text] for text in texts]},
        {"usual": json.loads(ranked[0]), "but": others},
    )
    return min(forms, key=lambda form: len(_text(form)))


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def vis_network() -> str:
    """Return the vis-network that pyvis ships, as it stands in the installed package.

    Raises
    ------
    MissingFile
        If this pyvis ships none, or one that cannot stand inside a page.
    """
    import importlib.util

    spec = importlib.util.find_spec("pyvis")
    places = spec.submodule_search_locations if spec else None
    found = [
        path
        for place in places or ()
        for path in sorted(Path(place).glob("templates/lib/vis-*/vis-network.min.js"))
    ]
    text = found[-1].read_text(encoding="utf-8") if found else ""
    if not text or "</script" in text.lower():
        message = "pyvis carries no vis-network to draw with; use --renderer svg."
        raise MissingFile(message)
    return text


def _policy(style: str, *scripts: str) -> str:
    # vis-network writes a style sheet of its own, so that its page allows inline styles.
    styles = _hash(style) if len(scripts) == 1 else "'unsafe-inline'"
    return (
        f"default-src 'none'; script-src {' '.join(map(_hash, scripts))}; style-src {styles}; "
        "img-src data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

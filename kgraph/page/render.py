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

from kgraph.draw.colours import COLOURS
from kgraph.errors import MissingFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["MODULES", "UNREAD", "bundle", "render", "vis_network"]

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
    "sketch.js",
    "graph.js",
    "canvas.js",
    "renderer.js",
    "matrix.js",
    "tables.js",
    "timeline.js",
    "along.js",
    "stops.js",
    "strip.js",
    "ways.js",
    "measures.js",
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
_SPARE = re.compile(r"^(?:\s*//.*\n|\s+)", re.MULTILINE)
#: Lines in which every text stands in double quotes and nothing is a comment or a pattern.
_PLAIN = re.compile(r"^[^`'/\\\n]+$", re.MULTILINE)
#: Such a text, or marks with the spaces around them.
_LOOSE = re.compile(r"(\"[^\"]*\")| *([=<>{}(),;:?&|]+) *")
#: Comments of the style sheet, and the spaces around what parts its rules.
_LOOSE_STYLE = re.compile(r"/\*.*?\*/|\s*([{};,\n])\s*", re.DOTALL)
#: Lists whose members are alike, written as columns.
_ALIKE = ("claims", "entities", "relations")
_SVG = "http://www.w3.org/2000/svg"
#: What an element of a picture inherits or has by itself.
_USUAL = {"text-anchor": "start", "fill": "var(--ink)"}
#: What a view model has of a claim and the script does not read.
UNREAD = ("bound", "context", "denies", "intensity", "origin")
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
    return '(() => {\n"use strict";\n' + _squeezed(_SPARE.sub("", "\n".join(parts))) + "\n})();\n"


def _squeezed(script: str) -> str:
    def marks(line: re.Match[str]) -> str:
        return _LOOSE.sub(lambda match: match[1] or match[2], line.group())

    return _PLAIN.sub(marks, script)


def _style() -> str:
    text = (files("kgraph.page") / "assets" / "style.css").read_text(encoding="utf-8")
    return _LOOSE_STYLE.sub(lambda match: (match[1] or "").strip(), text)


def render(view: Mapping[str, Any], pictures: Mapping[str, str] | None = None) -> str:
    """Return the HTML of a view model; the same text for the same view.

    ``pictures`` are SVG by name, in the colours of ``colours.COLOURS``; the page shows them in the
    colours of its theme.
    """
    import jinja2
    from markupsafe import Markup

    package = files("kgraph.page")
    style = _style()
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
        pictures={name: Markup(_themed(svg)) for name, svg in (pictures or {}).items()},  # noqa: S704
    )


def _themed(svg: str) -> str:
    """Return a picture of ours in the colours of the theme, as a group whose marks can be chosen.

    What the page knows from elsewhere is left out: the claims at the end of a tooltip, and what is
    so unless said otherwise.
    """
    import xml.etree.ElementTree as ET

    ET.register_namespace("", _SVG)
    root = ET.fromstring(svg)  # noqa: S314  written by ourselves
    names = {colour: f"var(--{name})" for name, colour in COLOURS.items()}
    for element in root.iter():
        for name, value in [*element.items()]:
            element.set(name, names.get(value, value))
            if _USUAL.get(name) == element.get(name):
                del element.attrib[name]
        if element.tag == f"{{{_SVG}}}title" and element.text:
            element.text = element.text.partition("; claims ")[0]
    root.set("role", "group")
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")


def _json(view: Mapping[str, Any]) -> str:
    claims = [_short(one) for one in view["claims"]]
    view = {**view, "claims": claims}
    spared = {**view, **{name: _spared(view[name]) for name in _ALIKE}}
    made = [{**one, "rows": _spared(one["rows"])} for one in view["measured"]["made"]]
    spared["measured"] = {**view["measured"], "made": made}
    return re.sub(r"[<>&\u2028\u2029]", lambda match: _ESCAPES[match.group()], _text(spared))


def _short(claim: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the script reads of a claim; ids without what its document makes up.

    Of a passage: paragraph and sentence, and its id unless these make it up.
    """
    found = []
    for one in claim["passages"]:
        where = [one["paragraph"], one["sentence"]]
        made_up = f"{claim['document']}-p{where[0]}" + (f"s{where[1]}" if where[1] else "")
        found.append(where if one["id"] == made_up else [*where, one["id"]])
    name, document = claim["id"], claim["document"]
    short = name.removeprefix(document) if name.startswith(f"{document}-") else name
    kept = {field: value for field, value in claim.items() if field not in UNREAD}
    return {**kept, "id": short, "passages": found}


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

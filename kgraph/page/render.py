"""The page as one self-contained HTML text: own template, own script, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MODULES", "bundle", "render"]

#: The script's modules in the order of their imports; each exports what those after it use.
MODULES = (
    "dom.js",
    "networks.js",
    "state.js",
    "graph.js",
    "tables.js",
    "evidence.js",
    "controls.js",
    "main.js",
)

_IMPORT = re.compile(r"^import \{[^}]*\} from \"\./[a-z]+\.js\";\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const))", re.MULTILINE)
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
    return '(() => {\n"use strict";\n' + "\n\n".join(parts) + "\n})();\n"


def render(view: Mapping[str, Any]) -> str:
    """Return the HTML of a view model; the same text for the same view."""
    import jinja2
    from markupsafe import Markup

    package = files("kgraph.page")
    style = (package / "assets" / "style.css").read_text(encoding="utf-8")
    script = bundle()
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string((package / "template.html").read_text(encoding="utf-8"))
    return template.render(
        view=view,
        policy=_policy(script, style),
        # Our own files, and JSON in which nothing can end the element.
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        data=Markup(_json(view)),  # noqa: S704
    )


def _json(view: Mapping[str, Any]) -> str:
    text = json.dumps(view, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return re.sub(r"[<>&\u2028\u2029]", lambda match: _ESCAPES[match.group()], text)


def _policy(script: str, style: str) -> str:
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "img-src data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

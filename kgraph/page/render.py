"""The page as one self-contained HTML text: own template, own script, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgraph.draw.colours import COLOURS
from kgraph.errors import MissingFile

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["packed", "render", "vis_network"]

_SVG = "http://www.w3.org/2000/svg"


def render(view: Mapping[str, Any], pictures: Mapping[str, str] | None = None) -> str:
    """Return the HTML of a view model; the same text for the same view.

    ``pictures`` are SVG by name, in the colours of ``colours.COLOURS``; the page shows them in the
    colours of its theme. Script and style sheet are those that ``make page`` builds of ``assets``.
    """
    import jinja2
    from markupsafe import Markup

    package = files("kgraph.page")
    style = (package / "built" / "style.css").read_text(encoding="utf-8")
    script = (package / "built" / "main.js").read_text(encoding="utf-8")
    library = vis_network() if view["renderer"] != "svg" else ""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string((package / "template.html").read_text(encoding="utf-8"))
    themed = {name: _themed(svg) for name, svg in (pictures or {}).items()}
    return template.render(
        view=view,
        policy=_policy(style, *filter(None, (script, library))),
        # Our own files.
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        library=Markup(library),  # noqa: S704
        data=packed({**view, "pictures": themed}),
    )


def packed(view: Mapping[str, Any]) -> str:
    """Return a view model as JSON, deflated (RFC 1950) and in base64, as the script reads it.

    The same text for the same view and build of zlib; another build may deflate in other bytes.
    """
    text = json.dumps(view, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def _themed(svg: str) -> str:
    """Return a picture of ours in the colours of the theme, as a group whose marks can be chosen.

    The claims at the end of a tooltip are left out: the page shows them beside it.
    """
    import xml.etree.ElementTree as ET

    ET.register_namespace("", _SVG)
    root = ET.fromstring(svg)  # noqa: S314  written by ourselves
    names = {colour: f"var(--{name})" for name, colour in COLOURS.items()}
    for element in root.iter():
        for name, value in [*element.items()]:
            element.set(name, names.get(value, value))
        if element.tag == f"{{{_SVG}}}title" and element.text:
            element.text = element.text.partition("; claims ")[0]
    root.set("role", "group")
    return ET.tostring(root, encoding="unicode")


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

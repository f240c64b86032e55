"""Pages for the browser tests: of the made-up dossier, and of claims written by hand."""

from __future__ import annotations

import base64
import json
import re
import zlib
from pathlib import Path

import synthetic

import kgraph
from kgraph import page
from kgraph.claims import ClaimsTable
from kgraph.page import render

MINI = Path(__file__).resolve().parent / "dossiers" / "mini"
LAYERS = ("structure", "positions", "conduct", "influence")
VIEWS = ("graph", "matrix", "timeline", "table", "measures")
ALL = "reporting party-on-itself party-on-others analysis witness"


def mini():
    """The made-up dossier of twelve actors."""
    return kgraph.open(MINI)


def of_claims(claims, path, disputes=(), **options):
    """Write the page of a few claims and return its path."""
    made = claims if isinstance(claims, ClaimsTable) else synthetic.table(claims, disputes)
    text = page.page(made, synthetic.base(made), title="Made up", **options)
    path.write_text(text, encoding="utf-8")
    return path


def of_model(model, path):
    """Write the page of a view model and return its path."""
    path.write_text(render.render(model), encoding="utf-8")
    return path


def view_of(html):
    """Return the view model in a page, as its script unpacks it."""
    (text,) = re.findall(r'<script type="application/zlib" id="view">(.*?)</script>', html)
    return json.loads(zlib.decompress(base64.b64decode(text)))


def tab(opened, layer="", view=""):
    """Go to a layer and a view by the buttons that a reader would use."""
    if layer:
        opened.get_by_role("tab", name=layer.title(), exact=True).click()
    if view:
        opened.get_by_role("button", name=view.title(), exact=True).click()


def evidence(opened):
    """Return all that stands in the evidence, with everything that is folded opened."""
    opened.locator("#evidence details").evaluate_all(
        "all => all.forEach((one) => (one.open = true))"
    )
    return opened.locator("#evidence").inner_text()

"""Take the pictures for the documentation: ``python -m benchmarks.screenshots [FOLDER]``.

``docs/page.png`` is the page as it opens; ``docs/screenshots/`` has it at three widths, in both
themes, in grey and as seen without green receptors. Nothing here asserts anything: the pictures
are to be looked at. Can each name be read, is it clear within five seconds who stands where, and
is it one click from an edge to its passage?
"""

from __future__ import annotations

import base64
import shutil
import struct
import sys
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["main"]

_DOCS = Path(__file__).resolve().parent.parent / "docs"
_LARGEST = 150_000  # bytes

#: Name, size, theme, vision and state of each picture.
_PICTURES = (
    ("influence-1440", (1440, 900), "light", "none", "layer=influence"),
    ("conduct-1440-dark", (1440, 900), "dark", "none", "layer=conduct"),
    ("positions-1440", (1440, 900), "light", "none", "layer=positions"),
    ("conduct-day-1440", (1440, 900), "light", "none", "layer=conduct&asOf=2023-09-18"),
    ("timeline-1440", (1440, 900), "light", "none", "layer=conduct&view=timeline"),
    ("influence-900", (900, 900), "light", "none", "layer=influence"),
    ("conduct-900-dark", (900, 900), "dark", "none", "layer=conduct"),
    ("influence-390", (390, 844), "light", "none", "layer=influence"),
    ("conduct-390", (390, 844), "light", "none", "layer=conduct"),
    ("positions-390-dark", (390, 844), "dark", "none", "layer=positions"),
    ("conduct-grey", (1440, 900), "light", "achromatopsia", "layer=conduct"),
    ("conduct-deuteranopia", (1440, 900), "light", "deuteranopia", "layer=conduct"),
)

#: Opens the strongest tie of the layer, so that the evidence shows.
_CHOOSE = """() => {
  const { app } = window.kgraph;
  const edges = [...app.part.edges].sort((a, b) => b.hollow - a.hollow || b.weight - a.weight);
  if (edges[0]) app.choose("edge", edges[0].source, edges[0].target, String(edges[0].sign));
}"""
#: Two states beside each other: before and after the event with most claims.
_COMPARE = """() => {
  const { app } = window.kgraph;
  const span = ({ before, after }) => new Date(after) - new Date(before);
  const began = ({ before, after }) =>
    app.view.claims.filter((one) => one.from > before && one.from <= after).length;
  const events = app.view.events.filter((one) => one.before && one.after);
  const [{ before, after }] = events.sort((a, b) => began(b) / span(b) - began(a) / span(a));
  app.choose();
  app.set({ layer: "conduct", asOf: before, beside: { asOf: after } });
}"""
_PIXELS = """async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, image.width, image.height);
  let text = "";
  for (let i = 0; i < data.length; i += 8192) {
    text += String.fromCharCode(...data.subarray(i, i + 8192));
  }
  return [image.width, image.height, btoa(text)];
}"""


def main(folder: Path = _DOCS) -> None:
    """Write the pictures of the packaged dossier."""
    import kgraph

    (folder / "screenshots").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        page = Path(scratch) / "kgraph.html"
        page.write_text(kgraph.open().page(), encoding="utf-8")
        for file, taken in _taken(page):
            target = folder / file
            target.write_bytes(taken)
            over = "" if len(taken) <= _LARGEST else ", more than 150 kB"
            print(f"{target.relative_to(folder)}: {len(taken) / 1000:.0f} kB{over}")


def _taken(page: Path) -> Iterator[tuple[str, bytes]]:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for name, size, theme, vision, state in _PICTURES:
            tab = _opened(browser, page, size, theme, state)
            session = tab.context.new_cdp_session(tab)
            session.send("Emulation.setEmulatedVisionDeficiency", {"type": vision})
            yield f"screenshots/{name}.png", _smaller(browser, tab.screenshot())
            tab.context.close()
        tab = _opened(browser, page, (1440, 900), "light", "")
        tab.evaluate(_CHOOSE)
        yield "page.png", _smaller(browser, tab.screenshot())
        tab.evaluate(_COMPARE)
        yield "screenshots/compare-1440.png", _smaller(browser, tab.screenshot())
        browser.close()


def _smaller(browser: Any, picture: bytes) -> bytes:
    """Return a picture of 256 colours, which takes a third of the room."""
    tab = browser.new_page()
    address = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    width, height, raw = tab.evaluate(_PIXELS, address)
    tab.close()
    pixels = np.frombuffer(base64.b64decode(raw), np.uint8).reshape(-1, 4)[:, :3]
    colours, at, count = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    kept = _palette(colours, count)
    away = ((colours[:, None].astype(int) - kept[None]) ** 2).sum(axis=2)
    rows = away.argmin(axis=1).astype(np.uint8)[at.ravel()].reshape(height, width)
    lines = np.zeros((height, width + 1), np.uint8)
    lines[:, 1:] = rows
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    body_ = zlib.compress(lines.tobytes(), 9)
    parts = ((b"IHDR", header), (b"PLTE", kept.tobytes()), (b"IDAT", body_), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


def _palette(colours: Any, count: Any) -> Any:
    """Return 256 colours: the most frequent, then each time the one farthest from all of these."""
    kept = [*np.argsort(-count, kind="stable")[:128]]
    wide = colours.astype(int)
    away = np.min([((wide - wide[one]) ** 2).sum(axis=1) for one in kept], axis=0)
    while len(kept) < min(256, len(colours)):
        kept.append(int(away.argmax()))
        away = np.minimum(away, ((wide - wide[kept[-1]]) ** 2).sum(axis=1))
    return colours[kept]


def _opened(browser: Any, page: Path, size: tuple[int, int], theme: str, state: str) -> Any:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=theme, reduced_motion="reduce"
    )
    tab = context.new_page()
    tab.goto(page.as_uri() + (f"#{state}" if state else ""))
    tab.wait_for_selector("html[data-ready]", state="attached")
    return tab


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))

"""A small builder of SVG pictures that are read without a script.

A picture is a title, a body that the caller draws into, a legend line, and captions below, which
say what was chosen, what it rests on, and the data version:

>>> picture = Picture("Two actors", 200, 60, captions=["The whole record."])
>>> picture.body.circle(30, 30, 11, fill=COLOURS["state"])
>>> picture.render().startswith('<svg xmlns="http://www.w3.org/2000/svg"')
True

Shapes are placed in user units; attributes are SVG's, with ``_`` for ``-``; one that is ``None`` is
left out. The text is valid XML whatever the data say, and the same for the same drawing.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from kgraph.draw import boxes
from kgraph.draw.colours import COLOURS, FONTS, HEADINGS
from kgraph.text import apart, xml_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    #: Draws the sample of a legend entry into a group, centred on x, y, at most 26 units wide.
    Key = Callable[["Group", float, float], None]

__all__ = ["Group", "Picture", "path", "round_above", "shortened", "text_width", "wrapped"]

_MARGIN = 20.0
_TITLE = 21.0
#: Letters of headings are so much wider than those of the text.
_WIDE = 1.15
_SMALL = 12.0
_LINE = 17.0
_KEY = 26.0


class Group:
    """A group of shapes; every method draws one, on top of those before it."""

    def __init__(self, element: ET.Element) -> None:
        self._element = element

    def group(self, title: str = "", **attributes: Any) -> Group:
        """Return a new group in this one; ``title`` is shown by viewers that have tooltips."""
        inner = ET.SubElement(self._element, "g", _attributes(attributes))
        if title:
            ET.SubElement(inner, "title").text = _clean(title)
        return Group(inner)

    def line(self, x1: float, y1: float, x2: float, y2: float, **attributes: Any) -> None:
        """Draw a straight line."""
        self._shape("line", attributes, x1=x1, y1=y1, x2=x2, y2=y2)

    def rect(self, x: float, y: float, width: float, height: float, **attributes: Any) -> None:
        """Draw a rectangle from its upper left corner."""
        self._shape("rect", attributes, x=x, y=y, width=width, height=height)

    def circle(self, x: float, y: float, r: float, **attributes: Any) -> None:
        """Draw a circle round a point."""
        self._shape("circle", attributes, cx=x, cy=y, r=r)

    def path(self, d: str, **attributes: Any) -> None:
        """Draw a path in SVG's own words; see ``path`` for numbers as SVG writes them."""
        self._shape("path", attributes, d=d)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = _SMALL,
        anchor: str = "start",
        fill: str = COLOURS["ink"],
        halo: float = 0.0,
        **attributes: Any,
    ) -> None:
        """Write a line of text on its base line.

        ``anchor`` is start, middle or end; ``halo`` is the width of the paper's colour round the
        letters, which keeps them legible over lines.
        """
        place = {"x": x, "y": y, "font-size": size, "text-anchor": anchor, **attributes}
        if halo:
            # A copy below: not every viewer knows paint-order.
            self._shape(
                "text",
                {**place, "aria-hidden": "true", "stroke": COLOURS["paper"], "fill": "none",
                 "stroke-width": halo, "stroke-linejoin": "round"},
            ).text = _clean(text)  # fmt: skip
        self._shape("text", {**place, "fill": fill}).text = _clean(text)

    def _shape(self, tag: str, attributes: dict[str, Any], **more: Any) -> ET.Element:
        return ET.SubElement(self._element, tag, _attributes({**more, **attributes}))


class Picture:
    """A drawing of ``width`` by ``height`` units, framed by what one must know to read it.

    Parameters
    ----------
    title : str
        Heading, and the name for screen readers.
    width, height : float
        Size of the body, units; margins, heading, legend and captions come on top.
    legend : sequence of (Key, str)
        What a mark means: a function that draws a sample, and words.
    captions : iterable of str
        Sentences below: the filter, the base of evidence, the data version.
    data_version : str
        Also kept on the root element, as ``data-version``.
    describe : str
        Longer description for screen readers.

    Attributes
    ----------
    body : Group
        Where the caller draws; its origin is the upper left corner of the drawing.
    """

    def __init__(
        self,
        title: str,
        width: float,
        height: float,
        *,
        legend: Sequence[tuple[Key, str]] = (),
        captions: Iterable[str] = (),
        data_version: str = "",
        describe: str = "",
    ) -> None:
        inside = max(width, 420.0)
        heading = wrapped(title, inside / _WIDE, _TITLE)
        top = _MARGIN + _TITLE * 1.25 * len(heading) + 8
        rows = _legend_rows(legend, inside)
        below = [line for caption in captions for line in wrapped(caption, inside, _SMALL)]
        under = top + height + 26
        total = under + _LINE * (len(rows) + len(below)) + (8 if rows else 0) + _MARGIN / 2
        size = (inside + 2 * _MARGIN, total)
        self._root = ET.Element(
            "svg",
            _attributes(
                {"xmlns": "http://www.w3.org/2000/svg", "width": size[0], "height": size[1],
                 "viewBox": f"0 0 {_number(size[0])} {_number(size[1])}", "role": "img",
                 "aria-label": title, "font-family": FONTS,
                 "data-version": data_version or None}
            ),
        )  # fmt: skip
        ET.SubElement(self._root, "title").text = _clean(title)
        ET.SubElement(self._root, "desc").text = _clean(describe or " ".join(below))
        page = Group(self._root)
        page.rect(0, 0, *size, fill=COLOURS["paper"])
        for number, line in enumerate(heading):
            page.text(
                _MARGIN, _MARGIN + _TITLE * (1 + 1.25 * number) - 4, line,
                size=_TITLE, font_family=HEADINGS, font_weight=600,
            )  # fmt: skip
        left = _MARGIN + (inside - width) / 2
        self.body = page.group(transform=f"translate({_number(left)} {_number(top)})")
        for number, row in enumerate(rows):
            _legend(page, row, under + _LINE * number)
        under += _LINE * len(rows) + (8 if rows else 0)
        for number, line in enumerate(below):
            page.text(_MARGIN, under + _LINE * number, line, fill=COLOURS["soft"])

    def render(self) -> str:
        """Return the picture as SVG text."""
        return ET.tostring(self._root, encoding="unicode") + "\n"


def _legend_rows(
    legend: Sequence[tuple[Key, str]], width: float
) -> list[list[tuple[float, Key, str]]]:
    rows: list[list[tuple[float, Key, str]]] = []
    x = math.inf
    for key, words in legend:
        needed = _KEY + 6 + text_width(words, _SMALL) + 18
        if x + needed - 18 > width:
            rows.append([])
            x = 0.0
        rows[-1].append((x, key, words))
        x += needed
    return rows


def _legend(page: Group, row: list[tuple[float, Key, str]], y: float) -> None:
    for x, key, words in row:
        key(page.group(), _MARGIN + x + _KEY / 2, y - 4)
        page.text(_MARGIN + x + _KEY + 6, y, words, fill=COLOURS["soft"])


def text_width(text: str, size: float) -> float:
    """Return how wide a text is at most at a font size, units; faces of viewers differ."""
    return 1.12 * boxes.text_width(text, size)


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Return a text broken at blanks into lines that are about ``width`` units at a font size."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def shortened(label: str, letters: int = 32) -> str:
    """Return a label cut to a number of letters, the last then an ellipsis."""
    return label if len(label) <= letters else f"{label[: letters - 1]}…"


def round_above(value: float) -> float:
    """Return a round number at or above a number > 0, on which an axis can end.

    >>> round_above(3.18), round_above(0.5)
    (4.0, 0.5)
    """
    size = 10.0 ** math.floor(math.log10(value))
    return next(size * n for n in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if size * n >= value * (1 - 1e-9))


def path(*parts: str | float) -> str:
    """Return the data of a path from letters and numbers: ``path("M", 0, 1.5, "L", 3, 4)``."""
    return " ".join(part if isinstance(part, str) else _number(part) for part in parts)


def _attributes(given: dict[str, Any]) -> dict[str, str]:
    return {
        name.replace("_", "-"): _number(value) if isinstance(value, int | float) else _clean(value)
        for name, value in given.items()
        if value is not None
    }


def _number(value: float) -> str:
    """Return a number with at most two decimals, without trailing zeros."""
    short = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def _clean(text: Any) -> str:
    return apart(xml_text(str(text)))

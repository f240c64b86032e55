"""What a static picture of a network draws, read back from its SVG."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from kgraph.draw.boxes import text_width

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Drawn:
    """Marks, names and frames as boxes (left, top, right, bottom), lines as close points.

    ``names`` has a list for each actor, and for each frame that is named.
    """

    marks: dict
    names: dict
    frames: dict
    lines: list

    def at(self, actor):
        left, top, right, bottom = self.marks[actor]
        return (left + right) / 2, (top + bottom) / 2

    def faults(self):
        """Return what a line must not do, and names that cover each other or a mark."""
        found = {"through marks": set(), "through names": set(), "ends under names": set()}
        for source, target, line in self.lines:
            for actor, mark in self.marks.items():
                if actor not in {source, target} and any(_within(mark, p, 1) for p in line):
                    found["through marks"].add((source, target, actor))
            for actor, several in self.names.items():
                if actor in {source, target}:
                    if any(_within(name, p, 0) for name in several for p in (line[0], line[-1])):
                        found["ends under names"].add((source, target, actor))
                elif any(_within(name, p, 1) for name in several for p in line):
                    found["through names"].add((source, target, actor))
        boxes = [(a, box) for a, several in self.names.items() for box in several]
        both = [(a, box) for a, box in [*boxes, *self.marks.items()]]
        found["over names"] = {
            (a, b) for a, one in boxes for b, other in both if a != b and _meet(one, other)
        }
        return {fault: several for fault, several in found.items() if several}


def look(svg):
    """Return what a picture draws."""
    root = ET.fromstring(svg)
    marks, names, frames = {}, {}, {}
    for group in root.iter(f"{SVG}g"):
        actor, frame = (group.get(f"data-{one}") for one in ("actor", "frame"))
        if not actor and not frame:
            continue
        x, y = map(float, group.get("transform", "translate(0 0)")[10:-1].split())
        texts = [
            _box(t, x, y) for t in group.findall(f"{SVG}text") if "aria-hidden" not in t.attrib
        ]
        if texts:
            names[actor or f"frame {frame}"] = texts
        if frame:
            (rect,) = group.findall(f"{SVG}rect")
            left, top, wide, high = (float(rect.get(n)) for n in ("x", "y", "width", "height"))
            frames[frame] = left, top, left + wide, top + high
        else:
            size = _radius(group)
            marks[actor] = x - size, y - size, x + size, y + size
    lines = [
        (g.get("data-source"), g.get("data-target"), points(g.find(f"{SVG}path").get("d")))
        for g in root.iter(f"{SVG}g")
        if g.get("data-source")
    ]
    return Drawn(marks, names, frames, lines)


def points(path):
    """Return a path of straight parts as points close to each other."""
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", path)]
    corners = list(zip(numbers[::2], numbers[1::2], strict=True))
    found = []
    for a, b in zip(corners, corners[1:], strict=False):
        count = max(1, int(math.dist(a, b) / 1.5))
        found += [
            (a[0] + (b[0] - a[0]) * n / count, a[1] + (b[1] - a[1]) * n / count)
            for n in range(count)
        ]
    return [*found, corners[-1]]


def _radius(group):
    circle, rect, path = (group.find(f"{SVG}{one}") for one in ("circle", "rect", "path"))
    if circle is not None:
        return float(circle.get("r"))
    if rect is not None:
        return float(rect.get("width")) / 2
    return max(abs(float(n)) for n in re.findall(r"-?[\d.]+", path.get("d")))


def _box(text, x, y):
    size = float(text.get("font-size"))
    wide = text_width(text.text, size)
    left = x + float(text.get("x")) - wide * {"start": 0, "middle": 0.5}[text.get("text-anchor")]
    low = y + float(text.get("y"))
    return left, low - 0.75 * size, left + wide, low + 0.2 * size


def _within(box, point, by):
    (left, top, right, bottom), (x, y) = box, point
    return left + by < x < right - by and top + by < y < bottom - by


def _meet(a, b):
    return a[0] < b[2] - 1 and b[0] < a[2] - 1 and a[1] < b[3] - 1 and b[1] < a[3] - 1

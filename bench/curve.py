"""Curves side by side, as an SVG that reads well by day and in the dark."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

Point = tuple[float, float]

_WIDE, _HIGH = 300, 230
_LEFT, _TOP, _RIGHT, _BOTTOM = 46, 44, 18, 46
_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1c1b19 }
.title { font-weight: 600 }
.note { fill: #64615a }
.grid { stroke: #e3e0d9 }
.whole, .key-whole { stroke: #0b5fa5; stroke-width: 2; fill: none }
.database, .key-database { stroke: #64615a; stroke-width: 2; stroke-dasharray: 5 4; fill: none }
.dot { fill: #0b5fa5 }
.ground { fill: #ffffff }
@media (prefers-color-scheme: dark) {
  text { fill: #f0efeb } .note { fill: #aeaba2 } .grid { stroke: #393833 }
  .whole, .key-whole { stroke: #7db8ea } .dot { fill: #7db8ea }
  .database, .key-database { stroke: #aeaba2 } .ground { fill: #161614 }
}
"""


@dataclass(frozen=True, slots=True)
class Series:
    """What was varied, and what it cost: all of it, and the database's part, in milliseconds of processor."""

    name: str
    whole: Sequence[Point]
    database: Sequence[Point]


def draw(file: Path, curves: Sequence[Series]) -> None:
    """Writes the picture."""
    width, height = len(curves) * _WIDE, _HIGH + 34
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>',
        f"<title>{escape('What the days of a month cost: ' + ', '.join(one.name for one in curves))}</title>",
        f"<style>{_STYLE}</style>",
        f'<rect class="ground" width="{width}" height="{height}" rx="12"/>',
        *(_panel(curve, number * _WIDE) for number, curve in enumerate(curves)),
        _key(_HIGH + 16),
        "</svg>",
    ]
    file.write_text("\n".join(parts) + "\n")


def _panel(curve: Series, offset: int) -> str:
    most_x = max(x for x, _ in curve.whole) or 1
    top = _nice(max(y for _, y in curve.whole))
    across, down = _WIDE - _LEFT - _RIGHT, _HIGH - _TOP - _BOTTOM

    def place(point: Point) -> Point:
        return round(_LEFT + across * point[0] / most_x, 1), round(_TOP + down * (1 - point[1] / top), 1)

    def line(points: Sequence[Point], kind: str) -> str:
        return f'<polyline class="{kind}" points="{" ".join(f"{x},{y}" for x, y in map(place, points))}"/>'

    parts = [f'<g transform="translate({offset} 0)">']
    parts.append(f'<text class="title" x="{_LEFT}" y="24">{escape(curve.name)}</text>')
    for quarter in range(5):
        value = top * quarter / 4
        y = place((0, value))[1]
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDE - _RIGHT}" y1="{y}" y2="{y}"/>')
        parts.append(f'<text class="note" x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{value:g}</text>')
    for x in _marks([x for x, _ in curve.whole], most_x):
        middle = place((x, 0))[0]
        parts.append(f'<text class="note" x="{middle}" y="{_HIGH - 24}" text-anchor="middle">{x:g}</text>')
    parts += [line(curve.database, "database"), line(curve.whole, "whole")]
    parts += (f'<circle class="dot" cx="{x}" cy="{y}" r="3"/>' for x, y in map(place, curve.whole))
    return "\n".join([*parts, "</g>"])


def _key(y: int) -> str:
    return "\n".join(
        (
            f'<line class="key-whole" x1="{_LEFT}" x2="{_LEFT + 28}" y1="{y - 4}" y2="{y - 4}"/>',
            f'<text x="{_LEFT + 36}" y="{y}">processor, median ms</text>',
            f'<line class="key-database" x1="{_LEFT + 190}" x2="{_LEFT + 218}" y1="{y - 4}" y2="{y - 4}"/>',
            f'<text x="{_LEFT + 226}" y="{y}">of it in the database</text>',
        )
    )


def _nice(value: float) -> float:
    """The next round number."""
    size = 1.0
    while size * 10 <= value:
        size *= 10
    return next(size * one for one in (1, 2, 4, 6, 8, 10) if size * one >= value)


def _marks(values: Sequence[float], most: float) -> list[float]:
    """Those of the values whose numbers would not touch each other."""
    found: list[float] = []
    for value in values:
        if not found or value - found[-1] >= most * 0.11:
            found.append(value)
    return found

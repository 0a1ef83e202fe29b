"""The layout for phones: source above, destination below; who goes along hangs on a line down."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from changehands.web.picture.drawing import (
    PAD,
    ROW,
    STEP,
    Box,
    Dot,
    Drawing,
    Stroke,
    Text,
    left_over,
    rows_of,
)
from changehands.web.picture.scene import Group, Outcome, Scene, Thing
from changehands.web.picture.words import and_more

WIDTH: Final = 312
INNER: Final = WIDTH - 2 * PAD
INDENT: Final = 46
APART: Final = 12
CUT: Final = WIDTH - 28
MOST: Final = 4


@dataclass(frozen=True, slots=True)
class _Rail:
    """The line down that the people of one group hang on."""

    x: int
    group: Group


def draw(scene: Scene) -> Drawing:
    """Everything in its place."""
    sheet = Drawing(WIDTH)
    leaving = [group for group in scene.groups if group.outcome == Outcome.BREAKS]
    along = [group for group in scene.groups if group.outcome != Outcome.BREAKS]
    edge = _source(sheet, scene, leaving)
    rails = [_Rail(PAD + place * APART, group) for place, group in enumerate(along)]
    sheet.dots += [Dot(rail.x, edge, rail.group.outcome) for rail in rails]
    top = _products(sheet, scene, edge + 10)
    sheet.height = _destination(sheet, scene, top, rails, edge) + 2
    return sheet


def _source(sheet: Drawing, scene: Scene, leaving: Sequence[Group]) -> int:
    below = sheet.head(PAD, PAD, scene.source, INNER) + 8
    for thing in scene.stays:
        below = sheet.fact(PAD, below, thing, INNER)
    for group in leaving:
        below = _breaking(sheet, group, below + 8)
    below += 12
    sheet.boxes.append(Box(1, 1, WIDTH - 2, below - 1, "source"))
    return below


def _breaking(sheet: Drawing, group: Group, top: int) -> int:
    below = sheet.write_lines(PAD, top + 14, group.short, "title", INNER, tone="breaks") + 6
    for row in rows_of(group, MOST, and_more(left_over(group, MOST))):
        y = below + ROW // 2
        sheet.write(PAD, y + 4, row.words, "note" if row.many else "label", CUT - 76 - PAD)
        sheet.dots.append(Dot(CUT - 60, y, "breaks"))
        sheet.line(f"M{CUT - 60} {y}H{CUT - 13}", group.outcome, many=row.many)
        sheet.strokes.append(Stroke(f"M{CUT - 5} {y - 5}l10 10m0 -10l-10 10", "cut"))
        below += ROW
    return below


def _products(sheet: Drawing, scene: Scene, top: int) -> int:
    left, right = INDENT, WIDTH - PAD
    below, middle = top, (left + right) // 2
    for thing in scene.products:
        sheet.chip(left + 8, below, right - left - 16, thing)
        below += STEP
    if scene.more:
        sheet.texts.append(Text(middle, below + 13, scene.more, "more", centred=True))
        below += 26
    tip = below + 20
    arrow = f"M{left} {top - 9}V{below + 2}L{middle} {tip - 3}L{right} {below + 2}V{top - 9}Z"
    sheet.strokes.append(Stroke(arrow, "moves"))
    return tip


def _destination(sheet: Drawing, scene: Scene, top: int, rails: Sequence[_Rail], edge: int) -> int:
    x = INDENT if rails else PAD
    room, name = WIDTH - x - PAD, scene.destination or scene.open_words
    below = sheet.head(x, top + PAD, name, room, is_open=not scene.destination) + 8
    below = sheet.fact(x, below, Thing("inbox-arrow-down", scene.arrives), room)
    for rail in rails:
        below = _hanging(sheet, rail, below + 8, edge)
    below += 12
    reached = "destination" if scene.destination else "destination-open"
    sheet.boxes.append(Box(1, top, WIDTH - 2, below - top, reached))
    return below


def _hanging(sheet: Drawing, rail: _Rail, top: int, edge: int) -> int:
    group, room, last = rail.group, WIDTH - INDENT - PAD, edge
    base = sheet.write_lines(INDENT, top + 14, group.short, "title", room, tone=group.outcome)
    if group.arrival:
        base += ROW - 4
        sheet.write(INDENT, base, group.arrival, "note", room)
    below = base + 6
    for row in rows_of(group, MOST, and_more(left_over(group, MOST))):
        last = below + ROW // 2
        role = "note" if row.many else "label"
        sheet.write(INDENT + 14, last + 4, row.words, role, room - 14)
        sheet.line(f"M{rail.x} {last}H{INDENT}", group.outcome, many=row.many)
        sheet.dots.append(Dot(INDENT, last, f"{group.outcome}-arrived"))
        below += ROW
    sheet.line(f"M{rail.x} {edge}V{last}", group.outcome)
    return below

"""The layout for wide places: source at the left, destination at the right, lines across."""

from typing import Final

from changehands.web.picture.drawing import (
    PAD,
    ROW,
    STEP,
    Box,
    Dot,
    Drawing,
    Row,
    Stroke,
    Text,
    left_over,
    rows_of,
)
from changehands.web.picture.scene import Group, Outcome, Scene, Thing
from changehands.web.picture.words import and_more

WIDTH: Final = 640
COLUMN: Final = 212
RIGHT: Final = WIDTH - COLUMN
INNER: Final = COLUMN - 2 * PAD
CHIPS: Final = (COLUMN + 10, RIGHT - COLUMN - 38)
LEAVES: Final = COLUMN - 20
ARRIVES: Final = RIGHT + 20
CUT: Final = WIDTH // 2
MOST: Final = 6


def draw(scene: Scene) -> Drawing:
    """Everything in its place."""
    sheet = Drawing(WIDTH)
    below = max(_source(sheet, scene), _destination(sheet, scene), _products(sheet, scene))
    for group in scene.groups:
        below = _group(sheet, group, below + 14)
    sheet.height = below + PAD
    tall = sheet.height - 2
    reached = "destination" if scene.destination else "destination-open"
    sheet.boxes += [Box(1, 1, COLUMN - 1, tall, "source"), Box(RIGHT, 1, COLUMN - 1, tall, reached)]
    return sheet


def _source(sheet: Drawing, scene: Scene) -> int:
    below = sheet.head(PAD, PAD, scene.source, INNER) + 8
    for thing in scene.stays:
        below = sheet.fact(PAD, below, thing, INNER)
    return below


def _destination(sheet: Drawing, scene: Scene) -> int:
    x, name = RIGHT + PAD, scene.destination or scene.open_words
    below = sheet.head(x, PAD, name, INNER, is_open=not scene.destination) + 8
    return sheet.fact(x, below, Thing("inbox-arrow-down", scene.arrives), INNER)


def _products(sheet: Drawing, scene: Scene) -> int:
    x, wide = CHIPS
    below = PAD + 8
    for thing in scene.products:
        sheet.chip(x, below, wide, thing)
        below += STEP
    if scene.more:
        sheet.texts.append(Text(x + wide // 2, below + 13, scene.more, "more", centred=True))
        below += 26
    half, edge = (below - PAD + 2) // 2, x + wide + 8
    arrow = (
        f"M{COLUMN + 1} {PAD}H{edge}L{RIGHT - 3} {PAD + half}L{edge} {PAD + 2 * half}H{COLUMN + 1}Z"
    )
    sheet.strokes.append(Stroke(arrow, "moves"))
    return PAD + 2 * half


def _group(sheet: Drawing, group: Group, top: int) -> int:
    base = sheet.write_lines(PAD, top + 14, group.short, "title", INNER, tone=group.outcome)
    below = base + 6
    for row in rows_of(group, MOST, and_more(left_over(group, MOST))):
        _row(sheet, group, row, below)
        below += ROW
    return below


def _row(sheet: Drawing, group: Group, row: Row, top: int) -> None:
    y = top + ROW // 2
    sheet.write(PAD, y + 4, row.words, "note" if row.many else "label", LEAVES - PAD - 12)
    sheet.dots.append(Dot(LEAVES, y, group.outcome))
    if group.outcome == Outcome.BREAKS:
        sheet.line(f"M{LEAVES} {y}H{CUT - 14}", group.outcome, many=row.many)
        sheet.strokes.append(Stroke(f"M{CUT - 5} {y - 5}l10 10m0 -10l-10 10", "cut"))
        return
    sheet.line(f"M{LEAVES} {y}H{ARRIVES}", group.outcome, many=row.many)
    sheet.dots.append(Dot(ARRIVES, y, f"{group.outcome}-arrived"))
    if group.arrival and not row.many:
        sheet.write(ARRIVES + 12, y + 4, group.arrival, "note", WIDTH - ARRIVES - 12 - PAD)

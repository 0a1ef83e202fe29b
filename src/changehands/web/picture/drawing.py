"""A drawing as plain data: what stands where. The template turns it into SVG."""

from dataclasses import dataclass, field
from typing import Final

from changehands.web.picture.measure import shorten, width, wrap
from changehands.web.picture.scene import Group, Outcome, Someone, Thing

SIZES: Final = {"heading": 15, "title": 13, "label": 13, "note": 13, "more": 13, "mark": 14}
BOLD: Final = frozenset({"heading", "title", "more", "mark"})
LINE: Final = 18
ROW: Final = 24
PAD: Final = 16
MARK: Final = 30
CHIP: Final = 30
STEP: Final = 36


@dataclass(frozen=True, slots=True)
class Text:
    """One line of words; `x` is where it begins, or its middle if it is centred."""

    x: int
    y: int
    words: str
    role: str
    tone: str = ""
    centred: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the room that it takes."""
        size = SIZES[self.role]
        wide = width(self.words, size, bold=self.role in BOLD)
        left = self.x - wide / 2 if self.centred else self.x
        return left, self.y - size * 0.8, left + wide, self.y + size * 0.25


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: a column, a mark, a product."""

    x: int
    y: int
    width: int
    height: int
    role: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line, or the cross that cuts one."""

    path: str
    role: str


@dataclass(frozen=True, slots=True)
class Dot:
    """Where a line begins or arrives."""

    x: int
    y: int
    role: str


@dataclass(frozen=True, slots=True)
class Icon:
    """A Heroicon."""

    x: int
    y: int
    name: str


@dataclass(slots=True)
class Drawing:
    """What is drawn, in its order: boxes, strokes, products, dots, icons, words."""

    width: int
    height: int = 0
    boxes: list[Box] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    chips: list[Box] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    icons: list[Icon] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def write(self, x: int, y: int, words: str, role: str, room: int, tone: str = "") -> None:
        """One line, shortened to its room."""
        words = shorten(words, SIZES[role], room, bold=role in BOLD)
        self.texts.append(Text(x, y, words, role, tone))

    def write_lines(self, x: int, y: int, words: str, role: str, room: int, tone: str = "") -> int:
        """One line or two; gives the base of the last one."""
        lines = wrap(words, SIZES[role], room, bold=role in BOLD)
        for number, line in enumerate(lines):
            self.texts.append(Text(x, y + number * LINE, line, role, tone))
        return y + (len(lines) - 1) * LINE

    def head(self, x: int, y: int, name: str, room: int, *, is_open: bool = False) -> int:
        """An Organization's mark and name; gives where it ends."""
        self.chips.append(Box(x, y, MARK, MARK, "mark-open" if is_open else "mark"))
        initial = "?" if is_open else name.strip()[:1].upper()
        self.texts.append(Text(x + MARK // 2, y + 20, initial, "mark", centred=True))
        beside = wrap(name, SIZES["heading"], room - MARK - 10, bold=True)
        base = y + (20 if len(beside) == 1 else 12)
        last = self.write_lines(x + MARK + 10, base, name, "heading", room - MARK - 10)
        return max(y + MARK, last + 6)

    def fact(self, x: int, y: int, thing: Thing, room: int) -> int:
        """What stays or arrives, with its icon; gives where it ends."""
        self.icons.append(Icon(x, y + 3, thing.icon))
        return self.write_lines(x + 26, y + 16, thing.name, "note", room - 26) + ROW - 16

    def chip(self, x: int, y: int, wide: int, thing: Thing) -> None:
        """A product on its way."""
        self.chips.append(Box(x, y, wide, CHIP, "product"))
        self.icons.append(Icon(x + 8, y + 6, thing.icon))
        self.write(x + 34, y + 20, thing.name, "label", wide - 34 - 8)

    def line(self, path: str, outcome: Outcome, *, many: bool = False) -> None:
        """The line of a person, or of many."""
        self.strokes.append(Stroke(path, f"{outcome}-many" if many else outcome.value))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a group: a person, or all those who have no line of their own."""

    words: str
    many: bool


def rows_of(group: Group, most: int, more: str) -> list[Row]:
    """The rows of a group: the first people by name, then the others as one."""
    if not group.people:
        return [Row(group.label, True)]
    shown = group.people if len(group.people) <= most else group.people[: most - 1]
    rows = [Row(_name(person), False) for person in shown]
    return [*rows, Row(more, True)] if len(shown) < len(group.people) else rows


def left_over(group: Group, most: int) -> int:
    """How many of a group's people have no line of their own."""
    return max(0, len(group.people) - most + 1) if len(group.people) > most else 0


def _name(person: Someone) -> str:
    return person.name or person.email

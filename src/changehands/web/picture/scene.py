"""What a picture tells: who and what it is about, in which numbers. Its words tell the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from django.utils.translation import get_language

from changehands.policy import catalogue

NAMED: Final = 6
BY_KIND: Final = 24  # from here on kinds with their numbers say more than a few of the names


class Named(Protocol):
    """A product, or an item of a transfer."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...


class Someone(Protocol):
    """A person as a line of the picture."""

    @property
    def name(self) -> str: ...

    @property
    def email(self) -> str: ...


class Outcome(StrEnum):
    """What becomes of a line."""

    BREAKS = "breaks"
    HOLDS = "holds"
    JOINS = "joins"


@dataclass(frozen=True, slots=True)
class Thing:
    """A product, or products of one kind, on its way; or what stays behind."""

    icon: str
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """People with the same outcome; without their names where these are not the reader's to know.

    `short` has the number in it and stands in the picture, `title` follows the number in words.
    """

    outcome: Outcome
    number: int
    short: str
    title: str
    people: Sequence[Someone] = ()
    label: str = ""
    arrival: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that one picture shows. `destination` is empty while nobody knows it."""

    title: str
    source: str
    destination: str
    open_words: str
    products: Sequence[Thing]
    more: str
    groups: Sequence[Group]
    stays: Sequence[Thing]
    arrives: str


def things(named: Iterable[Named], kinds: Mapping[str, int]) -> tuple[list[Thing], int]:
    """What is drawn between the two sides, and how many products are left unsaid."""
    number = sum(kinds.values())
    if number > BY_KIND:
        largest = sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))
        shown = largest if len(largest) <= NAMED else largest[: NAMED - 1]
        drawn = [_of_kind(code, f"{amount} × {_label(code)}") for code, amount in shown]
        return drawn, number - sum(amount for _code, amount in shown)
    products = list(named)[:NAMED]
    if number > len(products):
        products = products[: NAMED - 1]
    return [_of_kind(one.kind, one.name) for one in products], number - len(products)


def _of_kind(code: str, name: str) -> Thing:
    kind = catalogue.current().kinds.get(code)
    return Thing(kind.icon if kind else "cube", name)


def _label(code: str) -> str:
    kind = catalogue.current().kinds.get(code)
    return kind.label.get(get_language() or "en") if kind else code

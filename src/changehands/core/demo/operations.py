"""Loading the demo world, once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password

from changehands.core import inventory
from changehands.core.demo import story
from changehands.core.demo.cast import PASSWORD, cast, key
from changehands.core.demo.crowd import crowd
from changehands.core.demo.stock import LATE, OURS, late, stock
from changehands.core.inventory.rows import Row
from changehands.core.operation import sweep
from changehands.models import Organization, Product, Transfer, User

BEGINNING: Final = timedelta(days=310)  # before the first transfer
PRODUCTS: Final = 60


@dataclass(frozen=True, slots=True)
class Demo:
    """What there is now, and whether it was there before."""

    loaded: bool
    organizations: int
    people: int
    products: int
    transfers: int


def load_demo(*, at: datetime, products: int = PRODUCTS) -> Demo:
    """Load the demo world as of `at`, with so many products at Ours SA; nothing if it is there.

    A loading that was interrupted goes on where it stopped.
    """
    if _exists(Product, LATE[-1].name):
        return _summary(loaded=False)
    if not _exists(Organization, "ours"):
        inventory.import_rows(_before(at.date(), products), at=at - BEGINNING)
    _set_passwords()
    story.play(at=at)
    inventory.import_rows(late(today=at.date()), at=at)
    return _summary(loaded=True)


def _before(today: date, products: int) -> Iterator[Row]:
    yield from cast()
    yield from stock(today=today)
    yield from crowd(max(0, products - _written()), today=today)


def _written() -> int:
    """The products that Ours SA holds in the end without any that are made by number."""
    came = gone = 0
    for scene in story.SCENES:
        came += len(scene.products) if scene.destination == "ours" else 0
        gone += len(scene.products) if scene.source == "ours" and scene.destination else 0
    return len(OURS) + len(LATE) + came - gone


@sweep
def _set_passwords() -> None:
    # one hash for all: argon2 is slow on purpose, and this password is no secret
    people = User.objects.filter(external_id__startswith=key(""), password__startswith="!")
    people.update(password=make_password(PASSWORD))


def _exists(model: type[Organization] | type[Product], name: str) -> bool:
    return model.objects.filter(external_id=key(name)).exists()


def _summary(*, loaded: bool) -> Demo:
    ours = {"external_id__startswith": key("")}
    return Demo(
        loaded=loaded,
        organizations=Organization.objects.filter(**ours).count(),
        people=User.objects.filter(**ours).count(),
        products=Product.objects.filter(**ours).count(),
        transfers=Transfer.objects.filter(source__external_id__startswith=key("")).count(),
    )

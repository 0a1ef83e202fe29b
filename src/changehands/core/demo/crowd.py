"""As many more products as wanted: what an agency holds for its customers, made from a seed."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice
from random import Random
from typing import Final

from changehands.core.demo.cast import key
from changehands.core.demo.stock import PRICES
from changehands.core.inventory.rows import Grant, Product, Row, Serving

_TRADES: Final = (
    "boulangerie bäckerei café garage apotheke librairie atelier malerei menuiserie schreinerei "
    "hôtel ristorante grotto velo optik fleuriste blumen musée theater cinéma kita école praxis "
    "fromagerie weingut cave imprimerie druckerei architecte notariat treuhand fiduciaire turnverein"
)
_PLACES: Final = (
    "genève lausanne nyon morges vevey montreux sion brig fribourg murten bern thun biel neuchâtel "
    "delémont basel liestal aarau olten solothurn luzern zug schwyz altdorf stans zürich winterthur "
    "uster schaffhausen frauenfeld st-gallen appenzell herisau chur davos scuol poschiavo bellinzona "
    "locarno lugano mendrisio rapperswil glarus einsiedeln"
)
TRADES: Final = _TRADES.split()
PLACES: Final = _PLACES.split()
EXTRAS: Final = (
    ("kdrive", "kDrive {customer}", "editor"),
    ("newsletter", "Newsletter {customer}", "author"),
    ("vps", "vps-{customer}", "technician"),
    ("ssl-certificate", "*.{customer}.example", "technician"),
)
MEMBERS: Final = ("jonas.maeder", "noemie.favre", "tomas.garcia", "zoe.baumgartner")


def crowd(number: int, *, today: date) -> Iterator[Row]:
    """So many products, and the servings and rights among them."""
    random = Random(2026)  # the same world every time
    rows = list(islice(_products(random, today), number))
    kept = {row.id for row in rows}
    yield from rows
    for customer in range(number // 4 + 1):
        for row in _ties(random, customer):
            named = {row.product, row.serves} if isinstance(row, Serving) else {row.product}
            if named <= kept:
                yield row


def _products(random: Random, today: date) -> Iterator[Product]:
    for number in count():
        customer = _customer(number)
        extra, title, _role = EXTRAS[number % len(EXTRAS)]
        expires = today + timedelta(days=random.randint(3, 720))
        held = today - timedelta(days=random.randint(320, 2000))
        for name, kind, text in (
            ("domain", "domain", f"{customer}.example"),
            ("hosting", "web-hosting", f"Hosting {customer}"),
            ("mail", "mail-service", f"Mail {customer}.example"),
            ("extra", extra, title.format(customer=customer)),
        ):
            yield Product(
                id=key(f"{number}-{name}"),
                kind=kind,
                name=text,
                holder=key("ours"),
                expires_on=expires,
                price=PRICES[kind],
                held_since=held,
            )


def _customer(number: int) -> str:
    # each round visits every place, one trade further: each pair comes once before any again
    visit, place = divmod(number, len(PLACES))
    again, step = divmod(visit, len(TRADES))
    name = f"{TRADES[(step + place) % len(TRADES)]}-{PLACES[place]}"
    return f"{name}-{again + 1}" if again else name


def _ties(random: Random, number: int) -> Iterator[Serving | Grant]:
    domain, hosting, mail, extra = (
        key(f"{number}-{name}") for name in ("domain", "hosting", "mail", "extra")
    )
    kind, _title, role = EXTRAS[number % len(EXTRAS)]
    member = key(f"{random.choice(MEMBERS)}@ours.example")
    yield Serving(product=domain, serves=hosting)
    yield Serving(product=domain, serves=mail)
    if kind == "ssl-certificate":
        yield Serving(product=extra, serves=domain)
    yield Grant(product=hosting, team=key("web"), role="developer")
    yield Grant(product=mail, person=member, role="user")
    yield Grant(product=extra, person=member, role=role, manages=number % 3 == 0)

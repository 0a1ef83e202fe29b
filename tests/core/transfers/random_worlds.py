"""Random small worlds: Organizations, people, teams, products and rights, stale ones included."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from allauth.account.models import EmailAddress
from hypothesis import strategies as st

from changehands.models import (
    Grant,
    Invoice,
    Membership,
    Organization,
    Product,
    Serving,
    Team,
    User,
)
from tests.world import NOW, give, join, make_organization, make_product, make_team, offer, take

SOURCE, DESTINATION, OTHER = HOMES = ("source", "destination", "other")
KINDS: Final = ("domain", "kdrive", "kdrive", "public-cloud", "ksuite")
PARTS: Final = {"public-cloud": ("database-service",), "ksuite": ("kdrive", "mail-service")}
ROLES: Final = ("owner", "admin", "member", "external")

PEOPLE: Final = 7

# Dense on purpose: what is to be compared happens where rights, roles and epochs overlap.
people = st.integers(0, PEOPLE - 1)
rights = st.dictionaries(people, st.booleans(), min_size=2, max_size=5)
team_rights = st.dictionaries(st.integers(0, 2), st.booleans(), min_size=1, max_size=3)


@dataclass(frozen=True)
class ProductPlan:
    """A product: where it is, where it came from, who has rights on it (and manages it)."""

    kind: str
    home: str
    earlier_homes: Sequence[str]
    earlier_rights: Mapping[int, bool]
    rights: Mapping[int, bool]
    team_rights: Mapping[int, bool]
    invoices: int
    price: int
    serves_next: bool


@dataclass(frozen=True)
class Plan:
    """What a world is made of; person 0 owns the source, and one more each the others."""

    places: Mapping[str, Mapping[int, str]]
    owners: Mapping[str, int]
    disabled: frozenset[int]
    teams: Sequence[tuple[str, frozenset[int]]]
    products: Sequence[ProductPlan]
    chosen: frozenset[int]


products = st.builds(
    ProductPlan,
    kind=st.sampled_from(KINDS),
    home=st.sampled_from([SOURCE, SOURCE, SOURCE, DESTINATION, OTHER]),
    earlier_homes=st.sampled_from([(), (OTHER,), (SOURCE, OTHER)]),
    earlier_rights=rights,
    rights=rights,
    team_rights=team_rights,
    invoices=st.integers(0, 2),
    price=st.sampled_from([0, 990]),
    serves_next=st.booleans(),
)
plans = st.builds(
    Plan,
    places=st.fixed_dictionaries(
        {home: st.dictionaries(people, st.sampled_from(ROLES), min_size=3) for home in HOMES}
    ),
    owners=st.fixed_dictionaries({SOURCE: st.just(0), DESTINATION: people, OTHER: people}),
    disabled=st.frozensets(people, max_size=2),
    teams=st.lists(
        st.tuples(st.sampled_from([SOURCE, SOURCE, OTHER]), st.frozensets(people, min_size=3)),
        min_size=2,
        max_size=3,
    ),
    products=st.lists(products, min_size=3, max_size=5),
    chosen=st.frozensets(st.integers(0, 4), min_size=2),
)


class RandomWorld:
    """The plan, made real."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.people = [_person(number) for number in range(PEOPLE)]
        self.homes = {home: self._organization(home) for home in HOMES}
        self.teams = [self._team(n, *team) for n, team in enumerate(plan.teams)]
        self.suites: set[str] = set()
        self.roots = [self._product(number, p) for number, p in enumerate(plan.products)]
        self._serve()
        owners = set(plan.owners.values())
        idle = [self.people[n].id for n in plan.disabled - owners]
        User.objects.filter(id__in=idle).update(is_active=False)

    @property
    def source(self) -> Organization:
        """Whose products are chosen."""
        return self.homes[SOURCE]

    @property
    def destination(self) -> Organization:
        """Where they go."""
        return self.homes[DESTINATION]

    @property
    def chosen(self) -> list[Product]:
        """Products of the source without a whole."""
        found = [self.roots[n] for n in sorted(self.plan.chosen) if n < len(self.roots)]
        return [product for product in found if product.holder == self.source]

    def owner(self, home: str) -> User:
        """The person who acts for this Organization."""
        return self.people[self.plan.owners[home]]

    def _organization(self, home: str) -> Organization:
        owner = self.plan.owners[home]
        organization = make_organization(home.title(), owner=self.people[owner])
        for number, role in self.plan.places[home].items():
            if number != owner:
                join(organization, self.people[number], role)
        return organization

    def _team(self, number: int, home: str, members: frozenset[int]) -> Team:
        present = [self.people[n] for n in members if self._is_in(self.homes[home], n)]
        return make_team(self.homes[home], f"Team {number}", *present)

    def _is_in(self, organization: Organization, number: int) -> bool:
        place = Membership.objects.filter(organization=organization, user=self.people[number])
        return place.exists()

    def _product(self, number: int, plan: ProductPlan) -> Product:
        kind = "domain" if plan.kind == "ksuite" and self.suites else plan.kind
        if kind == "ksuite":  # one in the whole world: no Organization has a second
            self.suites.add(plan.home)
        homes = [*plan.earlier_homes, SOURCE] if plan.home == SOURCE else [plan.home]
        first = self.homes[homes[0]]
        whole = make_product(first, kind, f"Product {number}", price=plan.price)
        parts = [
            make_product(first, part, f"{whole.name} {part}", part_of=whole, price=0)
            for part in PARTS.get(kind, ())
        ]
        for here, there in pairwise(homes):
            for product in (whole, *parts):
                self._give(product, plan.earlier_rights, plan.team_rights)
            _invoices(whole, number, plan.invoices)
            transfer = offer(self.owner(here), self.homes[here], whole)
            take(self.owner(there), transfer, self.homes[there])
            for product in (whole, *parts):
                product.refresh_from_db()
        for product in (whole, *parts):
            self._give(product, plan.rights, {} if plan.earlier_homes else plan.team_rights)
        _invoices(whole, number, plan.invoices)
        return whole

    def _give(
        self, product: Product, individual: Mapping[int, bool], teams: Mapping[int, bool]
    ) -> None:
        for number, manages in individual.items():
            person = self.people[number]
            if self._is_in(product.holder, number) and not Grant.objects.filter(
                product=product, epoch=product.epoch, user=person
            ):
                give(product, person, manages=manages)
        for number, manages in teams.items():
            if number < len(self.teams) and self.teams[number].organization == product.holder:
                give(product, self.teams[number], manages=manages)

    def _serve(self) -> None:
        for plan, product, following in zip(
            self.plan.products, self.roots, self.roots[1:], strict=False
        ):
            if plan.serves_next and product.holder == following.holder:
                Serving.objects.create(product=product, serves=following)


def _person(number: int) -> User:
    person = User(email=f"p{number}@people.example", name=f"P{number}", password="!")
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True)
    return person


def _invoices(product: Product, number: int, count: int) -> None:
    for each in range(count):
        Invoice.objects.create(
            organization=product.holder,
            product=product,
            number=f"{number}-{product.epoch}-{each}",
            amount=100,
            currency="CHF",
            issued_on=NOW.date(),
        )

"""The fixed world of the tests.

Olga owns Ours, Adam administers it; Mia is a collaborator with rights of her own, Tom has his
through the team Web, Kim has both, Xen is an external user. Olga also administers Labs. Rui owns
Theirs, Rita administers it. Eve owns Elsewhere and is a stranger to all of them. Nora has an
account and no Organization.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from changehands.core import transfers
from changehands.core.transfers import Consent, Link
from changehands.models import (
    Grant,
    Holding,
    Membership,
    Organization,
    Product,
    Serving,
    Team,
    TeamMember,
    Transfer,
    User,
)
from changehands.policy import conditions

NOW: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PASSWORD: Final = "changehands"


@cache
def _hashed_password() -> str:
    return make_password(PASSWORD)  # argon2 is slow on purpose: once is enough


def make_user(name: str) -> User:
    """A person with a confirmed address, e.g. olga@people.example."""
    user = User(email=f"{name.lower()}@people.example", name=name, password=_hashed_password())
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_organization(name: str, **roles: User) -> Organization:
    """An Organization with people by role: make_organization("Ours", owner=olga)."""
    organization = Organization.objects.create(name=name, slug=name.lower())
    for role, user in roles.items():
        join(organization, user, role)
    return organization


def join(organization: Organization, user: User, role: str) -> Membership:
    """Put a person into an Organization."""
    return Membership.objects.create(organization=organization, user=user, role=role)


def make_product(holder: Organization, kind: str, name: str, **fields: Any) -> Product:
    """A product with its first holding."""
    fields = {"expires_on": date(2027, 3, 1), "price": 1200, **fields}
    product = Product.objects.create(holder=holder, kind=kind, name=name, **fields)
    Holding.objects.create(product=product, epoch=1, organization=holder, began_at=NOW)
    return product


def give(
    product: Product, subject: User | Team, role: str = "editor", manages: bool = False
) -> Grant:
    """A right on a product for its present epoch."""
    key = "user" if isinstance(subject, User) else "team"
    return Grant.objects.create(
        product=product, epoch=product.epoch, role=role, manages=manages, **{key: subject}
    )


def make_team(organization: Organization, name: str, *members: User) -> Team:
    """A work team of people who are in the Organization."""
    team = Team.objects.create(organization=organization, name=name)
    for user in members:
        place = Membership.objects.get(organization=organization, user=user)
        TeamMember.objects.create(team=team, membership=place, organization=organization)
    return team


@dataclass
class World:
    """Everybody and everything, by name."""

    olga: User
    adam: User
    mia: User
    tom: User
    kim: User
    xen: User
    rui: User
    rita: User
    eve: User
    nora: User
    ours: Organization
    labs: Organization
    theirs: Organization
    elsewhere: Organization
    web: Team
    domain: Product
    hosting: Product
    mailbox: Product
    drive: Product
    suite: Product
    personal: Product
    jelastic: Product
    cloud: Product
    database: Product
    locked: Product


def build() -> World:
    """Make the world afresh."""
    names = ("Olga", "Adam", "Mia", "Tom", "Kim", "Xen", "Rui", "Rita", "Eve", "Nora")
    people = {name.lower(): make_user(name) for name in names}
    ours = make_organization(
        "Ours",
        owner=people["olga"],
        admin=people["adam"],
        member=people["mia"],
        external=people["xen"],
    )
    for name in ("tom", "kim"):
        join(ours, people[name], "member")
    labs = make_organization("Labs", owner=people["adam"], admin=people["olga"])
    theirs = make_organization("Theirs", owner=people["rui"], admin=people["rita"])
    elsewhere = make_organization("Elsewhere", owner=people["eve"])
    web = make_team(ours, "Web", people["tom"], people["kim"])
    domain = make_product(ours, "domain", "ours.example")
    hosting = make_product(ours, "web-hosting", "Hosting")
    mailbox = make_product(ours, "mail-service", "Mail")
    drive = make_product(ours, "kdrive", "Drive")
    cloud = make_product(ours, "public-cloud", "Cloud")
    world = World(
        **people,
        ours=ours,
        labs=labs,
        theirs=theirs,
        elsewhere=elsewhere,
        web=web,
        domain=domain,
        hosting=hosting,
        mailbox=mailbox,
        drive=drive,
        suite=make_product(ours, "ksuite", "Suite"),
        personal=make_product(ours, "my-ksuite", "Personal"),
        jelastic=make_product(ours, "jelastic-cloud", "Jelastic"),
        cloud=cloud,
        database=make_product(ours, "database-service", "Database", part_of=cloud),
        locked=make_product(ours, "vps", "Locked", facts=["locked"]),
    )
    for served in (hosting, mailbox):
        Serving.objects.create(product=domain, serves=served)
    give(hosting, world.mia, manages=True)
    give(hosting, web)
    give(drive, world.mia, manages=True)
    give(drive, world.xen, role="viewer")
    give(drive, world.kim)
    give(drive, web)
    return world


def agree(digest: str = "") -> Consent:
    """Acceptance of the present conditions, after reading what the digest stands for."""
    return Consent(conditions.CURRENT, "en", digest)


def offer(actor: User, source: Organization, *products: Product, **options: Any) -> Transfer:
    """Start a transfer, having read the warnings."""
    keys = [product.id for product in products]
    at = options.pop("at", NOW)
    shown = transfers.compute(keys, source=source.id, at=at)
    return transfers.start(
        actor=actor,
        source_id=source.id,
        products=keys,
        consent=agree(shown.digest),
        at=at,
        **options,
    )


def link_of(transfer: Transfer) -> Link:
    """What someone has who was given the present link."""
    return transfers.prove(transfer.id, transfers.address(transfer))


def take(actor: User, transfer: Transfer, destination: Organization, **options: Any) -> Transfer:
    """Receive a transfer by its link, having read the offer."""
    at = options.pop("at", NOW)
    keys = list(transfer.items.filter(follows=False).values_list("product_id", flat=True))
    shown = transfers.compute(
        keys, source=transfer.source_id, destination=destination.id, transfer=transfer.id, at=at
    )
    return transfers.receive(
        actor=actor,
        link=options.pop("link", None) or link_of(transfer),
        destination_id=destination.id,
        consent=agree(shown.offer_digest),
        at=at,
    )

"""The transfers of the demo: one of each state, made by the verbs that everybody uses."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from changehands.core import transfers
from changehands.core.demo.cast import key
from changehands.core.transfers import Consent
from changehands.models import Organization, Product, Transfer, TransferItem, User
from changehands.policy import conditions

DAYS: Final = 7  # whatever the settings say, so that each scene ends as it is told


class Scene(NamedTuple):
    """An offer so many days ago, and what became of it a day later."""

    ago: int
    source: str
    by: str
    products: tuple[str, ...]
    end: str = ""
    ended_by: str = ""
    destination: str = ""
    mailed_to: str = ""
    only: bool = False


SCENES: Final = (
    Scene(
        ago=300,
        source="theirs",
        by="owner@theirs.example",
        products=("lake-domain", "lake-hosting"),
        end="receive",
        ended_by="owner@ours.example",
        destination="ours",
    ),
    Scene(
        ago=210,
        source="ours",
        by="owner@ours.example",
        products=("drive-fair", "letter-fair"),
        end="receive",
        ended_by="owner@theirs.example",
        destination="theirs",
    ),
    Scene(
        ago=120,
        source="ours",
        by="owner@ours.example",
        products=("vps-lab",),
        end="direct",
        destination="labs",
    ),
    Scene(
        ago=75,
        source="ours",
        by="admin@ours.example",
        products=("domain-lake",),
        end="decline",
        ended_by="stranger@elsewhere.example",
    ),
    Scene(
        ago=50,
        source="ours",
        by="owner@ours.example",
        products=("tickets", "domain-festival"),
        end="cancel",
        ended_by="admin@ours.example",
    ),
    Scene(ago=30, source="ours", by="admin@ours.example", products=("radio",), end="expire"),
    Scene(ago=6, source="ours", by="admin@ours.example", products=("films",)),
    Scene(
        ago=3,
        source="ours",
        by="owner@ours.example",
        products=("domain-gallery", "hosting-gallery"),
        mailed_to="owner@theirs.example",
    ),
    Scene(
        ago=2,
        source="elsewhere",
        by="stranger@elsewhere.example",
        products=("else-domain", "else-site"),
        mailed_to="new@new.example",
    ),
    Scene(
        ago=1,
        source="theirs",
        by="admin@theirs.example",
        products=("alps-domain", "alps-mail"),
        mailed_to="owner@ours.example",
        only=True,
    ),
)


def play(*, at: datetime) -> None:
    """Every scene that was not played yet, in the order of time."""
    for scene in SCENES:
        first = key(scene.products[0])
        if not TransferItem.objects.filter(product__external_id=first).exists():
            _play(scene, at - timedelta(days=scene.ago))


def _play(scene: Scene, at: datetime) -> None:
    starter, source = _person(scene.by), _organization(scene.source)
    products = _products(scene)
    shown = transfers.compute(products, source=source.id, at=at)
    transfer = transfers.start(
        actor=starter,
        source_id=source.id,
        products=products,
        consent=_consent(starter, shown.digest),
        at=at,
        days=DAYS,
    )
    if scene.mailed_to:
        transfers.mail(
            actor=starter,
            transfer_id=transfer.id,
            address=scene.mailed_to,
            language=starter.locale,
            only=scene.only,
            at=at + timedelta(minutes=2),
        )
    if scene.end:
        _ENDS[scene.end](scene, transfer, at + timedelta(days=1))


def _receive(scene: Scene, transfer: Transfer, at: datetime) -> None:
    receiver, destination = _person(scene.ended_by), _organization(scene.destination)
    shown = _shown(scene, transfer, destination, at)
    transfers.receive(
        actor=receiver,
        link=_link(transfer),
        destination_id=destination.id,
        consent=_consent(receiver, shown.offer_digest),
        at=at,
    )


def _direct(scene: Scene, transfer: Transfer, at: datetime) -> None:
    starter, destination = _person(scene.by), _organization(scene.destination)
    shown = _shown(scene, transfer, destination, at)
    transfers.direct(
        actor=starter,
        transfer_id=transfer.id,
        destination_id=destination.id,
        consent=_consent(starter, shown.digest),
        at=at,
    )


def _decline(scene: Scene, transfer: Transfer, at: datetime) -> None:
    transfers.decline(actor=_person(scene.ended_by), link=_link(transfer), at=at)


def _cancel(scene: Scene, transfer: Transfer, at: datetime) -> None:
    transfers.cancel(actor=_person(scene.ended_by), transfer_id=transfer.id, at=at)


def _expire(scene: Scene, transfer: Transfer, at: datetime) -> None:
    transfers.expire(at=transfer.expires_at)


_ENDS: Final[dict[str, Callable[[Scene, Transfer, datetime], None]]] = {
    "receive": _receive,
    "direct": _direct,
    "decline": _decline,
    "cancel": _cancel,
    "expire": _expire,
}


def _shown(
    scene: Scene, transfer: Transfer, destination: Organization, at: datetime
) -> transfers.Preview:
    return transfers.compute(
        _products(scene),
        source=transfer.source_id,
        destination=destination.id,
        transfer=transfer.id,
        at=at,
    )


def _consent(user: User, digest: str) -> Consent:
    return Consent(conditions.CURRENT, user.locale, digest)


def _link(transfer: Transfer) -> transfers.Link:
    return transfers.prove(transfer.id, transfers.address(transfer))


def _person(email: str) -> User:
    return User.objects.get(external_id=key(email))


def _organization(name: str) -> Organization:
    return Organization.objects.get(external_id=key(name))


def _products(scene: Scene) -> list[UUID]:
    names = [key(name) for name in scene.products]
    return list(Product.objects.filter(external_id__in=names).values_list("id", flat=True))

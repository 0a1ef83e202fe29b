"""Every verb on a waiting transfer as one call, so that tests can go through all of them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from changehands.core import transfers
from changehands.core.transfers import queries
from changehands.models import Organization, Transfer, User
from tests.world import NOW, World, agree, link_of, take

Verb = Callable[..., Any]


def direct(
    world: World,
    transfer: Transfer,
    actor: User,
    *,
    to: Organization | None = None,
    at: datetime = NOW,
) -> Transfer:
    """Hand over to Labs, having read the warnings."""
    destination = to or world.labs
    shown = queries.consequences(transfer, destination=destination.id, at=at)
    return transfers.direct(
        actor=actor,
        transfer_id=transfer.id,
        destination_id=destination.id,
        consent=agree(shown.digest),
        at=at,
    )


def cancel(world: World, transfer: Transfer, actor: User, *, at: datetime = NOW) -> Transfer:
    """Take the offer back."""
    return transfers.cancel(actor=actor, transfer_id=transfer.id, at=at)


def relink(world: World, transfer: Transfer, actor: User, *, at: datetime = NOW) -> Transfer:
    """Issue a new link."""
    return transfers.relink(actor=actor, transfer_id=transfer.id, at=at)


def extend(
    world: World, transfer: Transfer, actor: User, *, at: datetime = NOW, days: int = 10
) -> Transfer:
    """Wait ten more days."""
    return transfers.extend(actor=actor, transfer_id=transfer.id, days=days, at=at)


def mail(
    world: World,
    transfer: Transfer,
    actor: User,
    *,
    address: str = "rui@people.example",
    language: str = "en",
    only: bool = False,
    at: datetime = NOW,
) -> Any:
    """Send the link to Rui."""
    return transfers.mail(
        actor=actor,
        transfer_id=transfer.id,
        address=address,
        language=language,
        only=only,
        at=at,
    )


def receive(world: World, transfer: Transfer, actor: User, *, at: datetime = NOW) -> Transfer:
    """Receive for Theirs by the present link."""
    return take(actor, transfer, world.theirs, at=at)


def decline(world: World, transfer: Transfer, actor: User, *, at: datetime = NOW) -> Transfer:
    """Decline by the present link."""
    return transfers.decline(actor=actor, link=link_of(transfer), at=at)


OF_THE_SOURCE: Final[Mapping[str, Verb]] = {
    "direct": direct,
    "cancel": cancel,
    "relink": relink,
    "extend": extend,
    "mail": mail,
}
BY_LINK: Final[Mapping[str, Verb]] = {"receive": receive, "decline": decline}


def end(world: World, transfer: Transfer, state: str) -> None:
    """Bring a waiting transfer of Olga's into this state."""
    if state == "completed":
        receive(world, transfer, world.rui)
    elif state == "cancelled":
        cancel(world, transfer, world.olga)
    elif state == "declined":
        decline(world, transfer, world.rui)
    elif state == "expired":
        transfers.expire(at=transfer.expires_at)
    else:
        raise AssertionError(state)


ENDS: Final = ("completed", "cancelled", "declined", "expired")

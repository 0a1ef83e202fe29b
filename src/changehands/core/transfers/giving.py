"""Starting with one of the ways on in the same act: all of it happens, or nothing."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from changehands.core.operation import body_of, operation
from changehands.core.organizations import authority
from changehands.core.transfers import operations as verbs
from changehands.core.transfers import preview
from changehands.core.transfers.operations import Consent
from changehands.kernel.errors import Invalid
from changehands.models import Transfer, User


@operation
def start_and_send(
    *,
    actor: User,
    source_id: UUID,
    products: Iterable[UUID],
    consent: Consent,
    email: str,
    language: str,
    only: bool,
    at: datetime,
    days: int | None = None,
) -> Transfer:
    """Offer products and send the link to an address, which alone may receive if `only`."""
    transfer = body_of(verbs.start)(
        actor=actor, source_id=source_id, products=products, consent=consent, days=days, at=at
    )
    mailing = body_of(verbs.mail)(
        actor=actor, transfer_id=transfer.id, address=email, language=language, only=only, at=at
    )
    return mailing.transfer


@operation
def start_and_direct(
    *,
    actor: User,
    source_id: UUID,
    products: Iterable[UUID],
    destination_id: UUID,
    consent: Consent,
    at: datetime,
    days: int | None = None,
) -> Transfer:
    """Hand products to another Organization of the actor at once (R40, R43).

    `consent.digest` is that of the consequences with this destination.
    """
    if destination_id == source_id:
        raise Invalid(
            "destination-is-source",
            "Choose another Organization: the products are already with this one.",
            field="destination",
        )
    chosen = list(products)
    authority.lock({source_id, destination_id})  # both at once, in the order that all verbs keep
    # the start has nothing to be read of its own: what counts is what the destination makes of it
    alone = preview.compute(chosen, source=source_id, at=at)
    transfer = body_of(verbs.start)(
        actor=actor,
        source_id=source_id,
        products=chosen,
        consent=replace(consent, digest=alone.digest),
        days=days,
        at=at,
    )
    return body_of(verbs.direct)(
        actor=actor,
        transfer_id=transfer.id,
        destination_id=destination_id,
        consent=consent,
        at=at,
    )

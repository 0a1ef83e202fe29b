"""What an offer is made of, and the conditions under which it may be made or taken."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.db import connection

from changehands.core.transfers.closure import Closure, close_over
from changehands.core.transfers.locking import no_such_transfer
from changehands.core.transfers.preview import Preview
from changehands.kernel.errors import Conflict, Invalid
from changehands.models import Organization, Product, Transfer, User

MOST_PRODUCTS: Final = 10_000

_ADD_ITEMS: Final = """
    INSERT INTO transfer_item
           (transfer_id, transfer_state, product_id, epoch, name, kind, follows)
    SELECT %(transfer)s, 'waiting', p.id, p.epoch, p.name, p.kind, moved.follows
      FROM (SELECT id, bool_and(follows) AS follows
              FROM unnest(%(ids)s::uuid[], %(follows)s::boolean[]) AS moved (id, follows)
             GROUP BY id) moved
      JOIN product p ON p.id = moved.id
"""


class NotMovable(Conflict):
    """Some of the products cannot be handed over; `preview.blockers` names each with its reason."""

    def __init__(self, preview: Preview) -> None:
        first = preview.blockers[0]
        super().__init__(
            "products-blocked",
            "“%(name)s” cannot be handed over: %(reason)s",
            name=first.name,
            reason=first.message,
            count=len(preview.blockers),
        )
        self.preview = preview


class FactsChanged(Conflict):
    """The consequences were not read yet, or are no longer those that were; read `preview`."""

    def __init__(self, preview: Preview, *, read_before: bool) -> None:
        super().__init__(
            "facts-changed" if read_before else "warnings-unread",
            "The facts have changed since. Read again what will happen."
            if read_before
            else "Read what will happen before it starts.",
        )
        self.preview = preview


def require_held(products: Iterable[UUID], source: Organization) -> set[UUID]:
    """The products, each once. Raises Invalid for none, too many, and what the source holds not."""
    wanted = set(products)
    if not wanted:
        raise Invalid("nothing-chosen", "Choose at least one product.", field="products")
    if len(wanted) > MOST_PRODUCTS:
        raise Invalid(
            "too-many-products",
            "Choose %(most)s products at most in one transfer.",
            field="products",
            most=MOST_PRODUCTS,
        )
    held = set(Product.objects.filter(id__in=wanted, holder=source).values_list("id", flat=True))
    if held != wanted:
        raise Invalid(
            "product-not-held",
            "%(count)s of the products chosen are not held by %(organization)s. Choose again.",
            field="products",
            count=len(wanted - held),
            organization=source.name,
        )
    return wanted


def lock_chosen(products: Iterable[UUID], source: Organization) -> Closure:
    """Lock the chosen products and their parts in id order; only what the source holds is found."""
    closure = close_over(require_held(products, source))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM product WHERE id = ANY(%(moved)s) ORDER BY id FOR NO KEY UPDATE",
            {"moved": closure.moved},
        )
    return closure


def add_items(transfer: Transfer, closure: Closure) -> None:
    """Write down every product of the offer as it is now, and name the transfer after the first."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD_ITEMS, {**closure.parameters, "transfer": transfer.id})
        cursor.execute(
            "UPDATE transfer SET title = (SELECT name FROM transfer_item WHERE transfer_id = %(id)s"
            " ORDER BY follows, name, product_id LIMIT 1) WHERE id = %(id)s RETURNING title",
            {"id": transfer.id},
        )
        (transfer.title,) = cursor.fetchone()


def require_movable(shown: Preview) -> None:
    """Raises NotMovable when there is a reason against any of the products."""
    if shown.blockers:
        raise NotMovable(shown)


def require_read(shown: Preview, digest: str) -> None:
    """Raises FactsChanged unless the digest is that of the present consequences (R35)."""
    if shown.has_warnings and digest != shown.digest:
        raise FactsChanged(shown, read_before=bool(digest))


def require_offer_read(shown: Preview, digest: str) -> None:
    """Raises FactsChanged unless the receiver was shown exactly what they take on (R53)."""
    if digest != shown.offer_digest:
        raise FactsChanged(shown, read_before=bool(digest))


def source_among(actor: User, transfer_id: UUID) -> UUID:
    """The source of a transfer that the actor may know of as a member of it."""
    source = (
        Transfer.objects.filter(id=transfer_id, source__memberships__user=actor.pk)
        .values_list("source_id", flat=True)
        .first()
    )
    if source is None:
        raise no_such_transfer()
    return source


def sides(transfer: Transfer, **facts: Any) -> Mapping[UUID, Mapping[str, Any]]:
    """The act as each side may know it: both name the products, neither the other's people."""
    told = {
        "transfer": transfer.public_id,
        "title": transfer.title,
        "products": transfer.item_count,
        "source": transfer.source.name,
        "destination": transfer.destination.name if transfer.destination else "",
    }
    views: dict[UUID, Mapping[str, Any]] = {transfer.source_id: {**told, **facts, "side": "source"}}
    if transfer.destination_id:
        views[transfer.destination_id] = {**told, "side": "destination"}
    return views

"""The receipt of a completed transfer, and the proof that a copy of it is genuine (R63)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings

from changehands.core.transfers.queries import View
from changehands.kernel import links
from changehands.kernel.errors import Conflict, Invalid
from changehands.models import Acceptance, Transfer, TransferItem

_NOTHING: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Receipt:
    """What both sides may keep of a completed transfer."""

    transfer: Transfer
    items: Sequence[TransferItem]
    acceptances: Sequence[Acceptance]

    @property
    def address(self) -> str:
        """Where anybody who holds the receipt can ask whether it is genuine."""
        return address(self.transfer)


def read(seen: View) -> Receipt:
    """The receipt of a transfer. Raises Conflict as long as nothing is handed over."""
    transfer = seen.transfer
    if transfer.state != Transfer.State.COMPLETED:
        raise Conflict(
            "not-completed", "There is a receipt only once the products are handed over."
        )
    accepted = transfer.acceptances.select_related("user", "organization")
    return Receipt(
        transfer,
        list(transfer.items.order_by("follows", "name", "product_id")),
        list(accepted.order_by("-side")),
    )


def address(transfer: Transfer) -> str:
    """The address of the verification page; its code stands in the fragment."""
    purpose = links.RECEIPT.about(transfer.digest)
    code = links.secret_for(settings.SECRET_KEY, transfer.id, 1, purpose)
    return f"{settings.BASE_URL}/r/{transfer.public_id}#{code}"


def prove(transfer_id: UUID, text: str) -> Transfer:
    """The completed transfer whose receipt holds this code, from a pasted address or code.

    Raises Invalid, always the same, for a wrong code and for a transfer that is not there.
    """
    code = links.find_secret(text, links.RECEIPT) or ""
    completed = Transfer.objects.filter(id=transfer_id, state=Transfer.State.COMPLETED)
    transfer = completed.select_related("source", "destination").first()
    # what is not there is compared too: the time taken tells nothing
    purpose = links.RECEIPT.about(transfer.digest if transfer else _NOTHING)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not links.matches(code, keys, transfer_id, 1, purpose) or transfer is None:
        raise Invalid(
            "receipt-wrong",
            "No receipt with this number and code was issued here. "
            "Copy the whole address from the receipt, with the part after the #.",
            field="code",
        )
    return transfer

"""The link of a transfer, and what holding it proves."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from changehands.kernel import links
from changehands.kernel.errors import Invalid
from changehands.models import Transfer


@dataclass(frozen=True, slots=True)
class Link:
    """Proof that someone held the secret of this generation of a transfer's link."""

    transfer: UUID
    generation: int


def address(transfer: Transfer) -> str:
    """The whole link; the secret stands in the fragment, which no browser sends anywhere."""
    secret = links.secret_for(settings.SECRET_KEY, transfer.id, transfer.generation)
    return f"{settings.BASE_URL}/t/{transfer.public_id}#{secret}"


def prove(transfer_id: UUID, text: str) -> Link:
    """The proof from a pasted link or code.

    Raises Invalid, always the same, for a wrong code, a wrong checksum and an unknown transfer.
    """
    secret = links.find_secret(text) or ""
    if not links.is_well_formed(secret):
        raise wrong_code()
    generation = (
        Transfer.objects.filter(id=transfer_id).values_list("generation", flat=True).first()
    )
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    for candidate in range(generation or 0, 0, -1):
        if links.matches(secret, keys, transfer_id, candidate):
            return Link(transfer_id, candidate)
    raise wrong_code()


def wrong_code() -> Invalid:
    """The one answer to every code that is not right."""
    return Invalid(
        "link-wrong",
        "This link or code is not valid. Copy the whole link from the message you received, "
        "or ask the sender for a new one.",
        field="code",
    )

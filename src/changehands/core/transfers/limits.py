"""How many mails may be asked for (safety part 1, Limits). Starting transfers has no limit."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Q

from changehands.kernel.errors import TooMany
from changehands.models import Mailing, Organization, User

AN_HOUR_A_PERSON: Final = 10
A_DAY_AN_ORGANIZATION: Final = 50
A_DAY_AN_ADDRESS: Final = 3


def require_mail_allowance(
    source: Organization, actor: User, address: str, *, at: datetime
) -> None:
    """Raises TooMany when one more mail would be over a limit. The Organization is locked."""
    day = at - timedelta(days=1)
    hour = at - timedelta(hours=1)
    here_or_by_me = Q(transfer__source=source) | Q(requested_by=actor)
    sent = Mailing.objects.filter(requested_at__gt=day).aggregate(
        person=Count("id", filter=Q(requested_by=actor, requested_at__gt=hour)),
        organization=Count("id", filter=Q(transfer__source=source)),
        address=Count("id", filter=Q(address=address) & here_or_by_me),
    )
    for limit, count, wait in (
        (AN_HOUR_A_PERSON, sent["person"], 3600),
        (A_DAY_AN_ORGANIZATION, sent["organization"], 86400),
        (A_DAY_AN_ADDRESS, sent["address"], 86400),
    ):
        if count >= limit:
            raise TooMany(
                "too-many-mails",
                "No more mails can be sent for now: %(limit)s are allowed. "
                "Copy the link and send it yourself, or try again later.",
                limit=limit,
                retry_after=wait,
            )

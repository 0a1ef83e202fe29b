"""What became of a transfer, in a sentence for the administrators of one of its sides."""

from collections.abc import Mapping, Sequence
from typing import Final

from babel.lists import format_list
from django.template.defaultfilters import date
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext

from changehands.models import Transfer

SENTENCES: Final[Mapping[str, Promise]] = {
    "transfer.started": gettext_lazy(
        "%(person)s has started a transfer in %(source)s. The products stay with %(source)s and "
        "keep working until someone receives them. They can be received until %(until)s (UTC)."
    ),
    "transfer.completed": gettext_lazy(
        "%(receiver)s has received products from %(source)s for %(destination)s. "
        "From now on %(destination)s holds them and is charged for them."
    ),
    "transfer.cancelled": gettext_lazy(
        "%(ended)s has cancelled a transfer of %(source)s. "
        "Nothing was handed over, and its link no longer works."
    ),
    "transfer.declined": gettext_lazy(
        "A transfer of %(source)s was declined. "
        "Nothing was handed over: the products stay with %(source)s."
    ),
    "transfer.expired": gettext_lazy(
        "Nobody received the products in time. Nothing was handed over: they stay with %(source)s. "
        "A new transfer can be started at any time."
    ),
    "transfer.reminded": gettext_lazy(
        "A transfer of %(source)s still waits to be received. It expires on %(until)s (UTC). "
        "You can send its link again, extend it, or cancel it."
    ),
    "transfer.voided": gettext_lazy(
        "A transfer of %(source)s can no longer be received, because a product or the person who "
        "started it is not what they were. Nothing was handed over by it."
    ),
}
HANDED_OVER: Final = gettext_lazy(
    "%(receiver)s has received the products for %(destination)s. %(source)s no longer holds them, "
    "and access to them through %(source)s has ended."
)


def sentence(transfer: Transfer, event: str, *, side: str, retired: Sequence[str] = ()) -> str:
    """What happened, as this side is told; `retired` names the products that ended an offer."""
    text = str(SENTENCES[event])
    if event == "transfer.completed" and side == "source":
        text = str(HANDED_OVER)
    if event == "transfer.voided" and retired:
        text = _retired(len(retired))
    return text % {
        "person": transfer.started_by,
        "ended": transfer.ended_by,
        "receiver": transfer.received_by,
        "source": transfer.source.name,
        "destination": transfer.destination.name if transfer.destination else "",
        "until": date(transfer.expires_at, "DATETIME_FORMAT"),
        "products": format_list(list(retired), locale=get_language() or "en"),
    }


def _retired(number: int) -> str:
    return ngettext(
        "A transfer of %(source)s can no longer be received, because one of its products was "
        "retired by the operator: %(products)s. Nothing was handed over. A new transfer can "
        "be started without it.",
        "A transfer of %(source)s can no longer be received, because products of it were "
        "retired by the operator: %(products)s. Nothing was handed over. A new transfer can "
        "be started without them.",
        number,
    )

"""Whether articles help: one vote a visitor and article, which can be changed (R05)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from changehands.core.operation import sweep
from changehands.models import HelpVote


@dataclass(frozen=True, slots=True)
class Total:
    """What the readers of an article in one language say."""

    number: int
    language: str
    yes: int
    no: int


@sweep
def vote(*, number: int, visitor: str, language: str, helpful: bool, at: datetime) -> None:
    """Keep what a visitor says, in the place of what they said before."""
    HelpVote.objects.update_or_create(
        number=number,
        visitor=visitor,
        defaults={"language": language, "helpful": helpful, "at": at},
    )


def of_visitor(number: int, visitor: str) -> bool | None:
    """What a visitor has said of an article; None when nothing."""
    rows = HelpVote.objects.filter(number=number, visitor=visitor)
    return rows.values_list("helpful", flat=True).first()


def totals(number: int | None = None) -> list[Total]:
    """The votes by article and language; of one article, or of all."""
    rows = HelpVote.objects.filter(number=number) if number else HelpVote.objects.all()
    counted = rows.values("number", "language").order_by("number", "language")
    counted = counted.annotate(
        yes=Count("id", filter=Q(helpful=True)), no=Count("id", filter=Q(helpful=False))
    )
    return [Total(**row) for row in counted]

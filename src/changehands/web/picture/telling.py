"""Which picture is told to whom: the source before the start, the receiver, each side afterwards."""

from collections.abc import Iterable, Sequence

from changehands.core.transfers import Preview
from changehands.core.transfers.outcome import Outcome as Told
from changehands.core.transfers.preview import PersonOutcome
from changehands.models import Transfer
from changehands.web.picture import words
from changehands.web.picture.scene import Group, Named, Scene, things


def to_source(
    preview: Preview, products: Iterable[Named], source: str, destination: str = ""
) -> Scene:
    """What will happen, with every name that is the source's own."""
    reached = destination or words.nobody_known()
    drawn, more = things(products, preview.kinds)
    holding = [person for person in preview.people if person.keeps and not person.joins]
    return Scene(
        title=words.going(preview.products, source, reached),
        source=source,
        destination=destination,
        open_words=words.nobody_known(),
        products=drawn,
        more=words.and_more(more),
        groups=_told(
            words.losing(preview.losing),
            words.holding(holding, destination),
            words.joining(preview.joining, destination),
        ),
        stays=words.staying(len(preview.teams), preview.invoices),
        arrives=words.amount(preview.products),
    )


def to_receiver(
    preview: Preview, products: Iterable[Named], source: str, destination: str = ""
) -> Scene:
    """What will happen, as the receiver may know it (R61): by name only those who come along."""
    drawn, more = things(products, preview.kinds)
    along: Sequence[PersonOutcome] = preview.staying
    return Scene(
        title=words.going(preview.products, source, destination or words.your_organization()),
        source=source,
        destination=destination,
        open_words=words.your_organization(),
        products=drawn,
        more=words.and_more(more),
        groups=_told(
            words.losing_unnamed(len(preview.losing)),
            words.holding_with_you([person for person in along if not person.joins]),
            words.joining_you([person for person in along if person.joins]),
        ),
        stays=words.staying_untold(),
        arrives=words.amount(preview.products),
    )


def afterwards(transfer: Transfer, told: Told, products: Iterable[Named]) -> Scene:
    """What happened, as far as the rows of this side's own time still prove it."""
    source, destination = transfer.source.name, getattr(transfer.destination, "name", "")
    drawn, more = things(products, told.kinds)
    own = words.staying(told.teams, told.invoices)
    return Scene(
        title=words.gone(transfer.item_count, source, destination),
        source=source,
        destination=destination,
        open_words="",
        products=drawn,
        more=words.and_more(more),
        groups=_told(words.ended(told.ended), words.came_along(told.along)),
        stays=own if told.is_source else words.staying_untold(),
        arrives=words.amount(transfer.item_count),
    )


def _told(*groups: Group) -> list[Group]:
    return [group for group in groups if group.number]

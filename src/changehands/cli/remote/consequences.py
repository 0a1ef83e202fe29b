"""What a transfer will do, in lines that people read before they say yes."""

from collections.abc import Iterator, Mapping

import typer

from changehands.client.shapes import AffectedPerson, Blocker, OfferPreview, Preview, RenewalSum


def tell(preview: Preview | OfferPreview) -> None:
    """The consequences on standard error, where questions stand too."""
    lines = _of_offer(preview) if isinstance(preview, OfferPreview) else _of_start(preview)
    typer.echo("\n".join(lines), err=True)


def _of_start(preview: Preview) -> Iterator[str]:
    yield _products(preview.products, preview.kinds)
    yield from _stock(preview)
    for person in preview.people:
        yield f"  {person.name} ({person.email}): {_outcome(person)}"
    for team in preview.teams:
        yield f"  The team {team.name} ({_many(team.people, 'person', 'people')}) loses " + _many(
            team.products, "product"
        )
    for pair in preview.separations:
        yield f"  {pair.server_name} and {pair.served_name} work together and will be separated"
    if preview.invoices:
        yield f"  {_many(preview.invoices, 'invoice')} will stay with the source"
    for fact, count in preview.facts.items():
        yield f"  {_many(count, 'product')} marked {fact}"
    yield from _blockers(preview.blockers)


def _of_offer(preview: OfferPreview) -> Iterator[str]:
    yield _products(preview.products, preview.kinds)
    yield from _stock(preview)
    for person in preview.companions:
        count = _many(person.products, "product")
        yield f"  {person.name} ({person.email}) comes along with {count}"
    yield from _blockers(preview.blockers)


def _stock(preview: Preview | OfferPreview) -> Iterator[str]:
    if preview.expired:
        yield f"  {_many(preview.expired, 'product')} expired, can still be renewed"
    for renewal in preview.renewals:
        yield f"  {_renewal(renewal)}"


def _renewal(renewal: RenewalSum) -> str:
    first = f", the first on {renewal.first_on}" if renewal.first_on else ""
    count = _many(renewal.products, "product")
    return f"The destination will pay {renewal.sum} for the next renewals of {count}{first}"


def _blockers(blockers: list[Blocker]) -> Iterator[str]:
    for blocker in blockers:
        yield f"  Cannot go: {blocker.name}. {blocker.reason.message}"


def _outcome(person: AffectedPerson) -> str:
    said = {
        "loses access to": person.loses,
        "keeps access to": person.keeps,
        "comes along with": person.comes_along,
        "manages no longer": person.management_lost,
    }
    words = [f"{verb} {_many(count, 'product')}" for verb, count in said.items() if count]
    return ", ".join(words + ["joins the destination"] * person.joins)


def _products(count: int, kinds: Mapping[str, int]) -> str:
    told = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
    return f"{_many(count, 'product')} ({told}):" if told else f"{_many(count, 'product')}:"


def _many(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"

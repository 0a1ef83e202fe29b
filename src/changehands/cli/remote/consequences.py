"""What a transfer will do, in lines that people read before they say yes."""

from collections.abc import Iterator, Mapping

import typer

from changehands.cli.language import _, ngettext
from changehands.client.shapes import AffectedPerson, Blocker, OfferPreview, Preview, RenewalSum


def tell(preview: Preview | OfferPreview) -> None:
    """The consequences on standard error, where questions stand too."""
    lines = _of_offer(preview) if isinstance(preview, OfferPreview) else _of_start(preview)
    first, *others = lines
    typer.echo("\n".join([f"{first}:", *(f"  {line}" for line in others)]), err=True)


def _of_start(preview: Preview) -> Iterator[str]:
    yield _products(preview.products, preview.kinds)
    yield from _stock(preview)
    for person in preview.people:
        yield f"{person.name} ({person.email}): {', '.join(_outcomes(person))}"
    for team in preview.teams:
        yield ngettext(
            "The team %(team)s loses %(count)s product (people in it: %(people)s)",
            "The team %(team)s loses %(count)s products (people in it: %(people)s)",
            team.products,
        ) % {"team": team.name, "people": team.people, "count": team.products}
    for pair in preview.separations:
        yield _("%(server)s and %(served)s work together and will be separated") % {
            "server": pair.server_name,
            "served": pair.served_name,
        }
    yield from _counted(preview)
    yield from _blockers(preview.blockers)


def _counted(preview: Preview) -> Iterator[str]:
    if count := preview.invoices:
        yield ngettext(
            "%(count)s invoice will stay with the source",
            "%(count)s invoices will stay with the source",
            count,
        ) % {"count": f"{count:,}"}
    for fact, count in preview.facts.items():
        yield ngettext(
            "%(count)s product marked %(fact)s", "%(count)s products marked %(fact)s", count
        ) % {"count": f"{count:,}", "fact": fact}


def _of_offer(preview: OfferPreview) -> Iterator[str]:
    yield _products(preview.products, preview.kinds)
    yield from _stock(preview)
    for person in preview.companions:
        comes = ngettext(
            "comes along with %(count)s product",
            "comes along with %(count)s products",
            person.products,
        ) % {"count": f"{person.products:,}"}
        yield f"{person.name} ({person.email}): {comes}"
    yield from _blockers(preview.blockers)


def _stock(preview: Preview | OfferPreview) -> Iterator[str]:
    if count := preview.expired:
        yield ngettext(
            "%(count)s product expired, can still be renewed",
            "%(count)s products expired, can still be renewed",
            count,
        ) % {"count": f"{count:,}"}
    yield from map(_renewal, preview.renewals)


def _renewal(renewal: RenewalSum) -> str:
    told = {"sum": renewal.sum, "count": f"{renewal.products:,}", "first": renewal.first_on}
    if renewal.first_on:
        return ngettext(
            "The destination will pay %(sum)s for the next renewal of %(count)s product, "
            "on %(first)s",
            "The destination will pay %(sum)s for the next renewals of %(count)s products, "
            "the first on %(first)s",
            renewal.products,
        ) % {**told}
    return ngettext(
        "The destination will pay %(sum)s for the next renewal of %(count)s product",
        "The destination will pay %(sum)s for the next renewals of %(count)s products",
        renewal.products,
    ) % {**told}


def _blockers(blockers: list[Blocker]) -> Iterator[str]:
    for blocker in blockers:
        yield _("Cannot go: %(product)s. %(reason)s") % {
            "product": blocker.name,
            "reason": blocker.reason.message,
        }


def _outcomes(person: AffectedPerson) -> Iterator[str]:
    ways = [
        (
            person.loses,
            ngettext(
                "loses access to %(count)s product",
                "loses access to %(count)s products",
                person.loses,
            ),
        ),
        (
            person.keeps,
            ngettext(
                "keeps access to %(count)s product",
                "keeps access to %(count)s products",
                person.keeps,
            ),
        ),
        (
            person.comes_along,
            ngettext(
                "comes along with %(count)s product",
                "comes along with %(count)s products",
                person.comes_along,
            ),
        ),
        (
            person.management_lost,
            ngettext(
                "manages %(count)s product no longer",
                "manages %(count)s products no longer",
                person.management_lost,
            ),
        ),
    ]
    yield from (words % {"count": f"{count:,}"} for count, words in ways if count)
    if person.joins:
        yield _("joins the destination")


def _products(count: int, kinds: Mapping[str, int]) -> str:
    told = ngettext("%(count)s product", "%(count)s products", count) % {"count": f"{count:,}"}
    listed = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
    return f"{told} ({listed})" if listed else told

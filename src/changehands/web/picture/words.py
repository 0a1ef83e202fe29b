"""The sentences of the picture and of the list beside it, each in one place."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changehands.web.picture.scene import Group, Outcome, Someone, Thing


def losing(people: Sequence[Someone]) -> Group:
    """Those whose access ends, by name."""
    return _losing(len(people), people, "")


def losing_unnamed(number: int) -> Group:
    """Those whose access ends, for a reader whom their names do not concern."""
    return _losing(number, (), _("names not shown"))


def _losing(number: int, people: Sequence[Someone], label: str) -> Group:
    return Group(
        Outcome.BREAKS,
        number,
        ngettext("%d loses access", "%d lose access", number) % number,
        ngettext("person loses access", "people lose access", number),
        people,
        label,
    )


def holding(people: Sequence[Someone], name: str) -> Group:
    """Those who have access through the destination already."""
    number = len(people)
    title = ngettext(
        "person keeps access through %(name)s", "people keep access through %(name)s", number
    )
    return Group(
        Outcome.HOLDS,
        number,
        ngettext("%d keeps access", "%d keep access", number) % number,
        title % {"name": name},
        people,
        arrival=_("is there already"),
    )


def joining(people: Sequence[Someone], name: str) -> Group:
    """Those who become external users of the destination."""
    number = len(people)
    if name:
        title = ngettext(
            "person joins %(name)s as an external user",
            "people join %(name)s as external users",
            number,
        ) % {"name": name}
    else:
        title = ngettext(
            "person joins the other Organization", "people join the other Organization", number
        )
    return _joining(people, title)


def joining_you(people: Sequence[Someone]) -> Group:
    """The same as the receiver is told."""
    title = ngettext(
        "person comes along with the drives, as an external user",
        "people come along with the drives, as external users",
        len(people),
    )
    return _joining(people, title)


def _joining(people: Sequence[Someone], title: str) -> Group:
    number = len(people)
    short = ngettext("%d comes along", "%d come along", number) % number
    return Group(Outcome.JOINS, number, short, title, people, arrival=_("external user"))


def holding_with_you(people: Sequence[Someone]) -> Group:
    """Those who come along and are in the receiver's Organization already."""
    number = len(people)
    title = ngettext(
        "person comes along with the drives and is in your Organization already",
        "people come along with the drives and are in your Organization already",
        number,
    )
    short = ngettext("%d keeps access", "%d keep access", number) % number
    return Group(Outcome.HOLDS, number, short, title, people, arrival=_("is there already"))


def ended(people: Sequence[Someone]) -> Group:
    """Those whose individual rights ended with the source's time."""
    number = len(people)
    return Group(
        Outcome.BREAKS,
        number,
        ngettext(
            "Individual rights of %d person ended", "Individual rights of %d people ended", number
        )
        % number,
        ngettext("person lost individual rights", "people lost individual rights", number),
        people,
    )


def came_along(people: Sequence[Someone]) -> Group:
    """Those whose individual rights on a drive went with it."""
    number = len(people)
    return Group(
        Outcome.JOINS,
        number,
        ngettext("%d came along", "%d came along", number) % number,
        ngettext("person came along with the drives", "people came along with the drives", number),
        people,
    )


def staying(teams: int, invoices: int) -> list[Thing]:
    """What never leaves the source, with its numbers."""
    found = []
    if teams:
        text = ngettext("%d work team stays", "%d work teams stay", teams) % teams
        found.append(Thing("user-group", text))
    if invoices:
        text = ngettext("%d invoice stays", "%d invoices stay", invoices) % invoices
        found.append(Thing("document-text", text))
    return found


def staying_untold() -> list[Thing]:
    """The same for a reader whom the numbers do not concern."""
    return [
        Thing("user-group", _("Work teams stay")),
        Thing("document-text", _("Invoices stay")),
    ]


def amount(products: int) -> str:
    """How many products arrive."""
    return ngettext("%d product", "%d products", products) % products


def and_more(number: int) -> str:
    """What has no line of its own."""
    return ngettext("and %d more", "and %d more", number) % number if number else ""


def nobody_known() -> str:
    """The destination while it is not known to the source."""
    return _("the receiving Organization")


def your_organization() -> str:
    """The destination while the receiver has not chosen one."""
    return _("your Organization")


def going(products: int, source: str, destination: str) -> str:
    """What the picture is called before the products go."""
    sentence = ngettext(
        "%(products)d product goes from %(source)s to %(destination)s",
        "%(products)d products go from %(source)s to %(destination)s",
        products,
    )
    return sentence % {"products": products, "source": source, "destination": destination}


def gone(products: int, source: str, destination: str) -> str:
    """What the picture is called afterwards."""
    sentence = ngettext(
        "%(products)d product went from %(source)s to %(destination)s",
        "%(products)d products went from %(source)s to %(destination)s",
        products,
    )
    return sentence % {"products": products, "source": source, "destination": destination}

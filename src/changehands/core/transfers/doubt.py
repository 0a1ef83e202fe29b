"""Whether an Organization may be taken for another one by whoever reads its name (safety part 1)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from changehands.kernel.names import looks_like, mixes_scripts
from changehands.models import Membership, Organization


def doubt_about(source: Organization, *, own: Iterable[Organization]) -> str:
    """A warning for a reader who is of these Organizations, in their language; empty if none."""
    for home in own:
        if home.id != source.id and (
            home.name == source.name or looks_like(home.name, source.name)
        ):
            return _(
                "The name of the sender's Organization looks like %(name)s, of which you are, "
                "but it is another one. Make sure that you know who sent this."
            ) % {"name": home.name}
    if mixes_scripts(source.name):
        return _(
            "The name of the sender's Organization mixes letters of different scripts. "
            "Make sure that you know who sent this."
        )
    return ""


def homes_of(address: str) -> list[Organization]:
    """The Organizations of whoever has proved this address to be theirs."""
    places = Membership.objects.filter(
        user__emailaddress__email=address, user__emailaddress__verified=True
    )
    return [place.organization for place in places.select_related("organization")]

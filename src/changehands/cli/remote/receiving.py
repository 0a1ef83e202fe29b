"""`transfers receive` and `transfers watch`."""

import time
from datetime import UTC
from typing import Final

import typer

from changehands.cli.language import _, noop
from changehands.cli.remote import consequences, showing
from changehands.cli.remote.deciding import accepted_conditions, require_yes
from changehands.cli.remote.session import Exit, refused
from changehands.client import Client, Conflict
from changehands.client.shapes import Offer, OfferPreview, Transfer

OVER: Final = {
    "completed": noop("%s has been received."),
    "cancelled": noop("%s was cancelled by the source."),
    "declined": noop("%s was declined."),
    "expired": noop("%s has expired."),
    "void": noop("%s is void: a product has changed since."),
    "replaced": noop("%s has another link by now: ask for it."),
}


def preview(client: Client, link: str, organization: str, *, as_json: bool) -> None:
    """Show what a link offers to this Organization; status 1 where something stands in the way."""
    offer = _opened(client, link, organization)
    if as_json:
        showing.show_json(offer.as_json())
    else:
        _tell(offer)
    if offer.preview and offer.preview.blockers:
        raise typer.Exit(Exit.REFUSED)


def receive(
    client: Client, link: str, organization: str, *, yes: bool, accepts: bool, quietly: bool = False
) -> Transfer:
    """Show what a link offers, ask, and take it over; ask again where it changed meanwhile.

    `quietly` shows nothing where nothing is asked.
    """
    offer = _opened(client, link, organization)
    if not (quietly and (yes or accepts)):
        _tell(offer)
    conditions = accepted_conditions(client, asks=not (yes or accepts))
    digest = offer.preview.digest if offer.preview else ""
    while True:
        try:
            with showing.counting(noop("Receiving")):
                return client.transfers.receive(
                    link, destination=organization, conditions=conditions, digest=digest
                )
        except Conflict as changed:
            if yes or "preview" not in changed.params:
                raise
            digest = _agreed_again(changed)


def _agreed_again(changed: Conflict) -> str:
    """The digest of what is offered now, once it was shown and answered with yes."""
    now = OfferPreview.model_validate(changed.params["preview"])
    typer.echo(changed.detail, err=True)
    consequences.tell(now)
    require_yes(_("Receive the products as they are now?"))
    return now.digest


def _opened(client: Client, link: str, organization: str) -> Offer:
    offer = client.transfers.inspect(link, destination=organization)
    if not offer.is_open:
        over = _(OVER[offer.state]) % offer.transfer_id
        raise refused(over, code=f"transfer-is-{offer.state}")
    return offer


def watch(client: Client, transfer: str, *, every: float, at_most: float | None) -> Transfer:
    """Look again and again until it waits no longer, or the time is up."""
    ends = None if at_most is None else time.monotonic() + at_most
    with showing.counting(noop("Waiting")):
        while (found := client.transfers.show(transfer)).state == "waiting":
            if ends is not None and time.monotonic() + every > ends:
                break
            time.sleep(every)
    return found


def _tell(offer: Offer) -> None:
    by = f" ({offer.started_by.name})" if offer.started_by else ""
    until = offer.expires_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    told = {"source": f"{offer.source.name}{by}", "until": until}
    typer.echo(_("%(source)s hands over, until %(until)s:") % told, err=True)
    if offer.preview:
        consequences.tell(offer.preview)

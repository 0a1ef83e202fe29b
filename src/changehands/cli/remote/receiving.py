"""`transfers receive` and `transfers watch`."""

import time
from datetime import UTC
from typing import Final

import typer

from changehands.cli.remote import consequences, showing
from changehands.cli.remote.deciding import accepted_conditions
from changehands.cli.remote.session import refused
from changehands.client import Client
from changehands.client.shapes import Offer, Transfer

OVER: Final = {
    "completed": "has been received",
    "cancelled": "was cancelled by the source",
    "declined": "was declined",
    "expired": "has expired",
    "void": "is void: a product has changed since",
    "replaced": "has another link by now: ask for it",
}


def receive(client: Client, link: str, organization: str, *, asks: bool) -> Transfer:
    """Show what a link offers, ask, and take it over."""
    offer = client.transfers.inspect(link, destination=organization)
    if not offer.is_open or offer.preview is None:
        raise refused(f"{offer.transfer_id} {OVER.get(offer.state, offer.state)}.")
    _tell(offer)
    conditions = accepted_conditions(client, asks=asks)
    with showing.counting("Receiving"):
        return client.transfers.receive(
            link, destination=organization, conditions=conditions, digest=offer.preview.digest
        )


def watch(client: Client, transfer: str, *, every: float, at_most: float | None) -> Transfer:
    """Look again and again until it waits no longer, or the time is up."""
    ends = None if at_most is None else time.monotonic() + at_most
    with showing.counting("Waiting"):
        while (found := client.transfers.show(transfer)).state == "waiting":
            if ends is not None and time.monotonic() + every > ends:
                break
            time.sleep(every)
    return found


def _tell(offer: Offer) -> None:
    by = f" ({offer.started_by.name})" if offer.started_by else ""
    until = offer.expires_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    typer.echo(f"{offer.source.name}{by} hands over, until {until}:", err=True)
    if offer.preview:
        consequences.tell(offer.preview)

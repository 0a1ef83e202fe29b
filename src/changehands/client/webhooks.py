"""Webhooks: where programs of an Organization are told of what happens."""

from collections.abc import Iterator, Sequence

from changehands.client.resources import Resource
from changehands.client.shapes import Delivery, Webhook


class Webhooks(Resource):
    """The webhooks of an Organization."""

    def list(self, organization: str) -> Iterator[Webhook]:
        """All of them, the oldest first."""
        return self._transport.pages(f"/organizations/{organization}/webhooks", Webhook)

    def show(self, webhook: str) -> Webhook:
        """One of them, with its secret for tokens with `webhooks:write`."""
        return self._transport.get(f"/webhooks/{webhook}", Webhook)

    def create(
        self, organization: str, url: str, *, events: Sequence[str], description: str = ""
    ) -> Webhook:
        """Have messages of these types sent to an address."""
        body = {"url": url, "events": [*events], "description": description}
        return self._transport.make(f"/organizations/{organization}/webhooks", Webhook, body)

    def change(
        self,
        webhook: str,
        *,
        url: str | None = None,
        events: Sequence[str] | None = None,
        description: str | None = None,
        disabled: bool | None = None,
    ) -> Webhook:
        """Change it, disable it or enable it again; what is left out stays as it is."""
        told = None if events is None else [*events]
        body = {"url": url, "events": told, "description": description, "disabled": disabled}
        return self._transport.change(f"/webhooks/{webhook}", Webhook, body)

    def delete(self, webhook: str) -> None:
        """End it, with everything that was told to it or still waits."""
        self._transport.write("DELETE", f"/webhooks/{webhook}")

    def new_secret(self, webhook: str) -> Webhook:
        """Give it a new secret; the former one signs too for a day."""
        return self._transport.make(f"/webhooks/{webhook}/secret", Webhook, {})

    def test(self, webhook: str) -> Delivery:
        """Send a message of the type `webhook.test`, once."""
        return self._transport.make(f"/webhooks/{webhook}/tests", Delivery, {})

    def deliveries(self, webhook: str) -> Iterator[Delivery]:
        """What was told to it in the last thirty days, the newest first."""
        return self._transport.pages(f"/webhooks/{webhook}/deliveries", Delivery)

    def redeliver(self, delivery: str) -> Delivery:
        """Send a message once more, with the same id."""
        return self._transport.make(f"/deliveries/{delivery}/redelivery", Delivery, {})

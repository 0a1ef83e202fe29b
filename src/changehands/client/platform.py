"""What the platform's operator does in batches: each has its whole effect, or none."""

from collections.abc import Mapping, Sequence
from typing import Any

from changehands.client.resources import Resource
from changehands.client.shapes import FactsChanged, RetiredProducts, Written

Rows = Sequence[Mapping[str, Any]]


class Platform(Resource):
    """Batches of up to 1,000 rows, whose columns are those of an import.

    A row with a new `id` creates, another changes: what it leaves out stays as it is. One wrong row
    raises Invalid, whose params hold `errors`, each with a `pointer`, and nothing is changed.
    """

    def organizations(self, rows: Rows) -> Written:
        """Create and change Organizations, a new one with its `owner`."""
        return self._write("organizations", rows)

    def people(self, rows: Rows) -> Written:
        """Create people. An account that exists is its person's: it stays as it is."""
        return self._write("people", rows)

    def memberships(self, rows: Rows) -> Written:
        """Create and change people's places in Organizations."""
        return self._write("memberships", rows)

    def teams(self, rows: Rows) -> Written:
        """Create and change work teams."""
        return self._write("teams", rows)

    def team_members(self, rows: Rows) -> Written:
        """Create people's places in work teams."""
        return self._write("team-members", rows)

    def products(self, rows: Rows) -> Written:
        """Create and change products. Transfers alone change the holder."""
        return self._write("products", rows)

    def servings(self, rows: Rows) -> Written:
        """Create what serves what."""
        return self._write("servings", rows)

    def grants(self, rows: Rows) -> Written:
        """Create and change rights on products."""
        return self._write("grants", rows)

    def invoices(self, rows: Rows) -> Written:
        """Create and change invoices."""
        return self._write("invoices", rows)

    def change_facts(self, rows: Rows) -> FactsChanged:
        """Set and unset state facts: `{"product": …, "set": ["locked"], "unset": ["unpaid"]}`."""
        body = {"rows": [*rows]}
        return self._transport.make("/platform/product-facts", FactsChanged, body)

    def retire(self, products: Sequence[str]) -> RetiredProducts:
        """Mark products `deleting`; transfers that wait with one of them are void from now on."""
        body = {"products": [*products]}
        return self._transport.make("/platform/retirements", RetiredProducts, body)

    def _write(self, noun: str, rows: Rows) -> Written:
        return self._transport.make(f"/platform/{noun}", Written, {"rows": [*rows]})

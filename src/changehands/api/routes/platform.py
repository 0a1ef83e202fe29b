"""What the platform's operator does in batches: each has its whole effect, or none."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest

from changehands.api.authentication import caller_of
from changehands.api.routing import Resource, perform
from changehands.api.shapes.platform import (
    Batch,
    FactBatch,
    FactsChanged,
    RetiredProducts,
    RetirementBatch,
    Written,
    batch_of,
)
from changehands.core import platform
from changehands.core.platform import FactChange
from changehands.kernel.errors import Denied
from changehands.policy.scopes import Scope

resource = Resource(tags=["platform"])
TYPES: Final = {
    "organization": ("organizations", "Organizations, a new one with its `owner`."),
    "person": ("people", "people. An account that exists is its person's: it stays as it is."),
    "membership": ("memberships", "people's places in Organizations."),
    "team": ("teams", "work teams."),
    "team_member": ("team-members", "people's places in work teams."),
    "product": ("products", "products, parts among them. Transfers alone change the holder."),
    "serving": ("servings", "what serves what."),
    "grant": ("grants", "rights on products."),
    "invoice": ("invoices", "invoices."),
}
ABOUT: Final = """\
Create and change {what}

Rows are known by your own ids; those that have none by ours (`org_…`, `prd_…`). A row with a new id
creates, another changes: what it leaves out stays as it is, and the same batch again changes
nothing. One wrong row and nothing is changed; `errors` names every problem by its place.
"""


def _declare(noun: str, path: str, what: str) -> None:
    body_of_type: Any = batch_of(noun)

    def write(request: HttpRequest, body: body_of_type) -> Any:
        return _bring_in(request, noun, body)

    write.__name__ = f"write_{path.replace('-', '_')}"
    write.__doc__ = ABOUT.format(what=what)
    resource.write("POST", f"/platform/{path}", Scope.PLATFORM_WRITE, Written)(write)


def _bring_in(request: HttpRequest, noun: str, body: Batch) -> Any:
    return _perform(request, platform.bring_in, Written.of, noun=noun, rows=body.rows)


for _noun, (_path, _what) in TYPES.items():
    _declare(_noun, _path, _what)


@resource.write("POST", "/platform/product-facts", Scope.PLATFORM_WRITE, FactsChanged)
def change_facts(request: HttpRequest, body: FactBatch) -> Any:
    """Set and unset state facts of products.

    While `unpaid`, `locked`, `busy`, `maintenance` or `deleting` holds of a product it cannot be
    handed over, and a transfer in which it waits cannot be received. The transfer goes on waiting.
    """
    changes = [FactChange(row.product, row.set, row.unset) for row in body.rows]

    def rendered(changed: int) -> FactsChanged:
        return FactsChanged(changed=changed)

    return _perform(request, platform.change_facts, rendered, changes=changes)


@resource.write("POST", "/platform/retirements", Scope.PLATFORM_WRITE, RetiredProducts)
def retire_products(request: HttpRequest, body: RetirementBatch) -> Any:
    """Retire products: they stay, marked `deleting`, and are no longer handed over.

    Every waiting transfer that offers one of them is void from now on, and its source is told.
    Unset `deleting` to take it back; the transfers stay void.
    """
    return _perform(request, platform.retire, RetiredProducts.of, products=body.products)


def _perform(
    request: HttpRequest, verb: Callable[..., Any], render: Callable[[Any], Any], **arguments: Any
) -> Any:
    """Run an operator's verb, if the token is the platform's and not that of an Organization."""
    if caller_of(request).organization_id is not None:
        raise Denied("not-an-operator", "Only operators of the platform may do this.")
    return perform(request, verb, render, **arguments)

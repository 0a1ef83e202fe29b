"""The invoices of an Organization: they stay where they were issued."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from changehands.core.paging import SIZE, Page, page_of
from changehands.core.searching import words
from changehands.kernel.errors import Invalid
from changehands.models import Invoice, Product, Transfer, TransferItem


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice with the name of its product; `product` only while this Organization holds it."""

    invoice: Invoice
    product_name: str
    product: Product | None


def invoices_page(
    organization_id: UUID,
    *,
    product: UUID | None = None,
    state: str = "",
    search: str = "",
    oldest_first: bool = False,
    after: str | None = None,
    size: int = SIZE,
) -> Page[InvoiceRow]:
    """The invoices of an Organization, newest first unless said. Who may ask: INVOICES_VIEW."""
    rows = Invoice.objects.filter(organization_id=organization_id).select_related("product")
    if product is not None:
        rows = rows.filter(product_id=product)
    if state and state not in Invoice.State.values:
        raise Invalid("state-unknown", "Choose a state from the list.", field="state")
    if state:
        rows = rows.filter(state=state)
    if text := words(search):
        rows = rows.filter(number__icontains=text)
    page = page_of(
        rows,
        "issued_on",
        "id",
        after=after,
        size=size,
        descending=not oldest_first,
        counted=True,
    )
    return Page(_with_names(organization_id, page.rows), page.next, page.total)


def _with_names(organization_id: UUID, invoices: Sequence[Invoice]) -> list[InvoiceRow]:
    """What was handed over is called as it was then: its name now is the new holder's affair."""
    items = TransferItem.objects.filter(
        transfer__source_id=organization_id,
        transfer_state=Transfer.State.COMPLETED,
        product__in=[invoice.product_id for invoice in invoices if invoice.product_id],
    )
    names = {item.product_id: item.name for item in items.order_by("epoch")}
    found = []
    for invoice in invoices:
        held = invoice.product
        if held is None or held.holder_id != organization_id:
            name = names.get(invoice.product_id, "") if invoice.product_id else ""
            found.append(InvoiceRow(invoice, name, None))
        else:
            found.append(InvoiceRow(invoice, held.name, held))
    return found

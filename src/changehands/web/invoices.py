"""The page of the invoices of an Organization."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from changehands.core.products import invoices
from changehands.kernel.ids import from_public
from changehands.models import Invoice
from changehands.policy.permissions import Permission as P
from changehands.web.guard import in_organization, organization
from changehands.web.narrowing import kept, query_of


@require_safe
@in_organization(P.INVOICES_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """The invoices of the current Organization, the newest first."""
    narrowed = kept(request, "search", "state", "product")
    product = from_public("product", narrowed["product"]) if narrowed["product"] else None
    page = invoices.invoices_page(
        organization(request).id,
        product=product,
        state=narrowed["state"],
        search=narrowed["search"],
        after=request.GET.get("after"),
    )
    context = {
        "page": page,
        "states": Invoice.State.choices,
        "narrowed": narrowed,
        "query": query_of(narrowed),
        "of_product": page.rows[0].product_name if product and page.rows else "",
    }
    return render(request, "invoices/index.html", context)

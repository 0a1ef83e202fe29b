"""The receipt of a completed transfer: page, PDF, and the page that says whether one is genuine."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from changehands.core.transfers import receipts
from changehands.kernel.errors import Invalid
from changehands.kernel.ids import to_public
from changehands.web import receipt_pdf
from changehands.web.errors import sentence, status_of
from changehands.web.headers import private
from changehands.web.opening import proven
from changehands.web.transfers import seen_by


@require_safe
@login_required
def show(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """The receipt, for both sides (R63)."""
    receipt = receipts.read(seen_by(request, transfer_id))
    context = {
        "receipt": receipt,
        "transfer": receipt.transfer,
        "moment": receipt_pdf.moment(receipt.transfer.ended_at),
        "qr": receipt_pdf.qr_picture(receipt.address),
    }
    return render(request, "transfers/receipt.html", context)


@require_safe
@login_required
def document(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """The same as a PDF to keep."""
    receipt = receipts.read(seen_by(request, transfer_id))
    name = f"receipt-{receipt.transfer.public_id}.pdf"
    return HttpResponse(
        receipt_pdf.render(receipt),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@private
def verification(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Whether a receipt is genuine, told to whoever holds its code; open to everybody.

    A browser keeps the code of the address to itself; the page's script posts it.
    """
    context: dict[str, Any] = {"transfer_id": to_public("transfer", transfer_id)}
    if request.method != "POST":
        return render(request, "receipt/code.html", context)
    try:
        transfer = proven(request, receipts.prove, transfer_id)
    except Invalid as problem:
        context["problem"] = sentence(problem)
        return render(request, "receipt/code.html", context, status=status_of(problem))
    context |= {"transfer": transfer, "moment": receipt_pdf.moment(transfer.ended_at)}
    return render(request, "receipt/genuine.html", context)

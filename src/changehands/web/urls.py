"""The addresses of the Manager's pages."""

from django.urls import path

from changehands.web import health, reception, selection, transfers
from changehands.web.converters import register

register()

urlpatterns = [
    path("", health.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("demo/mail/", health.demo_mail, name="demo-mail"),
    path("transfers/", transfers.index, name="transfers"),
    path("transfers/new/", selection.show, name="transfer-new"),
    path("transfers/new/selection", selection.tick, name="transfer-tick"),
    path("transfers/<trf:transfer_id>/", transfers.show, name="transfer"),
    path("transfers/<trf:transfer_id>/mailings", transfers.mailings, name="transfer-mailings"),
    path("transfers/<trf:transfer_id>/links", transfers.links, name="transfer-links"),
    path("transfers/<trf:transfer_id>/extension", transfers.extension, name="transfer-extension"),
    path(
        "transfers/<trf:transfer_id>/cancellation",
        transfers.cancellation,
        name="transfer-cancellation",
    ),
    path(
        "transfers/<trf:transfer_id>/destination",
        transfers.destination,
        name="transfer-destination",
    ),
    path("transfers/<trf:transfer_id>/receipt", transfers.receipt, name="transfer-receipt"),
    path("t/<trf:transfer_id>", reception.show, name="offer"),
    path("t/<trf:transfer_id>/open", reception.opened, name="offer-open"),
    path("t/<trf:transfer_id>/reception", reception.reception, name="offer-reception"),
    path("t/<trf:transfer_id>/refusal", reception.refusal, name="offer-refusal"),
    path("t/<trf:transfer_id>/account", reception.other_account, name="offer-account"),
]

"""The addresses of the Manager's pages."""

from django.urls import path

from changehands.web import (
    activity,
    health,
    help,
    invitations,
    invoices,
    people,
    products,
    reception,
    selection,
    teams,
    transfers,
)
from changehands.web.converters import register

register()

urlpatterns = [
    path("", health.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("demo/mail/", health.demo_mail, name="demo-mail"),
    path("activity/", activity.index, name="activity"),
    path("activity/export.csv", activity.export, name="activity-export"),
    path("grants/<grt:grant_id>/revocation", products.revocation, name="grant-revocation"),
    path("guides/<slug:slug>/", help.guide, name="guide"),
    path("help/", help.index, name="help"),
    path("i/<inv:invitation_id>", invitations.show, name="invitation"),
    path("i/<inv:invitation_id>/open", invitations.opened, name="invitation-open"),
    path("i/<inv:invitation_id>/acceptance", invitations.acceptance, name="invitation-acceptance"),
    path("i/<inv:invitation_id>/account", invitations.other_account, name="invitation-account"),
    path("invoices/", invoices.index, name="invoices"),
    path("people/", people.index, name="people"),
    path("people/invitations", people.invitations, name="people-invitations"),
    path(
        "people/invitations/<inv:invitation_id>/withdrawal",
        people.withdrawal,
        name="invitation-withdrawal",
    ),
    path("people/leaving", people.leaving, name="leaving"),
    path("people/<mem:membership_id>/role", people.role, name="member-role"),
    path("people/<mem:membership_id>/removal", people.removal, name="member-removal"),
    path("products/", products.index, name="products"),
    path("products/<prd:product_id>/", products.show, name="product"),
    path("products/<prd:product_id>/grants", products.grants, name="product-grants"),
    path("teams/", teams.index, name="teams"),
    path("teams/<tem:team_id>/", teams.show, name="team"),
    path("teams/<tem:team_id>/deletion", teams.deletion, name="team-deletion"),
    path("teams/<tem:team_id>/members", teams.members, name="team-members"),
    path(
        "teams/<tem:team_id>/members/<mem:membership_id>/removal",
        teams.member_removal,
        name="team-member-removal",
    ),
    path("teams/<tem:team_id>/name", teams.rename, name="team-rename"),
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

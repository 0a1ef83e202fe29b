"""Pages of tokens: with which programs act in the current Organization, making and revoking."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from changehands.core import tokens
from changehands.core.tokens import queries
from changehands.kernel.clock import now
from changehands.kernel.names import MOST
from changehands.policy.permissions import Permission as P
from changehands.policy.scopes import Scope
from changehands.web.forms import CoreForm
from changehands.web.guard import actor, in_organization, organization
from changehands.web.headers import private

SENTENCES: Final[dict[Scope, str | Promise]] = {
    Scope.ORGANIZATIONS_READ: gettext_lazy("See the Organization and its details."),
    Scope.ORGANIZATIONS_WRITE: gettext_lazy("Change the Organization, and create others."),
    Scope.MEMBERS_READ: gettext_lazy("See its people and their roles."),
    Scope.MEMBERS_WRITE: gettext_lazy("Invite people, change their roles and remove them."),
    Scope.TEAMS_READ: gettext_lazy("See work teams and who is in them."),
    Scope.TEAMS_WRITE: gettext_lazy("Create, change and delete work teams."),
    Scope.PRODUCTS_READ: gettext_lazy("See products and who has access to them."),
    Scope.GRANTS_WRITE: gettext_lazy("Give and take away access to products."),
    Scope.INVOICES_READ: gettext_lazy("See invoices."),
    Scope.TRANSFERS_READ: gettext_lazy("See transfers."),
    Scope.TRANSFERS_WRITE: gettext_lazy("Hand products over, and receive them."),
    Scope.EVENTS_READ: gettext_lazy("Read the activity log."),
    Scope.TOKENS_WRITE: gettext_lazy("See, make and revoke tokens that may do no more than it."),
    Scope.WEBHOOKS_READ: gettext_lazy("See webhooks and what was delivered to them."),
    Scope.WEBHOOKS_WRITE: gettext_lazy(
        "Create, change and delete webhooks, and see their secrets."
    ),
    Scope.ACCESS_EVALUATE: gettext_lazy("Ask who may do what with a product."),
}
NEVER: Final = ""
LIVES: Final = (
    ("30", gettext_lazy("in 30 days")),
    ("90", gettext_lazy("in 90 days")),
    ("365", gettext_lazy("in a year")),
    (NEVER, gettext_lazy("never")),
)


class TokenForm(CoreForm):
    """What a token is called, what it may do, and until when."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("Of the program that will use it."),
        max_length=MOST,
        error_messages={"required": gettext_lazy("Write which program will use it.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"),
        choices=[(scope.value, sentence) for scope, sentence in SENTENCES.items()],
        error_messages={"required": gettext_lazy("Choose at least one thing that it may do.")},
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.ChoiceField(
        label=gettext_lazy("It expires"), choices=LIVES, initial="90", required=False
    )

    def arguments(self) -> dict[str, Any]:
        """The expiry as a moment."""
        days = self.cleaned_data["days"]
        return {
            "name": self.cleaned_data["name"],
            "scopes": self.cleaned_data["scopes"],
            "expires_at": now() + timedelta(days=int(days)) if days != NEVER else None,
        }

    def choices(self) -> Iterable[dict[str, Any]]:
        """What may be ticked: a sentence and the name of the scope, and whether it is ticked."""
        ticked = set(self["scopes"].value() or ())
        for scope, sentence in SENTENCES.items():
            yield {"code": scope.value, "sentence": sentence, "checked": scope.value in ticked}


@require_http_methods(["GET", "HEAD", "POST"])
@private
@in_organization(P.TOKENS_MANAGE)
def index(request: HttpRequest) -> HttpResponse:
    """The tokens of the current Organization; a POST makes one, and shows its secret this once."""
    here = organization(request)
    form = TokenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.submit(
        tokens.make, actor=actor(request), organization_id=here.id, at=now()
    ):
        return render(request, "tokens/made.html", {"made": form.result})
    page = queries.tokens_page(here.id, after=request.GET.get("after"))
    context = {"page": page, "form": form, "now": now()}
    return render(request, "tokens/index.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@in_organization(P.TOKENS_MANAGE)
def revocation(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Say what ends with the token, then revoke it."""
    token = queries.token(organization(request).id, token_id)
    if request.method == "POST":
        tokens.revoke(actor=actor(request), token_id=token.id, at=now())
        messages.success(request, _("The token “%s” is revoked.") % token.name)
        return redirect("tokens")
    return render(request, "tokens/revocation.html", {"token": token})

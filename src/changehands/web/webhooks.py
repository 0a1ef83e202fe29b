"""Pages of webhooks: where programs of the current Organization are told of what happens."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from changehands.core import webhooks
from changehands.core.webhooks import Wish, queries
from changehands.core.webhooks.secret import secret_of
from changehands.kernel.clock import now
from changehands.kernel.names import MOST
from changehands.models import WebhookEndpoint
from changehands.policy.permissions import Permission as P
from changehands.policy.webhooks import WebhookEvent
from changehands.web.forms import CoreForm
from changehands.web.guard import actor, in_organization, organization
from changehands.web.headers import private

SENTENCES: Final[dict[WebhookEvent, str | Promise]] = {
    WebhookEvent.STARTED: gettext_lazy("A transfer has started"),
    WebhookEvent.COMPLETED: gettext_lazy("Products were handed over or received"),
    WebhookEvent.CANCELLED: gettext_lazy("A transfer was cancelled"),
    WebhookEvent.DECLINED: gettext_lazy("A transfer was declined"),
    WebhookEvent.EXPIRED: gettext_lazy("A transfer has expired"),
    WebhookEvent.VOIDED: gettext_lazy("A transfer is void"),
}


class WebhookForm(CoreForm):
    """Where messages go, and which."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("Of your program; it begins with https://."),
        max_length=1000,
        error_messages={"required": gettext_lazy("Write the address of your program.")},
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        help_text=gettext_lazy("What it is for, so that others know it. It may stay empty."),
        max_length=MOST,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Send a message when"),
        choices=[(event.value, sentence) for event, sentence in SENTENCES.items()],
        error_messages={"required": gettext_lazy("Choose at least one event.")},
        widget=forms.CheckboxSelectMultiple,
    )

    def choices(self) -> Iterable[dict[str, Any]]:
        """What may be ticked: a sentence and the name of the event, and whether it is ticked."""
        ticked = set(self["events"].value() or ())
        for event, sentence in SENTENCES.items():
            yield {"code": event.value, "sentence": sentence, "checked": event.value in ticked}


class ChangeForm(WebhookForm):
    """The same for an endpoint that is there."""

    def arguments(self) -> dict[str, Any]:
        """As the verb wants it."""
        return {"wish": Wish(**self.cleaned_data)}


@require_safe
@in_organization(P.WEBHOOKS_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """The webhooks of the current Organization."""
    page = queries.webhooks_page(organization(request).id, after=request.GET.get("after"))
    return render(request, "webhooks/index.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@in_organization(P.WEBHOOKS_MANAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Create one."""
    every = [event.value for event in WebhookEvent]
    posted = request.POST if request.method == "POST" else None
    form = WebhookForm(posted, initial={"events": every})
    if form.is_bound and form.submit(
        webhooks.create, actor=actor(request), organization_id=organization(request).id, at=now()
    ):
        messages.success(request, _("The webhook is there. Give its secret to your program."))
        return redirect("webhook-secret", form.result.id)
    status = 422 if form.errors else 200
    return render(request, "webhooks/new.html", {"form": form}, status=status)


@require_safe
@in_organization(P.WEBHOOKS_VIEW)
def show(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """One webhook, and what was delivered to it."""
    endpoint = _endpoint(request, webhook_id)
    page = queries.deliveries_page(endpoint.id, after=request.GET.get("after"), size=20)
    told = [SENTENCES[WebhookEvent(event)] for event in endpoint.events]
    return render(
        request, "webhooks/show.html", {"webhook": endpoint, "page": page, "events": told}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@in_organization(P.WEBHOOKS_MANAGE)
def edit(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Change where messages go, and which."""
    endpoint = _endpoint(request, webhook_id)
    before = {name: getattr(endpoint, name) for name in ("url", "description", "events")}
    form = ChangeForm(request.POST if request.method == "POST" else None, initial=before)
    if form.is_bound and form.submit(
        webhooks.change, actor=actor(request), webhook_id=endpoint.id, at=now()
    ):
        messages.success(request, _("The webhook is changed."))
        return redirect("webhook", endpoint.id)
    context = {"webhook": endpoint, "form": form}
    return render(request, "webhooks/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@private
@in_organization(P.WEBHOOKS_MANAGE)
def secret(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Show the secret; a POST replaces it by a new one."""
    endpoint = _endpoint(request, webhook_id)
    if request.method == "POST":
        webhooks.rotate_secret(actor=actor(request), webhook_id=endpoint.id, at=now())
        messages.success(request, _("This is the new secret. The former one counts for a day."))
        return redirect("webhook-secret", endpoint.id)
    context = {"webhook": endpoint, "secret": secret_of(endpoint)}
    return render(request, "webhooks/secret.html", context)


@require_POST
@in_organization(P.WEBHOOKS_MANAGE)
def state(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Disable it, or enable it again: a POST says which."""
    endpoint = _endpoint(request, webhook_id)
    wish = Wish(disabled=request.POST.get("state") == "disabled")
    webhooks.change(actor=actor(request), webhook_id=endpoint.id, wish=wish, at=now())
    return redirect("webhook", endpoint.id)


@require_POST
@in_organization(P.WEBHOOKS_MANAGE)
def tests(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Send a message that tells of nothing."""
    webhooks.send_test(actor=actor(request), webhook_id=webhook_id, at=now())
    messages.info(request, _("A test is on its way. Load the page again to see its outcome."))
    return redirect("webhook", webhook_id)


@require_POST
@in_organization(P.WEBHOOKS_MANAGE)
def redelivery(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Send a message once more."""
    delivery = queries.delivery(organization(request).id, delivery_id)
    webhooks.redeliver(actor=actor(request), delivery_id=delivery.id, at=now())
    messages.info(request, _("The message is on its way again."))
    return redirect("webhook", delivery.endpoint_id)


@require_http_methods(["GET", "HEAD", "POST"])
@in_organization(P.WEBHOOKS_MANAGE)
def deletion(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Say what ends with it, then delete it."""
    endpoint = _endpoint(request, webhook_id)
    if request.method == "POST":
        webhooks.delete(actor=actor(request), webhook_id=endpoint.id, at=now())
        messages.success(request, _("The webhook “%s” is deleted.") % endpoint)
        return redirect("webhooks")
    return render(request, "webhooks/deletion.html", {"webhook": endpoint})


def _endpoint(request: HttpRequest, webhook_id: UUID) -> WebhookEndpoint:
    return queries.webhook(organization(request).id, webhook_id)

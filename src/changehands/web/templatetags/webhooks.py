"""Webhooks in words."""

from django import template
from django.utils.translation import gettext as _

from changehands.models import WebhookDelivery
from changehands.policy.webhooks import TEST, WebhookEvent
from changehands.web.webhooks import SENTENCES

register = template.Library()


@register.filter
def delivery_title(delivery: WebhookDelivery) -> str:
    """What the message tells of."""
    if delivery.event == TEST:
        return _("Test")
    return str(SENTENCES[WebhookEvent(delivery.event)])


@register.filter
def delivery_reason(delivery: WebhookDelivery) -> str:
    """What came of the last attempt, in plain words; empty before the first one."""
    if delivery.status is not None:
        return _answer(delivery.status)
    reasons = {
        "refused": _("The address is not one of the public internet, so it was not called."),
        "name": _("The name of the address leads nowhere."),
        "connection": _("The receiver could not be reached."),
        "certificate": _("The certificate of the receiver is not valid for this address."),
        "timeout": _("The receiver did not answer within ten seconds."),
        "broken": _("The receiver broke off, or its answer was not HTTP."),
        "disabled": _("The webhook was disabled."),
        "frozen": _("The Organization was frozen."),
    }
    return reasons.get(delivery.reason, "")


def _answer(status: int) -> str:
    if 200 <= status < 300:
        return _("The receiver answered with %(status)s.") % {"status": status}
    if 300 <= status < 400:
        return _("The receiver answered with %(status)s: redirects are not followed.") % {
            "status": status
        }
    if status == 410:
        return _("The receiver answered that it is gone (410), so the webhook was disabled.")
    return _("The receiver refused it with %(status)s.") % {"status": status}

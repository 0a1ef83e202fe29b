"""What each verb of the activity log is called on the screen."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: Final[dict[str, str | Promise]] = {
    "transfer.started": _("Transfer started"),
    "transfer.completed": _("Products handed over"),
    "transfer.cancelled": _("Transfer cancelled"),
    "transfer.declined": _("Transfer declined"),
    "transfer.expired": _("Transfer expired"),
    "transfer.voided": _("Transfer void"),
    "transfer.reminded": _("Reminder sent"),
    "transfer.relinked": _("New link issued"),
    "transfer.extended": _("Time to receive extended"),
    "transfer.mailed": _("Link sent by e-mail"),
    "organization.created": _("Organization created"),
    "organization.edited": _("Organization changed"),
    "member.invited": _("Person invited"),
    "member.joined": _("Person joined"),
    "member.left": _("Person left"),
    "member.removed": _("Person removed"),
    "member.role-changed": _("Role changed"),
    "invitation.withdrawn": _("Invitation withdrawn"),
    "team.created": _("Team created"),
    "team.renamed": _("Team renamed"),
    "team.deleted": _("Team deleted"),
    "team.member-added": _("Person added to a team"),
    "team.member-removed": _("Person taken out of a team"),
    "access.granted": _("Access given"),
    "access.revoked": _("Access taken away"),
    "inventory.imported": _("Brought in by the operator"),
}
ICONS: Final = {
    "transfer.started": "play",
    "transfer.completed": "check",
    "transfer.cancelled": "x-mark",
    "transfer.declined": "x-mark",
    "transfer.expired": "clock",
    "transfer.voided": "no-symbol",
    "transfer.reminded": "bell",
    "transfer.relinked": "arrow-path",
    "transfer.extended": "plus",
    "transfer.mailed": "envelope",
}

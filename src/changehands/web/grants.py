"""The form that gives a right on a product."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changehands.core.access.queries import roles_of
from changehands.core.activity.queries import actors_of
from changehands.kernel.ids import from_public
from changehands.models import Product, Team
from changehands.web.forms import CoreForm

Choices = list[tuple[str, Any]]


class GrantForm(CoreForm):
    """A person or a work team of the holder, a role inside the product, and managing it or not."""

    subject = forms.ChoiceField(
        label=gettext_lazy("Person or work team"),
        error_messages={"required": gettext_lazy("Choose a person or a work team.")},
    )
    role = forms.ChoiceField(label=gettext_lazy("Role inside the product"))
    manages = forms.BooleanField(label=gettext_lazy("May give and take access too"), required=False)

    def __init__(self, product: Product, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        subject, role = cast(Any, self.fields["subject"]), cast(Any, self.fields["role"])
        subject.choices = [("", _("Choose")), *_subjects(product)]
        role.choices = roles_of(product.kind)

    def arguments(self) -> dict[str, Any]:
        """The subject as the key of a person or of a work team."""
        facts = dict(self.cleaned_data)
        subject = facts.pop("subject")
        noun = "user" if subject.startswith("usr_") else "team"
        return {**facts, f"{noun}_id": from_public(noun, subject)}


def _subjects(product: Product) -> Choices:
    people = [(user.public_id, _named(str(user), user.email)) for user in _people(product)]
    teams = Team.objects.filter(organization_id=product.holder_id).order_by("name")
    groups: Choices = [(_("People"), people)]
    if named := [(team.public_id, team.name) for team in teams]:
        groups.append((_("Work teams"), named))
    return groups


def _people(product: Product) -> Any:
    return actors_of(product.holder_id).filter(is_active=True)


def _named(name: str, email: str) -> str:
    return email if name == email else f"{name} ({email})"

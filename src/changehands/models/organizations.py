"""Organizations, who is in them with which role, and their work teams."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from changehands.models.base import DerivedRecord, Record, one_of
from changehands.models.people import User
from changehands.policy.roles import Role

ROLE_LABELS = {
    Role.OWNER: _("Legal representative"),
    Role.ADMIN: _("Administrator"),
    Role.MEMBER: _("Collaborator"),
    Role.EXTERNAL: _("External user"),
}


class OrganizationKind(models.TextChoices):
    """What an Organization is in law."""

    COMPANY = "company", _("Company")
    ASSOCIATION = "association", _("Association")
    PERSON = "person", _("Private person")


class Organization(Record):
    """Holds products and is party to the contract. Its slug is never an identity."""

    noun: ClassVar[str] = "organization"

    Kind = OrganizationKind
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=140, db_index=False)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.COMPANY)
    country = models.CharField(max_length=2, default="CH")
    currency = models.CharField(max_length=3, default="CHF")
    frozen_at = models.DateTimeField(null=True, blank=True)
    external_id = models.CharField(max_length=200, unique=True, null=True, blank=True)

    class Meta:
        db_table = "organization"
        constraints = [
            one_of("kind", tuple(OrganizationKind), "organization_kind_is_known"),
            models.CheckConstraint(condition=~models.Q(name=""), name="organization_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(DerivedRecord):
    """A person's place in one Organization. The database keeps at least one owner in each."""

    noun: ClassVar[str] = "membership"
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="memberships", db_index=False
    )
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", db_index=False
    )
    role = models.CharField(max_length=10, choices=[(r.value, ROLE_LABELS[r]) for r in Role])

    class Meta:
        db_table = "membership"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user"], name="membership_is_one_a_person"
            ),
            # the target of team_member's composite key: no one is in a foreign team
            models.UniqueConstraint(fields=["id", "organization"], name="membership_with_its_home"),
            one_of("role", tuple(Role), "membership_role_is_known"),
        ]
        indexes = [models.Index(fields=["user", "organization"], name="membership_by_user")]

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(ROLE_LABELS[Role(self.role)])


class Invitation(Record):
    """An open or answered invitation of an address into an Organization."""

    noun: ClassVar[str] = "invitation"
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=[(r.value, ROLE_LABELS[r]) for r in Role])
    language = models.CharField(max_length=5, default="en")  # of the mail
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "invitation"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invitation_is_one_open_an_address",
            ),
            one_of("role", tuple(Role), "invitation_role_is_known"),
        ]


class Team(Record):
    """A named group of users of one Organization; it never moves."""

    noun: ClassVar[str] = "team"
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=120)
    external_id = models.CharField(max_length=200, unique=True, null=True, blank=True)

    class Meta:
        db_table = "team"
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="team_name_is_its_own"),
            models.UniqueConstraint(fields=["id", "organization"], name="team_with_its_home"),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(DerivedRecord):
    """A membership's place in a team of the same Organization; it goes with the membership."""

    noun: ClassVar[str] = "membership"
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="team_members")
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="team_members"
    )
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "team_member"
        constraints = [
            models.UniqueConstraint(fields=["team", "membership"], name="team_member_is_in_once"),
        ]

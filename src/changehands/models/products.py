"""Products, who holds them (and held them), and who has rights on them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changehands.models.base import DerivedRecord, Record
from changehands.models.organizations import Organization, Team
from changehands.models.people import User


class Fact(models.TextChoices):
    """A state fact of a product (R22): the first five block a transfer, the others warn."""

    UNPAID = "unpaid", _("Unpaid invoice")
    LOCKED = "locked", _("Locked")
    BUSY = "busy", _("Operation in progress")
    MAINTENANCE = "maintenance", _("Maintenance")
    DELETING = "deleting", _("Being deleted")
    TRIAL = "trial", _("Trial")
    PARTNER = "partner", _("Managed by a partner")


BLOCKING = (Fact.UNPAID, Fact.LOCKED, Fact.BUSY, Fact.MAINTENANCE, Fact.DELETING)


class Product(Record):
    """One subscription. Changing hands is `holder := destination, epoch := epoch + 1`."""

    noun: ClassVar[str] = "product"
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    holder = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="products")
    epoch = models.PositiveIntegerField(default=1)
    expires_on = models.DateField(null=True, blank=True)
    price = models.PositiveIntegerField(default=0, help_text="next renewal, in minor units")
    currency = models.CharField(max_length=3, default="CHF")
    facts = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    part_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    serves = models.ManyToManyField(
        "self", through="Serving", symmetrical=False, related_name="served_by"
    )
    external_id = models.CharField(max_length=200, unique=True, null=True, blank=True)

    class Meta:
        db_table = "product"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(facts__contained_by=[fact.value for fact in Fact]),
                name="product_facts_are_known",
            ),
            models.CheckConstraint(condition=models.Q(epoch__gte=1), name="product_epoch_counts"),
            models.CheckConstraint(
                condition=~models.Q(part_of=models.F("id")), name="product_is_no_part_of_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "name", "id"], name="product_by_holder_and_name"),
            models.Index(fields=["holder", "kind", "name"], name="product_by_holder_and_kind"),
        ]

    def __str__(self) -> str:
        return self.name


class Serving(DerivedRecord):
    """What serves what: a domain serves a mailbox, a certificate serves a domain."""

    noun: ClassVar[str] = "product"
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="servings")
    serves = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="served_through")

    class Meta:
        db_table = "serving"
        constraints = [
            models.UniqueConstraint(fields=["product", "serves"], name="serving_is_named_once"),
            models.CheckConstraint(
                condition=~models.Q(product=models.F("serves")), name="serving_is_of_another"
            ),
        ]


class Holding(models.Model):
    """Who held a product during one epoch. One is open per product; they touch, never overlap."""

    pk = models.CompositePrimaryKey("product_id", "epoch")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="holdings")
    epoch = models.PositiveIntegerField()
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="holdings"
    )
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    transfer = models.ForeignKey(
        "Transfer", on_delete=models.PROTECT, null=True, blank=True, related_name="holdings"
    )

    class Meta:
        db_table = "holding"
        constraints = [
            models.UniqueConstraint(
                fields=["product"],
                condition=models.Q(ended_at=None),
                name="holding_is_one_open_a_product",
            ),
            # the target of product's composite key: the holder is whoever the open holding names
            models.UniqueConstraint(
                fields=["product", "epoch", "organization"], name="holding_with_its_holder"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("began_at")),
                name="holding_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["organization"], name="holding_by_organization")]


class Grant(DerivedRecord):
    """A right on a product given to a person or a team, for the time with one holder.

    It counts only while its epoch is the product's, its person is in the holding Organization,
    and its team belongs to it: the view `product_right` is the one place that says so.
    """

    noun: ClassVar[str] = "grant"
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="grants")
    epoch = models.PositiveIntegerField()
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="grants"
    )
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="grants"
    )
    role = models.CharField(max_length=40)
    manages = models.BooleanField(default=False)

    class Meta:
        db_table = "product_grant"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user=None) ^ models.Q(team=None), name="grant_is_to_one_subject"
            ),
            models.UniqueConstraint(
                fields=["product", "epoch", "user"], name="grant_is_one_a_person"
            ),
            models.UniqueConstraint(
                fields=["product", "epoch", "team"], name="grant_is_one_a_team"
            ),
        ]


class Right(models.Model):
    """A right that counts now, and why: by role, individually, or through a team (a view)."""

    class Via(models.TextChoices):
        """Why a person has access."""

        ROLE = "role", _("by role")
        INDIVIDUAL = "individual", _("individually")
        TEAM = "team", _("through a team")

    pk = models.CompositePrimaryKey("product_id", "user_id", "via")
    product = models.ForeignKey(Product, on_delete=models.DO_NOTHING, related_name="rights")
    organization = models.ForeignKey(Organization, on_delete=models.DO_NOTHING, related_name="+")
    user = models.ForeignKey(User, on_delete=models.DO_NOTHING, related_name="rights")
    via = models.CharField(max_length=10, choices=Via.choices)
    team = models.ForeignKey(Team, on_delete=models.DO_NOTHING, null=True, related_name="+")
    role = models.CharField(max_length=40)
    manages = models.BooleanField()

    class Meta:
        db_table = "product_right"
        managed = False


class Invoice(Record):
    """A bill of one Organization; it stays when the product goes."""

    noun: ClassVar[str] = "invoice"

    class State(models.TextChoices):
        """Whether it is paid."""

        OPEN = "open", pgettext_lazy("state of an invoice", "Open")
        PAID = "paid", _("Paid")

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="invoices"
    )
    product = models.ForeignKey(
        Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="invoices"
    )
    number = models.CharField(max_length=40)
    amount = models.IntegerField(help_text="in minor units")
    currency = models.CharField(max_length=3)
    issued_on = models.DateField()
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    external_id = models.CharField(max_length=200, unique=True, null=True, blank=True)

    class Meta:
        db_table = "invoice"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="invoice_number_is_its_own"
            ),
            models.CheckConstraint(
                condition=models.Q(period_start=None, period_end=None)
                | models.Q(period_end__gte=models.F("period_start")),
                name="invoice_period_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "paid"]), name="invoice_state_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-issued_on", "id"], name="invoice_newest_first")
        ]

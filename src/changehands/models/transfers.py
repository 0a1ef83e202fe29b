"""Transfers: what is offered by whom, what became of it, and who accepted which conditions."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from changehands.kernel.ids import to_public
from changehands.models.base import DerivedRecord, Record, one_of
from changehands.models.organizations import Organization
from changehands.models.people import User
from changehands.models.products import Product


class TransferState(models.TextChoices):
    """See core/transfers/lifecycle.py for the ways between them."""

    WAITING = "waiting", _("waiting")
    COMPLETED = "completed", _("completed")
    CANCELLED = "cancelled", _("cancelled")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("expired")
    VOID = "void", _("void")


class Transfer(Record):
    """Products of one Organization offered to another, and how it ended."""

    noun: ClassVar[str] = "transfer"

    State = TransferState
    source = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="transfers_out")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    vouched_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    generation = models.PositiveIntegerField(default=1)
    bound_email = models.EmailField(blank=True)
    digest = models.CharField(max_length=64)
    item_count = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    destination = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="transfers_in"
    )
    received_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        db_table = "transfer"
        constraints = [
            one_of("state", tuple(TransferState), "transfer_state_is_known"),
            models.UniqueConstraint(fields=["id", "state"], name="transfer_with_its_state"),
            models.CheckConstraint(
                condition=models.Q(state="waiting", ended_at=None)
                | (~models.Q(state="waiting") & models.Q(ended_at__isnull=False)),
                name="transfer_ends_when_it_waits_no_more",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state="completed", destination__isnull=False, received_by__isnull=False
                )
                | (~models.Q(state="completed") & models.Q(destination=None, received_by=None)),
                name="transfer_has_a_receiver_when_completed",
            ),
            models.CheckConstraint(
                condition=~models.Q(destination=models.F("source")),
                name="transfer_goes_to_another",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("started_at")),
                name="transfer_expires_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(fields=["source", "-id"], name="transfer_out_newest_first"),
            models.Index(fields=["destination", "-id"], name="transfer_in_newest_first"),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(state="waiting"),
                name="transfer_waiting_by_expiry",
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be received, cancelled or declined."""
        return self.state == self.State.WAITING


class TransferItem(DerivedRecord):
    """One product of a transfer, as it was when it was offered.

    `transfer_state` follows the transfer by a composite key with ON UPDATE CASCADE, so that the
    partial unique index can keep a product in one waiting transfer at most.
    """

    noun: ClassVar[str] = "product"
    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="items")
    transfer_state = models.CharField(max_length=10, default=Transfer.State.WAITING)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="transfer_items")
    epoch = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    follows = models.BooleanField(default=False, help_text="a part that goes with its whole")

    class Meta:
        db_table = "transfer_item"
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "product"], name="transfer_item_is_in_once"
            ),
            models.UniqueConstraint(
                fields=["product"],
                condition=models.Q(transfer_state="waiting"),
                name="transfer_item_waits_in_one_transfer",
            ),
        ]

    @property
    def product_public_id(self) -> str:
        """The product's identifier as shown outside."""
        return to_public("product", self.product_id)


class Acceptance(DerivedRecord):
    """Who accepted which version of the conditions, for which side of a transfer, and when."""

    noun: ClassVar[str] = "transfer"

    class Side(models.TextChoices):
        """The two sides of a transfer."""

        SOURCE = "source", _("source")
        DESTINATION = "destination", _("destination")

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="acceptances")
    side = models.CharField(max_length=12, choices=Side.choices)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    version = models.CharField(max_length=40)
    language = models.CharField(max_length=5)
    accepted_at = models.DateTimeField()

    class Meta:
        db_table = "acceptance"
        constraints = [
            models.UniqueConstraint(fields=["transfer", "side"], name="acceptance_is_one_a_side"),
        ]


class Mailing(Record):
    """One sending of a transfer's link to an address, asked for and (not yet) done."""

    noun: ClassVar[str] = "transfer"
    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="mailings")
    address = models.EmailField()
    language = models.CharField(max_length=5)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "mailing"
        indexes = [
            models.Index(fields=["address", "requested_at"], name="mailing_by_address"),
            models.Index(fields=["requested_by", "requested_at"], name="mailing_by_sender"),
        ]


class SelectedProduct(models.Model):
    """A product that someone has ticked on the selection page and not yet handed over."""

    pk = models.CompositePrimaryKey("user_id", "organization_id", "product_id")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "selected_product"

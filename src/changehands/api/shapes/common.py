"""What all shapes share: strictness, identifiers, money, pages."""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from changehands.kernel.ids import PREFIXES
from changehands.models import Organization as OrganizationRow
from changehands.models import User as UserRow

SUFFIX: Final = "01kaqj1m5cfw38a3ns6vxk3ty5"
MOST: Final = 100


class Shape(BaseModel):
    """What the API answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Body(BaseModel):
    """What the API is sent: nothing unknown, no type by courtesy."""

    model_config = ConfigDict(extra="forbid", strict=True)


def _identifier(noun: str) -> Any:
    prefix = PREFIXES[noun]
    return Field(
        pattern=rf"^{prefix}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$", examples=[f"{prefix}_{SUFFIX}"]
    )


OrganizationId = Annotated[str, _identifier("organization")]
UserId = Annotated[str, _identifier("user")]
MembershipId = Annotated[str, _identifier("membership")]
InvitationId = Annotated[str, _identifier("invitation")]
Language = Annotated[Literal["en", "fr", "de", "it", "es"], Field(examples=["en"])]
TeamId = Annotated[str, _identifier("team")]
ProductId = Annotated[str, _identifier("product")]
GrantId = Annotated[str, _identifier("grant")]
InvoiceId = Annotated[str, _identifier("invoice")]
TransferId = Annotated[str, _identifier("transfer")]
EventId = Annotated[str, _identifier("event")]
TokenId = Annotated[str, _identifier("token")]
WebhookId = Annotated[str, _identifier("webhook")]
DeliveryId = Annotated[str, _identifier("delivery")]

# PostgreSQL's text holds no NUL
Text = Annotated[str, Field(pattern=r"^[^\u0000]*$", max_length=1000)]
Name = Annotated[str, Field(pattern=r"^[^\u0000]+$", max_length=200, examples=["Example Ltd"])]
Email = Annotated[str, Field(pattern=r"^[^\u0000]+$", max_length=254, examples=["rui@example.com"])]
Actions = Annotated[
    list[str],
    Field(
        description="What this token may do with this object now, from the permission map.",
        examples=[["transfers.view", "transfers.cancel"]],
    ),
]
Next = Annotated[
    str | None,
    Field(description="The cursor of the next page; null on the last one.", examples=[None]),
]


class Money(Shape):
    """An amount in minor units (1250 is CHF 12.50)."""

    amount: int = Field(examples=[1250])
    currency: str = Field(examples=["CHF"])


class OrganizationRef(Shape):
    """An Organization by id and name."""

    id: OrganizationId
    name: str = Field(examples=["Example Ltd"])

    @classmethod
    def of(cls, row: OrganizationRow) -> "OrganizationRef":
        """From the core."""
        return cls(id=row.public_id, name=row.name)


class Person(Shape):
    """Someone with a login."""

    id: UserId
    name: str = Field(examples=["Olga Okafor"])
    email: str = Field(examples=["olga@example.com"])

    @classmethod
    def of(cls, row: UserRow) -> "Person":
        """From the core."""
        return cls(id=row.public_id, name=str(row), email=row.email)

"""What all shapes share, and what several of them are made of."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """Anything that the API answers; `as_json()` gives it back as it came."""

    model_config = ConfigDict(extra="allow", frozen=True)

    def as_json(self) -> dict[str, Any]:
        """The object as JSON has it."""
        return self.model_dump(mode="json")


class Money(Shape):
    """An amount in minor units: 1250 is CHF 12.50."""

    amount: int
    currency: str

    def __str__(self) -> str:
        return f"{self.currency} {self.amount / 100:,.2f}"


class OrganizationRef(Shape):
    """An Organization by id and name."""

    id: str
    name: str


class Person(Shape):
    """Someone with a login."""

    id: str
    name: str
    email: str


class TeamRef(Shape):
    """A work team by id and name."""

    id: str
    name: str


class Reason(Shape):
    """Why a product cannot be handed over."""

    code: str
    message: str

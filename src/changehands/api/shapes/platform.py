"""Batches of the platform's operator: the rows of an import, facts, retirements."""

from typing import Annotated, Any, Final, Literal

from pydantic import Field, WithJsonSchema, create_model

from changehands.api.shapes.common import Body, Shape, TransferId
from changehands.core.inventory import Count
from changehands.core.inventory.rows import BY_NOUN
from changehands.core.platform import Retired

MOST: Final = 1_000
OWNER: Final = {
    "anyOf": [{"type": "string", "minLength": 1, "maxLength": 200}, {"type": "null"}],
    "description": "Who becomes its legal representative. A new Organization needs one.",
    "examples": ["person-17"],
}
EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "organization": {"id": "customer-1", "name": "Example Ltd", "owner": "person-17"},
    "person": {"id": "person-17", "email": "olga@example.com", "name": "Olga Okafor"},
    "membership": {"organization": "customer-1", "person": "person-17", "role": "admin"},
    "team": {"id": "team-3", "organization": "customer-1", "name": "Web"},
    "team_member": {"team": "team-3", "person": "person-17"},
    "product": {
        "id": "domain-9",
        "kind": "domain",
        "name": "example.com",
        "holder": "customer-1",
        "expires_on": "2027-05-31",
        "price": 1500,
    },
    "serving": {"product": "domain-9", "serves": "hosting-4"},
    "grant": {"product": "domain-9", "person": "person-17", "role": "technician"},
    "invoice": {
        "id": "invoice-5",
        "organization": "customer-1",
        "number": "2026-5",
        "amount": 1500,
        "issued_on": "2026-05-31",
    },
}


def _schema(noun: str) -> dict[str, Any]:
    """The columns of a row, as the import has them."""
    schema = BY_NOUN[noun].model_json_schema()
    if noun == "organization":
        schema["properties"]["owner"] = OWNER
    return {**schema, "examples": [EXAMPLES[noun]]}


class Batch(Body):
    """Rows in any order: each creates a thing, or changes the one that has its id."""

    # the core checks them, so that every problem of the batch is named at once
    rows: list[dict[str, Any]] = Field(min_length=1, max_length=MOST)


def batch_of(noun: str) -> type[Batch]:
    """The body of a batch of rows of one type."""
    name = "".join(word.capitalize() for word in noun.split("_")) + "Batch"
    row: Any = Annotated[dict[str, Any], WithJsonSchema(_schema(noun))]
    rows = Field(min_length=1, max_length=MOST)
    return create_model(name, __base__=Batch, __doc__=Batch.__doc__, rows=(list[row], rows))


ProductName = Annotated[
    str,
    Field(
        pattern=r"^[^\u0000]+$",
        max_length=200,
        description="The source's own id, or `prd_…`.",
        examples=["domain-9"],
    ),
]
Settable = Literal["unpaid", "locked", "busy", "maintenance", "trial", "partner"]
Unsettable = Literal["unpaid", "locked", "busy", "maintenance", "deleting", "trial", "partner"]


class FactRow(Body):
    """What becomes true of a product, and what is no longer."""

    product: ProductName
    set: list[Settable] = Field([], max_length=10, examples=[["locked"]])
    unset: list[Unsettable] = Field([], max_length=10, examples=[["unpaid"]])


class FactBatch(Body):
    """State facts of products, each named once."""

    rows: list[FactRow] = Field(min_length=1, max_length=MOST)


class RetirementBatch(Body):
    """Products to retire, each named once."""

    products: list[ProductName] = Field(
        min_length=1, max_length=MOST, examples=[["domain-9", "domain-10"]]
    )


class Written(Shape):
    """What became of the rows of a batch."""

    new: int = Field(examples=[12])
    changed: int = Field(examples=[3])
    unchanged: int = Field(examples=[0])

    @classmethod
    def of(cls, count: Count) -> "Written":
        """From the core."""
        return cls(new=count.new, changed=count.changed, unchanged=count.unchanged)


class FactsChanged(Shape):
    """Of how many products the facts are other than before."""

    changed: int = Field(examples=[2])


class RetiredProducts(Shape):
    """How many products were not retired before, and which transfers are void now."""

    retired: int = Field(examples=[2])
    voided_transfers: list[TransferId]

    @classmethod
    def of(cls, done: Retired) -> "RetiredProducts":
        """From the core."""
        voided = [transfer.public_id for transfer in done.transfers]
        return cls(retired=done.products, voided_transfers=voided)

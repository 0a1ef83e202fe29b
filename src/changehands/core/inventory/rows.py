"""The rows that can be imported, one model a type; docs/reference/import.md has the columns."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import slugify
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from changehands.kernel.errors import Invalid
from changehands.kernel.names import clean_name
from changehands.models import Fact, normalize_email
from changehands.models import Invoice as Bill
from changehands.models.organizations import OrganizationKind
from changehands.policy import catalogue
from changehands.policy.catalogue import LANGUAGES
from changehands.policy.catalogue_problems import nearest
from changehands.policy.places import countries
from changehands.policy.roles import Role

MOST: Final = 2**31 - 1  # what the database's integers hold
UNKNOWN: Final = "ZZ"


def wrong(says: str, column: str = "") -> PydanticCustomError:
    """A problem in our own words, at a column where the validator is that of the whole row."""
    return PydanticCustomError("ours", "{says}", {"says": says, "column": column})


def _printable(text: str) -> str:
    if not text.isprintable():
        raise wrong("holds a control character or a line break. Remove it.")
    return text


def _clean(text: str) -> str:
    try:
        return clean_name(text)
    except Invalid as error:
        raise wrong(str(error)) from None


def _country(code: str) -> str:
    if code not in {*countries(), UNKNOWN}:
        raise wrong(
            f'"{code[:80]}" is not the code of a country. '
            f"Write one such as CH, or {UNKNOWN} where it is not known."
        )
    return code


def _address(text: str) -> str:
    address = normalize_email(text)
    try:
        validate_email(address)
    except ValidationError:
        raise wrong(
            f'"{text[:80]}" is not an e-mail address. Write one such as name@example.com.'
        ) from None
    if len(address) > 254:
        raise wrong("has more than 254 characters. Write a shorter address.")
    return address


def _kind(code: str) -> str:
    kinds = catalogue.current().kinds
    if code not in kinds:
        remedy = nearest(code, kinds) or f"add [kinds.{code}] to the catalogue, or correct it."
        raise wrong(f'no kind is called "{code[:80]}": {remedy}')
    return code


def one_of(values: Iterable[str]) -> AfterValidator:
    """Allows the values and names them where another is found."""
    allowed = list(dict.fromkeys(values))

    def check(value: str) -> str:
        if value not in allowed:
            raise wrong(f'"{value[:80]}" is not allowed. Write one of: {", ".join(allowed)}.')
        return value

    return AfterValidator(check)


def _words(cell: Any) -> Any:
    return cell.split() if isinstance(cell, str) else cell  # a CSV cell holds several words


Id = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_printable)]
Name = Annotated[str, StringConstraints(min_length=1), AfterValidator(_clean)]
LongName = Annotated[
    str, StringConstraints(min_length=1, max_length=200), AfterValidator(_printable)
]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Facts = Annotated[
    list[Annotated[str, one_of(Fact.values)]],
    BeforeValidator(_words),
    AfterValidator(lambda facts: sorted(set(facts))),
]


class Row(BaseModel):
    """One line of a file: `unique` columns name it, `references` name rows of other types."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    stem: ClassVar[str]
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("id",),)
    references: ClassVar[dict[str, str]] = {}

    @classmethod
    def noun(cls) -> str:
        """What a line of JSON gives as its `type`."""
        return str(cls.model_fields["type"].default)

    @classmethod
    def columns(cls) -> list[str]:
        """The columns of this type, in order."""
        return [name for name in cls.model_fields if name != "type"]

    @classmethod
    def named(cls) -> set[str]:
        """The columns by which rows find each other."""
        keys = {column for key in cls.unique for column in key}
        return keys | set(cls.references) | ({"kind", "role"} & set(cls.model_fields))


class Organization(Row):
    """An Organization. At least one owner must be among the memberships."""

    stem: ClassVar[str] = "organizations"
    type: Literal["organization"] = "organization"
    id: Id
    name: Name
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]*$", max_length=140)] = ""
    kind: Annotated[str, one_of(OrganizationKind.values)] = "company"
    country: Annotated[str, AfterValidator(_country)] = "CH"
    currency: Currency = "CHF"

    @model_validator(mode="after")
    def _slug_from_name(self) -> Self:
        self.slug = self.slug or slugify(self.name) or "organization"
        return self


class Person(Row):
    """A person with a login of their own."""

    stem: ClassVar[str] = "people"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("id",), ("email",))
    type: Literal["person"] = "person"
    id: Id
    email: Annotated[str, AfterValidator(_address)]
    name: Name | None = None
    locale: Annotated[str, one_of(LANGUAGES)] = "en"
    active: bool = True


class Membership(Row):
    """A person's place in an Organization."""

    stem: ClassVar[str] = "memberships"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("organization", "person"),)
    references: ClassVar[dict[str, str]] = {"organization": "organization", "person": "person"}
    type: Literal["membership"] = "membership"
    organization: Id
    person: Id
    role: Annotated[str, one_of(Role)]


class Team(Row):
    """A work team of an Organization."""

    stem: ClassVar[str] = "teams"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("id",), ("organization", "name"))
    references: ClassVar[dict[str, str]] = {"organization": "organization"}
    type: Literal["team"] = "team"
    id: Id
    organization: Id
    name: Name


class TeamMember(Row):
    """A person's place in a work team."""

    stem: ClassVar[str] = "team_members"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("team", "person"),)
    references: ClassVar[dict[str, str]] = {"team": "team", "person": "person"}
    type: Literal["team_member"] = "team_member"
    team: Id
    person: Id


class Product(Row):
    """A product and the Organization that holds it."""

    stem: ClassVar[str] = "products"
    references: ClassVar[dict[str, str]] = {"holder": "organization", "part_of": "product"}
    type: Literal["product"] = "product"
    id: Id
    kind: Annotated[str, AfterValidator(_kind)]
    name: LongName
    holder: Id
    expires_on: date | None = None
    price: Annotated[int, Field(ge=0, le=MOST)] = 0
    currency: Currency = "CHF"
    facts: Facts = []
    part_of: Id | None = None
    held_since: date | None = None

    @model_validator(mode="after")
    def _is_no_part_of_itself(self) -> Self:
        if self.part_of == self.id:
            raise wrong("is this very product. Name the product it is a part of.", "part_of")
        return self


class Serving(Row):
    """What serves what."""

    stem: ClassVar[str] = "servings"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("product", "serves"),)
    references: ClassVar[dict[str, str]] = {"product": "product", "serves": "product"}
    type: Literal["serving"] = "serving"
    product: Id
    serves: Id


class Grant(Row):
    """A right on a product, of a person or of a work team."""

    stem: ClassVar[str] = "grants"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("product", "person", "team"),)
    references: ClassVar[dict[str, str]] = {
        "product": "product",
        "person": "person",
        "team": "team",
    }
    type: Literal["grant"] = "grant"
    product: Id
    person: Id | None = None
    team: Id | None = None
    role: Id
    manages: bool = False

    @model_validator(mode="after")
    def _is_to_one_subject(self) -> Self:
        if (self.person is None) == (self.team is None):
            raise wrong("a grant is to one person or to one team. Name exactly one.", "person")
        return self


class Invoice(Row):
    """A bill of an Organization."""

    stem: ClassVar[str] = "invoices"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("id",), ("organization", "number"))
    references: ClassVar[dict[str, str]] = {"organization": "organization", "product": "product"}
    type: Literal["invoice"] = "invoice"
    id: Id
    organization: Id
    product: Id | None = None
    number: Annotated[
        str, StringConstraints(min_length=1, max_length=40), AfterValidator(_printable)
    ]
    amount: Annotated[int, Field(ge=-MOST, le=MOST)]
    currency: Currency = "CHF"
    issued_on: date
    period_start: date | None = None
    period_end: date | None = None
    state: Annotated[str, one_of(Bill.State.values)] = "open"

    @model_validator(mode="after")
    def _period_is_whole(self) -> Self:
        if (self.period_start is None) != (self.period_end is None):
            raise wrong("a period has a start and an end. Give both or neither.", "period_start")
        if self.period_start and self.period_end and self.period_end < self.period_start:
            raise wrong("the period ends before it starts. Correct one of the dates.", "period_end")
        return self


# In the order in which they are loaded.
TYPES: Final[tuple[type[Row], ...]] = (
    Organization,
    Person,
    Membership,
    Team,
    TeamMember,
    Product,
    Serving,
    Grant,
    Invoice,
)
BY_NOUN: Final = {model.noun(): model for model in TYPES}
BY_STEM: Final = {model.stem: model for model in TYPES}

"""What the front matter of an article and the file of categories hold."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from changehands.policy.catalogue import Icon, Text

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Type = Literal["faq", "tutorial", "video"]


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Point(_Entry):
    """A bullet with bullets under it."""

    point: Sentence
    under: list[Sentence] = Field(min_length=1)


class Step(_Entry):
    """One thing to do, with a picture of what one sees."""

    text: Sentence
    picture: Slug | None = None
    alt: Sentence | None = None


class Alternative(_Entry):
    """Another method that leads to the same."""

    title: Sentence
    steps: list[Step] = Field(min_length=1)


class Front(_Entry):
    """The front matter of an article in one language."""

    title: Sentence
    slug: Slug
    purpose: Sentence
    type: Type
    categories: list[Slug] = Field(min_length=1)
    updated: date
    related: list[int] = []
    keywords: Sentence | None = None
    preamble: list[Sentence | Point] | None = Field(default=None, min_length=1)
    prerequisites: list[Sentence] | None = Field(default=None, min_length=1)
    steps: list[Step] | None = Field(default=None, min_length=1)
    notes: list[Sentence] | None = Field(default=None, min_length=1)
    alternative: Alternative | None = None
    following: int | None = None

    @property
    def all_steps(self) -> list[Step]:
        """The steps of both methods."""
        return [*(self.steps or []), *(self.alternative.steps if self.alternative else [])]


class Category(_Entry):
    """A group of articles."""

    label: Text
    description: Text
    icon: Icon

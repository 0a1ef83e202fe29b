"""What every table shares: a sortable key and its public form."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from changehands.kernel.ids import new_id, to_public


class Record(models.Model):
    """A row with a UUIDv7 key, shown outside as a TypeID of its `noun`."""

    noun: ClassVar[str]
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True

    @property
    def public_id(self) -> str:
        """The identifier as shown outside, e.g. `prd_01h…`."""
        return to_public(self.noun, self.id)


class RandomUUID(models.Func):
    """A key for rows that SQL makes by itself (`INSERT … SELECT`)."""

    function = "gen_random_uuid"
    template = "%(function)s()"
    output_field = models.UUIDField()


class DerivedRecord(Record):
    """A row that a set-based statement may insert without naming its key."""

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)

    class Meta:
        abstract = True


def one_of(field: str, values: "list[str] | tuple[str, ...]", name: str) -> models.CheckConstraint:
    """A constraint: the text in `field` is one of the values."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": list(values)}), name=name)


Key = uuid.UUID

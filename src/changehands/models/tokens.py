"""Tokens with which programs act for a person, and what became of repeatable requests."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from changehands.models.base import Record
from changehands.models.organizations import Organization
from changehands.models.people import User
from changehands.policy.scopes import Scope


class ApiToken(Record):
    """Lets a program act for a person, in one Organization; an operator's may have none.

    Only the digest of the secret is kept: it is shown once, when it is made.
    """

    noun: ClassVar[str] = "token"
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="tokens"
    )
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=12, help_text="how the secret begins, to recognize it")
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=30))
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "api_token"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scopes__contained_by=[scope.value for scope in Scope])
                & ~models.Q(scopes=[]),
                name="api_token_scopes_are_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "name", "id"],
                condition=models.Q(revoked_at=None),
                name="api_token_by_name",
            )
        ]

    def __str__(self) -> str:
        return self.name


class IdempotencyKey(models.Model):
    """The answer to a write, kept in its very transaction, for whoever sends the same again."""

    pk = models.CompositePrimaryKey("token_id", "route", "key")
    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+")
    route = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    request = models.BinaryField(max_length=32, help_text="digest of method, address and body")
    status = models.PositiveSmallIntegerField()
    body = models.TextField(help_text="without secrets")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "idempotency_key"
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_by_age")]


class TokenAllowance(models.Model):
    """How many calls a token has made in its present minute; lost in a crash, which is no harm."""

    token = models.OneToOneField(
        ApiToken, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    began_at = models.DateTimeField()
    used = models.PositiveIntegerField()

    class Meta:
        db_table = "token_allowance"

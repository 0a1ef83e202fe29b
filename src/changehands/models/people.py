"""People: one login each, whatever the number of Organizations they are in."""

import unicodedata
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from changehands.models.base import Record


def normalize_email(address: str) -> str:
    """The form in which addresses are stored and compared: NFKC, lower case, no white space around."""
    return unicodedata.normalize("NFKC", address).strip().lower()


class UserAccounts(BaseUserManager["User"]):
    """Making and finding accounts by address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account; without a password it can only be entered by a password reset."""
        user = self.model(email=normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account with this address, in whatever case it is typed."""
        return self.get(email=normalize_email(username or ""))


class User(Record, AbstractBaseUser):
    """A person with a login."""

    noun: ClassVar[str] = "user"
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    locale = models.CharField(max_length=5, default="en")
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    external_id = models.CharField(max_length=200, unique=True, null=True, blank=True)

    objects: ClassVar[UserAccounts] = UserAccounts()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "person"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="person_email_is_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Operators are the platform's staff."""
        return self.is_operator

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permissions are not used; see policy/permissions.py."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Django's own permissions are not used; see policy/permissions.py."""
        return False

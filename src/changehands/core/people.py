"""What people change about themselves."""

from datetime import datetime

from changehands.core.operation import sweep
from changehands.kernel.names import clean_name
from changehands.models import User
from changehands.policy import languages


@sweep
def edit_profile(*, actor: User, name: str, locale: str, at: datetime) -> User:
    """Change how one is called and in which language one reads; no Organization is concerned."""
    actor.name, actor.locale = clean_name(name), languages.known(locale, field="locale")
    actor.save(update_fields=["name", "locale"])
    return actor


@sweep
def choose_language(*, actor: User, language: str, at: datetime) -> User:
    """Read, and be written to, in another language from now on."""
    actor.locale = languages.known(language)
    actor.save(update_fields=["locale"])
    return actor

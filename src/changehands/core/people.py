"""What people change about themselves."""

from datetime import datetime

from changehands.core.operation import sweep
from changehands.kernel.names import clean_name
from changehands.models import User


@sweep
def edit_profile(*, actor: User, name: str, locale: str, at: datetime) -> User:
    """Change how one is called and in which language one reads; no Organization is concerned."""
    actor.name, actor.locale = clean_name(name), locale
    actor.save(update_fields=["name", "locale"])
    return actor

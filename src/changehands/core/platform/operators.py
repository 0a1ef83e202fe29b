"""Who may do this: the operators of the platform."""

from changehands.kernel.errors import Denied
from changehands.models import User


def require_operator(actor: User) -> None:
    """Raises Denied unless the person is an active operator at this moment."""
    if not User.objects.filter(id=actor.pk, is_operator=True, is_active=True).exists():
        raise Denied("not-an-operator", "Only operators of the platform may do this.")

"""Rights on products: who has them, why, and giving and taking them."""

from changehands.core.access.operations import grant, revoke

__all__ = ["grant", "revoke"]

"""Rights on products: who has them, why, giving and taking them, and questions of other programs."""

from changehands.core.access.evaluation import (
    Answer,
    Entity,
    Question,
    evaluate,
    permitted_actions,
)
from changehands.core.access.operations import grant, revoke
from changehands.core.access.searches import (
    permitted_organizations,
    permitted_people,
    permitted_products,
)

__all__ = [
    "Answer",
    "Entity",
    "Question",
    "evaluate",
    "grant",
    "permitted_actions",
    "permitted_organizations",
    "permitted_people",
    "permitted_products",
    "revoke",
]

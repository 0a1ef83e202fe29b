"""Locking a product for someone who may give rights on it. Order: its holder, then the product."""

from uuid import UUID

from changehands.core.organizations import authority
from changehands.kernel.errors import NotFound
from changehands.models import Product, Right, User
from changehands.policy.permissions import Permission as P
from changehands.policy.permissions import allows


def lock_for_granting(product_id: UUID, *, actor: User) -> Product:
    """Lock a product and its holder for who may grant there, by role or by managing the product.

    Raises NotFound to whoever has no right on it, Denied to whoever has a lesser one.
    """
    home = Product.objects.filter(id=product_id).values_list("holder_id", flat=True).first()
    if home is None or authority.role_in(actor, home) is None:
        raise no_such_product()
    organization = authority.lock([home])[home]
    role = authority.require(P.PRODUCTS_VIEW_OWN, actor, organization)
    product = (
        Product.objects.select_for_update(no_key=True, of=("self",))
        .select_related("holder")
        .filter(id=product_id, holder=organization)
        .first()
    )
    if product is None:
        raise no_such_product()
    if not allows(P.GRANTS_MANAGE, role):
        rights = Right.objects.filter(product=product, user=actor)
        managing = set(rights.values_list("manages", flat=True))
        if not managing:
            raise no_such_product()
        if True not in managing:
            raise authority.denied(P.GRANTS_MANAGE, organization)
    return product


def no_such_product() -> NotFound:
    """The one answer for a product that is not there and for one that is not theirs."""
    return NotFound("product-not-found", "There is no such product, or it is not yours.")


def no_such_grant() -> NotFound:
    """The one answer for a right that is not there, has ended, or is not theirs."""
    return NotFound("grant-not-found", "There is no such right, or it is not yours.")

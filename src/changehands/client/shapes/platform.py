"""What became of the batches of the platform's operator."""

from changehands.client.shapes.common import Shape


class Written(Shape):
    """What became of the rows of a batch."""

    new: int
    changed: int
    unchanged: int


class FactsChanged(Shape):
    """Of how many products the facts are other than before."""

    changed: int


class RetiredProducts(Shape):
    """How many products were not retired before, and which transfers are void now."""

    retired: int
    voided_transfers: list[str]

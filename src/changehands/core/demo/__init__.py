"""The demo world: people, Organizations, products and transfers that show every rule and state."""

from changehands.core.demo.cast import PASSWORD, PEOPLE
from changehands.core.demo.operations import Demo, load_demo

__all__ = ["PASSWORD", "PEOPLE", "Demo", "load_demo"]

"""The REST API: parse, one verb of the core, render. `urls` and `document()` are its whole surface."""

from changehands.api.application import document, urls

__all__ = ["document", "urls"]

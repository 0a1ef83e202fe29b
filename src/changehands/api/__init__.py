"""The REST API: parse, one verb of the core, render."""

from changehands.api.application import document, document_text, urls

__all__ = ["document", "document_text", "urls"]

"""Access questions by the OpenID AuthZEN Authorization API 1.0."""

from changehands.api.access.routes import AccessQuestions

__all__ = ["AccessQuestions"]

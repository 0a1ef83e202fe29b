"""The one Django application: loads the catalogue before anything else asks for it."""

from django.apps import AppConfig
from django.conf import settings


class Changehands(AppConfig):
    """Installs the catalogue of kinds and the log filter."""

    name = "changehands"
    verbose_name = "Changehands"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Read the catalogue; a wrong one stops the start with its errors."""
        from changehands.policy import catalogue

        catalogue.install(catalogue.load(settings.CATALOGUE))

"""The inventory of other systems: importing it whole, or not at all."""

from changehands.core.inventory import rows
from changehands.core.inventory.operations import Count, Report, import_files, import_rows
from changehands.core.inventory.problems import ImportFailed

__all__ = ["Count", "ImportFailed", "Report", "import_files", "import_rows", "rows"]

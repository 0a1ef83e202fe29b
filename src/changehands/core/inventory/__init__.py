"""The inventory of other systems: importing it whole, or not at all, and giving it back."""

from changehands.core.inventory import rows
from changehands.core.inventory.changes import Change
from changehands.core.inventory.exporting import export
from changehands.core.inventory.mapping import Listing, MapFailed, from_file, from_options
from changehands.core.inventory.operations import Count, Report, import_files, import_rows
from changehands.core.inventory.problems import ImportFailed, Overtaken
from changehands.core.inventory.progress import Listener, Step

__all__ = [
    "Change",
    "Count",
    "ImportFailed",
    "Listener",
    "Listing",
    "MapFailed",
    "Overtaken",
    "Report",
    "Step",
    "export",
    "from_file",
    "from_options",
    "import_files",
    "import_rows",
    "rows",
]

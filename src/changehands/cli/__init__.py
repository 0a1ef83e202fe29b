"""The command `changehands`: what operators run."""

import sys


def main() -> None:
    """Run the command; what is wrong with the environment or the use becomes a sentence, exit 2."""
    from changehands.cli.commands import app
    from changehands.cli.installation import Refused
    from changehands.cli.system_user import EmbeddedError
    from changehands.kernel.environment import WrongEnvironment
    from changehands.policy.catalogue_problems import CatalogueError

    try:
        app()
    except (WrongEnvironment, CatalogueError, EmbeddedError, Refused) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)

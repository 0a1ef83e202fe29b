"""What is made from something else is as fresh as that."""

from pathlib import Path

import pytest
from django.core.management import call_command

from changehands.cli.reference import pages

CHECKOUT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_reference_page_says_what_the_code_says(name: str) -> None:
    written = (CHECKOUT / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert written == pages()[name], "run: make reference"


@pytest.mark.django_db
def test_the_migrations_make_the_tables_of_the_models() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_names_no_host_and_hashes_everything(name: str) -> None:
    lines = (CHECKOUT / name).read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if "==" in line and not line.lstrip().startswith("#")]
    assert "://" not in "\n".join(lines)
    assert pins and all(line.endswith("\\") for line in pins)

"""An import of 1,000,000 rows of every type, beside COPY of the same rows into the same tables.

Run: .venv/bin/python bench/importing.py [ROWS]
"""

import json
import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from changehands.cli import embedded

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
SMALL = 20_000  # rows of the import that warms up and shows the memory of any size
AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TABLES = (
    "organization",
    "person",
    "account_emailaddress",
    "membership",
    "team",
    "team_member",
    "holding",
    "product",
    "serving",
    "product_grant",
    "invoice",
    "event",
)
SHARES = {
    "organization": 10,
    "person": 100,
    "membership": 100,
    "team": 10,
    "team_member": 50,
    "product": 350,
    "serving": 80,
    "grant": 200,
    "invoice": 100,
}


def main() -> None:
    """Set up a durable server in a folder of its own, measure, print, clean up."""
    folder = Path(tempfile.mkdtemp(prefix="changehands-bench-"))
    folder.chmod(0o755)
    server = embedded.start(folder / "data")
    os.environ.update(
        DATABASE_URL=server.url,
        SECRET_KEY="a key that is long enough and serves only this measurement",
        DJANGO_SETTINGS_MODULE="changehands.conf.settings",
    )
    try:
        measure(folder)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def measure(folder: Path) -> None:
    """Import a little, then everything, then copy the same rows, then export them."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from changehands.core import inventory

    call_command("migrate", verbosity=0)
    little = write(folder / "little.jsonl", SMALL)
    everything = write(folder / "everything.jsonl", ROWS)
    inventory.import_files([little], at=AT)
    empty(connection)
    floor_of_memory = peak()
    begun, phases = perf_counter(), {}

    def listen(step: Any) -> None:
        phases[step.phase] = perf_counter() - begun

    inventory.import_files([everything], at=AT, tell=listen)
    seconds = {"import": perf_counter() - begun}
    memory = peak()
    begun = perf_counter()
    inventory.export(folder / "out.jsonl")
    seconds["export"] = perf_counter() - begun
    begun = perf_counter()
    inventory.import_files([everything], at=AT)
    seconds["import again"] = perf_counter() - begun
    seconds["COPY"] = copied(connection, folder)
    report(seconds, phases, floor_of_memory, memory)


def write(path: Path, rows: int) -> Path:
    """A file with so many rows, in the shares of SHARES."""
    with path.open("w", encoding="utf-8") as stream:
        for row in inventory_of(rows):
            stream.write(json.dumps(row) + "\n")
    return path


def inventory_of(rows: int) -> Iterator[dict[str, Any]]:
    """Organizations with ten people and some thirty-five products each, and what goes with them."""
    many = {noun: rows * share // 1000 for noun, share in SHARES.items()}
    homes = many["organization"]
    day = date(2027, 1, 1)
    for n in range(homes):
        yield {"type": "organization", "id": f"o{n}", "name": f"Organization {n}"}
        yield {"type": "team", "id": f"t{n}", "organization": f"o{n}", "name": "Web"}
    for n in range(many["person"]):
        yield {"type": "person", "id": f"p{n}", "email": f"p{n}@people.example", "name": f"P {n}"}
        role = "owner" if n < homes else "member"
        home = {"organization": f"o{n % homes}", "person": f"p{n}"}
        yield {"type": "membership", **home, "role": role}
    for n in range(many["team_member"]):
        yield {"type": "team_member", "team": f"t{n % homes}", "person": f"p{n}"}
    for n in range(many["product"]):
        kind = "web-hosting" if n < many["product"] // 2 else "domain"
        yield {
            "type": "product",
            "id": f"d{n}",
            "kind": kind,
            "name": f"product-{n}.example",
            "holder": f"o{n % homes}",
            "expires_on": str(day + timedelta(n % 900)),
            "price": 1500,
        }
    for n in range(many["serving"]):
        domain = many["product"] // 2 + n
        yield {"type": "serving", "product": f"d{domain}", "serves": f"d{n}"}
    for n in range(many["grant"]):
        person = n % homes + homes * (n // many["product"] % 10)
        right = {"product": f"d{n}", "person": f"p{person}", "role": "technician"}
        yield {"type": "grant", **right}
    for n in range(many["invoice"]):
        bill = {"organization": f"o{n % homes}", "product": f"d{n}", "number": f"2026-{n}"}
        yield {"type": "invoice", "id": f"i{n}", **bill, "amount": 1500, "issued_on": "2026-01-31"}


def empty(connection: Any) -> None:
    """Remove whatever an import leaves."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")


def copied(connection: Any, folder: Path) -> float:
    """Seconds that COPY takes for what is in the tables now, in one transaction."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"]) as plain, plain.cursor() as cursor:
        for table in TABLES:
            with (
                (folder / table).open("wb") as file,
                cursor.copy(f"COPY {table} TO STDOUT") as copy,
            ):
                for block in copy:
                    file.write(block)
    empty(connection)
    with psycopg.connect(os.environ["DATABASE_URL"]) as plain, plain.cursor() as cursor:
        begun = perf_counter()
        for table in TABLES:
            with (
                (folder / table).open("rb") as file,
                cursor.copy(f"COPY {table} FROM STDIN") as copy,
            ):
                while block := file.read(1 << 20):
                    copy.write(block)
        plain.commit()
        return perf_counter() - begun


def peak() -> int:
    """The most memory that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def report(seconds: dict[str, float], phases: dict[str, float], before: int, after: int) -> None:
    """Print seconds, rows a second, the ratio to the floor, and the memory."""
    print(f"{ROWS} rows")
    for name, took in seconds.items():
        ratio = took / seconds["COPY"]
        print(f"{name:14} {took:6.1f} s, {ROWS / took:8.0f} rows/s, {ratio:4.1f} x the floor")
    ends = ", ".join(f"{phase} {at:.1f} s" for phase, at in phases.items())
    print(f"the phases of the import ended after {ends}")
    print(f"peak memory: {before} MB after {SMALL} rows, {after} MB after {ROWS} rows")


if __name__ == "__main__":
    main()

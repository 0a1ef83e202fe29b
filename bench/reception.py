"""A transfer of 10,000 products with 100,000 rights, beside the same moves as plain SQL.

Run: .venv/bin/python bench/reception.py [PRODUCTS]
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from changehands.cli import embedded

ROUNDS = 5
PRODUCTS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
RIGHTS = 10  # a product

FILL = """
INSERT INTO product (id, kind, name, holder_id, epoch, price, currency, facts, expires_on)
SELECT gen_random_uuid(), CASE WHEN n %% 5 = 0 THEN 'kdrive' ELSE 'domain' END,
       'product-' || n, %(ours)s, 1, 1000, 'CHF', '{}', '2027-01-01'
  FROM generate_series(1, %(products)s) n;
INSERT INTO holding (product_id, epoch, organization_id, began_at)
SELECT id, 1, %(ours)s, now() FROM product;
INSERT INTO product_grant (product_id, epoch, user_id, role, manages)
SELECT p.id, 1, u.user_id, 'editor', FALSE FROM product p
 CROSS JOIN LATERAL (SELECT user_id FROM membership WHERE organization_id = %(ours)s
   AND role = 'member' ORDER BY md5(p.id::text || user_id::text) LIMIT %(rights)s) u;
ANALYZE;
"""

FLOOR = """
UPDATE holding SET ended_at = now() WHERE ended_at IS NULL;
UPDATE product SET holder_id = %(to)s, epoch = epoch + 1;
INSERT INTO holding (product_id, epoch, organization_id, began_at)
SELECT id, epoch, holder_id, now() FROM product;
INSERT INTO membership (organization_id, user_id, role)
SELECT DISTINCT %(to)s::uuid, g.user_id, 'external'
  FROM product_grant g JOIN product p ON p.id = g.product_id
 WHERE p.kind = 'kdrive' AND g.epoch = p.epoch - 1 ON CONFLICT DO NOTHING;
INSERT INTO product_grant (product_id, epoch, user_id, role, manages)
SELECT g.product_id, p.epoch, g.user_id, g.role, FALSE FROM product_grant g
  JOIN product p ON p.id = g.product_id WHERE p.kind = 'kdrive' AND g.epoch = p.epoch - 1;
"""


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
        measure()
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def measure() -> None:
    """Alternate between the verbs and the floor, each round from the same state."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.transaction import atomic  # noqa: TID251
    from django.test.utils import CaptureQueriesContext
    from tests import world as worlds

    from changehands.core import transfers
    from changehands.models import Product

    call_command("migrate", verbosity=0)
    with atomic():
        olga, rui = worlds.make_user("Olga"), worlds.make_user("Rui")
        ours = worlds.make_organization("Ours", owner=olga)
        theirs = worlds.make_organization("Theirs", owner=rui)
        for number in range(200):
            worlds.join(ours, worlds.make_user(f"Person{number}"), "member")
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"ours": ours.id, "products": PRODUCTS, "rights": RIGHTS})
    keys = list(Product.objects.values_list("id", flat=True))
    seconds: dict[str, list[float]] = {
        name: [] for name in ("preview", "start", "receive", "floor")
    }
    statements = {}
    for _round in range(ROUNDS):
        restore(connection, ours.id)
        begun = perf_counter()
        shown = transfers.compute(keys, source=ours.id, at=worlds.NOW)
        seconds["preview"].append(perf_counter() - begun)
        begun = perf_counter()
        transfer = transfers.start(
            actor=olga,
            source_id=ours.id,
            products=keys,
            consent=worlds.agree(shown.digest),
            at=worlds.NOW,
        )
        seconds["start"].append(perf_counter() - begun)
        offered = transfers.compute(
            keys, source=ours.id, destination=theirs.id, transfer=transfer.id, at=worlds.NOW
        )
        link = worlds.link_of(transfer)
        begun = perf_counter()
        transfers.receive(
            actor=rui,
            link=link,
            destination_id=theirs.id,
            consent=worlds.agree(offered.offer_digest),
            at=worlds.NOW,
        )
        seconds["receive"].append(perf_counter() - begun)
        restore(connection, ours.id)
        begun = perf_counter()
        with atomic(), connection.cursor() as cursor:
            cursor.execute(FLOOR, {"to": theirs.id})
        seconds["floor"].append(perf_counter() - begun)
    restore(connection, ours.id)
    with CaptureQueriesContext(connection) as captured:
        transfer = transfers.start(
            actor=olga,
            source_id=ours.id,
            products=keys,
            consent=worlds.agree(shown.digest),
            at=worlds.NOW,
        )
    statements["start"] = len(captured)
    link = worlds.link_of(transfer)
    with CaptureQueriesContext(connection) as captured:
        transfers.receive(
            actor=rui,
            link=link,
            destination_id=theirs.id,
            consent=worlds.agree(offered.offer_digest),
            at=worlds.NOW,
        )
    statements["receive"] = len(captured)
    report(seconds, statements, len(keys))


def restore(connection: object, ours: object) -> None:
    """Everything back to the first holder, as if nothing had been handed over."""
    with connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("SET session_replication_role = replica")
        for table in ("holding", "transfer_item", "acceptance", "event", "transfer"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("DELETE FROM product_grant WHERE epoch > 1")
        cursor.execute("DELETE FROM membership WHERE role = 'external'")
        cursor.execute("UPDATE product SET holder_id = %s, epoch = 1", [ours])
        cursor.execute(
            "INSERT INTO holding (product_id, epoch, organization_id, began_at)"
            " SELECT id, 1, holder_id, '2026-01-01' FROM product"
        )
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE product, holding, product_grant, transfer_item")


def report(seconds: dict[str, list[float]], statements: dict[str, int], products: int) -> None:
    """Print medians, the ratio to the floor and the statements."""
    floor = median(seconds["floor"])
    print(f"{products} products, {products * RIGHTS} rights, {ROUNDS} rounds, medians")
    for name, values in seconds.items():
        spread = f"{min(values):.2f}–{max(values):.2f}"
        print(
            f"{name:8} {median(values):6.2f} s ({spread}), {median(values) / floor:4.1f} x the floor,"
            f" {statements.get(name, '—')} statements"
        )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()

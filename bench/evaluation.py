"""Access questions among 100,000 products and 1,000,000 grants, beside the bare statement.

Run: .venv/bin/python bench/evaluation.py [PRODUCTS]
"""

import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from uuid import UUID

from changehands.cli import embedded

ROUNDS = 20
ASKED = 500  # a round
PRODUCTS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
ORGANIZATIONS, PEOPLE, TEAMS = PRODUCTS // 100, 50, 5  # people and teams in each
GRANTS = 10  # on each product: nine to people, one to a team
TOGETHER = 100  # questions in one request

FILL = """
SET session_replication_role = replica;
CREATE FUNCTION pg_temp.key(noun text, n int) RETURNS uuid LANGUAGE sql IMMUTABLE
    AS $$ SELECT md5(noun || n)::uuid $$;
INSERT INTO organization (id, name, slug, kind, country, currency)
SELECT pg_temp.key('organization', o), 'Organization ' || o, 'o-' || o, 'company', 'CH', 'CHF'
  FROM generate_series(0, %(organizations)s - 1) o;
INSERT INTO person (id, email, name, locale, is_active, is_operator, password)
SELECT pg_temp.key('person', n), 'person' || n || '@people.example', 'P' || n, 'en', TRUE, FALSE, '!'
  FROM generate_series(0, %(organizations)s * %(people)s - 1) n;
INSERT INTO account_emailaddress (user_id, email, verified, "primary")
SELECT id, email, TRUE, TRUE FROM person;
INSERT INTO membership (organization_id, user_id, role)
SELECT pg_temp.key('organization', n / %(people)s), pg_temp.key('person', n),
       CASE n %% %(people)s WHEN 0 THEN 'owner' WHEN 1 THEN 'admin' ELSE 'member' END
  FROM generate_series(0, %(organizations)s * %(people)s - 1) n;
INSERT INTO team (id, organization_id, name)
SELECT pg_temp.key('team', n), pg_temp.key('organization', n / %(teams)s), 'Team ' || n
  FROM generate_series(0, %(organizations)s * %(teams)s - 1) n;
INSERT INTO team_member (team_id, membership_id, organization_id)
SELECT pg_temp.key('team', n / (%(people)s / %(teams)s)), m.id, m.organization_id
  FROM generate_series(0, %(organizations)s * %(people)s - 1) n
  JOIN membership m ON m.user_id = pg_temp.key('person', n);
INSERT INTO product (id, kind, name, holder_id, epoch, price, currency, facts)
SELECT pg_temp.key('product', n), CASE n %% 5 WHEN 0 THEN 'kdrive' ELSE 'domain' END,
       'product-' || n, pg_temp.key('organization', n %% %(organizations)s), 1, 1000, 'CHF', '{}'
  FROM generate_series(0, %(products)s - 1) n;
INSERT INTO holding (product_id, epoch, organization_id, began_at)
SELECT id, 1, holder_id, now() FROM product;
INSERT INTO product_grant (product_id, epoch, user_id, role, manages)
SELECT pg_temp.key('product', n), 1, pg_temp.key('person',
         n %% %(organizations)s * %(people)s + 2 + (n / %(organizations)s + g * 5) %% (%(people)s - 2)),
       'editor', g = 0
  FROM generate_series(0, %(products)s - 1) n, generate_series(0, %(grants)s - 2) g;
INSERT INTO product_grant (product_id, epoch, team_id, role, manages)
SELECT pg_temp.key('product', n), 1,
       pg_temp.key('team', n %% %(organizations)s * %(teams)s + n %% %(teams)s), 'viewer', FALSE
  FROM generate_series(0, %(products)s - 1) n;
SET session_replication_role = DEFAULT;
"""
# every second pair is one with a right of its own; the others are strangers to each other
PAIRS = """
SELECT g.product_id, CASE row_number() OVER () %% 2 WHEN 0 THEN g.user_id
                     ELSE (SELECT id FROM person WHERE id > g.product_id LIMIT 1) END
  FROM product_grant g WHERE g.user_id IS NOT NULL ORDER BY md5(g.id::text) LIMIT %(asked)s
"""
FLOOR = "SELECT via, role, manages FROM access_grounds(%s, %s, NULL)"

Pair = tuple[UUID, UUID]


def main() -> None:
    """Set up a durable server in a folder of its own, measure, print, clean up."""
    folder = Path(tempfile.mkdtemp(prefix="changehands-bench-"))
    folder.chmod(0o755)
    (folder / "files" / "manager" / "static").mkdir(parents=True)
    server = embedded.start(folder / "data")
    os.environ.update(
        DATABASE_URL=server.url,
        DATA=str(folder / "files"),
        SECRET_KEY="a key that is long enough and serves only this measurement",
        DJANGO_SETTINGS_MODULE="changehands.conf.settings",
    )
    try:
        measure()
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def measure() -> None:
    """Alternate between requests and the bare statement, over the same pairs."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    pairs, secret = fill()
    ask, floor = asking(secret), asking_the_database()
    for pair in pairs[:200]:
        ask(one(pair))
        floor(pair)
    seconds: dict[str, list[list[float]]] = {}
    for _round in range(ROUNDS):
        seconds.setdefault("evaluation", []).append(timed(ask, map(one, pairs)))
        together = [pairs[n : n + TOGETHER] for n in range(0, ASKED, TOGETHER)]
        seconds.setdefault("evaluations", []).append(timed(ask, map(many, together)))
        seconds.setdefault("floor", []).append(timed(floor, pairs))
    report(seconds)


def fill() -> tuple[list[Pair], str]:
    """Make the world; answers the pairs to ask about and the secret of a platform's token."""
    from django.db import connection

    from changehands.core import tokens
    from changehands.kernel.clock import now
    from changehands.models import User

    sizes = {"organizations": ORGANIZATIONS, "people": PEOPLE, "teams": TEAMS}
    with connection.cursor() as cursor:
        cursor.execute(FILL, {**sizes, "products": PRODUCTS, "grants": GRANTS})
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(PAIRS, {"asked": ASKED})
        pairs = cursor.fetchall()
    operator = User.objects.create(email="operator@people.example", is_operator=True)
    made = tokens.make_for_platform(
        actor=operator, name="bench", scopes=["access:evaluate"], at=now()
    )
    return pairs, made.secret


def asking(secret: str) -> Callable[[tuple[str, bytes]], None]:
    """A whole request through the WSGI application, as a web process serves it."""
    from changehands.conf.wsgi import application

    def ask(request: tuple[str, bytes]) -> None:
        path, body = request
        statuses = []
        answer = application(
            {
                "REQUEST_METHOD": "POST",
                "PATH_INFO": path,
                "SERVER_NAME": "localhost",
                "SERVER_PORT": "8000",
                "HTTP_HOST": "localhost:8000",
                "CONTENT_TYPE": "application/json",
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_AUTHORIZATION": f"Bearer {secret}",
                "wsgi.input": io.BytesIO(body),
                "wsgi.errors": sys.stderr,
                "wsgi.url_scheme": "http",
            },
            lambda status, headers: statuses.append(status),
        )
        assert b'"decision"' in b"".join(answer) and statuses == ["200 OK"]
        answer.close()  # type: ignore[attr-defined]

    return ask


def asking_the_database() -> Callable[[Pair], None]:
    """The same question, as one prepared statement over a connection that stays open."""
    import psycopg

    connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, prepare_threshold=0)

    def ask(pair: Pair) -> None:
        product, person = pair
        connection.execute(FLOOR, [person, product]).fetchall()

    return ask


def one(pair: Pair) -> tuple[str, bytes]:
    """A request with one question."""
    return "/access/v1/evaluation", json.dumps(question(pair)).encode()


def many(pairs: list[Pair]) -> tuple[str, bytes]:
    """A request with many questions."""
    body = {"evaluations": [question(pair) for pair in pairs]}
    return "/access/v1/evaluations", json.dumps(body).encode()


def question(pair: Pair) -> dict[str, Any]:
    """May this person use this product?"""
    from changehands.kernel.ids import to_public

    product, person = pair
    return {
        "subject": {"type": "user", "id": to_public("user", person)},
        "action": {"name": "product.use"},
        "resource": {"type": "product", "id": to_public("product", product)},
    }


def timed(ask: Callable[[Any], None], asked: Iterator[Any] | list[Any]) -> list[float]:
    """How long each took."""
    seconds = []
    for each in list(asked):
        begun = perf_counter()
        ask(each)
        seconds.append(perf_counter() - begun)
    return seconds


def report(seconds: dict[str, list[list[float]]]) -> None:
    """Print how many a second, p50 and p99: of all rounds, and of the best one."""
    print(f"{PRODUCTS} products, {PRODUCTS * GRANTS} grants, {ROUNDS} rounds, one process")
    for name, rounds in seconds.items():
        best = min(rounds, key=sum)
        print(f"{name:11} {described(rounds)}; the best round {described([best])}")
    print(f"(one of the evaluations is a request with {TOGETHER} questions)")


def described(rounds: list[list[float]]) -> str:
    """A rate and two shares in words."""
    rate = median(len(each) / sum(each) for each in rounds)
    share = quantiles([second for each in rounds for second in each], n=100)
    return f"{rate:.0f} a second, p50 {share[49] * 1000:.2f} ms, p99 {share[98] * 1000:.2f} ms"


if __name__ == "__main__":
    main()

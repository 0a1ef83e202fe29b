"""What will happen, computed before it happens: for starter, receiver, the API and the proof.

One set-based computation, a fixed number of statements whatever the number of products. Whoever
starts or receives hands back the digest of what they were shown: if the facts changed, they are
shown again (R35, R53).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db import connection

from changehands.core.transfers.closure import Closure, close_over
from changehands.core.transfers.eligibility import Blocker, blockers_of
from changehands.kernel.ids import to_public
from changehands.policy import catalogue

# Every right on a moved product counts in one row a person and product; what is kept is the
# individual right on a kind whose people join, and whatever a role in the destination gives.
_PEOPLE: Final = """
    WITH right_now AS (
        SELECT r.user_id, r.product_id, bool_or(r.manages) AS manages,
               bool_or(r.via = 'individual') AND p.kind = ANY(%(joining)s) AS stays,
               bool_or(r.via = 'role') AS by_role, bool_or(r.via = 'individual') AS by_name,
               bool_or(r.via = 'team') AS by_team
          FROM product_right r JOIN product p ON p.id = r.product_id
         WHERE r.product_id = ANY(%(moved)s)
         GROUP BY r.user_id, r.product_id, p.kind
    )
    SELECT person.id, person.name, person.email,
           count(*) FILTER (WHERE NOT (stays OR coalesce(there.role IN ('owner', 'admin'), FALSE))),
           count(*) FILTER (WHERE stays OR coalesce(there.role IN ('owner', 'admin'), FALSE)),
           count(*) FILTER (WHERE stays),
           bool_or(stays) AND there.user_id IS NULL,
           count(*) FILTER (WHERE stays AND manages
                            AND NOT coalesce(there.role IN ('owner', 'admin'), FALSE)),
           array_remove(ARRAY[CASE WHEN bool_or(by_role) THEN 'role' END,
                              CASE WHEN bool_or(by_name) THEN 'individual' END,
                              CASE WHEN bool_or(by_team) THEN 'team' END], NULL)
      FROM right_now JOIN person ON person.id = right_now.user_id
      LEFT JOIN membership there
        ON there.user_id = person.id AND there.organization_id = %(destination)s
     GROUP BY person.id, there.user_id
     ORDER BY 4 DESC, person.name, person.email
"""

_TEAMS: Final = """
    SELECT team.id, team.name, count(DISTINCT p.id),
           (SELECT count(*) FROM team_member WHERE team_member.team_id = team.id)
      FROM product_grant g
      JOIN product p ON p.id = g.product_id AND p.epoch = g.epoch
      JOIN team ON team.id = g.team_id AND team.organization_id = p.holder_id
     WHERE p.id = ANY(%(moved)s)
     GROUP BY team.id
     ORDER BY team.name
"""

_SEPARATIONS: Final = """
    WITH split (product_id, serves_id, server_moves) AS (
        SELECT product_id, serves_id, TRUE FROM serving
         WHERE product_id = ANY(%(moved)s) AND serves_id <> ALL(%(moved)s)
        UNION ALL
        SELECT product_id, serves_id, FALSE FROM serving
         WHERE serves_id = ANY(%(moved)s) AND product_id <> ALL(%(moved)s)
    )
    SELECT server.id, server.name, server.kind, served.id, served.name, served.kind, server_moves
      FROM split
      JOIN product server ON server.id = split.product_id AND server.holder_id = %(source)s
      JOIN product served ON served.id = split.serves_id AND served.holder_id = %(source)s
     ORDER BY server.name, served.name, server.id, served.id
"""

_SUMMARY: Final = """
    WITH item AS (SELECT * FROM product WHERE id = ANY(%(moved)s))
    SELECT (SELECT count(*) FROM item),
           (SELECT encode(sha256(convert_to(string_agg(
                jsonb_build_array(id, epoch, kind, name, expires_on, price, currency, facts)::text,
                ',' ORDER BY id), 'UTF8')), 'hex') FROM item),
           (SELECT count(*) FROM invoice
             WHERE organization_id = %(source)s AND product_id = ANY(%(moved)s)),
           (SELECT coalesce(jsonb_object_agg(kind, amount), '{}')
              FROM (SELECT kind, count(*) AS amount FROM item GROUP BY kind) k),
           (SELECT coalesce(jsonb_object_agg(fact, amount), '{}')
              FROM (SELECT fact, count(*) AS amount FROM item, unnest(facts) fact
                     GROUP BY fact) f),
           (SELECT count(*) FROM item WHERE expires_on < %(today)s),
           (SELECT coalesce(jsonb_agg(jsonb_build_array(currency, amount, renewals, first)
                                      ORDER BY currency), '[]')
              FROM (SELECT currency, sum(price) AS amount, count(*) AS renewals,
                           min(expires_on) AS first
                      FROM item WHERE price > 0 GROUP BY currency) r)
"""


@dataclass(frozen=True, slots=True)
class PersonOutcome:
    """What becomes of one person's access, in numbers of products."""

    user: UUID
    name: str
    email: str
    loses: int
    keeps: int
    stays: int
    joins: bool
    management_lost: int
    via: Sequence[str]

    @property
    def is_affected(self) -> bool:
        """Whether anything changes for this person."""
        return bool(self.loses or self.joins or self.management_lost)


@dataclass(frozen=True, slots=True)
class TeamOutcome:
    """A team of the source that stays behind without its products."""

    team: UUID
    name: str
    products: int
    people: int


@dataclass(frozen=True, slots=True)
class Separation:
    """Two products that work together, of which only one goes."""

    server: UUID
    server_name: str
    server_kind: str
    served: UUID
    served_name: str
    served_kind: str
    server_moves: bool

    @property
    def left_behind(self) -> UUID:
        """The one that would have to be chosen too."""
        return self.served if self.server_moves else self.server

    @property
    def left_behind_id(self) -> str:
        """Its public identifier."""
        return to_public("product", self.left_behind)

    @property
    def left_behind_name(self) -> str:
        """Its name."""
        return self.served_name if self.server_moves else self.server_name


@dataclass(frozen=True, slots=True)
class Renewal:
    """What the next renewals cost whoever holds the products then, in minor units."""

    currency: str
    amount: int
    products: int
    first: date | None


@dataclass(frozen=True, slots=True)
class Preview:
    """The consequences of a transfer, by name and number."""

    source: UUID
    destination: UUID | None
    products: int
    manifest: str
    invoices: int
    kinds: Mapping[str, int]
    facts: Mapping[str, int]
    expired: int
    renewals: Sequence[Renewal]
    people: Sequence[PersonOutcome]
    teams: Sequence[TeamOutcome]
    separations: Sequence[Separation]
    blockers: Sequence[Blocker] = field(default_factory=tuple)

    @property
    def losing(self) -> list[PersonOutcome]:
        """Those who lose access to at least one product."""
        return [person for person in self.people if person.loses]

    @property
    def staying(self) -> list[PersonOutcome]:
        """Those whose individual access goes with the product (drives)."""
        return [person for person in self.people if person.stays]

    @property
    def joining(self) -> list[PersonOutcome]:
        """Those who become external users of the destination, as far as it is known."""
        return [person for person in self.people if person.joins]

    @property
    def has_warnings(self) -> bool:
        """Whether there is anything to read before it starts (R35)."""
        return bool(
            any(person.is_affected for person in self.people)
            or self.teams
            or self.separations
            or self.invoices
            or self.facts
            or self.expired
            or self.renewals
        )

    @property
    def digest(self) -> str:
        """Stands for everything the starter is shown."""
        return _digest(
            self.manifest,
            self.invoices,
            [
                [str(p.user), p.loses, p.keeps, p.joins, p.management_lost, *p.via]
                for p in self.people
            ],
            [[str(t.team), t.products, t.people] for t in self.teams],
            [[str(s.server), str(s.served)] for s in self.separations],
            self.expired,
        )

    @property
    def offer_digest(self) -> str:
        """Stands for what the receiver takes on: the products and the people who come along."""
        return _digest(self.manifest, [[str(p.user), p.stays] for p in self.staying])


def compute(
    chosen: Iterable[UUID],
    *,
    source: UUID,
    destination: UUID | None = None,
    transfer: UUID | None = None,
    at: datetime,
) -> Preview:
    """The consequences of handing over the chosen products, with the parts that follow them."""
    return consequences(
        close_over(chosen), source=source, destination=destination, transfer=transfer, at=at
    )


def consequences(
    closure: Closure,
    *,
    source: UUID,
    destination: UUID | None = None,
    transfer: UUID | None = None,
    at: datetime,
) -> Preview:
    """The same for a set whose parts are found already."""
    parameters = {
        "moved": closure.moved,
        "source": source,
        "destination": destination,
        "today": at.date(),
        "joining": list(catalogue.current().joining),
    }
    (summary,) = _rows(_SUMMARY, parameters)
    count, manifest, invoices, kinds, facts, expired, renewals = summary
    return Preview(
        source=source,
        destination=destination,
        products=count,
        manifest=manifest or "",
        invoices=invoices,
        kinds=json.loads(kinds),
        facts=json.loads(facts),
        expired=expired,
        renewals=[
            Renewal(currency, amount, number, date.fromisoformat(first) if first else None)
            for currency, amount, number, first in json.loads(renewals)
        ],
        people=sorted(
            (PersonOutcome(*row) for row in _rows(_PEOPLE, parameters)),
            key=lambda person: (-person.loses, person.name, person.email),
        ),
        teams=[TeamOutcome(*row) for row in _rows(_TEAMS, parameters)],
        separations=[Separation(*row) for row in _rows(_SEPARATIONS, parameters)],
        blockers=blockers_of(closure, source=source, destination=destination, transfer=transfer),
    )


def separations(chosen: Iterable[UUID], *, source: UUID) -> list[Separation]:
    """Products of the source that work with a chosen one and would stay behind (R20)."""
    parameters = {"moved": close_over(chosen).moved, "source": source}
    return [Separation(*row) for row in _rows(_SEPARATIONS, parameters)]


def _rows(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _digest(*facts: Any) -> str:
    return sha256(json.dumps(facts, separators=(",", ":")).encode()).hexdigest()

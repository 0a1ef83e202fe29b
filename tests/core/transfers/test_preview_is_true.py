"""What the preview says is what happens: compared with the database before and after."""

from collections import defaultdict
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, assume, given, settings

from changehands.core.transfers import Preview, queries
from changehands.core.verification import verify
from changehands.models import Grant, Notification, Right, TeamMember, Transfer
from tests.core.transfers.random_worlds import DESTINATION, SOURCE, Plan, RandomWorld, plans
from tests.faults.checksum import rows, tables
from tests.world import NOW, offer, take

pytestmark = pytest.mark.django_db
WRITTEN = {"product", "holding", "product_grant", "membership", "transfer", "transfer_item"}
APPENDED = {"acceptance", "event", "notification", "procrastinate_jobs", "procrastinate_events"}

Rights = dict[tuple[UUID, UUID], dict[str, bool]]


def rights_now() -> Rights:
    """Who has which right on what: (product, person) to ways, each with management or not."""
    found: Rights = defaultdict(dict)
    for right in Right.objects.all():
        ways = found[right.product_id, right.user_id]
        ways[right.via] = ways.get(right.via, False) or right.manages
    return dict(found)


class Moment:
    """Everything, before or after."""

    def __init__(self) -> None:
        self.rights = rights_now()
        self.tables = {table: rows(table) for table in tables()}

    def members(self, organization: UUID) -> dict[str, str]:
        return {
            row["user_id"]: row["role"]
            for row in self.tables["membership"]
            if row["organization_id"] == str(organization)
        }


@given(plans)
@settings(
    max_examples=60,
    deadline=None,
    print_blob=True,
    derandomize=False,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_shown_is_what_happens(plan: Plan) -> None:
    """R14–R17, R20, R35 over random worlds: rights before and after, person by product."""
    point = str(connection.savepoint())
    try:
        world = RandomWorld(plan)
        assume(world.chosen)
        transfer = offer(world.owner(SOURCE), world.source, *world.chosen)
        shown = queries.consequences(transfer, destination=world.destination.id, at=NOW)
        before = Moment()
        take(world.owner(DESTINATION), transfer, world.destination)
        after = Moment()
        moved = set(transfer.items.values_list("product_id", flat=True))
        _people_are_as_shown(shown, moved, before, after, world.destination.id)
        _teams_are_as_shown(shown, moved, before, after)
        _nothing_else_has_changed(transfer, moved, before, after, shown)
        _who_is_shown_is_told(transfer, shown)
        connection.check_constraints()
        assert verify() == []
    finally:
        connection.savepoint_rollback(point)


def by_person(moment: Moment, moved: set[UUID]) -> dict[UUID, dict[UUID, dict[str, bool]]]:
    found: dict[UUID, dict[UUID, dict[str, bool]]] = defaultdict(dict)
    for (product, person), ways in moment.rights.items():
        if product in moved:
            found[person][product] = ways
    return found


def _people_are_as_shown(
    shown: Preview, moved: set[UUID], before: Moment, after: Moment, destination: UUID
) -> None:
    had, has = by_person(before, moved), by_person(after, moved)
    joined = after.members(destination).keys() - before.members(destination).keys()
    expected = {
        person: {
            "loses": len(old.keys() - has[person].keys()),
            "keeps": len(old.keys() & has[person].keys()),
            "stays": sum("individual" in ways for ways in has[person].values()),
            "joins": str(person) in joined,
            "management_lost": sum(
                any(ways.values()) and not any(has[person][product].values())
                for product, ways in old.items()
                if product in has[person]
            ),
            "via": {way for ways in old.values() for way in ways},
        }
        for person, old in list(had.items())
    }
    assert expected == {
        person.user: {
            "loses": person.loses,
            "keeps": person.keeps,
            "stays": person.stays,
            "joins": person.joins,
            "management_lost": person.management_lost,
            "via": set(person.via),
        }
        for person in shown.people
    }
    _nobody_gains(had, has, before.members(destination))


def _nobody_gains(had: dict[UUID, Any], has: dict[UUID, Any], members: dict[str, str]) -> None:
    """Only administrators of the destination come to a product, and only by their role."""
    for person, products in has.items():
        for product, ways in products.items():
            gained = ways.keys() - had[person].get(product, {}).keys()
            managed = any(ways.values()) and not any(had[person].get(product, {}).values())
            if gained or managed:
                assert members[str(person)] in ("owner", "admin")
                assert gained <= {"role"}


def _teams_are_as_shown(shown: Preview, moved: set[UUID], before: Moment, after: Moment) -> None:
    """R16: each team with a right is named; no right goes through a team any more."""
    of_teams = [
        grant
        for grant in Grant.objects.filter(product__in=moved, team__isnull=False).select_related(
            "product", "team"
        )
        if grant.epoch == grant.product.epoch - 1
        and grant.team
        and grant.team.organization_id == shown.source
    ]
    expected = {
        grant.team_id: (
            sum(other.team_id == grant.team_id for other in of_teams),
            TeamMember.objects.filter(team=grant.team_id).count(),
        )
        for grant in of_teams
    }
    assert expected == {team.team: (team.products, team.people) for team in shown.teams}
    assert not Right.objects.filter(product__in=moved, via="team").exists()


def _who_is_shown_is_told(transfer: Transfer, shown: Preview) -> None:
    """Whoever is shown to lose access hears of it, and whoever comes along."""
    rows = Notification.objects.filter(subject=transfer.id)
    lost = rows.filter(verb__in=["transfer.completed", "access.ended"])
    kept = rows.filter(verb__in=["transfer.completed", "access.kept"])
    assert {p.user for p in shown.losing} <= set(lost.values_list("user_id", flat=True))
    assert {p.user for p in shown.staying} <= set(kept.values_list("user_id", flat=True))
    ended = rows.filter(verb="access.ended").values_list("user_id", "data__products")
    losing = {p.user: p.loses for p in shown.losing}
    assert all(losing[user] == products for user, products in ended)


def _nothing_else_has_changed(
    transfer: Transfer, moved: set[UUID], before: Moment, after: Moment, shown: Preview
) -> None:
    for table, old in before.tables.items():
        new = after.tables[table]
        if table in APPENDED:
            assert all(row in new for row in old), table
        elif table not in WRITTEN:
            assert old == new, table
    elsewhere = [{k: v for k, v in m.rights.items() if k[0] not in moved} for m in (before, after)]
    assert elsewhere[0] == elsewhere[1]
    _products_changed_hands(transfer, moved, before, after)
    _old_rows_stand(moved, before, after, shown)
    billed = [row for row in before.tables["invoice"] if UUID(row["product_id"]) in moved]
    assert shown.invoices == sum(row["organization_id"] == str(shown.source) for row in billed)


def _products_changed_hands(
    transfer: Transfer, moved: set[UUID], before: Moment, after: Moment
) -> None:
    transfer.refresh_from_db()
    assert shown_count(before, moved) == transfer.item_count == len(moved)
    new = {row["id"]: row for row in after.tables["product"]}
    for row in before.tables["product"]:
        if UUID(row["id"]) in moved:
            row = {**row, "holder_id": str(transfer.destination_id), "epoch": row["epoch"] + 1}
        assert new[row["id"]] == row


def shown_count(moment: Moment, moved: set[UUID]) -> int:
    return sum(UUID(row["id"]) in moved for row in moment.tables["product"])


def _old_rows_stand(moved: set[UUID], before: Moment, after: Moment, shown: Preview) -> None:
    """Rights of old epochs are not touched; new ones are those that stay; who joins is external."""
    added = {
        table: [row for row in after.tables[table] if row not in before.tables[table]]
        for table in ("product_grant", "membership", "holding")
    }
    for table in ("product_grant", "membership"):
        assert all(row in after.tables[table] for row in before.tables[table])
    assert len(added["product_grant"]) == sum(person.stays for person in shown.people)
    assert all(not row["manages"] and row["user_id"] for row in added["product_grant"])
    assert {(row["user_id"], row["role"]) for row in added["membership"]} == {
        (str(person.user), "external") for person in shown.joining
    }
    assert len(added["holding"]) == 2 * len(moved)  # one closed, one opened
    assert {UUID(row["product_id"]) for row in added["holding"]} == moved

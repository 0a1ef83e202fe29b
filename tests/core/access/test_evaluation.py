"""Access questions: the single answer, many at once, and searches that agree with them."""

from collections.abc import Callable, Sequence
from itertools import product as every
from typing import Any
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from tests.core.transfers.random_worlds import Plan, RandomWorld, plans
from tests.world import World, make_product, offer, take

from changehands.core import access
from changehands.core.access import Answer, Entity, Question
from changehands.core.paging import Page
from changehands.models import Grant, Membership, Organization, Product, User
from changehands.policy.permissions import ROLES, allows
from changehands.policy.permissions import Permission as P

ON_PRODUCTS = ("product.use", "product.manage", "transfers.start", "role:editor", "role:viewer")
NO = Answer(False, "not-permitted")


def entity(thing: User | Product | Organization) -> Entity:
    names = {User: "user", Product: "product", Organization: "organization"}
    return Entity(names[type(thing)], thing.public_id)


def may(
    subject: User | Entity, action: str, resource: Any, *, within: Organization | None = None
) -> bool:
    return answer(subject, action, resource, within=within).decision


def answer(
    subject: User | Entity, action: str, resource: Any, *, within: Organization | None = None
) -> Answer:
    person = subject if isinstance(subject, Entity) else entity(subject)
    thing = resource if isinstance(resource, Entity) else entity(resource)
    question = Question(person, action, thing)
    return access.evaluate([question], within=within.id if within else None)[0]


def actions(user: User, resource: Product | Organization) -> list[str]:
    return access.permitted_actions(entity(user), entity(resource))


def everyone(search: Callable[..., Page[Any]], *asked: Any, within: UUID | None = None) -> set[str]:
    """What a search finds, read in pages of two."""
    found: list[str] = []
    after: str | None = None
    while True:
        page = search(*asked, after=after, size=2, within=within)
        found += [row.public_id for row in page.rows]
        if page.next is None:
            assert len(found) == len(set(found))
            return set(found)
        after = page.next


def test_an_administrator_may_use_manage_and_transfer_every_product(world: World) -> None:
    for user in (world.olga, world.adam):
        assert actions(user, world.hosting) == ["product.manage", "product.use", "transfers.start"]


def test_a_right_of_ones_own_brings_its_role_and_not_more(world: World) -> None:
    assert actions(world.xen, world.drive) == ["product.use", "role:viewer"]
    assert actions(world.mia, world.hosting) == ["product.manage", "product.use", "role:editor"]


def test_a_right_through_a_team_counts_like_ones_own(world: World) -> None:
    assert actions(world.tom, world.hosting) == ["product.use", "role:editor"]


def test_a_stranger_may_do_nothing(world: World) -> None:
    for user in (world.eve, world.rui, world.nora):
        assert actions(user, world.drive) == actions(user, world.ours) == []


def test_a_role_in_the_organization_is_no_role_inside_a_product(world: World) -> None:
    assert answer(world.adam, "role:admin", world.drive) == Answer(False, "action-unknown")
    assert not may(world.adam, "role:administrator", world.drive)


@pytest.mark.parametrize("name", ["olga", "adam", "mia", "xen", "eve"])
def test_in_an_organization_the_table_of_permissions_is_asked(world: World, name: str) -> None:
    user = getattr(world, name)
    place = Membership.objects.filter(organization=world.ours, user=user).first()
    allowed = sorted(p for p in ROLES if allows(p, place.role if place else None))
    assert actions(user, world.ours) == allowed


def test_a_person_is_known_by_any_confirmed_address(world: World) -> None:
    other = EmailAddress.objects.create(user=world.xen, email="x@other.example", verified=True)
    for address in (world.xen.email, world.xen.email.upper(), other.email):
        assert may(Entity("user", address), "product.use", world.drive)


def test_an_address_that_is_not_confirmed_is_nobodys(world: World) -> None:
    EmailAddress.objects.create(user=world.xen, email="x@other.example", verified=False)
    assert answer(Entity("user", "x@other.example"), "product.use", world.drive) == NO
    assert everyone(
        access.permitted_products, Entity("user", "x@other.example"), "product.use"
    ) == (set())


def test_a_disabled_account_may_do_nothing(world: World) -> None:
    User.objects.filter(id__in=[world.mia.id, world.adam.id]).update(is_active=False)
    for user, thing in every((world.mia, world.adam), (world.drive, world.ours)):
        assert actions(user, thing) == []


def test_a_right_of_an_earlier_holding_counts_no_more(world: World) -> None:
    before = [world.mia, world.tom, world.adam]
    assert all(may(user, "product.use", world.hosting) for user in before)
    take(world.rui, offer(world.olga, world.ours, world.hosting), world.theirs)
    assert not any(may(user, "product.use", world.hosting) for user in before)
    assert Grant.objects.filter(product=world.hosting).exists()
    assert may(world.rita, "transfers.start", world.hosting)


def test_who_joins_with_a_drive_keeps_its_use_and_no_longer_manages_it(world: World) -> None:
    take(world.rui, offer(world.olga, world.ours, world.drive), world.theirs)
    assert actions(world.mia, world.drive) == ["product.use", "role:editor"]
    assert actions(world.mia, world.theirs) == sorted(
        [P.ORGANIZATION_LEAVE, P.ORGANIZATION_VIEW, P.PRODUCTS_VIEW_OWN]
    )


UNKNOWN = {
    "subject-type-unknown": ("group", "", "product.use", "product", ""),
    "subject-unknown": ("user", "mia", "product.use", "product", ""),
    "resource-type-unknown": ("user", "", "product.use", "invoice", ""),
    "resource-unknown": ("user", "", "product.use", "product", "hosting"),
    "action-unknown": ("user", "", "can_read", "product", ""),
}


@pytest.mark.parametrize("reason", UNKNOWN)
def test_what_is_unknown_is_answered_no(world: World, reason: str) -> None:
    subject, person, action, resource, thing = UNKNOWN[reason]
    asked = Question(
        Entity(subject, person or world.mia.public_id),
        action,
        Entity(resource, thing or world.hosting.public_id),
    )
    assert access.evaluate([asked]) == [Answer(False, reason)]


@pytest.mark.parametrize(
    "text", ["", "\0@x", "usr_", "a@b@c", "usr_01h\0", "prd_x", "é@x", "@" * 9]
)
def test_odd_identifiers_are_answered_no(world: World, text: str) -> None:
    assert not may(Entity("user", text), "product.use", world.hosting)
    assert not may(world.mia, "product.use", Entity("product", text))
    assert access.permitted_people("product.use", Entity("product", text), after=None, size=5) == (
        Page([])
    )


def test_an_identifier_of_another_noun_is_no_resource(world: World) -> None:
    resource = Entity("product", world.ours.public_id)
    assert answer(world.olga, "product.use", resource) == Answer(False, "resource-unknown")


def test_within_an_organization_only_its_own_is_answered_yes(world: World) -> None:
    foreign = make_product(world.labs, "domain", "labs.example")
    for thing, action in ((foreign, "product.use"), (world.labs, "organization.view")):
        assert may(world.olga, action, thing) and may(world.olga, action, thing, within=world.labs)
        assert answer(world.olga, action, thing, within=world.ours) == NO
    assert everyone(
        access.permitted_products, entity(world.olga), "product.use", within=world.labs.id
    ) == {foreign.public_id}


def test_a_thing_that_is_not_there_is_answered_like_one_of_others(world: World) -> None:
    there = answer(world.eve, "product.use", world.hosting)
    missing = Product(name="never saved")
    assert answer(world.eve, "product.use", missing) == there == NO


def test_many_questions_are_one_statement(world: World) -> None:
    people, things = (world.olga, world.mia, world.xen), (world.drive, world.hosting, world.ours)
    asked = [
        Question(entity(user), action, entity(thing))
        for user, action, thing in every(people, ON_PRODUCTS, things)
    ]
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answers = access.evaluate(asked * 5)
    assert len(captured) == 1
    assert answers == [access.evaluate([question])[0] for question in asked] * 5


def test_questions_about_unknown_things_only_ask_nothing_of_the_database(world: World) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert access.evaluate([]) == []
        assert not may(world.mia, "can_read", world.hosting)
    assert len(captured) == 0


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=plans)
def test_searches_find_exactly_what_is_answered_yes(db: None, plan: Plan) -> None:
    point = str(connection.savepoint())
    try:
        world = RandomWorld(plan)
        things: Sequence[Any] = [*Product.objects.all(), *world.homes.values()]
        for within in (None, world.source.id):
            yes = _answered_yes(world.people, things, within)
            assert yes == set(_by_people(things, within))
            assert yes == set(_by_things(world.people, within))
        assert _answered_yes(world.people, things, None) == set(_by_actions(world.people, things))
    finally:
        connection.savepoint_rollback(point)


def _answered_yes(people: Any, things: Any, within: UUID | None) -> set[Any]:
    asked = [
        Question(entity(user), action, entity(thing))
        for user, thing in every(people, things)
        for action in _actions(thing)
    ]
    keys = [(asking.subject.id, asking.action, asking.resource.id) for asking in asked]
    answers = access.evaluate(asked, within=within)
    return {key for key, found in zip(keys, answers, strict=True) if found.decision}


def _by_people(things: Any, within: UUID | None) -> list[Any]:
    return [
        (user, action, thing.public_id)
        for thing in things
        for action in _actions(thing)
        for user in everyone(access.permitted_people, action, entity(thing), within=within)
    ]


def _by_things(people: Any, within: UUID | None) -> list[Any]:
    searches = (
        (access.permitted_products, ON_PRODUCTS),
        (access.permitted_organizations, list(map(str, P))),
    )
    return [
        (user.public_id, action, thing)
        for user in people
        for search, known in searches
        for action in known
        for thing in everyone(search, entity(user), action, within=within)
    ]


def _by_actions(people: Any, things: Any) -> list[Any]:
    return [
        (user.public_id, action, thing.public_id)
        for user, thing in every(people, things)
        for action in actions(user, thing)
        if action in _actions(thing)
    ]


def _actions(thing: Product | Organization) -> Sequence[str]:
    return ON_PRODUCTS if isinstance(thing, Product) else list(map(str, P))

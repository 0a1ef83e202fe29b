"""Who may do what with a transfer: allowed, denied, a stranger, somebody who lost the right."""

from collections.abc import Callable

import pytest

from changehands.core import transfers
from changehands.kernel.errors import ChangehandsError, Conflict, Denied, NotFound
from changehands.kernel.ids import new_id
from changehands.models import Event, Membership, Organization, Transfer, User
from tests.core.transfers.verbs import BY_LINK, ENDS, OF_THE_SOURCE, direct, end, relink
from tests.faults.checksum import refused
from tests.world import NOW, World, agree, join, offer, take

EACH_OF_THE_SOURCE = pytest.mark.parametrize("verb", OF_THE_SOURCE)
EACH_VERB = pytest.mark.parametrize("verb", [*OF_THE_SOURCE, *BY_LINK])
ALL = {**OF_THE_SOURCE, **BY_LINK}
EVENTS = {
    "direct": "transfer.completed",
    "cancel": "transfer.cancelled",
    "relink": "transfer.relinked",
    "extend": "transfer.extended",
    "mail": "transfer.mailed",
    "receive": "transfer.completed",
    "decline": "transfer.declined",
}


@pytest.fixture
def waiting(world: World) -> Transfer:
    return offer(world.olga, world.ours, world.hosting, world.drive)


@EACH_OF_THE_SOURCE
@pytest.mark.parametrize("who", ["olga", "adam"])
def test_owners_and_administrators_of_the_source_may(
    world: World, waiting: Transfer, verb: str, who: str
) -> None:
    """R30, and R41: every administrator, not only the starter."""
    actor = getattr(world, who)
    OF_THE_SOURCE[verb](world, waiting, actor)
    told = Event.objects.get(verb=EVENTS[verb], organization=world.ours, subject=waiting.id)
    assert (told.actor, told.at) == (actor, NOW)


@EACH_OF_THE_SOURCE
@pytest.mark.parametrize("who", ["mia", "tom", "xen"])
def test_others_in_the_source_are_told_who_may(
    world: World, waiting: Transfer, verb: str, who: str
) -> None:
    """R30: the refusal names the roles."""
    actor = getattr(world, who)
    join(world.labs, actor, "owner")
    with refused(Denied, "role-not-allowed") as caught:
        OF_THE_SOURCE[verb](world, waiting, actor)
    assert caught.value.params["organization"] == "Ours"
    assert caught.value.params["roles"] == ["owner", "admin"]


@EACH_OF_THE_SOURCE
@pytest.mark.parametrize("who", ["eve", "rui", "nora"])
def test_a_stranger_finds_nothing(world: World, waiting: Transfer, verb: str, who: str) -> None:
    with refused(NotFound, "transfer-not-found"):
        OF_THE_SOURCE[verb](world, waiting, getattr(world, who))


@EACH_OF_THE_SOURCE
def test_a_disabled_administrator_finds_nothing(world: World, waiting: Transfer, verb: str) -> None:
    User.objects.filter(id=world.adam.id).update(is_active=False)
    with refused(NotFound, "transfer-not-found"):
        OF_THE_SOURCE[verb](world, waiting, world.adam)


@EACH_OF_THE_SOURCE
def test_nothing_is_found_where_there_is_nothing(
    world: World, waiting: Transfer, verb: str
) -> None:
    waiting.id = new_id()
    with refused(NotFound, "transfer-not-found"):
        OF_THE_SOURCE[verb](world, waiting, world.olga)


@EACH_OF_THE_SOURCE
def test_nothing_is_done_in_a_frozen_organization(
    world: World, waiting: Transfer, verb: str
) -> None:
    Organization.objects.filter(id=world.ours.id).update(frozen_at=NOW)
    with refused(Denied, "organization-frozen"):
        OF_THE_SOURCE[verb](world, waiting, world.olga)


@EACH_VERB
@pytest.mark.parametrize("state", ENDS)
def test_nothing_is_done_to_a_transfer_that_is_over(
    world: World, waiting: Transfer, verb: str, state: str
) -> None:
    """Terminal states absorb (R54, R55): the refusal names the state."""
    actor = world.rita if verb in BY_LINK else world.adam
    end(world, waiting, state)
    with refused(Conflict, f"transfer-is-{state}"):
        ALL[verb](world, waiting, actor)


@pytest.mark.parametrize("verb", ["direct", "cancel", "receive", "decline"])
def test_what_ends_a_transfer_can_be_done_once(world: World, waiting: Transfer, verb: str) -> None:
    """R54."""
    actor = world.rui if verb in BY_LINK else world.olga
    ended = ALL[verb](world, waiting, actor)
    with refused(Conflict, f"transfer-is-{ended.state}"):
        ALL[verb](world, waiting, actor)


@pytest.mark.parametrize("verb", sorted(ALL.keys() - {"extend"}))
def test_nothing_is_done_after_the_expiry_even_if_nobody_swept(
    world: World, waiting: Transfer, verb: str
) -> None:
    """R44: checked by the verb itself, to the very instant."""
    actor = world.rui if verb in BY_LINK else world.olga
    with refused(Conflict, "transfer-is-expired"):
        ALL[verb](world, waiting, actor, at=waiting.expires_at)


@pytest.mark.parametrize("who", ["mia", "xen"])
def test_others_in_the_source_cannot_start(world: World, who: str) -> None:
    """R30."""
    with refused(Denied, "role-not-allowed"):
        offer(getattr(world, who), world.ours, world.hosting)


@pytest.mark.parametrize("who", ["eve", "nora"])
def test_a_stranger_cannot_start(world: World, who: str) -> None:
    with refused(NotFound, "organization-not-found"):
        offer(getattr(world, who), world.ours, world.hosting)


def test_nobody_starts_in_an_organization_that_is_not_there(world: World) -> None:
    with refused(NotFound, "organization-not-found"):
        transfers.start(
            actor=world.olga,
            source_id=new_id(),
            products=[world.domain.id],
            consent=agree(),
            at=NOW,
        )


def demoted(user: User, organization: Organization) -> None:
    Membership.objects.filter(user=user, organization=organization).update(role="member")


def removed(user: User, organization: Organization) -> None:
    Membership.objects.filter(user=user, organization=organization).delete()


def disabled(user: User, organization: Organization) -> None:
    User.objects.filter(id=user.id).update(is_active=False)


def frozen(user: User, organization: Organization) -> None:
    Organization.objects.filter(id=organization.id).update(frozen_at=NOW)


Loss = Callable[[User, Organization], None]
LOSSES: dict[Loss, tuple[type[ChangehandsError], str]] = {
    demoted: (Denied, "role-not-allowed"),
    removed: (NotFound, "organization-not-found"),
    disabled: (NotFound, "organization-not-found"),
    frozen: (Denied, "organization-frozen"),
}
EACH_LOSS = pytest.mark.parametrize("loss", LOSSES)


@EACH_LOSS
def test_who_lost_the_right_cannot_start(world: World, loss: Loss) -> None:
    loss(world.adam, world.ours)
    with refused(*LOSSES[loss]):
        offer(world.adam, world.ours, world.hosting)


@EACH_LOSS
def test_an_offer_of_someone_who_lost_the_right_cannot_be_received(
    world: World, loss: Loss
) -> None:
    """The starter's authority is asked again at reception."""
    transfer = offer(world.adam, world.ours, world.hosting)
    loss(world.adam, world.ours)
    code = "organization-frozen" if loss is frozen else "sender-not-entitled"
    with refused(Denied, code):
        take(world.rui, transfer, world.theirs)


@EACH_LOSS
def test_a_receiver_who_lost_the_right_receives_nothing(world: World, loss: Loss) -> None:
    transfer = offer(world.olga, world.ours, world.hosting)
    loss(world.rita, world.theirs)
    with refused(*LOSSES[loss]):
        take(world.rita, transfer, world.theirs)


@EACH_LOSS
def test_a_starter_who_lost_the_right_in_the_destination_hands_nothing_over(
    world: World, loss: Loss
) -> None:
    """R43: direct asks both sides."""
    transfer = offer(world.olga, world.ours, world.hosting)
    loss(world.olga, world.labs)
    kind, code = LOSSES[loss]
    if loss is disabled:
        code = "transfer-not-found"
    with refused(kind, code):
        direct(world, transfer, world.olga)


@pytest.mark.parametrize("loss", [demoted, removed, disabled])
def test_another_administrator_can_stand_for_the_offer(world: World, loss: Loss) -> None:
    transfer = offer(world.adam, world.ours, world.hosting)
    loss(world.adam, world.ours)
    if loss is not disabled:
        with refused(Denied, "sender-not-entitled"):
            take(world.rui, transfer, world.theirs)
    take(world.rui, relink(world, transfer, world.olga), world.theirs)
    world.hosting.refresh_from_db()
    assert world.hosting.holder == world.theirs


@pytest.mark.parametrize("role", ["member", "external"])
def test_nobody_receives_for_an_organization_that_they_do_not_administer(
    world: World, role: str
) -> None:
    """R52: the server checks the Organization named, not the list that was shown."""
    transfer = offer(world.olga, world.ours, world.hosting)
    join(world.elsewhere, world.rui, role)
    with refused(Denied, "role-not-allowed"):
        take(world.rui, transfer, world.elsewhere)


def test_nobody_receives_for_a_foreign_organization(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.hosting)
    with refused(NotFound, "organization-not-found"):
        take(world.rui, transfer, world.elsewhere)
    world.elsewhere.id = new_id()
    with refused(NotFound, "organization-not-found"):
        take(world.rui, transfer, world.elsewhere)

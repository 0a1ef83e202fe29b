"""Starting."""

from datetime import timedelta

import pytest

from changehands.core import transfers
from changehands.core.transfers import Consent, FactsChanged, NotMovable
from changehands.kernel.errors import Conflict, Invalid
from changehands.kernel.ids import new_id
from changehands.models import Acceptance, Event, Product, Transfer
from changehands.policy import conditions
from tests.faults.checksum import refused
from tests.world import NOW, World, agree, make_product, offer


def start(world: World, *products: Product, consent: Consent | None = None) -> Transfer:
    return transfers.start(
        actor=world.olga,
        source_id=world.ours.id,
        products=[product.id for product in products],
        consent=consent or agree(),
        at=NOW,
    )


def test_an_offer_names_its_products_as_they_are(world: World) -> None:
    """R18: while it waits, the products belong to the source and work."""
    transfer = offer(world.olga, world.ours, world.hosting, world.cloud)
    named = transfer.items.order_by("name").values_list("name", "kind", "epoch", "follows")
    assert list(named) == [
        ("Cloud", "public-cloud", 1, False),
        ("Database", "database-service", 1, True),
        ("Hosting", "web-hosting", 1, False),
    ]
    assert (transfer.item_count, transfer.title, transfer.state) == (3, "Cloud", "waiting")
    assert set(
        Product.objects.filter(transfer_items__transfer=transfer).values_list("holder", "epoch")
    ) == {(world.ours.id, 1)}


def test_an_offer_waits_seven_days_unless_it_says_otherwise(world: World) -> None:
    """R44."""
    assert offer(world.olga, world.ours, world.domain).expires_at == NOW + timedelta(days=7)
    longer = offer(world.olga, world.ours, world.mailbox, days=30)
    assert longer.expires_at == NOW + timedelta(days=30)


def test_starting_is_told_to_the_source_alone(world: World) -> None:
    transfer = offer(world.olga, world.ours, world.domain)
    told = Event.objects.get(subject=transfer.id)
    assert (told.organization, told.verb) == (world.ours, "transfer.started")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_acceptance_of_the_conditions_is_recorded(world: World, language: str) -> None:
    """R33: version, language, user, Organization and time."""
    digest = transfers.compute([world.domain.id], source=world.ours.id, at=NOW).digest
    transfer = start(world, world.domain, consent=Consent(conditions.CURRENT, language, digest))
    accepted = Acceptance.objects.get(transfer=transfer)
    assert (accepted.side, accepted.version, accepted.language) == (
        "source",
        conditions.CURRENT,
        language,
    )
    assert (accepted.user, accepted.organization, accepted.accepted_at) == (
        world.olga,
        world.ours,
        NOW,
    )


@pytest.mark.parametrize(
    ("version", "code"), [("", "conditions-not-accepted"), ("2020-01-01", "conditions-outdated")]
)
def test_nothing_starts_without_the_present_conditions(
    world: World, version: str, code: str
) -> None:
    """R33: the server refuses."""
    with refused(Invalid, code, field="conditions"):
        start(world, world.domain, consent=Consent(version, "en"))


@pytest.mark.parametrize("language", ["", "xx", "de-ch-1996", "en\0"])
def test_an_unknown_language_is_refused(world: World, language: str) -> None:
    digest = transfers.compute([world.domain.id], source=world.ours.id, at=NOW).digest
    with refused(Invalid, "language-unknown", field="language"):
        start(world, world.domain, consent=Consent(conditions.CURRENT, language, digest))


def test_nothing_starts_without_a_product(world: World) -> None:
    """R34."""
    with refused(Invalid, "nothing-chosen", field="products"):
        start(world)


def test_only_what_the_source_holds_can_be_offered(world: World) -> None:
    """R12."""
    foreign = make_product(world.elsewhere, "domain", "elsewhere.example")
    with refused(Invalid, "product-not-held", field="products"):
        start(world, world.domain, foreign)
    foreign.id = new_id()
    with refused(Invalid, "product-not-held", field="products"):
        start(world, foreign)


def test_too_many_products_are_refused(world: World) -> None:
    with refused(Invalid, "too-many-products", field="products"):
        transfers.start(
            actor=world.olga,
            source_id=world.ours.id,
            products=[new_id() for _ in range(10_001)],
            consent=agree(),
            at=NOW,
        )


@pytest.mark.parametrize("days", [0, -1, 91, 10**9])
def test_a_wait_is_between_one_and_ninety_days(world: World, days: int) -> None:
    with refused(Invalid, "days-out-of-range", field="days"):
        offer(world.olga, world.ours, world.domain, days=days)


@pytest.mark.parametrize(
    "address",
    [
        "rui",
        "rui@",
        "@people.example",
        "a b@people.example",
        "a@people.example\nBcc: x@y.example",
        "a@people.example, b@people.example",
        f"{'a' * 250}@people.example",
        "a\0@people.example",
    ],
)
def test_an_offer_is_bound_to_one_address_that_is_one(world: World, address: str) -> None:
    with refused(Invalid, "address-invalid", field="bound_email"):
        offer(world.olga, world.ours, world.domain, bound_email=address)


def test_a_product_waits_in_one_transfer_at_most(world: World) -> None:
    """R20."""
    offer(world.olga, world.ours, world.domain)
    with refused(Conflict, "products-blocked"):
        offer(world.adam, world.ours, world.hosting, world.domain)


def test_a_refusal_names_the_product_and_the_reason(world: World) -> None:
    with pytest.raises(NotMovable) as caught:
        start(world, world.locked, world.personal)
    assert "Locked" in str(caught.value)
    assert {b.code for b in caught.value.preview.blockers} == {"is-locked", "kind-forbidden"}


def test_nothing_starts_before_the_warnings_were_read(world: World) -> None:
    """R35."""
    with refused(FactsChanged, "warnings-unread"):
        start(world, world.hosting)


def test_what_was_read_must_be_of_these_products(world: World) -> None:
    """R35."""
    other = transfers.compute([world.domain.id], source=world.ours.id, at=NOW).digest
    with refused(FactsChanged, "facts-changed"):
        start(world, world.hosting, consent=agree(other))

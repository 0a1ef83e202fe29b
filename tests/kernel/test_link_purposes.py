"""A secret is good for what it was made for, and for nothing else."""

from uuid import UUID

from changehands.kernel import links

SUBJECT = UUID(int=7)


def test_a_secret_of_one_purpose_never_fits_another() -> None:
    transfer = links.secret_for("key", SUBJECT, 1)
    invitation = links.secret_for("key", SUBJECT, 1, links.INVITATION)
    assert transfer[4:] != invitation[4:]
    disguised = "chi_" + transfer[4:]
    assert links.is_well_formed(disguised, links.INVITATION)
    assert not links.matches(disguised, ["key"], SUBJECT, 1, links.INVITATION)
    assert not links.is_well_formed(invitation)
    assert links.find_secret(f"https://x.example/i/1#{invitation}") is None


def test_the_secret_is_found_in_a_pasted_link_and_fits_under_an_older_key() -> None:
    secret = links.secret_for("old", SUBJECT, 1, links.INVITATION)
    assert links.find_secret(f" https://x.example/i/1#{secret}\n", links.INVITATION) == secret
    assert links.matches(secret, ["new", "old"], SUBJECT, 1, links.INVITATION)
    assert not links.matches(secret, ["new"], SUBJECT, 1, links.INVITATION)


def test_a_changed_or_truncated_secret_is_told_apart() -> None:
    secret = links.secret_for("key", SUBJECT, 1)
    assert len(secret) == 42
    assert links.is_well_formed(secret)
    for place in range(4, len(secret)):
        changed = secret[:place] + ("0" if secret[place] != "0" else "1") + secret[place + 1 :]
        assert not links.is_well_formed(changed)
    assert not links.is_well_formed(secret[:-1])


def test_a_secret_about_some_facts_fits_these_facts_alone() -> None:
    about = links.RECEIPT.about("one")
    secret = links.secret_for("key", SUBJECT, 1, about)
    assert secret.startswith("chr_") and links.matches(secret, ["key"], SUBJECT, 1, about)
    for other in (links.RECEIPT, links.RECEIPT.about("two"), links.TRANSFER.about("one")):
        assert not links.matches(secret, ["key"], SUBJECT, 1, other)

"""The people of the demo and their Organizations. Everybody is invented."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from changehands.core.inventory.rows import Membership, Organization, Person, Row, Team, TeamMember

PASSWORD: Final = "changehands"


class Actor(NamedTuple):
    """One person: their address, name, language, and role in each of their Organizations."""

    email: str
    name: str
    locale: str
    roles: dict[str, str]


ORGANIZATIONS: Final = {
    "ours": ("Ours SA", "company", "CH", "CHF"),
    "labs": ("Ours Labs", "association", "CH", "CHF"),
    "theirs": ("Theirs GmbH", "company", "DE", "EUR"),
    "elsewhere": ("Elsewhere Sàrl", "company", "CH", "CHF"),
}

CAST: Final = (
    Actor("owner@ours.example", "Élodie Rochat", "fr", {"ours": "owner", "labs": "admin"}),
    Actor("admin@ours.example", "Lukas Bühler", "de", {"ours": "admin"}),
    Actor("marie.chappuis@ours.example", "Marie Chappuis", "fr", {"ours": "member"}),
    Actor("jonas.maeder@ours.example", "Jonas Mäder", "de", {"ours": "member", "labs": "member"}),
    Actor("giulia.bernasconi@ours.example", "Giulia Bernasconi", "it", {"ours": "member"}),
    Actor("tomas.garcia@ours.example", "Tomás García", "es", {"ours": "member"}),
    Actor("noemie.favre@ours.example", "Noémie Favre", "fr", {"ours": "member"}),
    Actor("aurelio.caduff@ours.example", "Aurelio Caduff", "de", {"ours": "member"}),
    Actor("zoe.baumgartner@ours.example", "Zoë Baumgartner", "de", {"ours": "member"}),
    Actor("xavier@studio.example", "Xavier Müller", "fr", {"ours": "external"}),
    Actor("ines.almeida@labs.example", "Inês Almeida", "en", {"labs": "owner"}),
    Actor("owner@theirs.example", "Annegret Schröder", "de", {"theirs": "owner"}),
    Actor("admin@theirs.example", "Bjørn Østergaard", "en", {"theirs": "admin"}),
    Actor("lucja@theirs.example", "Łucja Wiśniewska", "en", {"theirs": "member"}),
    Actor("stranger@elsewhere.example", "Sandro Cavadini", "it", {"elsewhere": "owner"}),
    Actor("new@new.example", "Nadège Perrin", "fr", {}),
)

TEAMS: Final = {
    "web": ("Web", ("jonas.maeder", "giulia.bernasconi", "noemie.favre")),
    "communication": ("Communication", ("marie.chappuis", "tomas.garcia", "giulia.bernasconi")),
}

# Whom one may sign in as, with a word on each, for the login page and the command line.
PEOPLE: Final = (
    ("owner@ours.example", "owns Ours SA and administers Ours Labs"),
    ("admin@ours.example", "administers Ours SA"),
    ("jonas.maeder@ours.example", "a collaborator of Ours SA, in the team Web"),
    ("owner@theirs.example", "owns Theirs GmbH"),
    ("new@new.example", "has no Organization yet"),
    ("stranger@elsewhere.example", "owns Elsewhere Sàrl"),
)


def key(name: str) -> str:
    """The id by which an import knows something of the demo again."""
    return f"demo:{name}"


def cast() -> Iterator[Row]:
    """Organizations, people, memberships and teams."""
    for organization, (name, kind, country, currency) in ORGANIZATIONS.items():
        yield Organization(
            id=key(organization), name=name, kind=kind, country=country, currency=currency
        )
    for actor in CAST:
        yield Person(id=key(actor.email), email=actor.email, name=actor.name, locale=actor.locale)
        for organization, role in actor.roles.items():
            yield Membership(organization=key(organization), person=key(actor.email), role=role)
    for team, (name, members) in TEAMS.items():
        yield Team(id=key(team), organization=key("ours"), name=name)
        for member in members:
            yield TeamMember(team=key(team), person=key(f"{member}@ours.example"))

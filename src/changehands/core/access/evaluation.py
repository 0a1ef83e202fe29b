"""Access questions: may this person do this here, now? Any number is answered by one statement."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from changehands.core.access.actions import Ground, Need, Unknown, actions_on, need_of
from changehands.core.access.statements import rows_of
from changehands.kernel.errors import NotFound
from changehands.kernel.ids import from_public
from changehands.models.people import normalize_email

NOT_PERMITTED: Final = "not-permitted"


@dataclass(frozen=True, slots=True)
class Entity:
    """A subject or a resource, in the words of whoever asks."""

    type: str
    id: str


@dataclass(frozen=True, slots=True)
class Question:
    """May the subject do this on the resource?"""

    subject: Entity
    action: str
    resource: Entity


@dataclass(frozen=True, slots=True)
class Answer:
    """The decision and, where it is no, the code of the reason."""

    decision: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A person, by key or by confirmed address, and what they would do something on."""

    person: UUID | None
    email: str | None
    resource: UUID


# A person is named by key or by a confirmed address.
PERSON: Final = """COALESCE(%s, (SELECT address.user_id FROM account_emailaddress address
                     WHERE address.email = %s AND address.verified))"""
ONE: Final = f"""
SELECT %(n)s::int, via, role, manages
  FROM access_grounds({PERSON % ("%(person)s::uuid", "%(email)s::text")},
                      %(resource)s::uuid, %(within)s::uuid)
"""
MANY: Final = f"""
SELECT asked.n, ground.via, ground.role, ground.manages
  FROM unnest(%(numbers)s::int[], %(people)s::uuid[], %(emails)s::text[], %(resources)s::uuid[])
       AS asked (n, person, email, resource)
 CROSS JOIN LATERAL access_grounds(
       {PERSON % ("asked.person", "asked.email")}, asked.resource, %(within)s::uuid) ground
"""


def evaluate(questions: Sequence[Question], *, within: UUID | None = None) -> list[Answer]:
    """Answer every question from the rights that count now, in one statement.

    What is unknown is answered no; so is, `within` an Organization, whatever is not its own. A
    resource that is not there cannot be told from one that the person may not touch.
    """
    answers = [Answer(False, NOT_PERMITTED)] * len(questions)
    needs: dict[int, Need] = {}
    pairs: dict[int, Pair] = {}
    for number, question in enumerate(questions):
        try:
            needs[number] = need_of(question.action, question.resource.type)
            pairs[number] = pair_of(question.subject, question.resource)
        except Unknown as unknown:
            answers[number] = Answer(False, unknown.reason)
    for number, ground in _grounds(pairs, within):
        if needs[number].met_by(ground):
            answers[number] = Answer(True)
    return answers


def permitted_actions(
    subject: Entity, resource: Entity, *, within: UUID | None = None
) -> list[str]:
    """Every action that would be answered yes, by name."""
    try:
        known = actions_on(resource.type)
        pair = pair_of(subject, resource)
    except Unknown:
        return []
    grounds = [ground for _number, ground in _grounds({0: pair}, within)]
    return [name for name, need in known if any(map(need.met_by, grounds))]


def pair_of(subject: Entity, resource: Entity) -> Pair:
    """The keys behind both. Raises Unknown for what cannot be one of ours."""
    person, email = person_of(subject)
    try:
        return Pair(person, email, from_public(resource.type, resource.id))
    except NotFound:
        raise Unknown("resource-unknown") from None


def person_of(subject: Entity) -> tuple[UUID | None, str | None]:
    """A person's key, or the address to find them by. Raises Unknown."""
    if subject.type != "user":
        raise Unknown("subject-type-unknown")
    if "@" in subject.id and "\0" not in subject.id:
        return None, normalize_email(subject.id)
    try:
        return from_public("user", subject.id), None
    except NotFound:
        raise Unknown("subject-unknown") from None


def _grounds(pairs: dict[int, Pair], within: UUID | None) -> Iterator[tuple[int, Ground]]:
    if not pairs:
        return
    if len(pairs) == 1:  # the usual one, at half the cost
        [(number, pair)] = pairs.items()
        rows = rows_of(ONE, _values(number, pair) | {"within": within})
    else:
        rows = rows_of(MANY, _columns(pairs) | {"within": within})
    for number, via, role, manages in rows:
        yield number, Ground(via, role, manages)


def _values(number: int, pair: Pair) -> dict[str, Any]:
    return {
        "n": number,
        "person": pair.person,
        "email": pair.email,
        "resource": pair.resource,
    }


def _columns(pairs: dict[int, Pair]) -> dict[str, Any]:
    return {
        "numbers": list(pairs),
        "people": [pair.person for pair in pairs.values()],
        "emails": [pair.email for pair in pairs.values()],
        "resources": [pair.resource for pair in pairs.values()],
    }

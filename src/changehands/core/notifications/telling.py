"""Telling people of an act, inside the verb that does it: one statement, whatever their number.

Each query of recipients gives (user_id, organization_id, verb, data): whom, through which of their
Organizations, of what, and with which facts. What people wish decides about the Manager and mail.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from changehands.core.queue import defer
from changehands.kernel.ids import new_id
from changehands.models import Notification, Transfer, User
from changehands.policy.notices import TOPICS
from changehands.policy.roles import ADMINISTRATORS

# Whoever acted has it in their list, read already, and needs no mail of it.
_TELL: Final = """
    WITH told (user_id, organization_id, verb, data) AS ({recipients}),
    topic (verb, topic) AS (SELECT * FROM unnest(%(verbs)s::text[], %(topics)s::text[])),
    written AS (
        INSERT INTO notification
               (act, user_id, organization_id, verb, subject, data, at, read_at, in_manager, by_mail)
        SELECT %(act)s, told.user_id, told.organization_id, told.verb, %(subject)s, told.data,
               %(at)s, CASE WHEN told.user_id = %(actor)s THEN %(at)s::timestamptz END,
               wish.in_manager, wish.by_mail
          FROM told
          JOIN topic ON topic.verb = told.verb
          JOIN person ON person.id = told.user_id AND person.is_active
          LEFT JOIN notification_preference here
            ON here.user_id = told.user_id AND here.topic = topic.topic
           AND here.organization_id = told.organization_id
          LEFT JOIN notification_preference everywhere
            ON everywhere.user_id = told.user_id AND everywhere.topic = topic.topic
           AND everywhere.organization_id IS NULL
         CROSS JOIN LATERAL (
               SELECT coalesce(here.in_manager, everywhere.in_manager, TRUE) AS in_manager,
                      %(mailed)s AND told.user_id IS DISTINCT FROM %(actor)s
                      AND coalesce(here.by_mail, everywhere.by_mail, TRUE) AS by_mail) wish
         WHERE wish.in_manager OR wish.by_mail
        RETURNING by_mail)
    SELECT coalesce(bool_or(by_mail), FALSE) FROM written
"""

# Who administers both sides is told once, as the side that has the products now.
_ADMINISTRATORS: Final = """
    SELECT DISTINCT ON (place.user_id) place.user_id, side.id, %(verb)s, side.data
      FROM unnest(%(sides)s::uuid[], %(facts)s::jsonb[]) WITH ORDINALITY AS side (id, data, rank)
      JOIN membership place ON place.organization_id = side.id AND place.role = ANY(%(roles)s)
     ORDER BY place.user_id, side.rank DESC
"""

_PEOPLE: Final = """
    SELECT DISTINCT person_id, %(organization)s::uuid, %(verb)s, %(data)s::jsonb
      FROM unnest(%(people)s::uuid[]) person_id
"""

_INVITED: Final = """
    SELECT address.user_id, %(organization)s::uuid, %(verb)s, %(data)s::jsonb
      FROM account_emailaddress address
     WHERE address.email = %(email)s AND address.verified
"""

# After the move. What people had until now: rights of their own or through a team of the source,
# of which those by role are told as administrators. What they have now: a role in the destination,
# or their own right that came along; who came along is told as one of the destination.
# The tables are asked by their keys each time: a plan for CTEs without statistics may be quadratic.
_MOVED: Final = """
    WITH before AS (
        SELECT g.user_id, item.product_id, item.epoch, item.name
          FROM transfer_item item
          JOIN product_grant g ON g.product_id = item.product_id AND g.epoch = item.epoch
          JOIN membership place
            ON place.user_id = g.user_id AND place.organization_id = %(source)s
         WHERE item.transfer_id = %(subject)s
         UNION
        SELECT place.user_id, item.product_id, item.epoch, item.name
          FROM transfer_item item
          JOIN product_grant g ON g.product_id = item.product_id AND g.epoch = item.epoch
          JOIN team_member ON team_member.team_id = g.team_id
          JOIN membership place
            ON place.id = team_member.membership_id AND place.organization_id = %(source)s
         WHERE item.transfer_id = %(subject)s),
    changed (user_id, organization_id, verb, title, products) AS (
        SELECT before.user_id, %(source)s::uuid, 'access.ended', min(before.name), count(*)
          FROM before
         WHERE NOT EXISTS (SELECT 1 FROM product_grant g
                            WHERE g.product_id = before.product_id
                              AND g.epoch = before.epoch + 1 AND g.user_id = before.user_id)
         GROUP BY before.user_id
         UNION ALL
        SELECT g.user_id, %(destination)s::uuid, 'access.kept', min(item.name), count(*)
          FROM transfer_item item
          JOIN product_grant g
            ON g.product_id = item.product_id AND g.epoch = item.epoch + 1
           AND g.user_id IS NOT NULL
         WHERE item.transfer_id = %(subject)s
         GROUP BY g.user_id)
    SELECT changed.user_id, changed.organization_id, changed.verb,
           jsonb_build_object('title', title, 'products', products)
      FROM changed
     WHERE NOT EXISTS (SELECT 1 FROM membership place
                        WHERE place.user_id = changed.user_id
                          AND place.organization_id = %(destination)s
                          AND place.role = ANY(%(roles)s))
       AND NOT (changed.verb = 'access.ended' AND EXISTS (
               SELECT 1 FROM membership place
                WHERE place.user_id = changed.user_id
                  AND place.organization_id = %(source)s AND place.role = ANY(%(roles)s)))
"""


def tell_administrators(
    verb: str,
    *,
    sides: Mapping[UUID, Mapping[str, Any]],
    subject: UUID,
    actor: User | None,
    at: datetime,
) -> None:
    """Tell the administrators of every side in the Manager, each with its own facts.

    Their mails go another way (the job `notify`), which knows the words of both sides.
    """
    _tell(
        _ADMINISTRATORS,
        (verb,),
        actor=actor,
        at=at,
        subject=subject,
        mailed=False,
        verb=verb,
        sides=list(sides),
        facts=[json.dumps(facts) for facts in sides.values()],
    )


def tell_people(
    verb: str,
    *,
    people: Iterable[UUID],
    organization: UUID,
    data: Mapping[str, Any],
    subject: UUID,
    actor: User,
    at: datetime,
) -> None:
    """Tell these people of an act in an Organization that concerns themselves."""
    _tell(
        _PEOPLE,
        (verb,),
        actor=actor,
        at=at,
        subject=subject,
        verb=verb,
        organization=organization,
        people=list(people),
        data=json.dumps(data),
    )


def tell_invited(
    email: str,
    *,
    organization: UUID,
    data: Mapping[str, Any],
    subject: UUID,
    actor: User,
    at: datetime,
) -> None:
    """Tell whoever proved this address to be theirs that they are invited, if anybody did.

    The statements are the same for an address without account; the mail is the invitation itself.
    """
    _tell(
        _INVITED,
        ("member.invited",),
        actor=actor,
        at=at,
        subject=subject,
        mailed=False,
        verb="member.invited",
        organization=organization,
        email=email,
        data=json.dumps(data),
    )


def tell_moved(transfer: Transfer, *, actor: User, at: datetime) -> None:
    """Tell whoever lost access by a completed transfer, or came along with their own right."""
    _tell(
        _MOVED,
        ("access.ended", "access.kept"),
        actor=actor,
        at=at,
        subject=transfer.id,
        source=transfer.source_id,
        destination=transfer.destination_id,
    )


def mark_answered(person: User, verb: str, *, subject: UUID, at: datetime) -> None:
    """What a person was told of is done, inside the verb with which they did it: it is read."""
    Notification.objects.filter(
        user=person, in_manager=True, read_at=None, verb=verb, subject=subject
    ).update(read_at=at)


def _tell(
    recipients: str,
    verbs: tuple[str, ...],
    *,
    actor: User | None,
    at: datetime,
    subject: UUID,
    mailed: bool = True,
    **parameters: Any,
) -> None:
    act = new_id()
    told = {
        "act": act,
        "subject": subject,
        "actor": actor.pk if actor else None,
        "at": at,
        "verbs": list(verbs),
        "topics": [TOPICS[verb].value for verb in verbs],
        "mailed": mailed,
        "roles": [role.value for role in ADMINISTRATORS],
        **parameters,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TELL.format(recipients=recipients), told)
        (by_mail,) = cursor.fetchone() or (False,)
    if by_mail:
        defer("mail_notices", act=str(act))

"""The invariants, asked of the database itself. `changehands verify` prints the answer."""

from dataclasses import dataclass
from typing import Final

from django.db import connection

from changehands.policy import catalogue


@dataclass(frozen=True, slots=True)
class Invariant:
    """What must be true, and a statement that selects whatever contradicts it, as text."""

    code: str
    sentence: str
    contradictions: str


@dataclass(frozen=True, slots=True)
class Violation:
    """One row that contradicts an invariant."""

    code: str
    sentence: str
    row: str


INVARIANTS: Final = (
    Invariant(
        "one-holder",
        "A product has exactly one open holding, at its epoch, and its holder is named there.",
        """SELECT p.id FROM product p LEFT JOIN holding h
             ON h.product_id = p.id AND h.ended_at IS NULL
           GROUP BY p.id HAVING count(h.product_id) <> 1
               OR bool_or(h.epoch <> p.epoch OR h.organization_id <> p.holder_id)""",
    ),
    Invariant(
        "holdings-touch",
        "The holdings of a product follow one another without gap or overlap, from epoch 1 on.",
        """SELECT product_id FROM (
             SELECT product_id, epoch, began_at,
                    lag(ended_at) OVER w AS before, row_number() OVER w AS place
               FROM holding WINDOW w AS (PARTITION BY product_id ORDER BY epoch)) chain
           WHERE epoch <> place OR (place > 1 AND before IS DISTINCT FROM began_at)""",
    ),
    Invariant(
        "change-is-a-transfer",
        "Every change of holder belongs to a completed transfer of the product at that epoch.",
        """SELECT h.product_id FROM holding h
             LEFT JOIN transfer_item i
               ON i.transfer_id = h.transfer_id AND i.product_id = h.product_id
             LEFT JOIN transfer t ON t.id = h.transfer_id
            WHERE h.epoch > 1 AND (t.id IS NULL OR t.state <> 'completed' OR i.id IS NULL
              OR i.epoch + 1 <> h.epoch OR h.organization_id <> t.destination_id
              OR h.began_at <> t.ended_at)""",
    ),
    Invariant(
        "all-or-none",
        "A completed transfer moved each of its products; any other moved none.",
        """SELECT t.id FROM transfer t JOIN transfer_item i ON i.transfer_id = t.id
             LEFT JOIN holding h ON h.transfer_id = t.id AND h.product_id = i.product_id
            GROUP BY t.id HAVING count(*) <> t.item_count OR count(h.product_id) <>
                  CASE t.state WHEN 'completed' THEN t.item_count ELSE 0 END""",
    ),
    Invariant(
        "completed-is-told",
        "A completed transfer is one act in the logs of both sides.",
        """SELECT t.id FROM transfer t LEFT JOIN event e
               ON e.subject = t.id AND e.verb = 'transfer.completed'
                  AND e.organization_id IN (t.source_id, t.destination_id)
            WHERE t.state = 'completed'
            GROUP BY t.id HAVING count(DISTINCT e.act) <> 1 OR count(e.id) <> 2""",
    ),
    Invariant(
        "both-accepted",
        "The source's acceptance exists for every transfer, the destination's for completed ones.",
        """SELECT t.id FROM transfer t LEFT JOIN acceptance a ON a.transfer_id = t.id
            GROUP BY t.id HAVING
              count(*) FILTER (WHERE a.side = 'source' AND a.organization_id = t.source_id) <> 1
              OR count(*) FILTER (WHERE a.side = 'destination') <>
                 CASE t.state WHEN 'completed' THEN 1 ELSE 0 END
              OR bool_or(a.side = 'destination' AND a.organization_id <> t.destination_id)""",
    ),
    Invariant(
        "received-in-time",
        "Nothing was received after its expiry.",
        "SELECT id FROM transfer WHERE state = 'completed' AND ended_at >= expires_at",
    ),
    Invariant(
        "offers-are-fresh",
        "What waits in a transfer is held by its source, at the epoch of the offer.",
        """SELECT i.transfer_id FROM transfer_item i
             JOIN transfer t ON t.id = i.transfer_id JOIN product p ON p.id = i.product_id
            WHERE i.transfer_state = 'waiting'
              AND (p.epoch <> i.epoch OR p.holder_id <> t.source_id)""",
    ),
    Invariant(
        "items-follow-their-transfer",
        "An item is in the state of its transfer.",
        """SELECT i.id FROM transfer_item i JOIN transfer t ON t.id = i.transfer_id
            WHERE i.transfer_state <> t.state""",
    ),
    Invariant(
        "no-foreign-right",
        "A right of the present epoch is held by a member, or a team, of the holder.",
        """SELECT g.id FROM product_grant g
             JOIN product p ON p.id = g.product_id AND p.epoch = g.epoch
             LEFT JOIN membership m ON m.organization_id = p.holder_id AND m.user_id = g.user_id
             LEFT JOIN team t ON t.id = g.team_id AND t.organization_id = p.holder_id
            WHERE m.id IS NULL AND t.id IS NULL""",
    ),
    Invariant(
        "no-right-from-the-future",
        "No right has an epoch that its product has not reached.",
        """SELECT g.id FROM product_grant g JOIN product p ON p.id = g.product_id
            WHERE g.epoch > p.epoch OR g.epoch < 1""",
    ),
    Invariant(
        "kept-people-manage-nothing",
        "Who came along with a drive has no management right that was not given since.",
        """SELECT now.id FROM product_grant now
             JOIN product_grant before ON before.product_id = now.product_id
              AND before.user_id = now.user_id AND before.epoch = now.epoch - 1
             JOIN holding h ON h.product_id = now.product_id AND h.epoch = now.epoch
            WHERE now.manages AND now.created_at <= h.began_at""",
    ),
    Invariant(
        "parts-stay-together",
        "A part is held by the holder of its whole.",
        """SELECT part.id FROM product part JOIN product whole ON whole.id = part.part_of_id
            WHERE part.holder_id <> whole.holder_id""",
    ),
    Invariant(
        "wholes-end",
        "No product is, through others, a part of itself.",
        """WITH RECURSIVE up (start, at) AS (
             SELECT id, part_of_id FROM product WHERE part_of_id IS NOT NULL
             UNION SELECT start, p.part_of_id FROM up JOIN product p ON p.id = up.at
              WHERE p.part_of_id IS NOT NULL)
           SELECT DISTINCT start FROM up WHERE start = at""",
    ),
    Invariant(
        "forbidden-never-moves",
        "A product whose kind may not be transferred has never changed hands.",
        "SELECT id FROM product WHERE epoch > 1 AND kind = ANY(%(unmovable)s)",
    ),
    Invariant(
        "invoices-stay",
        "An invoice belongs to an Organization that holds or held its product.",
        """SELECT i.id FROM invoice i WHERE i.product_id IS NOT NULL AND NOT EXISTS (
             SELECT FROM holding h WHERE h.product_id = i.product_id
                AND h.organization_id = i.organization_id)""",
    ),
    Invariant(
        "owner-everywhere",
        "Every Organization has at least one owner.",
        """SELECT o.id FROM organization o WHERE NOT EXISTS (
             SELECT FROM membership m WHERE m.organization_id = o.id AND m.role = 'owner')""",
    ),
    Invariant(
        "no-secret-at-rest",
        "The secret of a link or a token stands nowhere in the database.",
        """SELECT id::text FROM event WHERE data::text ~ 'ch[tirp]_[0-9A-Za-z]{38}'
           UNION ALL SELECT id::text FROM notification
                      WHERE data::text ~ 'ch[tirp]_[0-9A-Za-z]{38}'
           UNION ALL SELECT id::text FROM webhook_delivery
                      WHERE payload::text ~ 'ch[tirp]_[0-9A-Za-z]{38}'
           UNION ALL SELECT id::text FROM procrastinate_jobs
                      WHERE args::text ~ 'ch[tirp]_[0-9A-Za-z]{38}'
           UNION ALL SELECT session_key FROM django_session
                      WHERE session_data ~ 'ch[tirp]_[0-9A-Za-z]{38}'
           UNION ALL SELECT key FROM idempotency_key
                      WHERE body ~ 'ch[tirp]_[0-9A-Za-z]{38}|whsec_[0-9A-Za-z+/]{43}'""",
    ),
)


def verify() -> list[Violation]:
    """Every contradiction to an invariant, at most 20 a piece; an empty list is what one wants."""
    kinds = catalogue.current()
    unmovable = list(kinds.forbidden | kinds.own_procedure)
    found: list[Violation] = []
    with connection.cursor() as cursor:
        for rule in INVARIANTS:
            cursor.execute(f"{rule.contradictions} LIMIT 20", {"unmovable": unmovable})
            found += [Violation(rule.code, rule.sentence, str(row[0])) for row in cursor.fetchall()]
    return found

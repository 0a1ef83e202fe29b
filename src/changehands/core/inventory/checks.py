"""Asking the staged rows whether they keep the rules."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from changehands.core.inventory.problems import SHOWN, Problem, Problems
from changehands.core.inventory.progress import Listener, Step, nobody
from changehands.core.inventory.rules import RULES, Rule


def check(
    problems: Problems, files: Sequence[str], *, at: datetime, tell: Listener = nobody
) -> None:
    """Add whatever breaks a rule to the problems."""
    for done, rule in enumerate(RULES):
        tell(Step("checking", done, len(RULES)))
        problems.count(_apply(rule, problems.kept, files, at))


def _apply(rule: Rule, found: list[Problem], files: Sequence[str], at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) OVER (), found.* FROM ({rule.contradictions}) found"
            f" ORDER BY file, line LIMIT {SHOWN}",
            {"at": at},
        )
        names = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    for row in rows:
        facts: dict[str, Any] = dict(zip(names, row, strict=True))
        if "other_file" in facts:
            facts["other_file"] = files[facts["other_file"]]
        says = rule.sentence.format(**facts)
        found.append(Problem(facts["file"], facts["line"], rule.column, says))
    return rows[0][0] if rows else 0

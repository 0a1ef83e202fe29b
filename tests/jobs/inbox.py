"""A mail server of the tests, and what stands in the mails that it was sent."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


class Inbox:
    """A mail server that keeps what it is sent, or refuses it."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuses = False

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Called for each recipient."""
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Called for each mail."""
        if self.refuses:
            return "451 not now"
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"


def part_of(mail: EmailMessage, kind: str) -> str:
    """One part of a mail, as it was sent."""
    part = mail.get_body(preferencelist=(kind,))
    assert part
    return str(part.get_content())


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    """One part of a mail, wherever its lines are broken."""
    return " ".join(part_of(mail, kind).split())

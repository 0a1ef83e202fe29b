"""Looking at pages as one of the people of the world."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from changehands.models import Organization, User


class Browser:
    """A browser in which a person is signed in, and works in one of their Organizations."""

    def __init__(self, user: User | None = None, here: Organization | None = None) -> None:
        self.client = Client()
        if user:
            self.client.force_login(user)
        if here:
            self.post("organization-switch", here.id)

    def get(self, name: str, /, *args: Any, status: int = 200, **query: Any) -> str:
        """The page with this name; it must answer with this status."""
        answer: Any = self.client.get(reverse(name, args=args), query)
        assert answer.status_code == status, (answer.status_code, answer.content.decode()[:2000])
        return str(answer.content.decode())

    def post(self, name: str, /, *args: Any, status: int = 302, **fields: Any) -> Any:
        """The answer to a form; it must have this status. As text unless it leads elsewhere."""
        answer: Any = self.client.post(reverse(name, args=args), fields)
        assert answer.status_code == status, (answer.status_code, answer.content.decode()[:2000])
        return answer.url if status == 302 else answer.content.decode()

    def statements(self, name: str, /, *args: Any, **query: Any) -> int:
        """How many statements the page takes."""
        self.get(name, *args, **query)
        with CaptureQueriesContext(connection) as captured:
            self.get(name, *args, **query)
        return len(captured)

"""A receiver of webhooks on loopback, which answers as a test wants it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import time_machine
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from standardwebhooks import Webhook

from changehands.core import webhooks
from changehands.core.webhooks.secret import secret_of
from changehands.jobs import tasks
from changehands.models import User, WebhookDelivery, WebhookEndpoint
from changehands.policy.webhooks import WebhookEvent
from tests.world import NOW, World

ALL = [event.value for event in WebhookEvent]


@dataclass
class Receiver:
    """What came in, and how it is answered: a status, or a function of the handler."""

    url: str = ""
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    slow: float = 0
    came: list[tuple[dict[str, str], str]] = field(default_factory=list)

    def checked(self, secret: str) -> list[Any]:
        """Every message that came, once its signature is proved with the secret."""
        return [Webhook(secret).verify(body, headers) for headers, body in self.came]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            text = self.rfile.read(length).decode()
            receiver.came.append((dict(self.headers.items()), text))
            time.sleep(receiver.slow)
            try:
                self.send_response(receiver.status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(receiver.body)
            except OSError:
                self.close_connection = True

        do_GET = do_POST

        def log_message(self, *_args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def make(
    world: World, url: str, actor: User | None = None, *events: str, **more: Any
) -> WebhookEndpoint:
    """An endpoint of Ours for all events, or for these."""
    more = {"organization_id": world.ours.id, "at": NOW, **more}
    return webhooks.create(actor=actor or world.olga, url=url, events=events or ALL, **more)


def work(at: Any = NOW) -> int:
    """Do every job of webhooks that is due, as a worker would at this moment; how many."""
    due = ProcrastinateJob.objects.filter(task_name="deliver_webhook")
    jobs = [job for job in due.order_by("id") if job.scheduled_at is None or job.scheduled_at <= at]
    with time_machine.travel(at, tick=False):
        for job in jobs:
            tasks.deliver_webhook(**job.args)
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.id])
    return len(jobs)


def deliveries(endpoint: WebhookEndpoint) -> list[WebhookDelivery]:
    """What was told to it, the first one first."""
    return list(endpoint.deliveries.order_by("told_at", "message"))


__all__ = ["ALL", "Receiver", "deliveries", "make", "receiving", "secret_of", "work"]

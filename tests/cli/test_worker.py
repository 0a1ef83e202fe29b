"""The worker as a process: what it finishes, what is left when it is killed, and who goes on."""

import asyncio
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Handler

from changehands.cli import embedded
from tests.cli.processes import environment, free_port, open_folder, run, start, wait_until

MAIL = '{"subject": "Hello", "body": "A code: 123456", "to": "olga@ours.example"}'


class Mailbox(Handler):
    """A mail server that takes its time while its gate is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.asked = 0
        self.mails: list[Message] = []
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        await asyncio.to_thread(self.gate.wait, 30)
        envelope.mail_from = address
        return "250 OK"

    def handle_message(self, message: Message) -> None:
        self.mails.append(message)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    made = Mailbox()
    made.controller.start()
    yield made
    made.gate.set()
    made.controller.stop()


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with open_folder() as made:
        yield made


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    server = embedded.start(folder / "database", durable=False)
    try:
        assert run("migrate", DATA=folder / "data", DATABASE_URL=server.url).returncode == 0
        yield server.url
    finally:
        server.stop()


@pytest.fixture
def database(url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection
        for table in ("jobs", "periodic_defers", "workers"):
            connection.execute(f"DELETE FROM procrastinate_{table}")
        connection.execute("DELETE FROM heartbeat")


def worker(folder: Path, url: str, mailbox: Mailbox) -> "subprocess.Popen[bytes]":
    smtp = f"smtp://127.0.0.1:{mailbox.controller.port}"
    output, data = folder / "output", folder / "data"
    return start("worker", output=output, DATA=data, DATABASE_URL=url, SMTP_URL=smtp)


def ask_for(task: str, arguments: str, database: "psycopg.Connection[Any]") -> None:
    database.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('mail', %s, %s)",
        [task, arguments],
    )


def jobs(task: str, database: "psycopg.Connection[Any]") -> list[str]:
    found = database.execute("SELECT status FROM procrastinate_jobs WHERE task_name = %s", [task])
    return [status for (status,) in found]


def test_the_job_of_a_killed_worker_is_finished_by_another(
    folder: Path, url: str, database: "psycopg.Connection[Any]", mailbox: Mailbox
) -> None:
    ask_for("send_account_mail", MAIL, database)
    killed = worker(folder, url, mailbox)
    wait_until(lambda: mailbox.asked)
    killed.kill()
    killed.wait()
    assert jobs("send_account_mail", database) == ["doing"]
    mailbox.gate.set()
    # the half minute in which it could still be alive passes
    database.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 min'")
    ask_for("retry_stalled", '{"timestamp": 0}', database)
    other = worker(folder, url, mailbox)
    wait_until(lambda: jobs("send_account_mail", database) == [])
    assert [mail["subject"] for mail in mailbox.mails] == ["Hello"]
    other.terminate()
    assert other.wait(20) == 0


def test_a_stalled_periodic_job_does_not_keep_the_others_from_being_retried(
    folder: Path, url: str, database: "psycopg.Connection[Any]", mailbox: Mailbox
) -> None:
    mailbox.gate.set()
    insert = """INSERT INTO procrastinate_jobs (queue_name, task_name, args, queueing_lock, status)
                VALUES ('default', 'expire', '{"timestamp": 0}', 'expire', %s)"""
    database.execute(insert, ["doing"])  # of a worker that is gone
    database.execute(insert, ["todo"])
    database.execute("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour'")
    ask_for("send_account_mail", MAIL, database)
    database.execute(
        "UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'send_account_mail'"
    )
    ask_for("retry_stalled", '{"timestamp": 0}', database)
    process = worker(folder, url, mailbox)
    wait_until(lambda: mailbox.mails)
    process.terminate()
    assert process.wait(20) == 0


def test_a_worker_that_is_asked_to_stop_finishes_its_job(
    folder: Path, url: str, database: "psycopg.Connection[Any]", mailbox: Mailbox
) -> None:
    ask_for("send_account_mail", MAIL, database)
    process = worker(folder, url, mailbox)
    wait_until(lambda: mailbox.asked)
    process.send_signal(signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.5)
    mailbox.gate.set()
    assert process.wait(20) == 0
    assert jobs("send_account_mail", database) == [] and len(mailbox.mails) == 1


def test_a_worker_gives_its_heartbeat_at_once_and_says_nothing_of_what_mails_hold(
    folder: Path, url: str, database: "psycopg.Connection[Any]", mailbox: Mailbox
) -> None:
    mailbox.gate.set()
    (folder / "output").write_bytes(b"")
    ask_for("send_account_mail", MAIL, database)
    process = worker(folder, url, mailbox)
    wait_until(lambda: mailbox.mails)
    assert database.execute("SELECT process FROM heartbeat").fetchall() == [("worker",)]
    process.terminate()
    process.wait(20)
    said = (folder / "output").read_text()
    assert "send_account_mail" in said and "123456" not in said


TASKS = """
from procrastinate.contrib.django import app
from changehands.cli.installation import opened
with opened():
    from changehands.cli import worker
    from changehands.core.operation import sweep
    from changehands.core.queue import defer

    @app.task(name="asks", queue="test")
    def asks(fails):
        verb(fails)

    @app.task(name="asked", queue="elsewhere")
    def asked(): ...

    @sweep
    def verb(fails):
        defer("asked")
        if fails:
            raise ValueError

    for fails in (True, False):
        app.configure_task("asks").defer(fails=fails)
    worker.serve(wait=False, queues=["test"])
"""


def test_what_a_task_asks_for_is_rolled_back_with_the_task(
    folder: Path, url: str, database: "psycopg.Connection[Any]"
) -> None:
    settings = environment(DATA=folder / "data", DATABASE_URL=url)
    subprocess.run([sys.executable, "-c", TASKS], env=settings, check=True, capture_output=True)
    assert jobs("asks", database) == ["failed"]  # the other one succeeded and is gone
    assert jobs("asked", database) == ["todo"]

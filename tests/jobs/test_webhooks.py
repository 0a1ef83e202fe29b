"""Deliveries over a real connection: receivers that are down, slow, redirecting, huge, gone."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest
import time_machine
from django.conf import LazySettings
from django.db import OperationalError
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import JobRetry
from procrastinate.jobs import Job
from standardwebhooks import Webhook, WebhookVerificationError

from changehands.core import webhooks
from changehands.core.webhooks import Outcome, Wish
from changehands.core.webhooks.secret import secret_of
from changehands.jobs import tasks
from changehands.jobs import webhooks as jobs
from changehands.models import Event, WebhookDelivery
from changehands.policy.webhooks import PATIENCE, WAITS
from tests.core.webhooks.receiver import Receiver, deliveries, make, receiving, work
from tests.world import NOW, World, offer

A_DAY = timedelta(days=1)


@pytest.fixture
def receiver(settings: LazySettings) -> Iterator[Receiver]:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiving() as found:
        yield found


def told(world: World, receiver: Receiver) -> WebhookDelivery:
    """An endpoint of Ours, and the message of a transfer that has just started."""
    endpoint = make(world, receiver.url)
    offer(world.olga, world.ours, world.domain)
    return deliveries(endpoint)[0]


def test_a_message_is_delivered_once_even_if_its_job_runs_twice(
    world: World, receiver: Receiver
) -> None:
    delivery = told(world, receiver)
    (job,) = ProcrastinateJob.objects.filter(task_name="deliver_webhook")
    for _again in range(2):
        tasks.deliver_webhook(**job.args)
    delivery.refresh_from_db()
    assert (len(receiver.came), delivery.state, delivery.status) == (1, "delivered", 204)
    assert (delivery.attempts, delivery.next_attempt_at, delivery.reason) == (1, None, "")
    assert delivery.milliseconds is not None and delivery.delivered_at is not None


def test_two_workers_with_the_same_job_write_one_outcome(world: World, receiver: Receiver) -> None:
    delivery = told(world, receiver)
    done, failed = Outcome(status=204), Outcome(status=500)
    assert webhooks.note(delivery=delivery, outcome=done, at=NOW)
    assert not webhooks.note(delivery=delivery, outcome=failed, at=NOW)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("delivered", 1)


def test_a_receiver_that_is_down_is_tried_for_three_days_and_then_given_up(
    world: World, receiver: Receiver
) -> None:
    delivery, receiver.status = told(world, receiver), 500
    at = NOW
    for wait in WAITS:
        assert work(at) == 1
        assert work(at + wait - timedelta(seconds=1)) == 0
        at += wait
    assert work(at) == 1
    assert work(at + 30 * A_DAY) == 0
    delivery.refresh_from_db()
    assert (delivery.state, delivery.status, delivery.attempts) == ("failed", 500, len(WAITS) + 1)
    assert at - NOW > 3 * A_DAY
    assert len({headers["webhook-id"] for headers, _ in receiver.came}) == 1
    assert len(receiver.came) == len(WAITS) + 1


def test_a_later_attempt_has_its_own_time_and_signature(world: World, receiver: Receiver) -> None:
    delivery, receiver.status = told(world, receiver), 503
    secret = secret_of(delivery.endpoint)
    work()
    receiver.status = 200
    later = NOW + WAITS[0]
    work(later)
    (first, body), (second, again) = receiver.came
    assert body == again and first["webhook-signature"] != second["webhook-signature"]
    with time_machine.travel(later + timedelta(minutes=4, seconds=59), tick=False):
        assert Webhook(secret).verify(again, second)["type"] == "transfer.started"
    too_late = time_machine.travel(later + timedelta(minutes=6), tick=False)
    with too_late, pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(again, second)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("delivered", 2)


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308, 304])
def test_no_redirect_is_followed(world: World, receiver: Receiver, status: int) -> None:
    with receiving() as inside:
        receiver.status, receiver.headers = status, {"location": inside.url}
        delivery = told(world, receiver)
        work()
        assert inside.came == []
    delivery.refresh_from_db()
    assert (delivery.state, delivery.status) == ("waiting", status)


def test_a_huge_answer_is_not_read(receiver: Receiver) -> None:
    receiver.body = b"x" * 50_000_000
    outcome = jobs.post(receiver.url, b"{}", {"content-type": "application/json"})
    assert outcome.is_delivered and outcome.milliseconds is not None
    assert outcome.milliseconds < 5_000


def test_a_receiver_that_says_nothing_is_left_after_the_time_is_over(
    monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    monkeypatch.setattr(jobs, "PATIENCE", 0.3)
    receiver.slow = 1.5
    outcome = jobs.post(receiver.url, b"{}", {})
    assert (outcome.status, outcome.reason) == (None, "timeout")
    assert outcome.milliseconds is not None and 250 <= outcome.milliseconds < 1400


def test_a_receiver_that_drips_its_answer_is_left_too(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    monkeypatch.setattr(jobs, "PATIENCE", 0.5)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        drip = threading.Thread(target=_drip, args=(server, over))
        drip.start()
        outcome = jobs.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        over.set()
        drip.join()
    assert outcome.reason == "timeout"
    assert outcome.milliseconds is not None and outcome.milliseconds < 1500


def _drip(server: socket.socket, over: threading.Event) -> None:
    connection, _ = server.accept()
    with connection:
        while not over.wait(0.05):
            try:
                connection.sendall(b"H")
            except OSError:
                return


@pytest.mark.parametrize(
    ("answer", "reason"), [(b"", "broken"), (b"nonsense\r\n\r\n", "broken"), (None, "connection")]
)
def test_a_receiver_that_breaks_off_is_tried_again(
    settings: LazySettings, answer: bytes | None, reason: str
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        if answer is None:
            server.close()
            assert jobs.post(url, b"{}", {}).reason == reason
            return
        with ThreadPoolExecutor(1) as pool:
            served = pool.submit(_answer, server, answer)
            assert jobs.post(url, b"{}", {}).reason == reason
            served.result()


def _answer(server: socket.socket, answer: bytes) -> None:
    connection, _ = server.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(answer)


def test_a_name_that_leads_nowhere_is_said_so(settings: LazySettings) -> None:
    assert jobs.post("https://nowhere.invalid/", b"{}", {}).reason == "name"


def test_the_address_is_checked_at_every_call_and_not_only_when_it_is_saved(
    world: World, receiver: Receiver, settings: LazySettings
) -> None:
    delivery = told(world, receiver)
    settings.WEBHOOK_ALLOW_PRIVATE = False
    work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason, receiver.came) == ("waiting", "refused", [])


def test_a_name_that_leads_elsewhere_the_second_time_is_never_followed_inside(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int, **_more: Any) -> list[Any]:
        asked.append(host)
        address = "8.8.8.8" if len(asked) % 2 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    connected: list[str] = []

    def connect(self: Any, request: Any) -> Any:
        connected.append(request.url.host)
        raise httpx.ConnectError("not in a test")

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", connect)
    for _round in range(50):
        jobs.post("https://rebinding.example/", b"{}", {})
    assert len(asked) == 50 and set(connected) == {"8.8.8.8"} and len(connected) == 25


def test_the_host_and_the_name_for_the_certificate_stay_those_of_the_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[Any] = []

    async def answer(self: Any, request: Any) -> Any:
        seen.append(request)
        return httpx.Response(204)

    def lookup(_host: str, port: int, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", port))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", answer)
    assert jobs.post("https://hooks.example.com/in?a=b", b"{}", {}).is_delivered
    (request,) = seen
    assert (request.url.host, request.url.raw_path) == ("8.8.8.8", b"/in?a=b")
    assert request.headers["host"] == "hooks.example.com"
    assert request.extensions["sni_hostname"] == "hooks.example.com"


def test_a_proxy_of_the_environment_is_not_used(
    monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    assert jobs.post(receiver.url, b"{}", {}).is_delivered


def test_gone_disables_the_endpoint_at_once(world: World, receiver: Receiver) -> None:
    delivery, receiver.status = told(world, receiver), 410
    assert (work(), work(NOW + 9 * A_DAY)) == (1, 0)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.endpoint.disabled_at) == ("failed", NOW)
    event = Event.objects.filter(verb="webhook.disabled").get()
    assert (event.actor, event.organization, event.data["reason"]) == (None, world.ours, "gone")


def test_an_endpoint_that_fails_for_days_is_disabled_and_the_log_says_so(
    world: World, receiver: Receiver
) -> None:
    delivery, receiver.status = told(world, receiver), 500
    endpoint = delivery.endpoint
    work()
    endpoint.refresh_from_db()
    assert (endpoint.failing_since, endpoint.disabled_at) == (NOW, None)
    later = NOW + PATIENCE
    offer(world.olga, world.ours, world.hosting, at=later)
    work(later)
    endpoint.refresh_from_db()
    assert endpoint.disabled_at == later
    (event,) = Event.objects.filter(verb="webhook.disabled")
    assert event.data["reason"] == "failing"
    receiver.status = 200
    webhooks.change(actor=world.olga, webhook_id=endpoint.id, wish=Wish(disabled=False), at=later)
    assert not endpoint.__class__.objects.get(id=endpoint.id).disabled_at
    assert not endpoint.__class__.objects.get(id=endpoint.id).failing_since


def test_an_endpoint_that_works_again_is_not_failing_any_more(
    world: World, receiver: Receiver
) -> None:
    delivery, receiver.status = told(world, receiver), 500
    work()
    receiver.status = 200
    work(NOW + WAITS[0])
    delivery.endpoint.refresh_from_db()
    assert delivery.endpoint.failing_since is None


def test_what_waits_for_an_endpoint_ends_when_it_is_disabled(
    world: World, receiver: Receiver
) -> None:
    delivery = told(world, receiver)
    told_to = delivery.endpoint_id
    webhooks.change(actor=world.olga, webhook_id=told_to, wish=Wish(disabled=True), at=NOW)
    work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason, receiver.came) == ("failed", "disabled", [])


def test_a_test_is_tried_once_and_says_nothing_of_the_endpoints_health(
    world: World, receiver: Receiver
) -> None:
    endpoint, receiver.status = make(world, receiver.url, None, "transfer.expired"), 500
    webhooks.send_test(actor=world.olga, webhook_id=endpoint.id, at=NOW)
    assert (work(), work(NOW + A_DAY)) == (1, 0)
    endpoint.refresh_from_db()
    (delivery,) = deliveries(endpoint)
    assert (delivery.event, delivery.state) == ("webhook.test", "failed")
    assert endpoint.failing_since is None
    with time_machine.travel(NOW, tick=False):
        (said,) = receiver.checked(secret_of(endpoint))
    assert said["data"] == {"organization_id": world.ours.public_id}


def test_a_message_that_is_sent_again_has_the_same_id_and_its_old_job_does_nothing(
    world: World, receiver: Receiver
) -> None:
    delivery, receiver.status = told(world, receiver), 500
    work()
    receiver.status = 200
    webhooks.redeliver(actor=world.olga, delivery_id=delivery.id, at=NOW)
    assert work() == 1
    assert work(NOW + A_DAY) == 1  # the second attempt of the first run
    delivery.refresh_from_db()
    assert (delivery.state, delivery.run, len(receiver.came)) == ("delivered", 2, 2)
    assert len({headers["webhook-id"] for headers, _ in receiver.came}) == 1


def test_after_a_rotation_both_secrets_count_for_a_day(world: World, receiver: Receiver) -> None:
    endpoint = make(world, receiver.url)
    former = secret_of(endpoint)
    fresh = secret_of(webhooks.rotate_secret(actor=world.olga, webhook_id=endpoint.id, at=NOW))
    assert former != fresh
    webhooks.send_test(actor=world.olga, webhook_id=endpoint.id, at=NOW)
    work()
    with time_machine.travel(NOW, tick=False):
        assert receiver.checked(former) == receiver.checked(fresh)
    later = NOW + A_DAY
    webhooks.send_test(actor=world.olga, webhook_id=endpoint.id, at=later)
    receiver.came.clear()
    work(later)
    with time_machine.travel(later, tick=False):
        receiver.checked(fresh)
        with pytest.raises(WebhookVerificationError):
            receiver.checked(former)


def test_after_a_change_of_the_servers_key_the_former_secret_still_counts(
    world: World, receiver: Receiver, settings: LazySettings
) -> None:
    endpoint = make(world, receiver.url)
    former = secret_of(endpoint)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key for tests only, long enough for what it must do here"
    webhooks.send_test(actor=world.olga, webhook_id=endpoint.id, at=NOW)
    work()
    with time_machine.travel(NOW, tick=False):
        assert receiver.checked(former) == receiver.checked(secret_of(endpoint))


def test_the_sweep_forgets_what_was_told_long_ago(world: World, receiver: Receiver) -> None:
    told(world, receiver)
    with time_machine.travel(NOW + 30 * A_DAY, tick=False):
        tasks.forget(timestamp=0)
    assert not WebhookDelivery.objects.exists()


def test_an_attempt_whose_outcome_could_not_be_written_is_made_again() -> None:
    job = Job(id=1, queue="webhooks", lock=None, queueing_lock=None, task_name="deliver_webhook")
    again = tasks.deliver_webhook.get_retry_exception(OperationalError("gone"), job=job)
    assert isinstance(again, JobRetry)

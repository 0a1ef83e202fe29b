import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings

from changehands.conf.logging import MaskingFormatter, configuration

SECRET = "cht_" + "a1B2" * 9 + "Zz"
INVITATION = "chi_" + "a1B2" * 9 + "Zz"
RECEIPT = "chr_" + "a1B2" * 9 + "Zz"
WEBHOOK = "whsec_" + "a+/2" * 10 + "Zz1="


class Log:
    """A logger set up as in production, and what it wrote."""

    def __init__(self, name: str, *, readable: bool = False) -> None:
        self.stream = io.StringIO()
        found: dict[str, Any] = configuration(readable=readable)
        found["handlers"]["stderr"]["stream"] = self.stream
        found["loggers"][name] = found.pop("root") | {"propagate": False}
        logging.config.dictConfig(found)
        self.logger = logging.getLogger(name)

    @property
    def written(self) -> str:
        return self.stream.getvalue()


@pytest.fixture(autouse=True)
def _the_configuration_of_the_tests_comes_back() -> Iterator[None]:
    yield
    logging.config.dictConfig(django_settings.LOGGING)


@pytest.mark.parametrize("secret", [SECRET, INVITATION, RECEIPT, WEBHOOK, SECRET[:20]])
@pytest.mark.parametrize("readable", [True, False])
def test_a_secret_is_masked_in_message_values_and_traceback(secret: str, readable: bool) -> None:
    log = Log("masked", readable=readable)
    log.logger.warning(f"/t/trf_1#{secret}")
    log.logger.warning("pasted %s", secret)
    try:
        raise ValueError(secret)
    except ValueError:
        log.logger.exception("failed")
    assert secret not in log.written
    assert log.written.count(f"{secret[: secret.index('_') + 1]}…") == 3


def test_every_handler_masks() -> None:
    found = configuration(readable=False)
    formatters = {handler["formatter"] for handler in found["handlers"].values()}
    assert formatters == {"line"}
    assert any(
        isinstance(handler.formatter, MaskingFormatter) for handler in logging.getLogger().handlers
    )
    own = [row["handlers"] for row in found["loggers"].values() if row.get("handlers")]
    assert own == []


def test_in_production_a_line_is_json() -> None:
    log = Log("plain")
    log.logger.info("two\nlines")
    line = json.loads(log.written)
    assert (line["event"], line["level"], line["logger"]) == ("two\nlines", "info", "plain")
    assert log.written.count("\n") == 1


def test_on_a_terminal_a_line_can_be_read() -> None:
    log = Log("plain", readable=True)
    log.logger.info("Listening")
    assert "Listening" in log.written and not log.written.startswith("{")


def test_the_arguments_of_a_job_are_not_written() -> None:
    log = Log("procrastinate.worker")
    log.logger.info("Waiting for job: send[3](body='A code: (123456)') (started 1 s ago)")
    assert "send[3]" in log.written and "123456" not in log.written


@pytest.mark.parametrize(
    ("action", "arguments", "level", "count"),
    [
        ("start_job", {"mailing": "1"}, logging.INFO, 0),
        ("job_success", {"mailing": "1"}, logging.INFO, 1),
        ("job_success", {"timestamp": 1}, logging.INFO, 0),
        ("job_error", {"timestamp": 1}, logging.ERROR, 1),
    ],
)
def test_what_periodic_jobs_do_all_day_is_not_written(
    action: str, arguments: dict[str, object], level: int, count: int
) -> None:
    log = Log("procrastinate.worker")
    job = {"task_name": "any", "task_kwargs": arguments}
    log.logger.log(level, "Job", extra={"action": action, "job": job})
    assert log.written.count("\n") == count

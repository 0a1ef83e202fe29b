"""Logs: one handler for everything, JSON lines, or readable ones where a person looks on."""

import logging
import re
from collections.abc import Callable, MutableMapping
from typing import Any, Final

import structlog

from changehands.kernel.links import API_TOKEN, INVITATION, RECEIPT, TRANSFER

ARGUMENTS: Final = re.compile(r"(\w\[\d+\])\(.*\)", re.DOTALL)  # after a job's name and number
# a part of a secret is masked too
_PREFIXES: Final = "|".join(one.prefix for one in (TRANSFER, INVITATION, RECEIPT, API_TOKEN))
SECRET: Final = re.compile(f"({_PREFIXES})[0-9A-Za-z]+|(whsec_)[0-9A-Za-z+/=]+")


def masked(text: str) -> str:
    """The text without the secrets of links, receipts, tokens and webhooks."""
    return SECRET.sub(r"\1\2…", text)


class MaskingFormatter(structlog.stdlib.ProcessorFormatter):
    """Masks the finished line: message, values and tracebacks alike."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it is written."""
        return masked(super().format(record))


def is_worth_a_line(record: logging.LogRecord) -> bool:
    """False for the start of any job and for the success of a periodic one: they go on for ever."""
    job = getattr(record, "job", None)
    if record.levelno > logging.INFO or not isinstance(job, dict):
        return True
    action = getattr(record, "action", "")
    is_periodic = "timestamp" in job.get("task_kwargs", {})
    return action != "start_job" and not (is_periodic and action == "job_success")


def without_arguments(
    logger: object, method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Name jobs without what they were given: mails stand in it, with codes and addresses."""
    if line["_record"].name.startswith("procrastinate"):
        line["event"] = ARGUMENTS.sub(r"\1", str(line["event"]))
    return line


def chatter() -> Callable[[logging.LogRecord], bool]:
    """The filter of every handler, as logging.config wants it: from a factory."""
    return is_worth_a_line


def line(*, readable: bool) -> MaskingFormatter:
    """The formatter: colours and short times for people, JSON with everything for machines."""
    structured: list[Any] = [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(),
    ]
    # without the values of local variables, which may be anything
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    time = "%H:%M:%S" if readable else "iso"
    return MaskingFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            without_arguments,
            structlog.processors.TimeStamper(fmt=time, utc=not readable),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *([renderer] if readable else structured),
        ],
    )


def configuration(*, readable: bool) -> dict[str, Any]:
    """What logging.config.dictConfig takes; plain values, for it also goes to other processes."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"{__name__}.line", "readable": readable}},
        "filters": {"worth": {"()": f"{__name__}.chatter"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["worth"],
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            # those that would set up handlers of their own
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
            "_granian": {"handlers": [], "level": "INFO", "propagate": True},
            "granian.access": {"handlers": [], "level": "INFO", "propagate": True},
            # each job that is asked for, put off or found done is not worth a line
            "procrastinate.blueprints": {"level": "WARNING"},
            "procrastinate.jobs": {"level": "WARNING"},
            "procrastinate.periodic": {"level": "WARNING"},
            # a line for each call, with the whole address of a webhook
            "httpx": {"level": "WARNING"},
        },
    }

"""Structured logs: one JSON object a line, or `key=value` in a terminal.

Every line says which service wrote it and for which request (`correlation_id`). What the standard
library's loggers say (Nameko's, kombu's) goes the same way. Secrets and contact data are redacted.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog
from structlog.typing import FilteringBoundLogger

from chassis import context
from chassis.observability.redaction import redact, redact_text

Line = MutableMapping[str, Any]

_NAME = "logger_name"

LEVELS = ("debug", "info", "warning", "error", "critical")

#: Libraries that say at "info" what is of interest to their authors only.
_TALKATIVE = ("amqp", "kombu", "nameko", "alembic", "aiosmtpd", "mail.log", "urllib3", "botocore")


def get(name: str, **values: Any) -> FilteringBoundLogger:
    """A logger; `values` are on each of its lines. May be called before `configure`."""
    logger: FilteringBoundLogger = structlog.get_logger(**{_NAME: name}, **values)
    return logger


def configure(service: str, level: str = "info") -> None:
    """Send the logs of this process to standard output. In all-in-one, `service` is the process's name:
    loggers made with `get(name, service=...)` keep their own.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    pretty = sys.stdout.isatty()
    process = _Process(service)
    render: Any = structlog.dev.ConsoleRenderer(pad_event_to=40) if pretty else _as_json
    structlog.configure(
        processors=[structlog.stdlib.add_log_level, redact_line, process, _write_out_traceback, render],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers[:] = [_ThroughStructlog()]
    root.setLevel(number)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    logging.captureWarnings(capture=True)


def one_line(error: Exception) -> str:
    """What an error says, as one line; of SQLAlchemy's what the driver said."""
    return " ".join(str(getattr(error, "orig", None) or error).split())


def redact_line(_logger: Any, _method: str, line: Line) -> Line:
    """Redact every value of a line but the traceback, which is redacted once it is text."""
    error = line.pop("exc_info", None)
    redacted: Line = redact(dict(line))
    if error:
        redacted["exc_info"] = error
    return redacted


class _Process:
    """Adds what is the same for every line of the process, and the request's correlation id."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._stamp = structlog.processors.TimeStamper(fmt="iso", utc=True, key="time")

    def __call__(self, logger: Any, method: str, line: Line) -> Line:
        line.setdefault("service", self._service)
        line["logger"] = line.pop(_NAME, None)
        line.setdefault("correlation_id", context.correlation_id())
        return self._stamp(logger, method, line)


def _write_out_traceback(_logger: Any, _method: str, line: Line) -> Line:
    error = line.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        line["exception"] = redact_text("".join(traceback.format_exception(error)).rstrip())
    return line


def _as_json(_logger: Any, _method: str, line: Line) -> str:
    try:
        return orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:
        # Text that is no Unicode, such as half a surrogate pair: a line must not stop the work it tells of.
        return json.dumps(line, default=str, skipkeys=True)


class _ThroughStructlog(logging.Handler):
    """Hands the standard library's log records to structlog."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            get(record.name).log(record.levelno, record.getMessage(), exc_info=record.exc_info or None)
        except Exception:  # noqa: BLE001  a line that cannot be written must not stop the work
            self.handleError(record)

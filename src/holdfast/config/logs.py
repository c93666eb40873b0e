"""Log lines: JSON, one a request, with the request's id and without personal data or secret links."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponseBase

_log = structlog.stdlib.get_logger("holdfast.request")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
# The secret part of a link: whoever reads a log must not be able to open what it opens.
_SECRET = re.compile(r"(/(?:h|b)/)[A-Za-z0-9_=-]{16,}")


class WithoutSecrets(logging.Filter):
    """Takes the secret part out of links in whatever is logged, by whomever."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage() if isinstance(record.msg, str) else ""
        if _SECRET.search(message):
            record.msg, record.args = _SECRET.sub(r"\1…", message), ()
        return True


class RequestLog:
    """Gives each request an id, which its answer carries as X-Request-Id, and logs it at level INFO.

    The route stands for the path, so no slug of a person, no reference and no token is written down.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-Id", "")
        request_id = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        started = time.monotonic()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            response.headers["X-Request-Id"] = request_id
            if logging.getLogger("holdfast.request").isEnabledFor(logging.INFO):
                match = request.resolver_match
                _log.info(
                    "request",
                    method=request.method,
                    route=None if match is None else match.route,
                    status=response.status_code,
                    ms=round((time.monotonic() - started) * 1000, 1),
                )
        return response


def logging_settings(level: str) -> dict[str, Any]:
    """Django's LOGGING: every line of ours and of libraries as one JSON object on standard error."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"without_secrets": {"()": WithoutSecrets}},
        "formatters": {"json": formatter},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "json",
                "filters": ["without_secrets"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        # Django's own handlers would say everything a second time.
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            # Anyone can send any Host; it is answered with 400, and no news.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # It warns of each try to reach a database that is stopping; whoever needs one gets the error itself.
            "psycopg.pool": {"level": "ERROR"},
        },
    }

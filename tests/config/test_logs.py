"""What is logged of a request, and what is not."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.test import Client

from holdfast.config.logs import WithoutSecrets, logging_settings
from tests import cast


@pytest.fixture
def lines(db: None) -> Iterator[list[dict[str, Any]]]:
    """The lines of a process at level INFO, as a reader of its standard error gets them."""
    configured = logging_settings("INFO")
    formatter = structlog.stdlib.ProcessorFormatter(
        **{key: value for key, value in configured["formatters"]["json"].items() if key != "()"}
    )
    found: list[dict[str, Any]] = []

    class Reader(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(json.loads(formatter.format(record)))

    reader = Reader()
    reader.addFilter(WithoutSecrets())
    logger = logging.getLogger("holdfast.request")
    before = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(reader)
    yield found
    logger.removeHandler(reader)
    logger.setLevel(before)


def test_a_request_is_one_line_with_the_id_its_answer_carries(lines: list[dict[str, Any]]) -> None:
    cast.salon()
    answer = Client().get("/api/v1/orgs/salon/services?staff=dora@example.org")

    assert [line["request_id"] for line in lines] == [answer["X-Request-Id"]]
    assert (lines[0]["method"], lines[0]["status"], lines[0]["level"]) == ("GET", 422, "info")
    assert "salon" not in json.dumps(lines)
    assert "dora" not in json.dumps(lines)


def test_a_given_id_is_kept_and_a_strange_one_is_not(lines: list[dict[str, Any]]) -> None:
    assert Client().get("/healthz", headers={"X-Request-Id": "from-a-proxy-1"})["X-Request-Id"] == "from-a-proxy-1"
    for strange in ("short", "x" * 65, "with space!", 'quote"quote'):
        assert Client().get("/healthz", headers={"X-Request-Id": strange})["X-Request-Id"] != strange


def test_the_secret_of_a_link_is_logged_by_nobody() -> None:
    token = "fCIU7SSbR9S-Aolj1KZ35i-Vqao2eUHrorUVRLhV6pPFw27yGW_85Sxp-be9o09V"
    record = logging.LogRecord(
        "django.request", logging.ERROR, "", 0, "Internal Server Error: %s", (f"/h/{token}/confirm",), None
    )
    assert WithoutSecrets().filter(record)
    assert record.getMessage() == "Internal Server Error: /h/…/confirm"

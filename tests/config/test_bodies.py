"""Bodies whose length is not said."""

from io import BytesIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core.wsgi import get_wsgi_application

from holdfast.config.bodies import with_streamed_bodies
from tests import cast
from tests.cast import MONDAY, NOW

MOST = 64 * 1024


class Trickle(BytesIO):
    """Gives a few bytes at a time, as a network does."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(7, size) if size and size > 0 else 7)


def _received(body: bytes, **more: Any) -> bytes:
    seen: list[bytes] = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        seen.append(b"".join(iter(lambda: environ["wsgi.input"].read(length), b"")) if length else b"")
        return []

    environ = {"REQUEST_METHOD": "POST", "wsgi.input": Trickle(body), "wsgi.input_terminated": True, **more}
    with_streamed_bodies(application)(environ, None)
    return seen[0]


@pytest.mark.parametrize("body", [b"", b'{"service": "cut"}', b"x" * MOST])
def test_a_streamed_body_arrives_whole(body: bytes) -> None:
    assert _received(body) == body


def test_of_a_streamed_body_that_is_too_large_no_more_is_read_than_shows_that() -> None:
    assert len(_received(b"x" * (MOST * 3))) == MOST + 1


def test_a_server_that_does_not_end_the_input_is_not_read_from() -> None:
    assert _received(b"x", **{"wsgi.input_terminated": False}) == b""


@pytest.mark.parametrize(("size", "status"), [(0, 201), (MOST, 413)])
def test_the_api_takes_a_streamed_body_up_to_its_limit(committed: None, size: int, status: int) -> None:
    salon = cast.salon()
    body = f'{{"service": "cut", "starts_at": "{salon.at("10:00", MONDAY).isoformat()}"{" " * size}}}'.encode()
    told: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/v1/orgs/salon/holds",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": "application/json",
        "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input": Trickle(body),
        "wsgi.input_terminated": True,
        "wsgi.url_scheme": "http",
    }
    with patch("django.utils.timezone.now", return_value=NOW):
        with_streamed_bodies(get_wsgi_application())(environ, lambda said, _: told.append(said))
    assert told[0].startswith(str(status))

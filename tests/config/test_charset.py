"""A charset that is none for text."""

from typing import Any

import pytest

from holdfast.config.charset import with_readable_charset


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("text/plain; charset=base64", "text/plain"),
        ("application/x-www-form-urlencoded; charset=rot13", "application/x-www-form-urlencoded"),
        ("text/plain; charset=nothing-known", "text/plain"),
        ("text/plain; charset=\x00", "text/plain"),
        ("text/plain; charset=latin-1", "text/plain; charset=latin-1"),
        ("application/json; Charset=UTF-8", "application/json; Charset=UTF-8"),
        ("application/json", "application/json"),
    ],
)
def test_what_cannot_be_read_as_text_is_as_good_as_none(sent: str, read: str) -> None:
    seen: list[str] = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.append(environ["CONTENT_TYPE"])
        return []

    with_readable_charset(application)({"CONTENT_TYPE": sent}, None)
    assert seen == [read]

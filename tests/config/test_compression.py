"""Text is made smaller for clients that can read it, and means the same after."""

import gzip

import pytest
from django.http import HttpResponse, HttpResponseNotModified
from django.test import RequestFactory

from holdfast.config.compression import Compression, accepts_gzip

LONG = b"Tuesday at ten. " * 100


def _through(answer: HttpResponse, accepted: str = "gzip", method: str = "get") -> HttpResponse:
    request = getattr(RequestFactory(), method)("/", headers={"Accept-Encoding": accepted})
    response = Compression(lambda _: answer)(request)
    assert isinstance(response, HttpResponse)
    return response


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "text/css; charset=utf-8", "text/calendar"])
def test_text_is_compressed_and_means_the_same(content_type: str) -> None:
    response = _through(HttpResponse(LONG, content_type=content_type))
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Content-Length"] == str(len(response.content))
    assert response.headers["Vary"] == "Accept-Encoding"
    assert len(response.content) < len(LONG) / 5
    assert gzip.decompress(response.content) == LONG


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0"])
def test_who_cannot_read_gzip_gets_it_plain_and_caches_are_told(accepted: str) -> None:
    response = _through(HttpResponse(LONG), accepted)
    assert response.content == LONG
    assert "Content-Encoding" not in response.headers
    assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse(b"x" * 499),
        HttpResponse(b"x" * 5000, content_type="image/png"),
        HttpResponse(b"[" + b"1," * 5000 + b"1]", content_type="application/json"),
        HttpResponse(LONG, headers={"Content-Encoding": "br"}),
    ],
    ids=["short", "a picture", "what the API says of times", "encoded already"],
)
def test_what_is_not_worth_it_or_encoded_already_is_left_alone(answer: HttpResponse) -> None:
    before = (answer.content, dict(answer.headers))
    response = _through(answer)
    assert (response.content, dict(response.headers)) == before


def test_much_json_is_compressed() -> None:
    response = _through(HttpResponse(b"[" + b"1," * 10_000 + b"1]", content_type="application/json"))
    assert response.headers["Content-Encoding"] == "gzip"


def test_a_strong_etag_becomes_weak_for_the_other_bytes() -> None:
    assert _through(HttpResponse(LONG, headers={"ETag": '"v1"'})).headers["ETag"] == 'W/"v1"'
    assert _through(HttpResponse(LONG, headers={"ETag": 'W/"v1"'})).headers["ETag"] == 'W/"v1"'
    assert _through(HttpResponse(LONG, headers={"ETag": '"v1"'}), "br").headers["ETag"] == '"v1"'


def test_not_modified_varies_as_what_it_stands_for() -> None:
    response = _through(HttpResponseNotModified())
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.content == b""


def test_the_length_of_the_same_content_differs() -> None:
    assert len({len(_through(HttpResponse(LONG)).content) for _ in range(50)}) > 5


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip, deflate, br, zstd", True),
        ("br;q=1.0, GZIP ; q=0.5", True),
        ("*", True),
        ("*;q=0, gzip", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("br, *;q=0", False),
        ("gzipped", False),
    ],
)
def test_what_a_client_says_it_can_read(header: str, accepted: bool) -> None:
    assert accepts_gzip(header) is accepted

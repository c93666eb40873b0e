"""Whatever goes wrong, a page says what happened and what to do next, and not only a number."""

import base64
import hashlib
import re
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from holdfast.actions.throttle import TooManyRequests
from tests.cast import Cast
from tests.web.visitor import DORA, TEN, Page, Visitor

BUSINESS = "holdfast.web.public.views.business.list_services"


def _broken(error: Any, path: str = "/salon", **headers: str) -> Any:
    with patch(BUSINESS, side_effect=error):
        response = Client(raise_request_exception=False).get(path, headers=headers)
    response.page = Page(response.content.decode())  # type: ignore[attr-defined]
    return response


def _demand(response: Any, status: int, title: str, *sentences: str) -> None:
    assert response.status_code == status
    assert response.page.headings == [title]
    for sentence in sentences:
        assert sentence in response.page.text
    assert response.page.links or response.request["REQUEST_METHOD"] == "POST"
    assert str(status) in response.page.text


def test_404_says_to_check_the_address(salon: Cast, visitor: Visitor) -> None:
    for path in ("/nothing", "/salon/nothing", "/not/any/where", "/b/" + "A" * 64):
        _demand(
            visitor.get(path), 404, "There is nothing here", "Check that you copied all of it, or start again."
        )


def test_405_says_where_the_buttons_are(salon: Cast, visitor: Visitor) -> None:
    response = visitor.post("/salon", {})
    _demand(response, 405, "This address cannot be opened by itself", "Go back and use the buttons of the page.")
    assert response.headers["Allow"] == "GET, HEAD"


def test_413_says_to_shorten(salon: Cast, visitor: Visitor) -> None:
    response = visitor.post(TEN, {**DORA, "notes": "x" * 100_000})
    _demand(response, 413, "That was too much at once", "Nothing was booked or changed.", "shorten what you typed")


def test_403_says_that_nothing_happened(salon: Cast, visitor: Visitor) -> None:
    late = visitor.post(f"{visitor.hold()}/confirm", {"form": "x"})
    _demand(late, 403, "This page was open for too long", "Nothing was changed. Go back, reload the page")
    elsewhere = visitor.post(TEN, DORA, headers={"Origin": "https://elsewhere.example"})
    _demand(elsewhere, 403, "This came from another site", "we did nothing. Start again from our own page.")
    _demand(_broken(PermissionDenied), 403, "This is not open to you", "Log in as somebody who may see it")


def test_429_says_when_to_try_again_and_how(salon: Cast) -> None:
    response = _broken(TooManyRequests(retry_after=40))
    _demand(response, 429, "That was a lot at once", "Nothing was lost and nothing was booked.")
    assert response.headers["Retry-After"] == "40"
    assert [link["href"] for link in response.page.links if link.get("class") == "button"] == ["/salon"]


def test_429_of_logging_in_says_that_it_rests(salon: Cast, rf: Any) -> None:
    from allauth.core.ratelimit import respond_429

    response = respond_429(rf.get(reverse("account_login")))
    page = Page(response.content.decode())
    assert (response.status_code, page.headings) == (429, ["Too many tries"])
    assert "wait five minutes, then try again" in page.text


def test_503_says_that_trying_again_books_nothing_twice(salon: Cast) -> None:
    response = _broken(OperationalError("gone"))
    _demand(response, 503, "We cannot answer right now", "nothing is booked twice by that")
    assert response.headers["Retry-After"] == "5"


def test_500_needs_nothing_that_may_be_broken(salon: Cast) -> None:
    with (
        patch("django.contrib.staticfiles.storage.staticfiles_storage.url", side_effect=ValueError),
        patch("holdfast.web.links.link", side_effect=ValueError),
        patch("django.db.backends.utils.CursorWrapper.execute", side_effect=AssertionError),
    ):
        response = _broken(RuntimeError)
    _demand(
        response, 500, "Something broke on our side", "It is not your fault", "nothing is booked twice by that"
    )
    assert b"/static/" not in response.content
    assert b"<script" not in response.content


def test_the_style_of_500_is_let_in_by_what_it_says(salon: Cast) -> None:
    response = _broken(RuntimeError)
    style = re.findall(r"<style>(.*?)</style>", response.content.decode(), re.S)[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in response.headers["Content-Security-Policy"]


def test_500_speaks_the_visitors_language(salon: Cast) -> None:
    response = _broken(RuntimeError, **{"Accept-Language": "de"})
    assert response.page.language == "de"
    assert response.page.headings != ["Something broke on our side"]


@pytest.mark.parametrize("code", ["database", "internal"])
def test_programs_get_a_problem_instead(salon: Cast, code: str) -> None:
    error = OperationalError("gone") if code == "database" else RuntimeError()
    with patch("holdfast.api.v1.services.enter", side_effect=error):
        response = Client(raise_request_exception=False).get("/api/v1/orgs/salon")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == ("unavailable" if code == "database" else "internal")

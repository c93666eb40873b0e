"""Addresses people mistype, cut off, or make up: a kind page each, never a traceback."""

import pytest
from django.test import Client

from tests.cast import Cast
from tests.web.visitor import TEN, Visitor, path_of


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/nowhere", 404),
        ("/salon/nothing", 404),
        ("/salon/cut/nobody", 400),
        ("/salon/cut?staff=nobody", 400),
        ("/salon/cut?location=nowhere", 400),
        ("/salon/cut?month=abc", 400),
        ("/salon/cut?month=2026-13", 400),
        ("/salon/cut?month=9999-12", 400),
        ("/salon/cut?month=0000-01", 400),
        ("/salon/cut?date=2026-99-99", 400),
        ("/salon/cut?date=2026-02-30", 400),
        ("/salon/cut?date=9999-12-31", 400),
        ("/salon/cut?date=0001-01-01", 400),
        ("/salon/cut?date=%D9%A2%D9%A0%D9%A2%D9%A6-11-23", 400),
        ("/salon/cut?date=2026-11-23&time=25%3A00", 400),
        ("/salon/cut?date=2026-11-23&time=ten", 400),
        ("/salon/cut?date=2026-11-23&time=10%3A00~3", 400),
        ("/salon/cut?date=2027-03-28&time=01%3A30", 400),
        ("/salon/cut?date=2026-11-23&time=10%3A00~2", 400),
        ("/salon/cut?staff=%00", 400),
        ("/salon/cut?location=%ED%A0%80", 400),
        ("/salon/cut?month=%00", 400),
        ("/salon/cut%00", 404),
        ("/%ED%A0%80", 404),
        ("/%FF%FE/x", 404),
        ("/salon/cut/anna/more", 404),
        ("/h/short", 404),
        ("/b/%00", 404),
        ("/b/" + "A" * 64, 404),
        ("/h/" + "é" * 64, 404),
        ("/salon/cut?date=&time=&month=&staff=", 200),
        ("/salon/cut?time=10%3A00", 200),
        ("/salon/cut?date=1999-01-01", 200),
        ("/SALON", 200),
    ],
)
def test_what_an_address_answers(salon: Cast, visitor: Visitor, url: str, status: int) -> None:
    response = visitor.get(url)
    assert response.status_code == status
    assert len(response.page.headings) == 1
    assert response.page.language == "en"


def test_a_post_without_a_time_is_refused(salon: Cast, visitor: Visitor) -> None:
    form = visitor.get(TEN).page.form()
    for start in ("", "2026-11-23", "2026-11-23T", "T10:00", "2026-11-23T10:00\0", "\0T\0"):
        response = visitor.post("/salon/cut", {**form.fields, "start": start})
        assert response.status_code == 422, start


def test_too_much_is_too_much(salon: Cast, visitor: Visitor) -> None:
    assert visitor.post(TEN, {"notes": "x" * 70_000}).status_code == 413
    assert visitor.post(TEN, {str(number): "x" for number in range(1_100)}).status_code == 413


def test_a_method_nobody_offers_says_so(salon: Cast, visitor: Visitor) -> None:
    hold = visitor.hold()
    for response in (Client().put("/salon"), Client().put(f"{hold}/confirm"), Client().post("/salon")):
        assert response.status_code == 405
        assert "Go back and use the buttons of the page." in response.content.decode()
        assert response.headers["Allow"]


def test_a_bug_shows_a_page_and_no_secret(salon: Cast) -> None:
    client = Client(raise_request_exception=False)
    from unittest.mock import patch

    with patch("holdfast.web.public.views.business.list_services", side_effect=RuntimeError("secret")):
        response = client.get("/salon")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
    assert "secret" not in response.content.decode()


def test_the_health_page_asks_the_database(db: None) -> None:
    assert Client().get("/healthz").content == b"ok\n"


def test_the_address_of_a_form_opened_by_itself_leads_to_what_it_belongs_to(salon: Cast, visitor: Visitor) -> None:
    hold = visitor.hold()
    for verb in ("confirm", "extend", "release", "again"):
        assert path_of(visitor.get(f"{hold}/{verb}?lang=de")) == f"{hold}?lang=de"
    wrong = "/h/" + "A" * 64
    assert path_of(visitor.get(f"{wrong}/confirm")) == wrong
    assert visitor.get(wrong).status_code == 404


def test_an_expired_form_of_a_booking_leads_back_to_it(salon: Cast, visitor: Visitor) -> None:
    manage = visitor.book()
    refused = visitor.post(f"{manage}/cancel", {"form": "old"})
    assert refused.status_code == 403
    assert manage in refused.page.hrefs("/b/")


@pytest.mark.parametrize("path", ["/salon/", "/salon/cut/", "/salon/cut/anna//", "/salon/?lang=de"])
def test_a_slash_too_many_leads_where_it_should(salon: Cast, visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 301
    assert path_of(answer) == path.replace("/?", "?").rstrip("/")
    assert visitor.get("/nothing-of-this/name/at/all/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/salon", "/salon/cut", "/nothing", "/desk", "/salon/theme.css", "/b/x"])
def test_a_query_that_is_too_long_is_refused_like_anything(salon: Cast, path: str) -> None:
    answer = Client(raise_request_exception=False).get(path + "?" + "a&" * 300)
    assert answer.status_code in {200, 302, 404, 413}
    assert "Content-Security-Policy" in answer.headers

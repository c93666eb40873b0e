"""While somebody works on the installation, every page says so calmly, and nothing happens to what was sent."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from holdfast.data import models
from holdfast.web.maintenance import Break, read
from tests.cast import NOW, Cast
from tests.web.visitor import TEN, Visitor

HALF_AN_HOUR = {"until": (NOW + timedelta(minutes=29, seconds=30)).isoformat(), "words": ""}


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    settings.MAINTENANCE_FILE = str(tmp_path / "maintenance.json")
    return tmp_path / "maintenance.json"


def test_every_page_says_when_to_come_back(salon: Cast, visitor: Visitor, file: Path) -> None:
    hold = visitor.hold()
    file.write_text(json.dumps(HALF_AN_HOUR))
    for url in ("/", "/salon", TEN, hold, "/desk", "/accounts/login", "/nothing/at/all/here"):
        response = visitor.get(url)
        assert response.status_code == 503, url
        assert response.page.headings == ["We will be back soon"]
        assert "What is booked stays booked. It should take about 30 minutes more." in response.page.text
        assert response.headers["Retry-After"] == "1800"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert not response.cookies
        assert {"href": url, "class": "button is-quiet"} in response.page.links
    file.unlink()
    assert visitor.get(hold).status_code == 200


def test_the_owner_can_say_it_in_other_words(visitor: Visitor, file: Path) -> None:
    file.write_text(json.dumps({"until": None, "words": "We are <moving>. Please call."}))
    response = visitor.get("/salon")
    assert "We are <moving>. Please call. Please come back in a few minutes." in response.page.text
    assert "<moving>" not in response.content.decode()
    assert response.headers["Retry-After"] == "300"


def test_a_form_that_is_sent_meanwhile_does_nothing_and_can_be_sent_again(
    salon: Cast, visitor: Visitor, file: Path
) -> None:
    page = visitor.get(visitor.hold())
    file.write_text(json.dumps(HALF_AN_HOUR))
    refused = visitor.send(page, "/confirm")
    assert refused.status_code == 503
    assert "nothing was booked or changed. Keep this page open and reload it later" in refused.page.text
    assert not models.Booking.objects.filter(state="confirmed").exists()
    file.unlink()
    assert visitor.send(page, "/confirm").status_code == 303
    assert models.Booking.objects.filter(state="confirmed").count() == 1


def test_programs_are_told_as_when_the_database_is_away(salon: Cast, file: Path) -> None:
    file.write_text(json.dumps(HALF_AN_HOUR))
    for answer in (Client().get("/api/v1/orgs/salon"), Client().post("/api/v1/orgs/salon/holds")):
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["Retry-After"] == "1800"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_what_watches_and_what_pages_are_made_of_goes_on(salon: Cast, file: Path) -> None:
    file.write_text("")
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/static/icon.svg").status_code == 200
    assert Client().get("/salon").status_code == 503


def test_no_address_leads_from_here_to_another_host(visitor: Visitor, file: Path) -> None:
    file.write_text("")
    response = Client().get("/", PATH_INFO="//elsewhere.example/salon")
    assert response.status_code == 503
    assert 'href="//' not in response.content.decode()
    assert 'href="/%2Felsewhere.example/salon"' in response.content.decode()


@pytest.mark.parametrize("told", ["", "nonsense", "[]", '{"until": 5, "words": ""}', '{"words": ""}'])
def test_a_file_that_cannot_be_read_closes_the_pages_all_the_same(file: Path, told: str) -> None:
    file.write_text(told)
    assert read(file) == Break()
    assert Client().get("/salon").headers["Retry-After"] == "300"


def test_time_that_is_over_is_not_promised_again() -> None:
    assert Break(NOW).left(NOW) is None
    assert Break(NOW + timedelta(seconds=1)).left(NOW) == timedelta(minutes=1)
    assert Break().left(NOW) is None


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(minutes=2), timedelta(minutes=2)),
        (timedelta(minutes=119, seconds=1), timedelta(hours=2)),
        (timedelta(hours=10, minutes=28), timedelta(hours=11)),
        (timedelta(hours=47), timedelta(hours=47)),
        (timedelta(days=2, minutes=1), timedelta(days=3)),
    ],
)
def test_the_longer_it_takes_the_less_exactly_it_is_said(left: timedelta, said: timedelta) -> None:
    assert Break(NOW + left).left(NOW) == said

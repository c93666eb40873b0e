"""What every answer carries."""

import re

import pytest
from django.test import Client

from holdfast.data import models
from tests.cast import Cast
from tests.web.visitor import DORA, TEN, Visitor


def test_public_pages_set_no_cookie(salon: Cast) -> None:
    client = Client()
    visitor = Visitor()
    hold = visitor.hold()
    manage = visitor.book("/salon/cut?date=2026-11-24&time=10%3A00")
    for url in ("/", "/salon", "/salon/cut", TEN, hold, f"{hold}/details", manage, f"{manage}/cancel", "/nothing"):
        response = client.get(url)
        assert not response.cookies, url
        assert "Cookie" not in response.headers.get("Vary", ""), url
    assert not client.cookies
    assert not visitor.post(TEN, DORA).cookies


def test_nothing_but_our_own_files_may_run_or_be_shown(salon: Cast, visitor: Visitor) -> None:
    hold = visitor.hold()
    for url in ("/salon", "/salon/cut", TEN, hold, "/accounts/login", "/nothing"):
        response = visitor.get(url)
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "camera=()" in response.headers["Permissions-Policy"]
        html = response.content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html), url
        assert not re.search(r'(?:src|href)="(?:https?:)?//', html), url


def test_secret_addresses_are_kept_by_nobody(salon: Cast, visitor: Visitor) -> None:
    hold = visitor.hold()
    manage = visitor.book("/salon/cut?date=2026-11-24&time=10%3A00")
    urls = [hold, f"{hold}/details", manage, f"{manage}/move", f"{manage}/calendar.ics", "/h/" + "A" * 64]
    for url in urls:
        response = visitor.get(url) if "calendar" not in url else Client().get(url)
        assert response.headers["Cache-Control"] == "no-store", url
        assert response.headers["Referrer-Policy"] == "no-referrer", url
        assert "noindex" in response.headers["X-Robots-Tag"], url
    redirect = visitor.send(visitor.get(hold), "/extend")
    assert redirect.headers["Cache-Control"] == "no-store"


def test_the_theme_is_a_stylesheet_that_is_kept(salon: Cast) -> None:
    models.Organisation.objects.filter(id=salon.id).update(accent="#ffd400")
    first = Client().get("/salon/theme.css")
    assert first.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "max-age" in first.headers["Cache-Control"]
    again = Client().get("/salon/theme.css", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing(salon: Cast, visitor: Visitor, method: str) -> None:
    hold = visitor.hold()
    manage = visitor.book("/salon/cut?date=2026-11-24&time=10%3A00")
    before = _everything()
    paths = [TEN, hold, manage]
    paths += [f"{hold}/{verb}" for verb in ("confirm", "extend", "release", "details")]
    paths += [f"{manage}/{verb}" for verb in ("cancel", "move?date=2026-11-25&time=10%3A00", "calendar.ics")]
    for path in paths:
        getattr(Client(), method)(path)
    assert _everything() == before


def _everything() -> list[object]:
    tables = (models.Journal, models.Booking, models.Basket, models.Allocation, models.Counter, models.Customer)
    return [list(table.objects.order_by("id").values()) for table in tables]

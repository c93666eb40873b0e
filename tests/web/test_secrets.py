"""A link opens one thing, and nothing else opens it."""

import base64

import pytest

from tests.cast import Cast
from tests.web.visitor import Visitor


def test_a_link_for_one_purpose_opens_nothing_else(salon: Cast, visitor: Visitor) -> None:
    hold, manage = visitor.hold(), visitor.book("/salon/cut?date=2026-11-24&time=10%3A00")
    assert visitor.get(hold.replace("/h/", "/b/")).status_code == 404
    assert visitor.get(manage.replace("/b/", "/h/")).status_code == 404


@pytest.mark.parametrize("position", [0, 16, 31, 32, 47])
def test_a_link_with_one_bit_changed_opens_nothing(salon: Cast, visitor: Visitor, position: int) -> None:
    manage = visitor.book()
    raw = bytearray(base64.urlsafe_b64decode(manage.removeprefix("/b/")))
    raw[position] ^= 1
    changed = "/b/" + base64.urlsafe_b64encode(raw).decode()
    for path in (changed, f"{changed}/cancel", f"{changed}/move", f"{changed}/calendar.ics"):
        assert visitor.get(path).status_code == 404
    assert visitor.post(f"{changed}/cancel", {"form": "x"}).status_code == 404


def test_raising_the_version_revokes_a_link(salon: Cast, visitor: Visitor) -> None:
    from holdfast.data import models

    manage = visitor.book()
    models.Booking.objects.update(token_version=2)
    assert visitor.get(manage).status_code == 404


def test_a_manage_page_names_nobody(salon: Cast, visitor: Visitor) -> None:
    html = visitor.get(visitor.book()).content.decode()
    assert "Dora" not in html
    assert "dora@" not in html


def test_what_is_refused_leaves_no_secret_in_the_log(
    salon: Cast, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    hold = visitor.hold()
    page = visitor.get(hold)
    visitor.send(page, "/release")
    assert visitor.get(hold).status_code == 410
    assert visitor.get(hold[:-4] + "AAAA").status_code == 404
    assert visitor.post(f"{hold}/extend", {}).status_code == 403
    assert hold[:30] not in caplog.text

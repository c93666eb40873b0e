"""Queries return values: a page is rendered without asking the database anything."""

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.template.backends.django import Template

from holdfast.actions.staff import create_user
from holdfast.data import models
from tests.cast import NOW, Cast
from tests.web.conftest import _moment, clinic, salon, visitor
from tests.web.test_desk import DAY, _log_in
from tests.web.test_hours import send
from tests.web.visitor import DORA, TEN, Visitor

__all__ = ["_moment", "clinic", "salon", "visitor"]


def _refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    raise AssertionError(f"a template asked the database: {sql}")


@pytest.fixture(autouse=True)
def rendered() -> Iterator[list[str]]:
    """The names of the templates that were rendered, each with the database out of reach."""
    names: list[str] = []
    render = Template.render

    def watched(self: Template, *args: Any, **kwargs: Any) -> Any:
        names.append(str(self.template.name))
        with connection.execute_wrapper(_refuse):
            return render(self, *args, **kwargs)

    with patch.object(Template, "render", watched):
        yield names


def test_the_customers_pages_ask_nothing(salon: Cast, visitor: Visitor, rendered: list[str]) -> None:
    late = visitor.get("/salon/cut?staff=anna&date=2026-11-23&time=10%3A00")
    hold = visitor.hold("/salon/cut?staff=anna&date=2026-11-23&time=10%3A00")
    visitor.send(late, **DORA)
    visitor.send(visitor.get(TEN), name="")
    visitor.get(f"{hold}/details")
    visitor.send(visitor.get(hold), "/confirm")
    visitor.get(hold)
    manage = visitor.book("/salon/cut?date=2026-11-24&time=10%3A00")
    visitor.get("/")
    visitor.get("/salon")
    visitor.get("/salon/cut")
    visitor.get("/nothing")
    move = visitor.get(f"{manage}/move?date=2026-11-25&time=10%3A00")
    visitor.get(f"{manage}/move")
    visitor.send(move)
    visitor.get(manage)
    visitor.get(f"{manage}/cancel")
    other = visitor.hold("/salon/cut?date=2026-11-26&time=10%3A00")
    visitor.send(visitor.get(other), "/release")
    assert visitor.get(other).status_code == 410
    assert {name for name in rendered if name.startswith("public/")} == {
        "public/business.html",
        "public/booking.html",
        "public/booking_cancel.html",
        "public/details.html",
        "public/hold.html",
        "public/hold_details.html",
        "public/hold_done.html",
        "public/hold_gone.html",
        "public/move.html",
        "public/move_ask.html",
        "public/times.html",
    }


def test_the_desk_asks_nothing(clinic: Cast, rendered: list[str]) -> None:
    ref = clinic.book("visit").ref
    client = _log_in("clinic", "owner")
    client.get(f"/desk/clinic{DAY}")
    client.get(f"/desk/clinic/bookings/{ref}")
    client.get(f"/desk/clinic{DAY}&view=week")
    client.get(f"/desk/clinic{DAY}&view=list")
    client.get(f"/desk/clinic/bookings/{ref}/move")
    client.get(f"/desk/clinic/bookings/{ref}/move?date=2026-11-23&time=03%3A10")
    client.get("/desk/clinic/book")
    client.get(f"/desk/clinic/book/{ref}")
    models.Membership.objects.all().delete()
    client.get("/desk")
    assert {
        "desk/agenda.html",
        "desk/booking.html",
        "desk/move.html",
        "desk/move_ask.html",
        "desk/telephone.html",
        "desk/booked.html",
        "desk/home.html",
        "account/login.html",
    } <= set(rendered)


def test_the_pages_of_what_is_offered_ask_nothing(salon: Cast, rendered: list[str]) -> None:
    salon.book("cut", "10:00", staff="anna")
    client = _log_in("salon", "owner")
    anna = "hours/resource/anna"
    for path in (
        *(
            "hours",
            anna,
            f"{anna}/weeks/new",
            f"{anna}/dates/new",
            f"{anna}/blocks/new",
            "services",
            "services/cut",
        ),
        *("services/new", "resources", "resources/new", "resources/anna", "places", "places/here", "settings"),
    ):
        assert client.get(f"/desk/salon/{path}").status_code == 200, path
    assert send(client, f"/desk/salon/{anna}/closures/new", first_date="2026-11-23").status_code == 409
    assert {name for name in rendered if name.startswith("desk/offer/")} >= {
        "desk/offer/block.html",
        "desk/offer/business.html",
        "desk/offer/closure.html",
        "desk/offer/hours.html",
        "desk/offer/hours_of.html",
        "desk/offer/override.html",
        "desk/offer/place.html",
        "desk/offer/places.html",
        "desk/offer/resource.html",
        "desk/offer/resource_new.html",
        "desk/offer/resources.html",
        "desk/offer/service.html",
        "desk/offer/services.html",
        "desk/offer/week.html",
    }


def test_the_watch_itself_would_notice(clinic: Cast) -> None:
    """The negative control: a template that asks is caught."""
    from django.template import engines

    create_user(
        now=NOW, organisation_slug="clinic", email="a@example.org", name="A", password="x" * 20, role="owner"
    )
    template = engines["django"].from_string("{% for one in rows %}{{ one }}{% endfor %}")
    with pytest.raises(AssertionError, match="asked the database"):
        template.render({"rows": models.User.objects.all()})

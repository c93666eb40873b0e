"""The steps after founding: each filled in, each saved by itself, and none a trap when it is done again later."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client

from holdfast.actions._definitions import raise_version
from holdfast.data import models
from tests.cast import MONDAY, Cast
from tests.web.test_desk import _log_in
from tests.web.visitor import Page, path_of

START = "/desk/salon/start"


@pytest.fixture
def owner(salon: Cast) -> Client:
    return _log_in("salon", "owner")


def _send(client: Client, step: str, **typed: str) -> Any:
    url = f"{START}/{step}"
    form = Page(client.get(url).content.decode()).form("/start/")
    return client.post(url, {**form.fields, **typed})


def test_the_steps_lead_from_one_to_the_next(owner: Client) -> None:
    path = path_of(owner.get(START))
    for step in ("place", "hours", "service", "person"):
        assert path == f"{START}/{step}"
        path = path_of(_send(owner, step))
    assert path == f"{START}/ready"
    assert owner.get(path).status_code == 200


def test_who_just_clicks_on_changes_nothing(owner: Client) -> None:
    def kept() -> list[Any]:
        phases = models.Phase.objects.order_by("service_id", "position").values_list("name", "duration", "step")
        shifts = models.ScheduleShift.objects.order_by("weekday", "opens").values_list(
            "weekday", "opens", "closes"
        )
        whole = (models.Location, models.Service, models.Requirement, models.Resource)
        return [list(phases), list(shifts), *(list(model.objects.order_by("id").values()) for model in whole)]

    before = kept()
    for step in ("place", "hours", "service", "person"):
        assert _send(owner, step).status_code == 302
    assert kept() == before


def test_each_step_is_saved(owner: Client) -> None:
    _send(
        owner,
        "place",
        name="Corner",
        address="Rua 1",
        phone="+351 912 345 678",
        zone="Europe/Madrid",
        holidays="on",
    )
    _send(
        owner, "hours", opens_0_0="10:00", closes_0_0="12:00", opens_0_1="13:00", closes_0_1="01:00", opens_6_0=""
    )
    _send(owner, "service", name="Big cut", length_0="1", length_1="h", price="42,50")
    _send(owner, "person", name="Annabel", about="Colour and <b>curls</b>")
    place = models.Location.objects.get()
    assert (place.name, place.address, place.zone) == ("Corner", "Rua 1", "Europe/Madrid")
    assert place.holiday_country == "ES"
    assert models.Organisation.objects.get().phone == "+351912345678"
    monday = models.ScheduleShift.objects.filter(weekday=0).order_by("opens").values_list("opens", "closes")
    assert list(monday) == [(time(10), time(12)), (time(13), time(1))]
    service = models.Service.objects.get(slug="cut")
    assert (service.name, service.price_minor) == ("Big cut", 4250)
    assert models.Phase.objects.get(service=service).duration == timedelta(hours=1)
    assert models.Resource.objects.get(slug="anna").about == "Colour and <b>curls</b>"
    assert "Colour and &lt;b&gt;curls" in owner.get(f"{START}/person").content.decode()


@pytest.mark.parametrize(
    ("step", "typed"),
    [
        ("place", {"name": " "}),
        ("place", {"zone": "Mars/Olympus"}),
        ("place", {"phone": "call me"}),
        ("place", {"address": "x" * 301}),
        ("hours", {"opens_0_0": "25:00"}),
        ("hours", {"opens_0_0": "10:00", "closes_0_0": ""}),
        ("hours", {"opens_0_1": "10:00", "closes_0_1": "11:00"}),
        ("service", {"name": ""}),
        ("service", {"length_0": "0"}),
        ("service", {"length_0": "a"}),
        ("service", {"length_0": "90", "length_1": "h"}),
        ("service", {"price": "much"}),
        ("service", {"price": "1.234.567.890.123"}),
        ("person", {"name": "\u200b"}),
        ("person", {"about": "a\0b"}),
    ],
)
def test_what_cannot_be_is_said_at_its_field(owner: Client, step: str, typed: dict[str, str]) -> None:
    response = _send(owner, step, **typed)
    assert response.status_code == 422
    text = response.content.decode()
    assert "Please check what you typed" in text
    assert 'aria-invalid="true"' in text
    name, value = next(iter(typed.items()))
    if name != "zone" and "\0" not in value:
        assert Page(text).form("/start/").fields.get(name, value) == value


def test_a_change_that_would_hurt_a_booking_is_left_to_the_desk(owner: Client, salon: Cast) -> None:
    salon.book("cut", "10:00")
    response = _send(owner, "hours", opens_0_0="12:00", closes_0_0="17:00")
    assert response.status_code == 422
    assert "Bookings are in the way of this change" in response.content.decode()
    assert models.ScheduleShift.objects.filter(weekday=0).values_list("opens", flat=True)[0] == time(9)


def test_only_who_may_change_what_is_offered_walks_the_steps(salon: Cast) -> None:
    for number, (role, expected) in enumerate({"manager": 200, "front_desk": 404, "specialist": 404}.items()):
        client = _log_in("salon", role, email=f"{number}@example.org")
        assert client.get(f"{START}/place").status_code == expected
        free = Client()
        free.cookies = client.cookies
        assert free.post(f"{START}/place", {}).status_code == (422 if expected == 200 else 404)
    assert client.get(f"{START}/nowhere").status_code == 404


def test_the_week_that_is_in_force_is_shown_and_keeps_its_dates(owner: Client, salon: Cast) -> None:
    models.Schedule.objects.update(valid_until=MONDAY - timedelta(days=30))
    summer = models.Schedule.objects.create(
        organisation_id=salon.id,
        location=salon.world.location,
        valid_from=MONDAY - timedelta(days=29),
        valid_until=MONDAY + timedelta(days=300),
    )
    form = Page(owner.get(f"{START}/hours").content.decode()).form("/start/")
    assert form.fields["opens_0_0"] == ""
    _send(owner, "hours", opens_1_0="11:00", closes_1_0="12:00")
    summer.refresh_from_db()
    assert (summer.valid_from, summer.valid_until) == (MONDAY - timedelta(days=29), MONDAY + timedelta(days=300))
    assert list(models.ScheduleShift.objects.filter(schedule=summer).values_list("weekday", "opens")) == [
        (1, time(11))
    ]


def test_a_place_that_moves_abroad_keeps_the_holidays_there(owner: Client) -> None:
    _send(owner, "place", zone="Europe/Lisbon", holidays="on")
    _send(owner, "place", zone="Europe/Berlin", holidays="on")
    assert models.Location.objects.get().holiday_country == "DE"


def test_what_somebody_changed_meanwhile_is_not_undone_unseen(owner: Client) -> None:
    form = Page(owner.get(f"{START}/service").content.decode()).form("/start/")
    models.Service.objects.filter(slug="cut").update(price_minor=9900)
    refused = owner.post(f"{START}/service", {**form.fields, "name": "Big cut"})
    assert refused.status_code == 422
    assert "Somebody changed this meanwhile" in refused.content.decode()
    assert models.Service.objects.get(slug="cut").price_minor == 9900
    again = Page(refused.content.decode()).form("/start/")
    assert again.fields["name"] == "Big cut"
    assert owner.post(f"{START}/service", {**again.fields, "price": "99"}).status_code == 302
    assert models.Service.objects.get(slug="cut").name == "Big cut"


def test_what_nobody_can_book_is_not_celebrated(owner: Client, salon: Cast) -> None:
    assert "Nothing is free to book yet" not in owner.get(f"{START}/ready").content.decode()
    models.Service.objects.exclude(slug="cut").update(is_active=False)
    models.Phase.objects.filter(service__slug="cut").update(duration=timedelta(hours=90))
    raise_version(salon.scope)
    page = owner.get(f"{START}/ready").content.decode()
    assert "Nothing is free to book yet" in page
    assert Page(page).hrefs("/start/service")


def test_what_comes_next_is_a_press_away(owner: Client) -> None:
    page = Page(owner.get(f"{START}/ready").content.decode())
    for room in ("services", "resources", "hours", "settings", "people"):
        assert f"/desk/salon/{room}" in page.hrefs("/desk/salon/")

"""What is offered before a time is chosen: the next free one, colleagues, places; and mistaken addresses."""

from datetime import timedelta

import pytest

from holdfast.actions._definitions import raise_version
from holdfast.data import models
from tests.cast import MONDAY, Cast
from tests.web.visitor import Visitor, path_of


def _send_away(salon: Cast, who: str, *, days: int) -> None:
    person = salon.world.resources[who]
    models.Override.objects.bulk_create(
        models.Override(organisation_id=salon.id, resource=person, date=MONDAY + timedelta(days=day))
        for day in range(days)
    )
    raise_version(salon.scope)


def test_the_next_free_time_stands_first_and_leads_on(salon: Cast, visitor: Visitor) -> None:
    shown = visitor.get("/salon/cut?date=2026-11-25")
    assert "Next free Monday 23 November, 09:00" in shown.page.text
    url = shown.page.hrefs("date=2026-11-23&time=09%3A00")[0]
    assert visitor.get(url).page.headings == ["Your details"]


def test_the_next_free_time_is_said_to_be_tomorrow(salon: Cast, visitor: Visitor) -> None:
    models.ScheduleShift.objects.create(
        organisation_id=salon.id,
        schedule=models.Schedule.objects.get(location=salon.world.location, resource=None),
        weekday=6,
        opens="09:00",
        closes="12:00",
    )
    raise_version(salon.scope)
    assert "Next free Tomorrow, 09:00" in visitor.get("/salon/cut").page.text


def test_in_a_later_month_the_way_back_is_offered_instead(salon: Cast, visitor: Visitor) -> None:
    later = visitor.get("/salon/cut?month=2026-12&staff=anna")
    assert "Go to the next free time" in later.page.text
    assert visitor.get("/salon/cut?staff=anna").page.text.count("Next free") == 1


def test_colleagues_are_offered_when_the_wished_one_has_nothing_for_long(salon: Cast, visitor: Visitor) -> None:
    _send_away(salon, "anna", days=12)
    shown = visitor.get("/salon/cut?staff=anna")
    assert "Anna is free from Monday 7 December." in shown.page.text
    url = shown.page.hrefs("staff=ben&date=2026-11-23&time=09%3A00")[0]
    assert "Ben" in visitor.get(url).page.text


def test_colleagues_are_not_offered_when_the_wished_one_is_free_soon(salon: Cast, visitor: Visitor) -> None:
    _send_away(salon, "anna", days=3)
    assert "Sooner with a colleague" not in visitor.get("/salon/cut?staff=anna").page.text


def test_colleagues_who_are_no_sooner_are_not_offered(salon: Cast, visitor: Visitor) -> None:
    for who in ("anna", "ben"):
        _send_away(salon, who, days=12)
    assert "Sooner with a colleague" not in visitor.get("/salon/cut?staff=anna").page.text


def test_who_came_for_one_person_alone_is_not_led_away(salon: Cast, visitor: Visitor) -> None:
    _send_away(salon, "anna", days=12)
    assert "Sooner with a colleague" not in visitor.get("/salon/cut/anna").page.text


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("/salon/cut?staff=nobody", "The person in this address does not give this service."),
        ("/salon/cut/nobody", "The person in this address does not give this service."),
        ("/salon/cut?location=moon", "The place in this address does not give this service."),
        ("/salon/cut?duration=7", "It cannot be booked for as long as this address says."),
        ("/salon/cut?duration=long", "It cannot be booked for as long as this address says."),
        ("/salon/cut?date=2026-02-30", "The date or the time in this address does not exist."),
        ("/salon/cut?month=2026-13", "The date or the time in this address does not exist."),
        ("/salon/cut?date=2026-11-23&time=25%3A00", "The date or the time in this address does not exist."),
    ],
)
def test_a_mistaken_address_is_said_and_what_is_free_is_shown(
    salon: Cast, visitor: Visitor, url: str, said: str
) -> None:
    shown = visitor.get(url)
    assert shown.status_code == 400
    assert said in shown.page.text
    assert shown.page.hrefs("time=09%3A00")
    assert not [href for href in shown.page.hrefs("time=") if "nobody" in href]


def test_where_one_thing_is_offered_its_times_come_first(clinic: Cast, visitor: Visitor) -> None:
    answer = visitor.get("/clinic?lang=de")
    assert answer.status_code == 302
    assert path_of(answer) == "/clinic/visit?lang=de"
    times = visitor.get("/clinic/visit")
    assert "with Dr. Cruz" in times.page.text
    assert not times.page.hrefs("/clinic?")


def test_a_part_of_the_page_answers_its_script(salon: Cast, visitor: Visitor) -> None:
    part = visitor.get("/salon/cut?date=2026-11-25", **{"HX-Request": "true"})
    html = part.content.decode()
    assert html.strip().startswith('<div id="choose"')
    assert "<html" not in html
    assert {"HX-Request", "Accept-Language"} <= set(part.headers["Vary"].split(", "))
    back = visitor.get("/salon/cut", **{"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in back.content.decode()


def test_no_free_time_at_all_is_said(salon: Cast, visitor: Visitor) -> None:
    models.Organisation.objects.filter(id=salon.id).update(phone="+351210000000")
    models.ScheduleShift.objects.all().delete()
    raise_version(salon.scope)
    shown = visitor.get("/salon/cut?staff=anna")
    assert "Nothing is free later either" in shown.page.text
    assert "Call +351 21 000 0000" in shown.page.text
    assert "Next free" not in shown.page.text


def test_a_move_offers_every_time_but_its_own(salon: Cast, visitor: Visitor) -> None:
    manage = visitor.book("/salon/cut?staff=anna&date=2026-11-23&time=10%3A00")
    same = visitor.get(f"{manage}/move?date=2026-11-23")
    assert not same.page.hrefs("date=2026-11-23&time=10%3A00")
    assert same.page.hrefs("date=2026-11-23&time=10%3A15")
    assert "Monday 23 November, 30 times free" in same.content.decode()
    other = visitor.get(f"{manage}/move?date=2026-11-23&staff=ben")
    assert other.page.hrefs("date=2026-11-23&time=10%3A00")


def test_the_booking_shows_its_link_and_puts_it_into_the_calendar(salon: Cast, visitor: Visitor) -> None:
    manage = visitor.book()
    html = visitor.get(manage).content.decode()
    assert f'value="http://testserver{manage}"' in html
    calendar = visitor.get(f"{manage}/calendar.ics").content.decode().replace("\r\n ", "")
    assert f"URL:http://testserver{manage}" in calendar
    assert "Reference: " in calendar

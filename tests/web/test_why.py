"""Why a time is not free, at the desk: the verdict, what would do, the day; to each only what is theirs."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdfast.actions._definitions import raise_version
from holdfast.data import models
from holdfast.queries.access import Member
from holdfast.queries.engine import Wish
from holdfast.queries.organisations import get_organisation
from holdfast.queries.why_staff import explain_to_staff
from tests import cast
from tests.cast import DORA, EMIL, MONDAY, NOW, Cast
from tests.clock import move_clock
from tests.web.test_desk import _log_in
from tests.web.visitor import Page

WHEN = "date=2026-11-23&time=10:00"


def _ask(client: Client, query: str = WHEN, status: int = 200) -> Any:
    response = client.get(f"/desk/salon/why?{query}")
    assert response.status_code == status, response.content.decode()[:500]
    return Page(response.content.decode())


def _block(salon: Cast, opens: str, closes: str, reason: str, who: str = "anna") -> None:
    models.Block.objects.create(
        organisation_id=salon.id,
        resource_id=salon.world.resources[who].id,
        during=(salon.at(opens), salon.at(closes)),
        reason=reason,
    )


def test_without_a_time_it_only_asks(salon: Cast) -> None:
    page = _ask(_log_in("salon", "front_desk"), "service=cut")
    assert page.headings == ["Why is a time not free?"]
    assert "Choose a day and a time." in page.text
    assert "not free." not in page.text


def test_a_time_that_is_free_says_so_and_leads_to_booking_it(salon: Cast) -> None:
    page = _ask(_log_in("salon", "front_desk"), f"service=cut&staff=anna&{WHEN}")
    assert "This time is free." in page.text
    assert page.hrefs("/book?") == ["/desk/salon/book?service=cut&staff=anna&date=2026-11-23&time=10%3A00"]


def test_who_is_busy_with_whom_is_said_and_who_else_is_free(salon: Cast) -> None:
    ref = salon.book("cut", "10:00", staff="anna").ref
    page = _ask(_log_in("salon", "front_desk"), f"service=cut&staff=anna&{WHEN}")
    assert "This time is not free." in page.text
    assert "“Stylist” is not free. Anna chosen Booked 10:00–10:30 Dora Dias" in page.text
    assert "Free in place of who was chosen: Ben." in page.text
    assert page.hrefs(ref)
    nearest = [url for url in page.hrefs("/book?") if "10%3A00" not in url]
    assert nearest[0] == "/desk/salon/book?service=cut&staff=anna&date=2026-11-23&time=09%3A00"
    assert len(nearest) == 4


def test_when_nobody_is_free_each_has_a_reason(salon: Cast) -> None:
    salon.book("cut", "10:00", staff="anna")
    _block(salon, "10:15", "11:00", "Dentist", "ben")
    page = _ask(_log_in("salon", "front_desk"), f"service=cut&{WHEN}")
    assert "Of 2 for “Stylist” none is free." in page.text
    assert "Anna Booked 10:00–10:30 Dora Dias" in page.text
    assert "Ben Blocked 10:15–11:00 (Dentist)" in page.text
    named = _ask(_log_in("salon", "manager", email="m@example.org"), f"service=cut&staff=anna&{WHEN}")
    assert "Nobody else is free for it either." in named.text


def test_hours_days_off_grid_caps_and_what_is_over_are_said_in_words(salon: Cast) -> None:
    client = _log_in("salon", "front_desk")
    assert "Outside opening hours, 08:00–08:30" in _ask(client, "service=cut&date=2026-11-23&time=08:00").text
    assert "none of the times" in _ask(client, "service=cut&date=2026-11-23&time=10:05").text
    assert "This time is over." in _ask(client, "service=cut&date=2026-11-20&time=10:00").text
    assert "too far ahead" in _ask(client, "service=cut&date=2029-11-20&time=10:00").text
    salon.book("trial", "13:00")
    salon.book("trial", "14:00")
    assert "as many bookings on that day" in _ask(client, f"service=trial&{WHEN}").text
    models.Closure.objects.create(
        organisation_id=salon.id,
        resource_id=salon.world.resources["anna"].id,
        first_date=MONDAY,
        last_date=MONDAY + timedelta(days=3),
    )
    models.Resource.objects.filter(slug="ben").update(is_active=False)
    raise_version(salon.scope)
    text = _ask(client, f"service=cut&{WHEN}").text
    assert "Anna Away or closed on Monday 23 November" in text
    assert "Ben Not in use" in text
    assert "Thursday 26 November" not in text.partition("The day, need by need")[2]


def test_the_day_is_drawn_for_each_and_told_as_a_list(salon: Cast) -> None:
    ref = salon.book("cut", "11:00", staff="anna").ref
    _block(salon, "13:00", "14:00", "Lunch")
    response = _log_in("salon", "front_desk").get(f"/desk/salon/why?service=cut&{WHEN}")
    html, page = response.content.decode(), Page(response.content.decode())
    # From nine: the wished half-hour in its thirteenth five minutes, the booking in its twenty-fifth.
    assert html.count('<i class="bar-wanted c13 w6"></i>') == 4
    assert '<i class="bar-booked r1 c25 w6"></i>' in html
    assert '<i class="bar-buffer r1 c31 w1"></i>' in html
    assert '<i class="bar-block c49 w12"></i>' in html
    assert "09:00–17:00 Open 11:00–11:30 Booked Dora Dias 11:30–11:35 Kept free around a booking" in page.text
    assert "13:00–14:00 Blocked Lunch" in page.text
    assert page.hrefs(ref)


def test_of_a_pool_it_says_how_many_are_free_and_draws_each_on_a_lane(db: None) -> None:
    rental = cast.rental(bicycles=4)
    for _ in range(3):
        rental.book("tour-1", "10:00")
    response = _log_in("rental", "owner").get("/desk/rental/why?service=tour-2&date=2026-11-23&time=11:00")
    html, page = response.content.decode(), Page(response.content.decode())
    assert (
        "“Bicycle” is not free. Bicycles Only 1 of them free, 11:00–12:00 Dora Dias Dora Dias Dora Dias"
        in page.text
    )
    assert "2 needed" in page.text
    assert "lanes-3" in html
    assert [html.count(f"bar-booked r{lane} ") for lane in (1, 2, 3, 4)] == [1, 1, 1, 0]


def test_a_day_of_twenty_five_hours_is_drawn_in_full(salon: Cast) -> None:
    always = models.Schedule.objects.get(resource=None)
    models.ScheduleShift.objects.filter(schedule=always).delete()
    models.ScheduleShift.objects.create(
        organisation_id=salon.id, schedule=always, weekday=6, opens=time(0), closes=time(0)
    )
    raise_version(salon.scope)
    html = _log_in("salon", "owner").get("/desk/salon/why?service=cut&date=2027-10-31&time=23:30").content.decode()
    assert "hours-25" in html
    assert "bar-wanted c295 w6" in html


def test_a_specialist_reads_of_their_own_day_in_full_and_of_colleagues_nothing(salon: Cast) -> None:
    salon.book("cut", "10:00", staff="anna")
    his = salon.confirm(salon.hold("cut", "10:00", staff="ben"), EMIL).ref
    _block(salon, "12:00", "13:00", "Court hearing", "ben")
    client = _log_in("salon", "specialist", "anna")
    for query, status in ((WHEN, 200), (f"staff=ben&{WHEN}", 422), (f"service=colour&staff=ben&{WHEN}", 422)):
        page = _ask(client, query, status)
        assert ("Dora Dias" in page.text) == (status == 200), query
        assert ("Chair 1 Not free then" in page.text) == (status == 200), query
        for secret in (his, "Emil", "Court hearing", "Ben"):
            assert secret not in page.text, (query, secret)
        assert "Nobody else" not in page.text, query
        assert not page.hrefs(his)


def test_somebody_who_only_holds_is_no_name(salon: Cast) -> None:
    salon.hold("cut", "10:00", staff="anna")
    text = _ask(_log_in("salon", "front_desk"), f"service=cut&staff=anna&{WHEN}").text
    assert "Booked 10:00–10:30 Somebody, just now" in text


def test_a_hold_that_has_run_out_is_in_nobodys_way(salon: Cast) -> None:
    salon.hold("cut", "10:00", staff="anna")
    client = _log_in("salon", "front_desk")
    later = NOW + timedelta(minutes=11)
    move_clock(later - datetime.now(UTC))
    with patch("django.utils.timezone.now", return_value=later):
        response = client.get(f"/desk/salon/why?service=cut&staff=anna&{WHEN}")
    assert "This time is free." in response.content.decode()
    assert "bar-booked r" not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("date=2026-11-23&time=", "Time: This is needed"),
        ("date=&time=10:00", "Day: This is needed"),
        ("date=2026-11-23&time=25:00", "Time: This is no time"),
        ("date=9999-12-31&time=10:00", "Day: This is no day"),
        ("date=2026-03-29&time=01:30", "Time: Clocks skip this time on that day"),
    ],
)
def test_what_is_no_moment_is_said_at_its_field(salon: Cast, query: str, said: str) -> None:
    page = _ask(_log_in("salon", "front_desk"), query, 422)
    assert said in page.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("service=nope", "Service: There is no such service"),
        ("service=nope&staff=nobody", "Service: There is no such service"),
        ("service=cut&location=nowhere", "This is not given there, or not with who is chosen"),
        ("service=cut&staff=nobody", "With: This is nobody who can be chosen for this service"),
        ("service=cut&staff=anna,nobody", "With: This is nobody who can be chosen for this service"),
    ],
)
def test_a_name_that_is_none_is_said_and_not_answered_for_another(salon: Cast, query: str, said: str) -> None:
    page = _ask(_log_in("salon", "front_desk"), f"{query}&{WHEN}", 422)
    assert said in page.text
    assert "This time is" not in page.text


def test_booking_it_all_the_same_is_offered_where_it_would_pass(salon: Cast) -> None:
    client = _log_in("salon", "front_desk")
    late = _ask(client, "service=cut&staff=anna&date=2026-11-23&time=20:10").text
    _block(salon, "10:00", "11:00", "Dentist")
    blocked = _ask(client, f"service=cut&staff=anna&{WHEN}").text
    models.RequirementCandidate.objects.filter(requirement__service__slug="colour").delete()
    raise_version(salon.scope)
    unskilled = _ask(client, f"service=colour&{WHEN}").text
    assert ["Book this time all the same" in text for text in (late, blocked, unskilled)] == [True, False, False]
    assert ["not even for a reason" in text for text in (late, blocked, unskilled)] == [False, True, True]


def test_where_staff_can_book_but_customers_cannot_it_says_why(salon: Cast) -> None:
    client = _log_in("salon", "front_desk")
    services = models.Service.objects.filter(slug="cut")

    def told(**rules: object) -> str:
        services.update(**rules)
        raise_version(salon.scope)
        text: str = _ask(client, f"service=cut&staff=anna&{WHEN}").text
        assert "This time is free." in text
        return text

    assert "Customers" not in told()
    soon = told(minimum_notice=timedelta(days=30))
    assert "Customers cannot book it themselves. It is too soon: the first moment that they can book is" in soon
    far = told(minimum_notice=timedelta(), booking_window=timedelta(minutes=1))
    assert "Customers cannot book it themselves. It is too far ahead: the last moment" in far
    hidden = told(booking_window=timedelta(days=90), is_public=False)
    assert "Customers cannot book it themselves. This service is not shown to them." in hidden


def test_another_business_finds_nothing_and_nobody_gets_in_without_logging_in(salon: Cast) -> None:
    cast.salon("other")
    assert _log_in("other", "owner").get(f"/desk/salon/why?{WHEN}").status_code == 404
    assert Client().get(f"/desk/salon/why?{WHEN}").status_code == 302


def test_it_takes_as_many_statements_however_much_is_booked(salon: Cast) -> None:
    member = Member(get_organisation("salon"), 1, "owner", None)

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            wish = Wish("cut", staff="anna")
            explain_to_staff(member=member, wish=wish, starts_at=salon.at("10:00"), now=NOW)
        return len(seen)

    salon.book("cut", "09:00", staff="anna")
    statements()
    few = statements()
    for clock in ("10:00", "11:00", "12:00"):
        salon.confirm(salon.hold("cut", clock, staff="anna"), DORA)
        salon.confirm(salon.hold("cut", clock, staff="ben"), EMIL)
    assert (few, statements()) == (6, 6)


def test_a_need_of_several_is_told_once(salon: Cast) -> None:
    salon.scope.of(models.Requirement).filter(service__slug="cut", name="Stylist").update(how_many=2)
    raise_version(salon.scope)
    for who in ("anna", "ben"):
        _block(salon, "09:30", "11:00", "Training", who)
    page = _ask(_log_in("salon", "front_desk"), f"service=cut&{WHEN}")
    assert page.text.count("Of 2 for “Stylist” none is free.") == 1

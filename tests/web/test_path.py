"""The customer's way: choose, type, hold, confirm, come back."""

from datetime import UTC, datetime, time
from unittest.mock import patch

from icalendar import Calendar

from holdfast.core.booking import State
from holdfast.data import models
from tests.cast import Cast
from tests.web.visitor import DORA, Visitor, path_of


def test_the_only_business_is_the_first_page(salon: Cast, visitor: Visitor) -> None:
    assert path_of(visitor.get("/")) == "/salon"


def test_several_businesses_are_listed(salon: Cast, clinic: Cast, visitor: Visitor) -> None:
    page = visitor.get("/").page
    assert page.hrefs("/salon")
    assert page.hrefs("/clinic")


def test_an_installation_without_business_says_what_to_do(db: None, visitor: Visitor) -> None:
    assert "holdfast demo" in visitor.get("/").page.text


def test_a_business_shows_services_with_length_and_price(salon: Cast, visitor: Visitor) -> None:
    page = visitor.get("/salon").page
    assert page.hrefs("/salon/") == ["/salon/theme.css"] or "/salon/cut" in page.hrefs("/salon/")
    assert "Colour €80.00 1 h 30 min" in page.text


def test_the_month_opens_on_the_first_free_day(salon: Cast, visitor: Visitor) -> None:
    page = visitor.get("/salon/cut").page
    assert "November 2026" in page.text
    assert "Monday 23 November" in page.text
    assert "Lisbon time" in page.text


def test_only_days_with_free_times_are_links_and_say_so(salon: Cast, visitor: Visitor) -> None:
    page = visitor.get("/salon/cut").page
    days = [link["aria-label"] for link in page.links if "aria-label" in link and "free" in link["aria-label"]]
    assert days[0].strip() == "Monday 23 November, 31 times free"
    assert [day.split()[0] for day in days] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Monday"]


def test_the_week_begins_on_monday(salon: Cast, visitor: Visitor) -> None:
    html = visitor.get("/salon/cut").content.decode()
    assert html.index('abbr="Monday"') < html.index('abbr="Tuesday"') < html.index('abbr="Sunday"')


def test_months_are_linked_within_the_booking_window_only(salon: Cast, visitor: Visitor) -> None:
    assert visitor.get("/salon/cut").page.hrefs("month=") == ["/salon/cut?month=2026-12"]
    last = visitor.get("/salon/cut?month=2027-02").page
    assert last.hrefs("cut?month=2027-01") == ["/salon/cut?month=2027-01"]
    assert not last.hrefs("2027-03")
    assert "February 2027" in visitor.get("/salon/cut?month=2099-01").page.text


def test_choices_of_who_stay_in_the_address(salon: Cast, visitor: Visitor) -> None:
    page = visitor.get("/salon/cut?date=2026-11-24").page
    assert "/salon/cut?staff=ben&date=2026-11-24" in page.hrefs("staff=ben")
    page = visitor.get("/salon/cut?staff=ben&date=2026-11-24").page
    assert all("staff=ben" in href for href in page.hrefs("time="))


def test_an_address_may_fix_the_specialist(salon: Cast, visitor: Visitor) -> None:
    page = visitor.get("/salon/cut/ben").page
    assert "with Ben" in page.text
    assert not page.hrefs("staff=")
    manage = visitor.book("/salon/cut/ben?date=2026-11-23&time=10%3A00")
    assert "Ben" in visitor.get(manage).page.text


def test_a_day_without_times_offers_the_next_one(salon: Cast, visitor: Visitor) -> None:
    page = visitor.get("/salon/cut?date=2026-11-29").page
    assert "Nothing is free here." in page.text
    assert page.hrefs("date=2026-11-30&time=09%3A00")


def test_a_customer_books_all_the_way(salon: Cast, visitor: Visitor) -> None:
    details = visitor.get(visitor.get("/salon/cut").page.hrefs("time=10%3A00")[0])
    assert "Monday 23 November 2026 10:00–10:30" in details.page.text
    assert "€30.00" in details.page.text
    assert "You can move or cancel it online until it starts." in details.page.text
    held = visitor.send(details, **DORA)
    hold = visitor.get(path_of(held))
    assert "Held for you until" in hold.page.text
    done = visitor.get(path_of(visitor.send(hold, "/confirm")))
    booking = models.Booking.objects.get()
    assert booking.state == State.CONFIRMED
    assert booking.notes == "By the window"
    assert booking.customer.name == "Dora Dias"
    assert booking.customer.phone == "+447700900123"
    assert done.page.headings == ["You are booked"]
    assert booking.ref in done.page.text


def test_a_held_page_shows_nothing_personal(salon: Cast, visitor: Visitor) -> None:
    hold = visitor.hold(phone="+44 7911 654321")
    for url in (hold, f"{hold}/details"):
        html = visitor.get(url).content.decode()
        assert "Dora" not in html
        assert "dora@" not in html
        assert "911 654321" not in html
        assert "7911654321" not in html


def test_details_can_be_changed_while_held(salon: Cast, visitor: Visitor) -> None:
    hold = visitor.hold()
    changed = visitor.send(visitor.get(f"{hold}/details"), name="Emil Eco", email="emil@example.org")
    assert path_of(changed) == hold
    visitor.send(visitor.get(hold), "/confirm")
    assert models.Booking.objects.get().customer.name == "Emil Eco"


def test_a_hold_is_extended_by_a_button(salon: Cast, visitor: Visitor) -> None:
    hold = visitor.hold()
    assert path_of(visitor.send(visitor.get(hold), "/extend")) == hold
    assert models.Basket.objects.get().extensions == 1


def test_a_hold_without_extensions_left_says_so(salon: Cast, visitor: Visitor) -> None:
    hold = visitor.hold()
    page = visitor.get(hold)
    models.Basket.objects.update(extensions=10)
    refused = visitor.send(page, "/extend")
    assert refused.status_code == 409
    assert "We cannot hold this time any longer" in refused.page.text
    assert refused.page.form("/confirm")


def test_letting_go_leads_to_the_times_of_that_day(salon: Cast, visitor: Visitor) -> None:
    hold = visitor.hold()
    assert path_of(visitor.send(visitor.get(hold), "/release")) == "/salon/cut?date=2026-11-23"
    assert models.Booking.objects.get().state == State.LAPSED
    assert not models.Allocation.objects.exists()


def test_a_request_says_that_it_waits(clinic: Cast, visitor: Visitor) -> None:
    hold = visitor.hold("/clinic/visit?date=2026-11-23&time=10%3A00")
    page = visitor.get(hold)
    assert "Send request" in page.page.text
    done = visitor.get(path_of(visitor.send(page, "/confirm"))).page
    assert done.headings == ["Your request is with us"]
    assert "New York time" in done.text


def test_a_booking_is_cancelled_by_post_only(salon: Cast, visitor: Visitor) -> None:
    manage = visitor.book()
    asked = visitor.get(f"{manage}/cancel")
    assert models.Booking.objects.get().state == State.CONFIRMED
    assert path_of(visitor.send(asked, "/cancel")) == manage
    assert models.Booking.objects.get().state == State.CANCELLED
    page = visitor.get(manage).page
    assert page.headings == ["This booking is cancelled"]
    assert page.hrefs("/salon/cut?date=2026-11-23")


def test_a_booking_is_moved(salon: Cast, visitor: Visitor) -> None:
    manage = visitor.book()
    times = visitor.get(f"{manage}/move?date=2026-11-24")
    ask = visitor.get(times.page.hrefs("time=11%3A00")[0])
    assert "Tuesday 24 November 2026 11:00–11:30" in ask.page.text
    moved = path_of(visitor.send(ask, "/move"))
    assert moved == f"{manage}?moved=1"
    assert "It is moved." in visitor.get(moved).page.text
    booking = models.Booking.objects.get()
    assert booking.starts_at == salon.at("11:00", booking.starts_at.date())
    assert booking.starts_at.day == 24
    assert booking.sequence == 1


def test_its_own_time_is_not_in_the_way_of_a_move(salon: Cast, visitor: Visitor) -> None:
    manage = visitor.book("/salon/cut?staff=anna&date=2026-11-23&time=10%3A00")
    times = visitor.get(f"{manage}/move?date=2026-11-23").page
    assert times.hrefs("time=10%3A15")


def test_a_move_to_a_time_just_taken_leaves_the_booking_and_shows_the_nearest(
    salon: Cast, visitor: Visitor
) -> None:
    manage = visitor.book("/salon/cut?staff=anna&date=2026-11-23&time=10%3A00")
    ask = visitor.get(f"{manage}/move?staff=anna&date=2026-11-24&time=11%3A00")
    visitor.book("/salon/cut?staff=anna&date=2026-11-24&time=11%3A00", name="Emil")
    refused = visitor.send(ask, "/move")
    assert refused.status_code == 409
    assert "This time was just booked." in refused.page.text
    assert "Your booking is unchanged." in refused.page.text
    again = visitor.get(refused.page.hrefs("time=")[0])
    assert path_of(visitor.send(again, "/move")) == f"{manage}?moved=1"


def test_too_close_to_the_start_it_says_whom_to_call(salon: Cast, visitor: Visitor) -> None:
    models.Organisation.objects.filter(id=salon.id).update(phone="+351210000000")
    manage = visitor.book("/salon/trial?date=2026-11-23&time=10%3A00")
    models.Booking.objects.update(policy={"change_notice": 86400 * 30})
    page = visitor.get(manage).page
    assert "It is too close to the start to change this online." in page.text
    assert page.hrefs("tel:+351210000000")
    assert not page.hrefs("/cancel")
    assert visitor.get(f"{manage}/cancel").status_code == 409
    assert path_of(visitor.get(f"{manage}/move")) == manage


def test_the_calendar_file_names_the_booking_the_same_way_for_ever(salon: Cast, visitor: Visitor) -> None:
    models.Service.objects.filter(slug="cut").update(name="Cut\r\nX-EVIL:1")
    models.Organisation.objects.update(definitions_version=99)
    manage = visitor.book()
    first = _event(visitor, manage)
    booking = models.Booking.objects.get()
    assert str(first["UID"]) == f"{booking.public_id}@holdfast"
    assert first["SEQUENCE"] == 0
    assert first.decoded("DTSTART") == salon.at("10:00")
    assert first.decoded("DTEND") == salon.at("10:30")
    assert "X-EVIL" not in first
    visitor.send(visitor.get(f"{manage}/move?date=2026-11-24&time=11%3A00"), "/move")
    moved = _event(visitor, manage)
    assert str(moved["UID"]) == str(first["UID"])
    assert moved["SEQUENCE"] == 1
    visitor.send(visitor.get(f"{manage}/cancel"), "/cancel")
    assert str(_event(visitor, manage)["STATUS"]) == "CANCELLED"


def test_a_clock_shown_twice_is_told_apart(salon: Cast, visitor: Visitor) -> None:
    autumn = datetime(2026, 10, 20, 9, tzinfo=UTC)
    models.Location.objects.update(both_showings=True)
    models.ScheduleShift.objects.update(weekday=6, opens=time(0), closes=time(4))
    models.Organisation.objects.update(definitions_version=99)
    with patch("django.utils.timezone.now", return_value=autumn):
        page = visitor.get("/salon/cut?date=2026-10-25").page
        first, second = page.hrefs("time=01%3A30")
        assert second == first + "~2"
        assert "01:30 WEST" in page.text
        assert "01:30 WET" in page.text
        visitor.book(second)
    assert models.Booking.objects.get().starts_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def _event(visitor: Visitor, manage: str) -> Calendar:
    response = visitor.get(f"{manage}/calendar.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content).walk("VEVENT")[0]

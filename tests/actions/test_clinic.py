"""The demonstration clinic: doctors, rooms and a device together, in two cities with different clocks."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from holdfast.actions._clinic import ADELAIDE, BRISBANE, CLINIC
from holdfast.actions._definitions import raise_version
from holdfast.actions._worlds import build
from holdfast.actions.bookings import Confirmed, approve_booking, book
from holdfast.actions.demo import seed_demo
from holdfast.actions.holds import Line, SlotTaken
from holdfast.core.actor import CUSTOMER
from holdfast.data import models
from holdfast.data.scope import Scope
from holdfast.queries.availability import list_days, list_slots, next_slots
from holdfast.queries.catalogue import list_services
from holdfast.queries.engine import Wish
from tests.cast import DORA, MONDAY, NOW, STAFF
from tests.invariants import assert_sound

ZONES = {ADELAIDE: ZoneInfo("Australia/Adelaide"), BRISBANE: ZoneInfo("Australia/Brisbane")}
# In Adelaide clocks are set forward in the night to Sunday 4 October 2026.
SPRING = datetime(2026, 9, 20, tzinfo=UTC)
SATURDAY, SUNDAY, TUESDAY = date(2026, 10, 3), date(2026, 10, 4), date(2026, 10, 6)


def _half_hours(first: str, last: str) -> list[str]:
    start, end = (datetime.combine(SUNDAY, time.fromisoformat(one)) for one in (first, last))
    count = (end - start) // timedelta(minutes=30) + 1
    return [f"{start + number * timedelta(minutes=30):%H:%M}" for number in range(count)]


class Clinic:
    """The clinic without any booking, and what tests ask of it."""

    def __init__(self) -> None:
        self.world = build(CLINIC, NOW)
        self.id = self.world.organisation.id
        raise_version(Scope(self.id))

    def walls(
        self, service: str, place: str, day: date, *, staff: str | None = None, now: datetime = NOW
    ) -> list[str]:
        """What clocks there show at the free starts of a date."""
        slots = list_slots(organisation_id=self.id, wish=Wish(service, place, staff), first=day, last=day, now=now)
        return [f"{slot.starts_at.astimezone(ZONES[place]):%H:%M}" for slot in slots]

    def utc(self, service: str, place: str, day: date, *, now: datetime) -> list[str]:
        """The same starts in UTC."""
        slots = list_slots(organisation_id=self.id, wish=Wish(service, place), first=day, last=day, now=now)
        return [f"{slot.starts_at:%d %H:%M}" for slot in slots]

    def book(
        self, service: str, place: str, clock: str, staff: str | None = None, day: date = MONDAY
    ) -> Confirmed:
        at = datetime.combine(day, time.fromisoformat(clock), ZONES[place]).astimezone(UTC)
        (booked,) = book(
            now=NOW,
            organisation_id=self.id,
            lines=[Line(service, at, place, staff)],
            contact=DORA,
            actor=CUSTOMER,
            client="c",
        )
        return booked

    def claims(self, booked: Confirmed) -> dict[str, str]:
        """What a booking takes, by resource, on the clocks of its place."""
        booking = models.Booking.objects.get(public_id=booked.public_id)
        rows = models.Allocation.objects.filter(booking=booking).select_related("resource")
        zone = ZoneInfo(booking.zone)
        return {
            row.resource.slug: "-".join(
                f"{edge.astimezone(zone):%H:%M}" for edge in (row.during.lower, row.during.upper)
            )
            for row in rows
        }


@pytest.fixture
def clinic(db: None) -> Iterator[Clinic]:
    yield Clinic()
    assert_sound()


def test_each_service_can_be_booked_at_each_of_its_places_with_each_of_its_doctors(clinic: Clinic) -> None:
    for service in list_services(organisation_id=clinic.id):
        assert service.locations
        for place in service.locations:
            doctors = service.staff_at(place.slug)
            assert doctors
            for doctor in doctors:
                wish = Wish(service.slug, place.slug, doctor.slug)
                assert next_slots(organisation_id=clinic.id, wish=wish, after=NOW, now=NOW), wish


def test_the_clocks_of_adelaide_show_every_half_hour_before_and_after_they_are_set_forward(clinic: Clinic) -> None:
    for day in (SATURDAY, SUNDAY):
        assert clinic.walls("follow-up", ADELAIDE, day, now=SPRING) == _half_hours("09:00", "12:30")
    assert clinic.walls("follow-up", ADELAIDE, TUESDAY, now=SPRING) == [
        *_half_hours("09:00", "12:30"),
        *_half_hours("14:00", "19:30"),
    ]

    assert clinic.utc("follow-up", ADELAIDE, SATURDAY, now=SPRING)[0] == "02 23:30"
    assert clinic.utc("follow-up", ADELAIDE, SUNDAY, now=SPRING)[0] == "03 22:30"


def test_full_hours_in_adelaide_are_half_hours_elsewhere_and_the_nurses_lunch_is_hers(clinic: Clinic) -> None:
    wednesday = date(2026, 9, 30)

    assert clinic.walls("procedure", ADELAIDE, wednesday, now=SPRING) == ["09:00", "10:00", "14:00", "15:00"]
    assert clinic.utc("procedure", ADELAIDE, wednesday, now=SPRING) == [
        "29 23:30",
        "30 00:30",
        "30 04:30",
        "30 05:30",
    ]


def test_brisbane_leaves_its_clocks_alone_so_the_cities_change_places(clinic: Clinic) -> None:
    winter, summer = date(2026, 9, 29), TUESDAY
    for day in (winter, summer):
        assert clinic.walls("follow-up", BRISBANE, day, now=SPRING) == [
            *_half_hours("09:00", "12:30"),
            *_half_hours("14:00", "17:00"),
        ]

    first = {
        (place, day): clinic.utc("follow-up", place, day, now=SPRING)[0][3:]
        for place, day in product((ADELAIDE, BRISBANE), (winter, summer))
    }
    assert first == {
        (ADELAIDE, winter): "23:30",
        (BRISBANE, winter): "23:00",
        (ADELAIDE, summer): "22:30",
        (BRISBANE, summer): "23:00",
    }


def test_the_free_starts_of_a_date_elsewhere_are_those_within_its_midnights(clinic: Clinic) -> None:
    lisbon = ZoneInfo("Europe/Lisbon")
    wish = Wish("follow-up", ADELAIDE)
    day = list_slots(organisation_id=clinic.id, wish=wish, first=MONDAY, last=MONDAY, now=NOW, zone=lisbon)
    (counted,) = list_days(organisation_id=clinic.id, wish=wish, first=MONDAY, last=MONDAY, now=NOW, zone=lisbon)

    assert counted.free == len(day)
    assert {slot.starts_at.astimezone(lisbon).date() for slot in day} == {MONDAY}
    assert {slot.starts_at.astimezone(ZONES[ADELAIDE]).date() for slot in day} == {
        MONDAY,
        MONDAY + timedelta(days=1),
    }


def test_a_scan_takes_doctor_room_and_device_each_for_as_long_as_it_is_needed(clinic: Clinic) -> None:
    booked = clinic.book("ultrasound", ADELAIDE, "10:00", "amelia")

    claims = clinic.claims(booked)
    room = next(slug for slug in claims if slug.startswith("room-"))
    assert claims == {room: "10:00-10:50", "amelia": "10:10-10:45", "ultrasound": "10:05-10:55"}


def test_of_two_doctors_who_want_the_device_at_one_time_the_second_is_refused(clinic: Clinic) -> None:
    clinic.book("ultrasound", ADELAIDE, "10:00", "amelia")

    with pytest.raises(SlotTaken):
        clinic.book("ultrasound", ADELAIDE, "10:00", "rohan")
    with pytest.raises(SlotTaken):
        clinic.book("ultrasound", ADELAIDE, "10:30", "rohan")
    assert "11:00" in clinic.walls("ultrasound", ADELAIDE, MONDAY, staff="rohan")


def test_without_the_device_both_doctors_see_somebody_at_that_time(clinic: Clinic) -> None:
    rooms = set()
    for doctor in ("amelia", "rohan"):
        claims = clinic.claims(clinic.book("follow-up", ADELAIDE, "10:00", doctor))
        assert claims.pop(doctor) == "10:00-10:25"
        rooms |= {(slug, when) for slug, when in claims.items()}

    assert rooms == {("room-1", "10:00-10:30"), ("room-2", "10:00-10:30")}
    with pytest.raises(SlotTaken):
        clinic.book("follow-up", ADELAIDE, "10:00", "amelia")


def test_the_nurse_measures_while_the_doctor_still_sees_somebody_else(clinic: Clinic) -> None:
    clinic.book("follow-up", ADELAIDE, "09:00", "amelia")

    claims = clinic.claims(clinic.book("health-check", ADELAIDE, "09:00", "amelia"))

    assert claims == {"nina": "09:00-09:30", "amelia": "09:25-10:00", "treatment-room": "09:00-10:05"}


def test_a_procedure_waits_for_a_yes_and_its_time_is_taken_meanwhile(clinic: Clinic) -> None:
    day = MONDAY + timedelta(days=2)
    booked = clinic.book("procedure", ADELAIDE, "09:00", day=day)
    assert booked.state == "requested"
    assert "09:00" not in clinic.walls("procedure", ADELAIDE, day)

    booking = models.Booking.objects.get(public_id=booked.public_id)
    assert booking.deadline_at == NOW + timedelta(days=2)
    approve_booking(now=NOW, organisation_id=clinic.id, booking_id=booking.id, actor=STAFF)
    booking.refresh_from_db()
    assert booking.state == "confirmed"


def test_one_city_does_not_see_what_is_booked_in_the_other(clinic: Clinic) -> None:
    brisbane = clinic.walls("follow-up", BRISBANE, MONDAY)
    # 10:30 in Adelaide is 10:00 in Brisbane.
    here = [clinic.book("follow-up", ADELAIDE, "10:30", doctor) for doctor in ("amelia", "rohan")]
    assert "10:30" not in clinic.walls("follow-up", ADELAIDE, MONDAY)
    assert clinic.walls("follow-up", BRISBANE, MONDAY) == brisbane

    there = clinic.book("follow-up", BRISBANE, "10:00")
    assert {one.starts_at for one in (*here, there)} == {here[0].starts_at}
    assert "brisbane-room" in clinic.claims(there)


def test_both_cities_have_bookings_and_requests_that_wait_each_on_its_own_clocks(db: None) -> None:
    seed_demo(now=NOW, names=["clinic"])

    for place, zone in ZONES.items():
        bookings = models.Booking.objects.filter(location__slug=place)
        assert bookings.count() > 300
        assert bookings.filter(state="requested", starts_at__gt=NOW, deadline_at__gt=NOW).exists()
        for booking in bookings:
            assert booking.zone == zone.key
            wall = booking.starts_at.astimezone(zone)
            assert booking.local_start == wall.replace(tzinfo=None).isoformat()
            assert (wall.minute % 30, 8 <= wall.hour < 20) == (0, True)
    assert_sound()


def test_two_doctors_who_have_the_skill_and_both_rooms_give_a_second_opinion_at_fixed_times(
    clinic: Clinic,
) -> None:
    assert clinic.walls("second-opinion", ADELAIDE, MONDAY) == ["09:00", "11:30", "14:30"]
    booked = clinic.book("second-opinion", ADELAIDE, "09:00", staff="tomas")
    claims = clinic.claims(booked)
    doctors = {slug: claims.pop(slug) for slug in ("amelia", "rohan", "tomas") if slug in claims}
    assert claims == {"room-1": "09:00-09:55", "room-2": "09:00-09:55"}
    assert doctors["tomas"] == "09:00-10:05"
    assert len(doctors) == 2

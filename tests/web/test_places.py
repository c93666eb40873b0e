"""A service given at two places; and what a page costs the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.data import models
from tests.cast import Cast
from tests.web.visitor import TEN, Visitor


@pytest.fixture
def chain(salon: Cast) -> Cast:
    """The salon with a second place, in New York, where Noa cuts."""
    organisation = salon.world.organisation
    place = models.Location.objects.create(
        organisation=organisation, slug="there", name="There", zone="America/New_York", position=1
    )
    cut = models.Service.objects.get(slug="cut")
    models.ServiceLocation.objects.create(organisation=organisation, service=cut, location=place)
    schedule = models.Schedule.objects.create(organisation=organisation, location=place)
    for weekday in range(5):
        models.ScheduleShift.objects.create(
            organisation=organisation, schedule=schedule, weekday=weekday, opens="10:00", closes="12:00"
        )
    for need, slug in (("Stylist", "noa"), ("Chair", "chair-9")):
        resource = models.Resource.objects.create(
            organisation=organisation, location=place, slug=slug, name=slug.title(), kind="person"
        )
        models.RequirementCandidate.objects.create(
            organisation=organisation,
            requirement=models.Requirement.objects.get(service=cut, name=need),
            resource=resource,
        )
    models.Organisation.objects.update(definitions_version=50)
    return salon


def test_the_place_is_a_choice_in_the_address(chain: Cast, visitor: Visitor) -> None:
    page = visitor.get("/salon/cut").page
    assert "/salon/cut?location=there" in page.hrefs("location=there")
    there = visitor.get("/salon/cut?location=there&date=2026-11-23").page
    assert "New York time" in there.text
    assert not there.hrefs("staff=")
    assert there.hrefs("time=")[0] == "/salon/cut?location=there&date=2026-11-23&time=10%3A00"


def test_a_booking_is_at_the_chosen_place(chain: Cast, visitor: Visitor) -> None:
    manage = visitor.book("/salon/cut?location=there&date=2026-11-23&time=10%3A00")
    booking = models.Booking.objects.get()
    assert booking.location.slug == "there"
    assert booking.local_start == "2026-11-23T10:00:00"
    assert booking.starts_at.hour == 15
    assert "New York time" in visitor.get(manage).page.text
    visitor.send(visitor.get(f"{manage}/cancel"))
    assert "location=there" in visitor.get(manage).page.hrefs("/salon/cut")[0]


def test_a_specialists_own_address_is_at_their_place(chain: Cast, visitor: Visitor) -> None:
    assert "New York time" in visitor.get("/salon/cut/noa").page.text


def test_somebody_of_another_place_is_nobody_here(chain: Cast, visitor: Visitor) -> None:
    assert visitor.get("/salon/cut?location=here&staff=noa").status_code == 400


@pytest.mark.parametrize(("url", "most"), [("/salon", 2), ("/salon/cut", 3), (TEN, 3)])
def test_a_page_asks_the_database_little_and_the_same_however_many_bookings(
    salon: Cast, visitor: Visitor, url: str, most: int
) -> None:
    visitor.get(url)
    with CaptureQueriesContext(connection) as few:
        visitor.get(url)
    for clock in ("11:00", "12:00", "13:00", "14:00"):
        salon.book("cut", clock)
    with CaptureQueriesContext(connection) as many:
        visitor.get(url)
    assert len(few) == len(many) <= most

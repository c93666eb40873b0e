"""Customers are found by what somebody remembers of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.core.contact import Contact, found_by
from holdfast.core.text import fold
from holdfast.data import models
from holdfast.queries.access import Member
from holdfast.queries.organisations import get_organisation
from holdfast.queries.search import find_all, find_bookings, find_customers
from tests import cast
from tests.cast import NOW, Cast

PEOPLE = [
    Contact("Zoë Müller-Łukasz", "zoe.m@example.org", "+4915112345678"),
    Contact("Sílvia Pereira", "silvia@example.org", "+351912345678"),
    Contact("Bernhard Großmann", "bernhard@example.org", "+493012345"),
    Contact("100% Percent_Person", "percent@example.org"),
]


@pytest.fixture
def salon(db: None) -> Cast:
    salon = cast.salon()
    for number, person in enumerate(PEOPLE):
        salon.confirm(salon.hold("cut", f"{9 + number:02}:00", staff="anna" if number % 2 else "ben"), person)
    return salon


def _member(salon: Cast, role: str = "owner", person: str | None = None) -> Member:
    resource = None if person is None else salon.world.resources[person].id
    return Member(get_organisation(salon.world.organisation.slug), 0, role, resource)


def _names(salon: Cast, typed: str, role: str = "owner", person: str | None = None) -> list[str]:
    return [one.name for one in find_customers(member=_member(salon, role, person), typed=typed, now=NOW)]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("müller", "Zoë Müller-Łukasz"),
        ("MULLER", "Zoë Müller-Łukasz"),
        ("lukasz zoe", "Zoë Müller-Łukasz"),
        ("zo", "Zoë Müller-Łukasz"),
        ("zoe.m@ex", "Zoë Müller-Łukasz"),
        ("0151 1234", "Zoë Müller-Łukasz"),
        ("+49 (151) 123-456", "Zoë Müller-Łukasz"),
        ("912 345 678", "Sílvia Pereira"),
        ("silva pereira", "Sílvia Pereira"),
        ("Sivlia", "Sílvia Pereira"),
        ("pereria", "Sílvia Pereira"),
        ("grossmann", "Bernhard Großmann"),
        ("bernard grosman", "Bernhard Großmann"),
        ("100%", "100% Percent_Person"),
        ("t_p", "100% Percent_Person"),
    ],
)
def test_a_customer_is_found_by_what_somebody_remembers(salon: Cast, typed: str, name: str) -> None:
    assert _names(salon, typed)[:1] == [name]


@pytest.mark.parametrize("typed", ["", " ", "z", "%%%", "___", "\\", "zz\0", "nobody", "x" * 5000, "9999 9999"])
def test_nobody_is_found_by_what_fits_nobody(salon: Cast, typed: str) -> None:
    assert _names(salon, typed) == []


def test_whoever_has_all_words_keeps_those_away_who_are_only_like_them(salon: Cast) -> None:
    salon.confirm(salon.hold("cut", "14:00"), Contact("Silvio Pereiro", "s@example.org"))
    assert _names(salon, "silvia") == ["Sílvia Pereira"]
    assert set(_names(salon, "silvla")) == {"Sílvia Pereira", "Silvio Pereiro"}


def test_the_latest_booking_comes_first(salon: Cast) -> None:
    for clock, email in [("15:00", "later@example.org"), ("14:00", "earlier@example.org")]:
        salon.confirm(salon.hold("cut", clock), Contact("Nora Neu", email))
    found = find_customers(member=_member(salon), typed="nora", now=NOW)
    assert [(one.email, one.last_booked_at) for one in found] == [
        ("later@example.org", salon.at("15:00")),
        ("earlier@example.org", salon.at("14:00")),
    ]


def test_a_specialist_finds_only_who_booked_with_them(salon: Cast) -> None:
    assert _names(salon, "pereira", "specialist", "anna") == ["Sílvia Pereira"]
    assert _names(salon, "pereira", "specialist", "ben") == []
    assert _names(salon, "periera", "specialist", "ben") == []
    assert _names(salon, "pereira", "specialist") == []
    assert _names(salon, "pereira", "front_desk") == ["Sílvia Pereira"]


def test_what_a_colleague_has_with_the_same_customer_stays_theirs(salon: Cast) -> None:
    salon.confirm(salon.hold("cut", "16:00", staff="ben"), PEOPLE[1])
    (found,) = find_customers(member=_member(salon, "specialist", "anna"), typed="pereira", now=NOW)
    assert found.last_booked_at == salon.at("10:00")


def test_another_business_finds_nobody(salon: Cast) -> None:
    assert _names(cast.salon("other"), "pereira") == []


def test_everybody_can_be_found_by_what_is_written_of_them(salon: Cast) -> None:
    for customer in models.Customer.objects.all():
        expected = found_by(name=customer.name, email=customer.email, phone=customer.phone)
        assert customer.found_by == expected


@pytest.mark.parametrize("typed", ["pereira", "perreira"])
def test_the_number_of_statements_does_not_grow(salon: Cast, typed: str) -> None:
    member = _member(salon)
    with CaptureQueriesContext(connection) as few:
        find_customers(member=member, typed=typed, now=NOW)
    models.Customer.objects.bulk_create(
        models.Customer(
            organisation_id=salon.id,
            name=f"Pereira {number}",
            email=f"p{number}@example.org",
            found_by=f" pereira {number}",
            created_at=NOW,
        )
        for number in range(500)
    )
    with CaptureQueriesContext(connection) as many:
        assert len(find_customers(member=member, typed=typed, now=NOW)) == 8
    assert len(many) == len(few) <= 4


def _many(salon: Cast, number: int) -> None:
    """So many namesakes who never booked."""
    models.Customer.objects.bulk_create(
        models.Customer(
            organisation_id=salon.id,
            name=f"Tom Obermeier {one}",
            email=f"m{one}@example.org",
            found_by=f" tom obermeier {one} m{one}@example.org",
            created_at=NOW,
        )
        for one in range(number)
    )


@pytest.mark.parametrize("typed", ["obermeier", "obremeier", "obermeyer"])
@pytest.mark.parametrize(("number", "person"), [(70, None), (70, "anna"), (600, None)])
def test_among_many_namesakes_those_who_booked_come_first(
    salon: Cast, typed: str, number: int, person: str | None
) -> None:
    _many(salon, number // 2)
    for clock, email in [("14:00", "sooner@example.org"), ("15:00", "later@example.org")]:
        salon.confirm(salon.hold("cut", clock, staff="anna"), Contact("Tom Obermeier", email))
    _many(salon, number)
    who = _member(salon, "specialist" if person else "owner", person)
    found = find_all(member=who, typed=typed, now=NOW)
    assert [one.booking.starts_at for one in found.bookings] == [salon.at("14:00"), salon.at("15:00")]
    assert [one.email for one in found.customers[:2]] == ["later@example.org", "sooner@example.org"]
    assert list(found.bookings) == list(find_bookings(member=who, typed=typed, now=NOW))
    assert list(found.customers[:8]) == find_customers(member=who, typed=typed, now=NOW)


def test_what_staff_noted_is_known_where_a_booking_is_found(salon: Cast) -> None:
    models.Booking.objects.update(desk_notes="Allergic to roses")
    (found,) = find_bookings(member=_member(salon), typed="pereira", now=NOW)
    assert found.desk_notes == "Allergic to roses"


def test_bookings_and_customers_are_found_by_asking_once(salon: Cast) -> None:
    member = _member(salon, "specialist", "anna")
    find_all(member=member, typed="perreira", now=NOW)
    with CaptureQueriesContext(connection) as asked:
        assert find_all(member=member, typed="perreira", now=NOW).customers
    assert len(asked) <= 8


def test_folding_leaves_what_people_mean() -> None:
    assert fold("  ÉCOLE\tStraße  Øre ŁÓDŹ İstanbul ") == "ecole strasse ore lodz istanbul"
    assert fold("ﬁne ②") == "fine 2"


def _found(salon: Cast, typed: str, role: str = "owner", person: str | None = None) -> list[str]:
    found = find_bookings(member=_member(salon, role, person), typed=typed, now=NOW)
    return [f"{one.customer and one.customer.name} {one.booking.starts_at:%H:%M}" for one in found]


def test_bookings_are_found_by_their_customer_those_closest_to_now_first(salon: Cast) -> None:
    for clock in ("16:00", "13:00"):
        salon.confirm(salon.hold("cut", clock), PEOPLE[1])
    assert _found(salon, "pereira") == [f"Sílvia Pereira {clock}" for clock in ("10:00", "13:00", "16:00")]


@pytest.mark.parametrize("write", [str, str.lower, lambda ref: f" {ref[:4]}-{ref[4:]} "])
def test_a_booking_is_found_by_its_reference(salon: Cast, write: Callable[[str], str]) -> None:
    booking = models.Booking.objects.order_by("id").first()
    assert booking
    (found,) = find_bookings(member=_member(salon), typed=write(booking.ref), now=NOW)
    assert found.booking.ref == booking.ref


def test_a_specialist_finds_no_booking_of_a_colleague(salon: Cast) -> None:
    salon.confirm(salon.hold("cut", "16:00", staff="ben"), PEOPLE[1])
    assert _found(salon, "pereira", "specialist", "anna") == ["Sílvia Pereira 10:00"]
    theirs = models.Assignment.objects.filter(resource__slug="ben").values_list("booking__ref", flat=True)
    assert [_found(salon, ref, "specialist", "anna") for ref in theirs] == [[]] * len(theirs)
    assert len(theirs) == 3


def test_another_business_finds_no_booking(salon: Cast) -> None:
    other = cast.salon("other")
    refs = models.Booking.objects.values_list("ref", flat=True)
    assert [_found(other, typed) for typed in (*refs, "pereira")] == [[]] * (len(refs) + 1)


def test_the_number_of_statements_for_bookings_does_not_grow(salon: Cast) -> None:
    member = _member(salon)
    find_bookings(member=member, typed="pereira", now=NOW)
    with CaptureQueriesContext(connection) as few:
        find_bookings(member=member, typed="pereira", now=NOW)
    for day in range(1, 5):
        for clock in ("09:00", "10:00", "11:00"):
            salon.confirm(salon.hold("cut", clock, day=cast.MONDAY + timedelta(days=day)), PEOPLE[1])
    find_bookings(member=member, typed="pereira", now=NOW)
    with CaptureQueriesContext(connection) as many:
        assert len(find_bookings(member=member, typed="pereira", now=NOW)) == 13
    assert len(many) == len(few)

"""Changing services, people and things, places."""

from dataclasses import replace
from datetime import timedelta

import pytest

from holdfast.actions.locations import add_location, change_location, move_location
from holdfast.actions.resources import add_resource, change_capacity, change_resource, move_resource
from holdfast.actions.services import add_service, change_service, move_service
from holdfast.core.policy import Policy
from holdfast.core.refusal import Invalid, NotFound
from holdfast.core.service import LengthChoice, NeedWish, PhaseWish, ServiceWish
from holdfast.data import models
from holdfast.queries.catalogue import get_service, list_services
from holdfast.queries.organisations import get_organisation
from holdfast.queries.wishes import get_service_wish
from tests import cast
from tests.cast import NOW, STAFF, Cast

MINUTES_30 = timedelta(minutes=30)
BARBER = NeedWish("Barber", ("ben",), customer_chooses=True)
SHAVE = ServiceWish(
    name=" Shave ",
    phases=(PhaseWish("", MINUTES_30),),
    needs=(BARBER,),
    locations=("here",),
    description="Hot towel.\r\nSlow.",
    price_minor=2500,
    policy=Policy(slot_step=MINUTES_30, daily_cap=4, change_notice=timedelta(days=1)),
)


@pytest.fixture
def salon(db: None) -> Cast:
    return cast.salon()


def without(wish: ServiceWish, slug: str) -> ServiceWish:
    """The wish, without one who fills its roles."""
    needs = (replace(need, candidates=tuple(one for one in need.candidates if one != slug)) for need in wish.needs)
    return replace(wish, needs=tuple(needs))


def _add(salon: Cast, wish: ServiceWish = SHAVE) -> str:
    return add_service(now=NOW, organisation_id=salon.id, wish=wish, actor=STAFF)


def _change(salon: Cast, slug: str, wish: ServiceWish) -> None:
    change_service(now=NOW, organisation_id=salon.id, service_slug=slug, wish=wish, actor=STAFF)


def test_a_new_service_can_be_booked_at_once(salon: Cast) -> None:
    assert _add(salon) == "shave"
    found = get_service(organisation_id=salon.id, slug="shave")
    assert (found.name, found.description, found.price.minor) == ("Shave", "Hot towel.\nSlow.", 2500)
    assert [person.slug for person in found.staff] == ["ben"]
    salon.book("shave", "09:00")
    assert [one.slug for one in list_services(organisation_id=salon.id)][-1] == "shave"
    assert models.Journal.objects.get(kind="service_added").facts == {"service": models.Service.objects.last().id}


def test_what_was_wished_is_what_is_read_again(salon: Cast) -> None:
    wish = replace(
        SHAVE,
        name="Shave",
        description="Slow.",
        phases=(
            PhaseWish("Foam", MINUTES_30),
            PhaseWish("Rest", MINUTES_30, LengthChoice(MINUTES_30, 3 * MINUTES_30, MINUTES_30)),
        ),
        needs=(
            NeedWish("Barber", ("anna", "ben"), phases=(0,), buffer_after=timedelta(minutes=5)),
            NeedWish("Chair", ("chair-1",)),
        ),
        is_public=False,
    )
    slug = _add(salon, wish)
    assert get_service_wish(organisation_id=salon.id, service_slug=slug) == wish
    again = replace(wish, phases=tuple(reversed(wish.phases)), needs=tuple(reversed(wish.needs)))
    _change(salon, slug, again)
    assert get_service_wish(organisation_id=salon.id, service_slug=slug) == again


def test_the_same_name_twice_is_two_addresses(salon: Cast) -> None:
    assert [_add(salon), _add(salon), _add(salon, replace(SHAVE, name="New"))] == ["shave", "shave-2", "new-2"]


def test_a_role_with_bookings_is_retired_and_one_without_is_gone(salon: Cast) -> None:
    salon.book("cut", "09:00", staff="anna")
    wish = get_service_wish(organisation_id=salon.id, service_slug="cut")
    extra = replace(wish, needs=(*wish.needs, NeedWish("Towel", ("chair-2",))))
    _change(salon, "cut", extra)
    _change(salon, "cut", replace(extra, needs=extra.needs[:1]))
    of_cut = models.Requirement.objects.filter(service__slug="cut").order_by("id")
    assert list(of_cut.values_list("name", "is_retired")) == [("Stylist", False), ("Chair", True)]
    assert models.Assignment.objects.count() == 2


def test_a_role_with_another_name_stays_the_same_role(salon: Cast) -> None:
    wish = get_service_wish(organisation_id=salon.id, service_slug="cut")
    before = list(
        models.Requirement.objects.filter(service__slug="cut").order_by("id").values_list("id", flat=True)
    )
    renamed = replace(wish, needs=(replace(wish.needs[0], name="Hairdresser"), *wish.needs[1:]))
    _change(salon, "cut", renamed)
    after = models.Requirement.objects.filter(service__slug="cut").order_by("id")
    assert list(after.values_list("id", "name")) == [(before[0], "Hairdresser"), (before[1], "Chair")]


def test_what_is_booked_keeps_price_and_rules(salon: Cast) -> None:
    salon.book("cut", "09:00", staff="anna")
    before = models.Booking.objects.values().get()
    wish = get_service_wish(organisation_id=salon.id, service_slug="cut")
    _change(salon, "cut", replace(wish, price_minor=9900, policy=Policy(change_notice=timedelta(days=9))))
    assert models.Booking.objects.values().get() == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"price_minor": -1}, "price_minor"),
        ({"locations": ()}, "locations"),
        ({"locations": ("nowhere",)}, "locations"),
        ({"phases": ()}, "phases"),
        ({"phases": (PhaseWish("", MINUTES_30), PhaseWish("", timedelta()))}, "phases[1].duration"),
        (
            {"phases": (PhaseWish("", MINUTES_30, LengthChoice(2 * MINUTES_30, 3 * MINUTES_30, MINUTES_30)),)},
            "shortest",
        ),
        ({"needs": ()}, "needs"),
        ({"needs": (BARBER, NeedWish("Chair"))}, "needs[1].candidates"),
        ({"needs": (BARBER, NeedWish("Chair", ("nobody",)))}, "needs[1].candidates"),
        ({"needs": (NeedWish("Barber", ("ben",), kind="person"),)}, "needs[0].candidates"),
        ({"needs": (NeedWish("Barber", kind="ghost"),)}, "needs[0].kind"),
        ({"needs": (NeedWish("Barber", skills=("flying",)),)}, "needs[0].skills"),
        ({"needs": (NeedWish("", ("ben",)),)}, "needs[0].name"),
        ({"needs": (replace(BARBER, phases=(1,)),)}, "needs[0].phases"),
        ({"needs": (replace(BARBER, units=0),)}, "needs[0].units"),
        ({"needs": (replace(BARBER, how_many=2),)}, "needs[0].how_many"),
        ({"needs": (replace(BARBER, how_many=0),)}, "needs[0].how_many"),
        ({"needs": (NeedWish("Two", ("anna", "ben"), how_many=2, takes_all=True),)}, "needs[0].how_many"),
        ({"needs": (replace(BARBER, takes_all=True),)}, "needs[0].customer_chooses"),
        ({"needs": (replace(BARBER, turn="loudest"),)}, "needs[0].turn"),
        ({"needs": (replace(BARBER, least_gap=-MINUTES_30),)}, "needs[0].least_gap"),
        ({"needs": (replace(BARBER, buffer_before=-MINUTES_30),)}, "needs[0].buffer_before"),
        ({"policy": Policy(slot_step=timedelta())}, "slot_step"),
        ({"policy": Policy(minimum_notice=timedelta(days=90))}, "booking_window"),
        ({"policy": Policy(daily_cap=0)}, "daily_cap"),
        ({"policy": Policy(customer_monthly_cap=0)}, "customer_monthly_cap"),
        ({"policy": Policy(offered_share=0)}, "offered_share"),
        ({"policy": Policy(fixed_starts=(timedelta(hours=24),))}, "fixed_starts"),
        ({"policy": Policy(fixed_starts=(timedelta(seconds=1),))}, "fixed_starts"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(salon: Cast, change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        _add(salon, replace(SHAVE, **change))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert models.Service.objects.count() == 3


def test_the_order_is_changed_one_by_one(salon: Cast) -> None:
    def order() -> list[str]:
        return [one.slug for one in list_services(organisation_id=get_organisation("salon").id)]

    for earlier in (True, True):
        move_service(now=NOW, organisation_id=salon.id, service_slug="trial", earlier=earlier, actor=STAFF)
    assert order() == ["trial", "cut", "colour"]
    move_service(now=NOW, organisation_id=salon.id, service_slug="trial", earlier=True, actor=STAFF)
    move_service(now=NOW, organisation_id=salon.id, service_slug="cut", earlier=False, actor=STAFF)
    assert order() == ["trial", "colour", "cut"]
    with pytest.raises(NotFound):
        move_service(now=NOW, organisation_id=salon.id, service_slug="nothing", earlier=True, actor=STAFF)


def test_a_person_comes_and_is_described(salon: Cast) -> None:
    who = {"now": NOW, "organisation_id": salon.id, "actor": STAFF}
    slug = add_resource(**who, name="Øyvind Å", kind="person", location_slug="here")  # type: ignore[arg-type]
    change_resource(**who, resource_slug=slug, name="Øyvind", kind="person", about="Cuts")  # type: ignore[arg-type]
    move_resource(**who, resource_slug=slug, earlier=True)  # type: ignore[arg-type]
    row = models.Resource.objects.get(slug=slug)
    assert (row.name, row.about, row.position) == ("Øyvind", "Cuts", 3)
    change_capacity(**who, resource_slug=slug, capacity=2)  # type: ignore[arg-type]
    for wrong in ({"kind": "ghost"}, {"name": ""}, {"buffer_after": timedelta(days=8)}):
        with pytest.raises(Invalid) as refused:
            change_resource(**{**who, "resource_slug": slug, "name": "x", "kind": "room", **wrong})  # type: ignore[arg-type]
        assert refused.value.field == next(iter(wrong))


def test_a_place_comes_and_is_described(salon: Cast) -> None:
    who = {"now": NOW, "organisation_id": salon.id, "actor": STAFF}
    slug = add_location(**who, name="Old Town", zone="Europe/Berlin", holiday_country="DE", holiday_region="BY")  # type: ignore[arg-type]
    move_location(**who, location_slug=slug, earlier=True)  # type: ignore[arg-type]
    assert list(models.Location.objects.order_by("position").values_list("slug", flat=True)) == [
        "old-town",
        "here",
    ]
    for wrong in (
        {"zone": "Mars/Base"},
        {"holiday_country": "XX"},
        {"holiday_region": "ZZ", "holiday_country": "DE"},
    ):
        with pytest.raises(Invalid):
            change_location(**{**who, "location_slug": slug, "name": "x", "zone": "Europe/Berlin", **wrong})  # type: ignore[arg-type]


def test_at_a_place_that_is_given_up_nothing_can_be_booked(salon: Cast) -> None:
    change_location(
        now=NOW,
        organisation_id=salon.id,
        location_slug="here",
        name="Here",
        zone="Europe/Lisbon",
        is_active=False,
        anyway=True,
        actor=STAFF,
    )
    assert list_services(organisation_id=salon.id) == []

"""What could never be booked is refused when it is defined, with a sentence that says what and where."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from holdfast.actions.locations import add_location, change_location
from holdfast.actions.resources import change_resource
from holdfast.actions.services import Impossible, add_service, change_service
from holdfast.actions.skills import add_skill
from holdfast.core.policy import Policy
from holdfast.core.refusal import Invalid
from holdfast.core.service import LengthChoice, NeedWish, PhaseWish, ServiceWish
from holdfast.data import models
from holdfast.queries.wishes import get_service_wish
from tests import cast
from tests.cast import MONDAY, NOW, STAFF, Cast

HALF_AN_HOUR = timedelta(minutes=30)
HOUR = timedelta(hours=1)
CHAIRS = ("chair-1", "chair-2")


@pytest.fixture
def salon(db: None) -> Cast:
    return cast.salon()


def wish(
    *needs: NeedWish, length: timedelta = HALF_AN_HOUR, locations: tuple[str, ...] = ("here",), **more: object
):
    return ServiceWish("Laser", (PhaseWish("", length),), needs, locations, **more)  # type: ignore[arg-type]


def _add(salon: Cast, wished: ServiceWish) -> str:
    return add_service(now=NOW, organisation_id=salon.id, wish=wished, actor=STAFF)


def _refused(salon: Cast, wished: ServiceWish) -> tuple[str, str]:
    with pytest.raises(Impossible) as refused:
        _add(salon, wished)
    assert models.Service.objects.count() == 3
    return refused.value.field, refused.value.reason


def test_a_kind_with_a_skill_that_nobody_has_is_named_with_its_place(salon: Cast) -> None:
    add_skill(now=NOW, organisation_id=salon.id, name="laser", actor=STAFF)
    stylist = NeedWish("Stylist", ("anna",))
    colourist = NeedWish("Colourist", kind="room", skills=("laser",))
    assert _refused(salon, wish(stylist, colourist)) == (
        "needs[1].candidates",
        "Colourist: nobody of kind room has the skill 'laser' at Here",
    )


@pytest.mark.parametrize(
    ("need", "field", "reason"),
    [
        (NeedWish("Table", kind="table"), "candidates", "Table: there is nobody of kind table at Here"),
        (
            NeedWish("Person", kind="person", how_many=3),
            "how_many",
            "Person: 3 are needed together, and at Here there are 2",
        ),
        (
            NeedWish("Chair", CHAIRS, units=2),
            "units",
            "Chair: 2 units are needed, and at Here nothing has so many",
        ),
        (
            NeedWish("Chairs", CHAIRS, takes_all=True, units=2),
            "units",
            "Chairs: 2 units are needed, and at Here nothing has so many",
        ),
    ],
)
def test_what_there_is_not_is_said_with_how_many_there_are(
    salon: Cast, need: NeedWish, field: str, reason: str
) -> None:
    assert _refused(salon, wish(need)) == (f"needs[0].{field}", reason)


def test_a_place_at_which_nobody_chosen_works_is_named(salon: Cast) -> None:
    add_location(now=NOW, organisation_id=salon.id, name="Old Town", zone="Europe/Lisbon", actor=STAFF)
    asked = wish(NeedWish("Stylist", ("anna", "ben")), locations=("here", "old-town"))
    assert _refused(salon, asked) == (
        "needs[0].candidates",
        "Stylist: none of those listed is at Old Town",
    )


def test_who_is_not_in_use_cannot_be_all_there_is(salon: Cast) -> None:
    who = {"now": NOW, "organisation_id": salon.id, "actor": STAFF}
    change_resource(**who, resource_slug="ben", name="Ben", kind="person", is_active=False)  # type: ignore[arg-type]
    assert _refused(salon, wish(NeedWish("Barber", ("ben",))))[1] == "Barber: none of those listed is at Here"
    assert _refused(salon, wish(NeedWish("Both", ("anna", "ben"), takes_all=True)))[1] == (
        "Both: not all of those listed are at Here"
    )
    # Given up, it may be as it is.
    _add(salon, wish(NeedWish("Barber", ("ben",)), is_active=False))


def test_two_roles_for_which_there_is_one_person_are_refused_unless_at_different_times(salon: Cast) -> None:
    alone = (NeedWish("Stylist", ("anna",)), NeedWish("Helper", ("anna",)))
    assert _refused(salon, wish(*alone)) == (
        "needs[1].candidates",
        "the needs cannot all be filled at once at Here: somebody is needed twice",
    )
    phases = (PhaseWish("Wash", HALF_AN_HOUR), PhaseWish("Cut", HALF_AN_HOUR))
    apart = (replace(alone[0], phases=(0,)), replace(alone[1], phases=(1,)))
    _add(salon, replace(wish(*apart), phases=phases))


@pytest.mark.parametrize(
    ("starts", "length", "fits"),
    [
        ((8,), HALF_AN_HOUR, False),
        ((17,), HALF_AN_HOUR, False),
        ((16,), 2 * HOUR, False),
        ((8, 16), HALF_AN_HOUR, True),
    ],
)
def test_fixed_starts_that_never_fit_the_opening_are_refused(
    salon: Cast, starts: tuple[int, ...], length: timedelta, fits: bool
) -> None:
    policy = Policy(fixed_starts=tuple(timedelta(hours=hour) for hour in starts))
    asked = wish(NeedWish("Stylist", ("anna",)), length=length, policy=policy)
    if fits:
        slug = _add(salon, asked)
        assert get_service_wish(organisation_id=salon.id, service_slug=slug).policy == policy
    else:
        assert _refused(salon, asked) == (
            "fixed_starts",
            "at Here none of these times lies so that the service fits into the opening hours",
        )


def test_before_there_are_hours_no_fixed_start_is_blamed(salon: Cast) -> None:
    models.ScheduleShift.objects.all().delete()
    _add(salon, wish(NeedWish("Stylist", ("anna",)), policy=Policy(fixed_starts=(8 * HOUR,))))


def test_what_takes_longer_than_anybody_is_open_is_refused_at_its_longest_step(salon: Cast) -> None:
    stylist = NeedWish("Stylist", ("anna", "ben"))
    said = "at Here this takes longer than those it needs are open at a time"
    assert _refused(salon, wish(stylist, length=23 * HOUR)) == ("phases[0].duration", said)
    steps = (PhaseWish("Wash", HALF_AN_HOUR), PhaseWish("Soak", 8 * HOUR))
    assert _refused(salon, replace(wish(stylist), phases=steps)) == ("phases[1].duration", said)
    # Longer than a day, and each step alone would fit; with fixed starts too.
    apart = (replace(stylist, phases=(0,)), NeedWish("Chair", CHAIRS, phases=(1,)))
    steps = (PhaseWish("", 8 * HOUR), PhaseWish("", 7 * HOUR))
    assert _refused(salon, replace(wish(*apart), phases=steps)) == ("phases[0].duration", said)
    policy = Policy(fixed_starts=(9 * HOUR,))
    assert _refused(salon, wish(stylist, length=50 * HOUR, policy=policy))[0] == "phases[0].duration"
    _add(salon, wish(stylist, length=8 * HOUR))


def test_what_fits_in_another_season_or_lacks_more_than_length_is_not_too_long(salon: Cast) -> None:
    stylist = NeedWish("Stylist", ("anna",))
    summer = models.Schedule.objects.create(
        organisation_id=salon.id, location_id=salon.world.location.id, valid_from=MONDAY + timedelta(weeks=30)
    )
    models.ScheduleShift.objects.create(
        organisation_id=salon.id, schedule_id=summer.id, weekday=0, opens=time(8), closes=time(20)
    )
    _add(salon, wish(stylist, length=12 * HOUR))
    models.ScheduleShift.objects.all().delete()
    _add(salon, wish(stylist, length=23 * HOUR))


def test_what_is_open_day_and_night_takes_as_long_as_is_wished(db: None) -> None:
    rental = cast.rental()
    bicycle = NeedWish("Bicycle", ("bicycles",))
    _add(rental, wish(bicycle, length=timedelta(days=100)))


def test_fixed_starts_are_kept_in_order_and_once(salon: Cast) -> None:
    slug = _add(
        salon, wish(NeedWish("Stylist", ("anna",)), policy=Policy(fixed_starts=(14 * HOUR, 9 * HOUR, 14 * HOUR)))
    )
    assert models.Service.objects.get(slug=slug).fixed_starts == [540, 840]
    salon.book(slug, "14:00")


def test_a_change_to_what_cannot_be_leaves_the_service_as_it_was(salon: Cast) -> None:
    before = get_service_wish(organisation_id=salon.id, service_slug="cut")
    with pytest.raises(Impossible):
        change_service(
            now=NOW,
            organisation_id=salon.id,
            service_slug="cut",
            wish=replace(before, needs=(NeedWish("Table", kind="table"),)),
            actor=STAFF,
        )
    assert get_service_wish(organisation_id=salon.id, service_slug="cut") == before


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        (
            {"phases": (PhaseWish("", HOUR), PhaseWish("", timedelta()))},
            "phases[1].duration",
            "must take a minute or more",
        ),
        (
            {"phases": (PhaseWish("", HOUR, LengthChoice(HALF_AN_HOUR, 2 * HOUR, timedelta())),)},
            "shortest",
            "must lie around the usual length",
        ),
        (
            {"needs": (NeedWish("Stylist", ("anna",)), NeedWish("Chair", CHAIRS, buffer_after=-HOUR))},
            "needs[1].buffer_after",
            "must be between nothing and a week",
        ),
    ],
)
def test_what_no_row_could_help_says_what_and_where_too(
    salon: Cast, change: dict[str, object], field: str, reason: str
) -> None:
    with pytest.raises(Invalid) as refused:
        _add(salon, replace(wish(NeedWish("Stylist", ("anna",))), **change))  # type: ignore[arg-type]
    assert (refused.value.field, refused.value.reason) == (field, reason)


@pytest.mark.parametrize("zone", ["Mars/Base", "", "Europe/Berlin ", "x" * 99])
def test_a_zone_that_does_not_exist_is_refused(salon: Cast, zone: str) -> None:
    who = {"now": NOW, "organisation_id": salon.id, "actor": STAFF, "name": "Elsewhere", "zone": zone}
    for refuse in (lambda: add_location(**who), lambda: change_location(**who, location_slug="here")):  # type: ignore[arg-type]
        with pytest.raises(Invalid) as refused:
            refuse()
        assert (refused.value.field, refused.value.reason) == ("zone", "is not a time zone")

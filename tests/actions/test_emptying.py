"""A change that would leave a service with nobody, or with no hours at its fixed times, names it first."""

from datetime import time, timedelta

import pytest

from holdfast.actions.days import add_closure
from holdfast.actions.locations import change_location
from holdfast.actions.resources import change_capacity, change_resource
from holdfast.actions.schedules import WouldHurt, remove_week, set_week
from holdfast.actions.services import add_service
from holdfast.actions.skills import add_skill
from holdfast.core.opening import Owner, Shift
from holdfast.core.policy import Policy
from holdfast.core.service import NeedWish, PhaseWish, ServiceWish
from holdfast.data import models
from tests import cast
from tests.cast import MONDAY, NOW, STAFF, Cast

HOUR = timedelta(hours=1)
ANNA = Owner("resource", "anna")


@pytest.fixture
def salon(db: None) -> Cast:
    return cast.salon()


def _who(salon: Cast) -> dict[str, object]:
    return {"now": NOW, "organisation_id": salon.id, "actor": STAFF}


def _offer(salon: Cast, need: NeedWish, *starts: int) -> str:
    policy = Policy(fixed_starts=tuple(hour * HOUR for hour in starts))
    wish = ServiceWish("Laser", (PhaseWish("", HOUR),), (need,), ("here",), policy=policy)
    return add_service(**_who(salon), wish=wish)  # type: ignore[arg-type]


def _warned(change: object, **how: object) -> WouldHurt:
    with pytest.raises(WouldHurt) as refused:
        change(**how)  # type: ignore[operator]
    assert refused.value.refs == []
    return refused.value


def _week(salon: Cast, opens: int, closes: int, owner: Owner = ANNA) -> dict[str, object]:
    shifts = [(day, Shift(time(opens), time(closes))) for day in range(5)]
    return {**_who(salon), "owner": owner, "shifts": shifts}


def test_fewer_than_a_booking_takes_names_the_service(salon: Cast) -> None:
    change_capacity(**_who(salon), resource_slug="chair-1", capacity=4)  # type: ignore[arg-type]
    slug = _offer(salon, NeedWish("Chairs", ("chair-1",), units=3))
    fewer = {**_who(salon), "resource_slug": "chair-1"}
    change_capacity(**fewer, capacity=3)  # type: ignore[arg-type]
    assert _warned(change_capacity, **fewer, capacity=2).services == [slug]
    assert models.Resource.objects.get(slug="chair-1").capacity == 3
    change_capacity(**fewer, capacity=2, anyway=True)  # type: ignore[arg-type]
    # What nobody can give already is not said again.
    change_capacity(**fewer, capacity=1)  # type: ignore[arg-type]


def test_the_only_place_given_up_names_all_that_is_given_there(salon: Cast) -> None:
    given = set(models.Service.objects.values_list("slug", flat=True))
    how = {**_who(salon), "location_slug": "here", "name": "Here", "zone": "Europe/Lisbon"}
    assert set(_warned(change_location, **how, is_active=False).services) == given
    change_location(**how, is_active=False, anyway=True)  # type: ignore[arg-type]
    change_location(**how, is_active=True)  # type: ignore[arg-type]


def test_a_skill_taken_from_the_only_one_who_has_it_names_the_service(salon: Cast) -> None:
    skill = add_skill(**_who(salon), name="Laser")  # type: ignore[arg-type]
    said = {**_who(salon), "resource_slug": "anna", "name": "Anna", "kind": "person"}
    change_resource(**said, skills=[skill])  # type: ignore[arg-type]
    slug = _offer(salon, NeedWish("Laser", skills=(skill,)))
    assert _warned(change_resource, **said, skills=[]).services == [slug]
    change_resource(**{**said, "resource_slug": "ben", "name": "Ben"}, skills=[skill])  # type: ignore[arg-type]
    change_resource(**said, skills=[])  # type: ignore[arg-type]


def test_weekly_hours_outside_of_all_fixed_times_name_the_service(salon: Cast) -> None:
    slug = _offer(salon, NeedWish("Stylist", ("anna",)), 9, 14)
    warned = _warned(set_week, **_week(salon, 10, 13))
    assert (warned.services, warned.shut_out) == ([], [slug])
    week = set_week(**_week(salon, 9, 10))  # type: ignore[arg-type]
    set_week(**_week(salon, 10, 13), week_id=week, anyway=True)  # type: ignore[arg-type]
    # It is so already.
    set_week(**_week(salon, 10, 12), week_id=week)  # type: ignore[arg-type]


def test_hours_that_go_may_shut_out_and_a_service_on_a_grid_never_is(salon: Cast) -> None:
    week = set_week(**_week(salon, 9, 21))  # type: ignore[arg-type]
    slug = _offer(salon, NeedWish("Stylist", ("anna",)), 19)
    how = {**_who(salon), "owner": ANNA, "week_id": week}
    assert _warned(remove_week, **how).shut_out == [slug]
    models.Service.objects.filter(slug=slug).update(fixed_starts=[])
    remove_week(**how)  # type: ignore[arg-type]


def test_a_vacation_of_weeks_shuts_nothing_out(salon: Cast) -> None:
    _offer(salon, NeedWish("Stylist", ("anna",)), 9)
    away = {"first_date": MONDAY, "last_date": MONDAY + timedelta(weeks=12)}
    add_closure(**_who(salon), owner=ANNA, **away)  # type: ignore[arg-type]

"""A month at one look says the same as asking for its slots day by day."""

from datetime import date, timedelta

import pytest

from holdfast.actions._definitions import raise_version
from holdfast.data import models
from holdfast.queries.availability import list_slots, next_slots, read_month
from holdfast.queries.engine import Wish
from tests import cast
from tests.cast import MONDAY, NOW, Cast

FIRST, LAST = date(2026, 11, 21), date(2026, 11, 30)


@pytest.fixture
def salon(db: None) -> Cast:
    return cast.salon()


@pytest.mark.parametrize("staff", [None, "anna"])
@pytest.mark.parametrize("offset", [None, *range((LAST - FIRST).days + 1)])
@pytest.mark.parametrize("exclude", [False, True])
def test_the_month_agrees_with_the_slots(
    salon: Cast, staff: str | None, offset: int | None, exclude: bool
) -> None:
    salon.book("cut", "09:00", staff="anna")
    models.Override.objects.create(
        organisation_id=salon.id, resource=salon.world.resources["anna"], date=MONDAY + timedelta(days=2)
    )
    raise_version(salon.scope)
    wish = Wish("cut", "here", staff)
    slots = list_slots(organisation_id=salon.id, wish=wish, first=FIRST, last=LAST, now=NOW)
    but_not = slots[0].starts_at if exclude else None
    slots = [slot for slot in slots if slot.starts_at != but_not]
    day = None if offset is None else FIRST + timedelta(days=offset)
    month = read_month(
        organisation_id=salon.id, wish=wish, first=FIRST, last=LAST, day=day, now=NOW, but_not=but_not
    )
    on = {slot: slot.starts_at.astimezone(salon.zone).date() for slot in slots}
    shown = day or min(on.values())
    assert month.day == shown
    assert list(month.slots) == [slot for slot in slots if on[slot] == shown]
    assert {one: free for one, free in month.free.items() if free} == {
        one: list(on.values()).count(one) for one in set(on.values())
    }
    assert month.earliest == slots[0]
    later = [slot for slot in slots if on[slot] > shown]
    assert month.after == (None if month.slots else next(iter(later), None))


def test_a_month_with_nothing_says_so(salon: Cast) -> None:
    month = read_month(
        organisation_id=salon.id,
        wish=Wish("cut", "here", None),
        first=date(2026, 11, 21),
        last=date(2026, 11, 22),
        day=None,
        now=NOW,
    )
    assert (month.day, list(month.slots), month.earliest, month.after) == (None, [], None, None)


def test_the_next_free_time_is_found_however_far_off(salon: Cast) -> None:
    for days in (20, 50, 85):
        models.Closure.objects.all().delete()
        models.Closure.objects.create(
            organisation_id=salon.id,
            location=salon.world.location,
            first_date=FIRST,
            last_date=FIRST + timedelta(days=days),
        )
        raise_version(salon.scope)
        found = next_slots(organisation_id=salon.id, wish=Wish("cut", "here", None), after=NOW, now=NOW)
        assert found
        assert FIRST + timedelta(days=days) < found[0].starts_at.date() <= FIRST + timedelta(days=days + 3)

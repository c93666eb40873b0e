"""The first free times of all: what asking about each service and place alone would say, in one statement."""

from datetime import date, datetime, timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.actions.days import add_closure
from holdfast.core.opening import Owner
from holdfast.core.refusal import Invalid, NotFound
from holdfast.data import models
from holdfast.queries.availability import SlotView, next_slots
from holdfast.queries.definitions import forget_definitions
from holdfast.queries.engine import Wish
from holdfast.queries.next_free import FreeView, Wanted, first_of_each, next_free
from tests import cast
from tests.cast import MONDAY, NOW, STAFF, Cast

PLACES = {"cut": ("lisbon", "horta"), "massage": ("horta",), "talk": ("lisbon", "horta")}
WEEKS = timedelta(weeks=6)


@pytest.fixture
def chain(db: None) -> Cast:
    return cast.chain()


def _next(chain: Cast, wanted: Wanted | None = None, *, after: datetime = NOW, limit: int = 1) -> list[FreeView]:
    return next_free(organisation_id=chain.id, wanted=wanted or Wanted(), after=after, now=NOW, limit=limit)


def _alone(chain: Cast, wanted: Wanted, after: datetime, limit: int) -> list[FreeView]:
    """Each service at each place asked about alone, and then put in order."""
    found = list[tuple[datetime, int, FreeView]]()
    order = count()
    for service in wanted.services or PLACES:
        for place in [wanted.location] if wanted.location else PLACES[service]:
            wish = Wish(service, place, wanted.staff, wanted.quantity, wanted.duration)
            found += [
                (slot.starts_at, number, FreeView(service, place, slot))
                for slot in _slots(chain, wish, after, limit)
                for number in [next(order)]
            ]
    return [free for _, _, free in sorted(found, key=lambda one: one[:2])[:limit]]


def _slots(chain: Cast, wish: Wish, after: datetime, limit: int) -> list[SlotView]:
    try:
        return next_slots(organisation_id=chain.id, wish=wish, after=after, now=NOW, limit=limit)
    except (Invalid, NotFound):
        return []


def _busy(chain: Cast, person: str, first: int, hours: int) -> None:
    models.Block.objects.create(
        organisation_id=chain.id,
        resource=chain.world.resources[person],
        during=(NOW + timedelta(hours=first), NOW + timedelta(hours=first + hours)),
        reason="",
    )


ANY = Wanted()
WANTED = [
    ANY,
    Wanted(("cut",)),
    Wanted(("talk", "massage")),
    Wanted(location="horta"),
    Wanted(staff="cleo"),
    Wanted(("cut", "talk"), staff="anna"),
    Wanted(duration=timedelta(minutes=90)),
    Wanted(("talk",), "lisbon", "anna", duration=timedelta(minutes=60)),
]


@pytest.mark.parametrize("wanted", WANTED, ids=str)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    busy=st.lists(
        st.tuples(st.sampled_from(["anna", "ben", "cleo"]), st.integers(0, 24 * 20), st.integers(1, 24 * 25)),
        max_size=6,
    ),
    later=st.integers(-24, 24 * 40),
    limit=st.integers(1, 12),
)
def test_it_is_the_earliest_of_each_service_and_place_asked_alone(
    chain: Cast, wanted: Wanted, busy: list[tuple[str, int, int]], later: int, limit: int
) -> None:
    models.Block.objects.all().delete()
    for one in busy:
        _busy(chain, *one)
    after = NOW + timedelta(hours=later)

    assert _next(chain, wanted, after=after, limit=limit) == _alone(chain, wanted, after, limit)
    if wanted.services == ():
        each = first_of_each(organisation_id=chain.id, wanted=wanted, now=NOW, within=timedelta(days=400))
        for service, free in each.items():
            alone = Wanted((service,), wanted.location, wanted.staff, wanted.quantity, wanted.duration)
            assert [free] if free else _alone(chain, alone, NOW, 1) == []


def test_the_first_of_all_says_what_it_is_where_and_who_could_give_it(chain: Cast) -> None:
    nine, ten = chain.at("09:00"), chain.at("10:00")
    found = _next(chain, limit=50)

    assert [(one.service, one.location, one.slot.starts_at) for one in found[:2]] == [
        ("cut", "lisbon", nine),
        ("talk", "lisbon", nine),
    ]
    at_ten = [(one.service, one.location, one.slot.staff) for one in found if one.slot.starts_at == ten]
    assert at_ten == [
        ("cut", "lisbon", ("anna",)),
        ("cut", "horta", ("ben", "cleo")),
        ("massage", "horta", ("cleo",)),
        ("talk", "lisbon", ("anna",)),
        ("talk", "horta", ("cleo",)),
    ]


def test_each_service_has_its_own_first_and_what_has_none_soon_says_so(chain: Cast) -> None:
    far = MONDAY + timedelta(days=50)
    add_closure(
        now=NOW,
        organisation_id=chain.id,
        owner=Owner("resource", "cleo"),
        first_date=MONDAY,
        last_date=far,
        actor=STAFF,
    )
    each = first_of_each(organisation_id=chain.id, wanted=ANY, now=NOW, within=WEEKS)

    assert {service: free and (free.location, free.slot.starts_at) for service, free in each.items()} == {
        "cut": ("lisbon", chain.at("09:00")),
        "massage": None,
        "talk": ("lisbon", chain.at("09:00")),
    }


def test_what_nobody_gives_so_is_refused_and_says_which_choice_is_none(chain: Cast) -> None:
    for wanted, field in (
        (Wanted(("shave",)), "services"),
        (Wanted(("cut", "shave")), "services"),
        (Wanted(location="porto"), "location"),
        (Wanted(staff="zoe"), "staff"),
        (Wanted(("massage",), staff="ben"), "staff"),
        (Wanted(("cut",), duration=timedelta(minutes=45)), "duration"),
        (Wanted(quantity=2), "quantity"),
    ):
        with pytest.raises(Invalid) as refused:
            _next(chain, wanted)
        assert refused.value.field == field


def test_a_service_that_is_not_public_is_not_told(chain: Cast) -> None:
    models.Service.objects.filter(slug="cut").update(is_public=False)
    forget_definitions()
    assert {free.service for free in _next(chain, limit=50)} == {"massage", "talk"}
    with pytest.raises(Invalid):
        _next(chain, Wanted(("cut",)))


def test_no_more_than_fifty_are_told(chain: Cast) -> None:
    assert len(_next(chain, limit=500)) == 50


def test_many_services_cost_as_many_statements_as_one(chain: Cast) -> None:
    _next(chain)
    for day in range(5):
        _busy(chain, "cleo", 48 + 24 * day, 8)
    with CaptureQueriesContext(connection) as one:
        _next(chain, Wanted(("cut",), "lisbon"))
    with CaptureQueriesContext(connection) as many:
        _next(chain, limit=20)
    with CaptureQueriesContext(connection) as each:
        first_of_each(organisation_id=chain.id, wanted=ANY, now=NOW, within=WEEKS)
    # Cleo has no hour for a massage in the first three days: a second look, for that alone.
    assert (len(one), len(many), len(each)) == (1, 1, 2)


def test_a_business_without_a_free_time_costs_few_statements(chain: Cast) -> None:
    for person in ("anna", "ben", "cleo"):
        _busy(chain, person, 0, 24 * 400)
    _next(chain)
    with CaptureQueriesContext(connection) as asked:
        assert _next(chain) == []
    assert len(asked) == 4
    with CaptureQueriesContext(connection) as asked:
        each = first_of_each(organisation_id=chain.id, wanted=ANY, now=NOW, within=WEEKS)
    assert each == {"cut": None, "massage": None, "talk": None}
    assert len(asked) == 4


def test_without_a_service_there_is_nothing_to_find(db: None) -> None:
    empty = cast.make("empty", "Europe/Lisbon", cast.WEEK, [], [])
    assert _next(empty) == []
    assert first_of_each(organisation_id=empty.id, wanted=ANY, now=NOW, within=WEEKS) == {}


def test_a_time_after_all_windows_has_nothing(chain: Cast) -> None:
    assert _next(chain, after=datetime.combine(date(2900, 1, 1), datetime.min.time(), NOW.tzinfo)) == []

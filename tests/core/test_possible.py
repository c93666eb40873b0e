"""Wishes for services: what is accepted makes sense, and each mistake is named where it was made."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.core.policy import Policy
from holdfast.core.possible import cap_columns, possible
from holdfast.core.refusal import Invalid
from holdfast.core.service import Caps, LengthChoice, NeedWish, PhaseWish, ServiceWish
from tests.core import times

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WEEK, YEARS = 7 * DAY, 1100 * DAY
CAPS = ("daily_cap", "weekly_cap", "monthly_cap")
ALL_CAPS = (*CAPS, *(f"customer_{cap}" for cap in CAPS))


def minutes(first, last):
    return st.integers(first, last).map(lambda number: number * MINUTE)


SLUGS = st.lists(st.sampled_from(["anna", "ben", "chair"]), min_size=1, max_size=5).map(tuple)
# All that may be said, and beside it what may not: zero, less than nothing, too much.
NAMES = st.sampled_from(["Cut", " Cut  and colour ", "", "x" * 81, "x" * 121])
CAP = st.one_of(st.none(), st.integers(-1, 3), st.just(10**7))
SPAN = st.one_of(
    minutes(-5, 90), st.sampled_from([timedelta(), 7.5 * MINUTE, DAY, WEEK, WEEK + MINUTE, 2 * YEARS])
)
CHOICES = st.one_of(st.none(), st.builds(LengthChoice, SPAN, SPAN, SPAN))
PHASES = st.lists(st.builds(PhaseWish, NAMES, SPAN, CHOICES), max_size=3).map(tuple)
NEEDS = st.builds(
    NeedWish,
    NAMES,
    candidates=st.one_of(SLUGS, st.just(())),
    kind=st.sampled_from(["", "person"]),
    skills=st.sampled_from([(), ("laser",)]),
    how_many=st.integers(-1, 21),
    takes_all=st.booleans(),
    units=st.one_of(st.integers(-1, 2), st.just(1001)),
    customer_chooses=st.booleans(),
    phases=st.lists(st.integers(-1, 3), max_size=2).map(tuple),
    buffer_before=st.one_of(st.none(), SPAN),
    buffer_after=st.one_of(st.none(), SPAN),
    turn=st.sampled_from(["least_busy", "priority", "round_robin", "by_lot"]),
    least_gap=SPAN,
)
POLICIES = st.builds(
    Policy,
    slot_step=SPAN,
    slot_anchor=SPAN,
    minimum_notice=SPAN,
    booking_window=SPAN,
    hold_for=SPAN,
    change_notice=SPAN,
    approval_within=SPAN,
    fixed_starts=st.lists(SPAN, max_size=3).map(tuple),
    offered_share=st.sampled_from([0, 1, 50, 100, 101]),
    **dict.fromkeys(ALL_CAPS, CAP),
)
# Accepted as it is; anything else of a wish is drawn beside it, one part at a time.
PLAIN = ServiceWish(
    "Cut",
    (PhaseWish("Apply", HOUR, LengthChoice(30 * MINUTE, 2 * HOUR, 30 * MINUTE)), PhaseWish("Rinse", 10 * MINUTE)),
    (NeedWish("Stylist", ("anna", "ben", "anna")), NeedWish("Chair", kind="equipment", phases=(1,))),
    ("here",),
)


def _changed(part, drawn):
    """The plain wish with one field of one of its parts drawn."""
    if part == "phases":
        return replace(PLAIN, phases=drawn)
    if part == "policy":
        return replace(PLAIN, policy=drawn)
    return replace(PLAIN, needs=(PLAIN.needs[0], drawn))


WISHES = st.one_of(
    st.builds(_changed, st.just("phases"), PHASES),
    st.builds(_changed, st.just("policy"), POLICIES),
    st.builds(_changed, st.just("needs"), NEEDS),
    # One rule at a time, so that what is right is drawn often enough.
    *(
        st.builds(lambda value, name=name: replace(PLAIN, policy=replace(Policy(), **{name: value})), values)
        for name, values in {"minimum_notice": SPAN, "booking_window": SPAN, "slot_step": SPAN}.items()
    ),
    *(
        st.builds(lambda value, name=name: _changed("needs", replace(PLAIN.needs[0], **{name: value})), values)
        for name, values in {
            "how_many": st.integers(-1, 4),
            "least_gap": SPAN,
            "buffer_before": SPAN,
            "buffer_after": SPAN,
            "phases": st.lists(st.integers(-1, 3), max_size=2).map(tuple),
        }.items()
    ),
)


def _value(wish, where):
    """What stands in a wish at a place that a refusal names; an error where there is none such."""
    named = re.fullmatch(r"(?:(phases|needs)\[(\d+)\]\.)?(\w+)", where)
    row = getattr(wish, named[1])[int(named[2])] if named[1] else wish
    holder = next(one for one in (row, wish.policy, *_choices(wish)) if hasattr(one, named[3]))
    return getattr(holder, named[3])


def _choices(wish):
    return [phase.choice for phase in wish.phases if phase.choice is not None]


@settings(max_examples=times(1500))
@given(WISHES)
def test_what_is_accepted_can_be_laid_out_and_filled_and_what_is_not_says_where(wish):
    try:
        found = possible(wish)
    except Invalid as refusal:
        _value(wish, refusal.field)
        return
    assert possible(found) == found
    assert all(_makes_sense(phase) for phase in found.phases)
    assert found.phases
    assert len(_choices(found)) <= 1
    assert found.needs
    assert all(_can_be_asked(need, len(found.phases)) for need in found.needs)
    assert _can_be_booked(found.policy)


def _makes_sense(phase):
    choice = phase.choice
    lengths = [] if choice is None else [choice.shortest, phase.duration, choice.longest]
    apart = all((one - choice.shortest) % choice.step == timedelta() for one in lengths)
    return MINUTE <= phase.duration <= YEARS and lengths == sorted(lengths) and apart


def _can_be_asked(need, phases):
    by_name, by_nature = bool(need.candidates), bool(need.kind or need.skills)
    together = 1 <= need.how_many <= (len({*need.candidates}) if by_name else 20)
    buffers = [one for one in (need.buffer_before, need.buffer_after) if one is not None]
    return (
        by_name != by_nature
        and together
        and not (need.takes_all and (need.how_many > 1 or need.customer_chooses))
        and need.units >= 1
        and {*need.phases} <= {*range(phases)}
        and all(timedelta() <= one <= WEEK for one in buffers)
        and timedelta() <= need.least_gap <= DAY
        and need.name == need.name.strip() != ""
    )


def _can_be_booked(policy):
    first, end = policy.bookable(0)
    starts = policy.fixed_starts
    return (
        0 <= first < end - 1
        and policy.slot_step >= MINUTE
        and list(starts) == sorted({*starts})
        and all(timedelta() <= one < DAY for one in starts)
        and all(cap.most >= 1 for cap in (*policy.caps, *policy.customer_caps))
        and 1 <= policy.offered_share <= 100
    )


def _phase(**said):
    return replace(PLAIN, phases=(PLAIN.phases[0], replace(PLAIN.phases[1], **said)))


def _choice(**said):
    first = replace(PLAIN.phases[0], choice=replace(PLAIN.phases[0].choice, **said))
    return replace(PLAIN, phases=(first, PLAIN.phases[1]))


def _need(number=0, **said):
    needs = list(PLAIN.needs)
    needs[number] = replace(needs[number], **said)
    return replace(PLAIN, needs=tuple(needs))


def _rule(**said):
    return replace(PLAIN, policy=Policy(**said))


MISTAKES = [
    (replace(PLAIN, name=""), "name"),
    (replace(PLAIN, price_minor=-1), "price_minor"),
    (replace(PLAIN, locations=()), "locations"),
    (replace(PLAIN, phases=()), "phases"),
    (replace(PLAIN, needs=()), "needs"),
    (replace(PLAIN, phases=PLAIN.phases * 7), "phases"),
    (_phase(duration=timedelta()), "phases[1].duration"),
    (_phase(duration=-MINUTE), "phases[1].duration"),
    (_phase(duration=90.5 * MINUTE), "phases[1].duration"),
    (_phase(name="x" * 81), "phases[1].name"),
    (_phase(choice=PLAIN.phases[0].choice), "phases"),
    (_choice(shortest=61 * MINUTE), "shortest"),
    (_choice(longest=59 * MINUTE), "shortest"),
    (_choice(step=timedelta()), "shortest"),
    (_choice(step=25 * MINUTE), "step"),
    (_need(1, name=""), "needs[1].name"),
    (_need(candidates=()), "needs[0].candidates"),
    (_need(1, candidates=("chair",)), "needs[1].candidates"),
    (_need(units=0), "needs[0].units"),
    (_need(1, how_many=0), "needs[1].how_many"),
    (_need(1, how_many=21), "needs[1].how_many"),
    (_need(how_many=3), "needs[0].how_many"),
    (_need(how_many=2, takes_all=True), "needs[0].how_many"),
    (_need(takes_all=True, customer_chooses=True), "needs[0].customer_chooses"),
    (_need(1, phases=(2,)), "needs[1].phases"),
    (_need(buffer_before=-MINUTE), "needs[0].buffer_before"),
    (_need(1, buffer_after=-MINUTE), "needs[1].buffer_after"),
    (_need(buffer_after=WEEK + MINUTE), "needs[0].buffer_after"),
    (_need(turn="by_lot"), "needs[0].turn"),
    (_need(least_gap=-MINUTE), "needs[0].least_gap"),
    (_need(least_gap=DAY + MINUTE), "needs[0].least_gap"),
    (_rule(minimum_notice=-MINUTE), "minimum_notice"),
    (_rule(booking_window=DAY, minimum_notice=DAY), "booking_window"),
    (_rule(hold_for=timedelta()), "hold_for"),
    (_rule(change_notice=-MINUTE), "change_notice"),
    (_rule(approval_within=timedelta()), "approval_within"),
    (_rule(slot_step=timedelta()), "slot_step"),
    (_rule(slot_anchor=DAY), "slot_anchor"),
    (_rule(fixed_starts=(9 * HOUR, DAY)), "fixed_starts"),
    (_rule(fixed_starts=(-HOUR,)), "fixed_starts"),
    (_rule(offered_share=0), "offered_share"),
    (_rule(offered_share=101), "offered_share"),
    *((_rule(**{cap: 0}), cap) for cap in ALL_CAPS),
]


@pytest.mark.parametrize(
    ("wish", "where"), MISTAKES, ids=[f"{n}-{where}" for n, (_, where) in enumerate(MISTAKES)]
)
def test_a_mistake_is_named_where_it_was_made(wish, where):
    with pytest.raises(Invalid) as refused:
        possible(wish)
    assert refused.value.field == where


@pytest.mark.parametrize(
    "wish",
    [
        PLAIN,
        _phase(duration=MINUTE),
        _need(how_many=2),
        _need(takes_all=True),
        _need(buffer_before=timedelta(), buffer_after=WEEK),
        _need(least_gap=DAY),
        _rule(booking_window=DAY, minimum_notice=DAY - MINUTE),
        _rule(slot_step=DAY, slot_anchor=DAY - MINUTE, fixed_starts=(timedelta(), DAY - MINUTE)),
        _rule(daily_cap=1, customer_monthly_cap=1, offered_share=1),
    ],
)
def test_what_lies_on_the_edge_is_accepted_as_it_is(wish):
    assert possible(wish) == wish


def test_fixed_starts_are_put_in_order_and_said_once():
    found = possible(_rule(fixed_starts=(14 * HOUR, 9 * HOUR, 14 * HOUR)))
    assert found.policy.fixed_starts == (9 * HOUR, 14 * HOUR)


def test_caps_of_anything_are_one_or_more():
    assert cap_columns(Caps(1, None, 3), "customer_") == {
        "customer_daily_cap": 1,
        "customer_weekly_cap": None,
        "customer_monthly_cap": 3,
    }
    with pytest.raises(Invalid) as refused:
        cap_columns(Caps(weekly=0), "customer_")
    assert refused.value.field == "customer_weekly_cap"

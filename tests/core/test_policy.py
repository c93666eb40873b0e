"""Policies: their bounds, and how a booking keeps them."""

import json
from dataclasses import fields
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.core.policy import Policy, seconds
from tests.core import times

DURATION = st.integers(0, 10**8).map(lambda number: timedelta(seconds=number))
POLICIES = st.builds(
    Policy,
    slot_step=DURATION,
    slot_anchor=DURATION,
    minimum_notice=DURATION,
    booking_window=DURATION,
    hold_for=DURATION,
    change_notice=DURATION,
    needs_approval=st.booleans(),
    approval_within=DURATION,
    daily_cap=st.one_of(st.none(), st.integers(0, 1000)),
    customer_weekly_cap=st.one_of(st.none(), st.integers(0, 1000)),
    fixed_starts=st.lists(st.integers(0, 1439).map(lambda n: timedelta(minutes=n))).map(tuple),
    offered_share=st.integers(1, 100),
)


@settings(max_examples=times(200))
@given(POLICIES)
def test_a_stored_policy_comes_back_as_it_was(policy):
    assert Policy.from_json(json.loads(json.dumps(policy.to_json()))) == policy


@settings(max_examples=times(100))
@given(POLICIES, st.sets(st.sampled_from([one.name for one in fields(Policy)])))
def test_what_a_later_version_added_takes_its_default(policy, missing):
    stored = {name: value for name, value in policy.to_json().items() if name not in missing}
    found = Policy.from_json({**stored, "from_the_future": 1})
    for one in fields(Policy):
        assert getattr(found, one.name) == getattr(Policy() if one.name in missing else policy, one.name)


def test_exactly_the_notice_is_enough():
    policy = Policy(minimum_notice=timedelta(hours=2), booking_window=timedelta(days=1))
    first, end = policy.bookable(1000)
    assert first == 1000 + 7200
    assert end - 1 == 1000 + 86_400


@settings(max_examples=times(100))
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_booking_may_be_changed_until_its_notice_begins(starts_at, now, notice):
    policy = Policy(change_notice=timedelta(seconds=notice))
    assert policy.may_change(starts_at=starts_at, now=now) == (starts_at - now >= notice)


def test_a_duration_is_counted_in_whole_seconds():
    assert seconds(timedelta(minutes=1, seconds=1.5)) == 61

"""Why not? Reasons are complete, each is true, and taking one away leaves a bookable start or another reason.

What is true is said in the oracle's own words; who is behind what is taken is made up here.
"""

import copy
from dataclasses import replace
from datetime import date

from hypothesis import event, given, settings
from hypothesis import strategies as st

from holdfast.core.availability import find_start
from holdfast.core.capacity import Taken
from holdfast.core.reasons import Claim, Evidence, explain
from tests.core import times
from tests.core.oracle import Oracle, Resource, Role, Timetable, World
from tests.core.without import ALWAYS, RULES, with_resource, without_candidate_reason, without_start_reason
from tests.in_core import hours_of, question_of
from tests.strategies import short_mornings, worlds

MORNING = date(2026, 6, 1)
MIDNIGHT = 1_780_272_000


# A case: a world, what is known of its resources ({resource: (blocks, buffer before, buffer after)}), an instant


def use_spans(resource):
    return {use[1:] for use in resource.busy}


@st.composite
def cases(draw, source=None):
    world, known = draw(st.one_of(worlds(), short_mornings()) if source is None else source), {}
    for key, resource in world.resources.items():
        spans = sorted(use_spans(resource))
        blocks = draw(st.sets(st.sampled_from(spans), max_size=2)) if spans else set()
        if resource.capacity > 1:
            # A block takes every unit; who else is on one by then does not count.
            busy = tuple(use for use in resource.busy if use[1:] not in blocks)
            busy += tuple((unit, *span) for span in sorted(blocks) for unit in range(resource.capacity))
            world = replace(world, resources={**world.resources, key: replace(resource, busy=busy)})
        minutes = st.sampled_from((0, 0, 60, 300, 600, 1800))
        known[key] = (frozenset(blocks), draw(minutes), draw(minutes))
    return world, known, draw(instants(world))


@st.composite
def instants(draw, world):
    """Mostly such as the grid has, for others are refused before anybody is asked."""
    begin, end = -(-world.window[0] // 60), -(-world.window[1] // 60)
    minute = st.integers(begin, end - 1)
    if draw(st.integers(0, 3)) and not world.fixed:
        step = world.step
        minute = minute.map(lambda one: one // step * step + world.anchor % step)
    return 60 * draw(minute)


def own_span(use, before, after):
    _, start, end = use
    return (start + before, end - after) if start + before < end - after else (start, end)


def booking_id(key, use):
    return hash((key, *use))


def evidence_of(world, known):
    found = {}
    for key, resource in world.resources.items():
        blocks, before, after = known.get(key, (frozenset(), 0, 0))
        claims = {
            Taken(*use): Claim(booking_id(key, use), own_span(use, before, after))
            for use in resource.busy
            if use[1:] not in blocks
        }
        found[key] = Evidence(blocks & use_spans(resource), claims, hours_of(world.zone, resource.timetable))
    return found


def explained(world, known, at):
    anyone = question_of(replace(world, chosen=frozenset())).plan if world.chosen else None
    return explain(question_of(world), at, evidence_of(world, known), anyone=anyone)


# What is true, in the oracle's words


def is_start_reason_true(oracle, at, reason):
    world = oracle.world
    if reason.code == "notice":
        return at < world.now + world.notice == reason.bound
    if reason.code == "window":
        return at > world.now + world.horizon == reason.bound
    if reason.code in {"grid", "withheld"}:
        every = copy.copy(oracle)
        every.world = replace(world, share=100)
        return not oracle.is_on_grid(at) and every.is_on_grid(at) == (reason.code == "withheld")
    if reason.code == "cap":
        return is_used_up(oracle, world, at, reason.period)
    found = [[key for key in post.candidates if oracle.fits(post, key, at)] for post in oracle.posts]
    if reason.code == "requirement_unmet":
        return not found[reason.position]
    if reason.code == "shared":
        return all(found) and not oracle.teams(at)
    assert reason.code == "not_chosen"
    anyone = Oracle(replace(world, chosen=frozenset())).start(at)
    named = oracle.posts[reason.position].candidates
    return set(reason.keys) == set(anyone[reason.position]) - set(named) != set()


def is_used_up(oracle, whose, at, period):
    return oracle.left(replace(whose, caps={period: whose.caps[period]}), at) < 1


def rule_of(timetable, day):
    if any(first <= day <= last for first, last in timetable.closures):
        return "closure"
    if day in timetable.overrides:
        return "override"
    return "holiday" if day in timetable.holidays else "closed"


def is_candidate_reason_true(oracle, known, at, post, key, reason):
    resource = oracle.world.resources.get(reason.resource_id)
    if reason.code == "inactive":
        return resource is None
    if reason.code == "gap":
        return oracle.is_free(post, key, at) and not oracle.leaves_no_gap(post, key, at)
    if reason.code == "cap":
        return is_used_up(oracle, resource, at, reason.period)
    needed = oracle.needed(post, (0, 0), at)
    if reason.code in RULES:
        first = oracle.ticks(*reason.span)[0]
        day = oracle.date_at(reason.span[0])
        is_closed = first in needed and first not in oracle.open[reason.resource_id]
        return is_closed and day == reason.day and rule_of(resource.timetable, day) == reason.code
    return is_taken_reason_true(oracle, known, at, post, key, reason)


def is_taken_reason_true(oracle, known, at, post, key, reason):
    resource = oracle.world.resources[reason.resource_id]
    if post.units > resource.capacity:
        return (reason.code, reason.number) == ("capacity", resource.capacity)
    blocks, before, after = known.get(reason.resource_id, (frozenset(), 0, 0))
    needed = oracle.needed(post, (0, 0), at)
    wanted = oracle.needed(post, post.candidates[key][reason.resource_id], at)
    if reason.span in blocks and not reason.booking_ids:
        span = set(oracle.ticks(*reason.span))
        return bool(span & wanted) and (reason.code == "block") == bool(span & needed)
    uses = [use for use in resource.busy if use[1:] not in blocks]
    if resource.capacity == 1:
        uses = [use for use in uses if use[1:] == reason.span]
        assert reason.booking_ids == tuple(booking_id(reason.resource_id, use) for use in uses)
    taken = full_ticks(oracle, post.units, resource, uses)
    own = full_ticks(oracle, post.units, resource, [(0, *own_span(use, before, after)) for use in uses])
    if resource.capacity > 1 and reason.number != min(free_units(oracle, resource, uses, wanted, post.units)):
        return False
    if own & needed:
        return reason.code == ("busy" if resource.capacity == 1 else "capacity")
    whose = "theirs" if taken & needed else "ours" if own & wanted else "both"
    return bool(taken & wanted) and (reason.code, reason.whose) == ("buffer", whose)


def full_ticks(oracle, units, resource, uses):
    used = oracle.ticks_used(Resource(1, ALWAYS, tuple(uses)))
    return {tick for tick, count in used.items() if count + units > resource.capacity}


def free_units(oracle, resource, uses, wanted, units):
    used = oracle.ticks_used(Resource(1, ALWAYS, tuple(uses)))
    return [max(0, resource.capacity - used[tick]) for tick in wanted if resource.capacity - used[tick] < units]


def assert_true(world, known, at, found):
    """Every reason is true, and there are enough of them."""
    oracle = Oracle(world)
    is_bookable = oracle.start(at) is not None
    assert found.bookable == is_bookable == (not found.reasons)
    assert is_bookable == (find_start(question_of(world), at) is not None)
    for reason in found.reasons:
        assert is_start_reason_true(oracle, at, reason), reason
    for post, role in zip(oracle.posts, found.roles, strict=True):
        for key, verdict in zip(post.candidates, role.candidates, strict=True):
            assert key == verdict.candidate.key
            assert oracle.fits(post, key, at) == (not verdict.reasons), (key, verdict.reasons)
            for reason in verdict.reasons:
                assert is_candidate_reason_true(oracle, known, at, post, key, reason), reason
    if not world.override:
        expected = {
            "notice": at < world.now + world.notice,
            "window": at > world.now + world.horizon,
            "cap": oracle.left(world, at) < 1,
            "offgrid": not oracle.is_on_grid(at),
        }
        codes = {"offgrid" if one.code in {"grid", "withheld"} else one.code for one in found.reasons}
        assert {code for code, is_so in expected.items() if is_so} == codes & set(expected)


@settings(max_examples=times(300))
@given(cases())
def test_reasons_are_complete_and_every_one_is_true(case):
    world, known, at = case
    found = explained(world, known, at)
    for code in {reason.code for reason in found.all_reasons}:
        event(code)
    assert_true(world, known, at, found)


@settings(max_examples=times(60))
@given(cases(worlds(shared=True)))
def test_reasons_are_true_where_roles_share_people(case):
    world, known, at = case
    assert_true(world, known, at, explained(world, known, at))


def somebody_named(world):
    """The same, with the first of all chosen by the customer, and somebody else who is always free."""
    roles = tuple(
        replace(role, chooses=True, gap=0, candidates={key: {key: (0, 0)} for key in (1, 2, 3)})
        for role in world.roles
    )
    free = {2: Resource(2, ALWAYS), 3: Resource(1, ALWAYS)}
    return replace(
        world, resources={**world.resources, **free}, roles=roles, chosen=frozenset({1}), caps={}, step=1
    )


@settings(max_examples=times(60))
@given(cases(st.one_of(worlds(), short_mornings()).map(somebody_named)))
def test_who_else_could_is_said_where_somebody_is_named(case):
    world, known, at = case
    found = explained(world, known, at)
    event("somebody else could" if any(one.code == "not_chosen" for one in found.reasons) else "or not")
    assert_true(world, known, at, found)
    assert found.bookable or (Oracle(replace(world, chosen=frozenset())).start(at) is not None) == any(
        reason.code == "not_chosen" for reason in found.reasons
    )


@settings(max_examples=times(150))
@given(cases(), st.data())
def test_a_start_without_one_of_its_reasons_is_bookable_or_another_true_reason_remains(case, data):
    world, known, at = case
    found = explained(world, known, at)
    named = [(None, None, reason) for reason in found.reasons]
    named += [
        (position, number, reason)
        for position, role in enumerate(found.roles)
        for number, verdict in enumerate(role.candidates)
        for reason in verdict.reasons
    ]
    for position, number, reason in data.draw(st.permutations(named))[:3]:
        if position is None:
            changed = without_start_reason(world, at, reason)
        else:
            changed = without_candidate_reason(world, position, reason)
        after = explained(changed, known, at)
        assert_true(changed, known, at, after)
        left = after.reasons if position is None else after.roles[position].candidates[number].reasons
        assert reason not in left


# Examples that people can read


def morning(**changes):
    """One who works from nine to one and is taken from ten to half past; with a buffer after of ten minutes."""
    hours = Timetable(weeks=((None, None, {0: ((540, 780),)}),))
    busy = ((0, MIDNIGHT + 600 * 60, MIDNIGHT + 630 * 60),)
    role = Role(((0, 1800),), {1: {1: (0, 600)}}, gap=changes.pop("gap", 0))
    world = World("UTC", {1: Resource(1, hours, busy)}, (role,), (MIDNIGHT, MIDNIGHT + 86_400), horizon=10**11)
    return replace(world, **changes)


def codes_at(minute, world=None, known=None):
    found = explained(world or morning(), known or {}, MIDNIGHT + minute * 60)
    return [reason.code for reason in found.all_reasons]


def test_each_bound_of_a_morning_has_its_name():
    assert codes_at(540) == []
    assert codes_at(525) == ["requirement_unmet", "closed"]
    assert codes_at(600) == ["requirement_unmet", "busy"]
    assert codes_at(572) == ["grid", "requirement_unmet", "busy"]
    assert codes_at(570) == ["requirement_unmet", "buffer"]
    assert codes_at(645, morning(gap=3600)) == ["requirement_unmet", "gap"]
    assert codes_at(540, morning(now=MIDNIGHT + 540 * 60 + 1)) == ["notice"]
    assert codes_at(540, morning(share=1)) == ["withheld"]
    assert codes_at(540, morning(caps={"week": 1}, counted={("week", MORNING): 1})) == ["cap"]


def test_the_buffer_that_is_in_the_way_is_somebodys():
    known = {1: (frozenset(), 0, 600)}
    assert codes_at(615, known=known) == ["requirement_unmet", "busy"]
    found = explained(morning(step=5), known, MIDNIGHT + 620 * 60)
    (reason,) = found.roles[0].candidates[0].reasons
    assert (reason.code, reason.whose) == ("buffer", "theirs")


def test_a_day_off_is_told_from_a_vacation_and_a_holiday():
    def of(**changes):
        hours = replace(morning().resources[1].timetable, **changes)
        return codes_at(540, with_resource(morning(), 1, Resource(1, hours)))[-1]

    assert of(overrides={MORNING: ()}) == "override"
    assert of(closures=((MORNING, MORNING),)) == "closure"
    assert of(holidays=frozenset({MORNING})) == "holiday"


def test_what_reaches_past_midnight_is_closed_by_the_rule_of_the_next_date():
    hours = Timetable(weeks=((None, None, {0: ((720, 0),)}),), closures=((date(2026, 6, 2), date(2026, 6, 2)),))
    world = with_resource(morning(), 1, Resource(1, hours))
    (reason,) = explained(world, {}, MIDNIGHT + 1425 * 60).roles[0].candidates[0].reasons
    assert (reason.code, reason.day, reason.span) == (
        "closure",
        date(2026, 6, 2),
        (MIDNIGHT + 86_400, MIDNIGHT + 87_300),
    )


def test_two_roles_that_only_the_same_one_could_fill_are_in_each_others_way():
    role = morning().roles[0]
    assert codes_at(540, morning(roles=(role, role))) == ["shared"]


def test_staff_who_override_are_not_bound_by_the_cap_of_somebody_whom_two_roles_share():
    role = Role(((0, 1800),), {1: {1: (0, 0)}, 2: {2: (0, 0)}})
    capped = Resource(1, ALWAYS, (), {"day": 1}, {("day", MORNING): 1})
    world = morning(roles=(role, role), resources={1: capped, 2: Resource(1, ALWAYS)})
    assert codes_at(600, world) == ["shared"]
    assert codes_at(600, replace(world, override=True)) == []
    assert Oracle(replace(world, override=True)).start(MIDNIGHT + 36_000) is not None


def test_somebody_else_than_the_one_named_is_said_to_be_free():
    role = Role(((0, 1800),), {1: {1: (0, 600)}, 2: {2: (0, 0)}}, chooses=True)
    world = with_resource(morning(roles=(role,), chosen=frozenset({1})), 2, Resource(1, ALWAYS))
    found = explained(world, {}, MIDNIGHT + 600 * 60)
    assert [(reason.code, reason.keys) for reason in found.reasons] == [
        ("requirement_unmet", ()),
        ("not_chosen", (2,)),
    ]


def test_a_service_that_needs_nobody_says_so():
    question = question_of(morning())
    nobody = replace(question, plan=replace(question.plan, roles=()))
    assert [one.code for one in explain(nobody, MIDNIGHT + 540 * 60, {}).reasons] == ["requirement_unmet"]

"""What of a wish is possible, as far as it can be told without knowing whom and what there is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from holdfast.core.policy import Policy
from holdfast.core.refusal import Invalid
from holdfast.core.service import (
    LONGEST_BUFFER,
    LONGEST_DESCRIPTION,
    LONGEST_GAP,
    LONGEST_NAME,
    LONGEST_PART,
    MOST_CAP,
    MOST_FIXED_STARTS,
    MOST_NEEDS,
    MOST_PHASES,
    MOST_PRICE,
    MOST_TOGETHER,
    MOST_UNITS,
    TURNS,
    Caps,
    LengthChoice,
    NeedWish,
    PhaseWish,
    ServiceWish,
)
from holdfast.core.text import clean_line, clean_text

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_YEARS = timedelta(days=1100)
_CAPS = (
    "daily_cap",
    "weekly_cap",
    "monthly_cap",
    "customer_daily_cap",
    "customer_weekly_cap",
    "customer_monthly_cap",
)
Mistakes = Iterator[tuple[str, str]]


def possible(wish: ServiceWish) -> ServiceWish:
    """The wish with its words cleaned. Refuses with `Invalid`, which names the field: `needs[1].units`."""
    for where, reason in _mistakes(wish):
        raise Invalid(field=where, reason=reason)
    return replace(
        wish,
        name=clean_line(wish.name, field="name", longest=LONGEST_NAME),
        description=clean_text(wish.description, field="description", longest=LONGEST_DESCRIPTION),
        phases=tuple(
            replace(one, name=_part(one.name, f"phases[{number}].name", required=False))
            for number, one in enumerate(wish.phases)
        ),
        needs=tuple(
            replace(one, name=_part(one.name, f"needs[{number}].name", required=True))
            for number, one in enumerate(wish.needs)
        ),
        policy=replace(wish.policy, fixed_starts=tuple(sorted(set(wish.policy.fixed_starts)))),
    )


def cap_columns(caps: Caps, prefix: str = "") -> dict[str, int | None]:
    """Caps under the names of their columns. Refuses with `Invalid` one below 1."""
    columns = {f"{prefix}{name}_cap": getattr(caps, name) for name in ("daily", "weekly", "monthly")}
    for field, cap in columns.items():
        if not _is_cap(cap):
            raise Invalid(field=field, reason="must be at least 1")
    return columns


def _part(name: str, where: str, *, required: bool) -> str:
    return clean_line(name, field=where, longest=LONGEST_PART, required=required)


def _mistakes(wish: ServiceWish) -> Mistakes:
    if not 0 <= wish.price_minor <= MOST_PRICE:
        yield "price_minor", "is no price"
    if not wish.locations:
        yield "locations", "required"
    yield from _mistakes_of_phases(wish.phases)
    if not 1 <= len(wish.needs) <= MOST_NEEDS:
        yield "needs", f"must be from 1 to {MOST_NEEDS}"
    for number, need in enumerate(wish.needs):
        for field, reason in _mistakes_of_need(need, len(wish.phases)):
            yield f"needs[{number}].{field}", reason
    yield from _mistakes_of_policy(wish.policy)
    yield from _mistakes_of_starts(wish.policy)


def _mistakes_of_phases(phases: tuple[PhaseWish, ...]) -> Mistakes:
    if not 1 <= len(phases) <= MOST_PHASES:
        yield "phases", f"must be from 1 to {MOST_PHASES}"
    for number, phase in enumerate(phases):
        if not _MINUTE <= phase.duration <= _YEARS or phase.duration % _MINUTE:
            yield f"phases[{number}].duration", "must take a minute or more"
    choices = [(phase.duration, phase.choice) for phase in phases if phase.choice is not None]
    if len(choices) > 1:
        yield "phases", "can leave the length of only one of them to the customer"
    for usual, choice in choices:
        yield from _mistakes_of_choice(usual, choice)


def _mistakes_of_choice(usual: timedelta, choice: LengthChoice) -> Mistakes:
    steps = (choice.longest - choice.shortest, usual - choice.shortest)
    if not (_MINUTE <= choice.shortest <= usual <= choice.longest <= _YEARS) or choice.step < _MINUTE:
        yield "shortest", "must lie around the usual length"
    elif any(span % choice.step for span in steps):
        yield "step", "must be whole steps apart"


def _mistakes_of_need(need: NeedWish, phases: int) -> Mistakes:
    if not (need.candidates or need.kind or need.skills):
        yield "candidates", "must have somebody or something each"
    if need.candidates and (need.kind or need.skills):
        yield "candidates", "must be listed, or of a kind and with skills, not both"
    if not 1 <= need.units <= MOST_UNITS:
        yield "units", f"must be from 1 to {MOST_UNITS}"
    yield from _mistakes_of_number(need)
    if any(not 0 <= number < phases for number in need.phases):
        yield "phases", "must be in steps that there are"
    for field, buffer in (("buffer_before", need.buffer_before), ("buffer_after", need.buffer_after)):
        if buffer is not None and not timedelta() <= buffer <= LONGEST_BUFFER:
            yield field, "must be between nothing and a week"
    if need.turn not in TURNS:
        yield "turn", "is no way of taking turns"
    if not timedelta() <= need.least_gap <= LONGEST_GAP:
        yield "least_gap", "must be between nothing and a day"


def _mistakes_of_number(need: NeedWish) -> Mistakes:
    if not 1 <= need.how_many <= MOST_TOGETHER:
        yield "how_many", f"must be from 1 to {MOST_TOGETHER}"
    elif need.takes_all and need.how_many > 1:
        yield "how_many", "must be left out where all are taken"
    elif need.candidates and need.how_many > len(set(need.candidates)):
        yield "how_many", "is more than are listed"
    if need.takes_all and need.customer_chooses:
        yield "customer_chooses", "leaves nothing to choose where all are taken"


def _mistakes_of_policy(policy: Policy) -> Mistakes:
    if not timedelta() <= policy.minimum_notice <= _YEARS:
        yield "minimum_notice", "must be between nothing and three years"
    if not _MINUTE <= policy.booking_window <= _YEARS:
        yield "booking_window", "must be from a minute to three years"
    if policy.booking_window <= policy.minimum_notice:
        yield "booking_window", "must be longer than the notice"
    if not _MINUTE <= policy.hold_for <= _DAY:
        yield "hold_for", "must be from a minute to a day"
    if not timedelta() <= policy.change_notice <= _YEARS:
        yield "change_notice", "must be between nothing and three years"
    if not _MINUTE <= policy.approval_within <= _YEARS:
        yield "approval_within", "must be from a minute to three years"
    for field in _CAPS:
        if not _is_cap(getattr(policy, field)):
            yield field, "must be at least 1"


def _is_cap(cap: int | None) -> bool:
    return cap is None or 1 <= cap <= MOST_CAP


def _mistakes_of_starts(policy: Policy) -> Mistakes:
    if not _MINUTE <= policy.slot_step <= _DAY or policy.slot_step % _MINUTE:
        yield "slot_step", "must be from a minute to a day"
    if not _is_time_of_day(policy.slot_anchor):
        yield "slot_anchor", "must be a time of the day"
    if not all(_is_time_of_day(one) for one in policy.fixed_starts):
        yield "fixed_starts", "must be times of the day"
    if len(policy.fixed_starts) > MOST_FIXED_STARTS:
        yield "fixed_starts", f"must be {MOST_FIXED_STARTS} or fewer"
    if not 1 <= policy.offered_share <= 100:
        yield "offered_share", "must be from 1 to 100"


def _is_time_of_day(time: timedelta) -> bool:
    return timedelta() <= time < _DAY and not time % _MINUTE

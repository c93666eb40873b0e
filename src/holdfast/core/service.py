"""A service as its owner wishes it: all that can be said of one, and what of that is possible."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from holdfast.core.policy import Policy
from holdfast.core.refusal import Invalid
from holdfast.core.text import clean_line, clean_text

LONGEST_NAME = 120
LONGEST_PART = 80
LONGEST_DESCRIPTION = 2000
MOST_PRICE = 100_000_000_00
MOST_PHASES = 12
MOST_NEEDS = 12
MOST_UNITS = 1000
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_YEARS = timedelta(days=1100)


@dataclass(frozen=True, slots=True)
class LengthChoice:
    """The lengths of a phase from which the customer chooses."""

    shortest: timedelta
    longest: timedelta
    step: timedelta


@dataclass(frozen=True, slots=True)
class PhaseWish:
    """A part of a service; how long it is, and from which lengths the customer may choose, if any."""

    name: str
    duration: timedelta
    choice: LengthChoice | None = None


@dataclass(frozen=True, slots=True)
class NeedWish:
    """A role to be filled by one of the candidates (slugs); in the phases numbered, from 0, or in all.

    Buffers that are `None` are those of whoever fills it.
    """

    name: str
    candidates: tuple[str, ...]
    units: int = 1
    customer_chooses: bool = False
    phases: tuple[int, ...] = ()
    buffer_before: timedelta | None = None
    buffer_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class ServiceWish:
    """All that is said of a service. `locations` are the slugs of the places where it is given."""

    name: str
    phases: tuple[PhaseWish, ...]
    needs: tuple[NeedWish, ...]
    locations: tuple[str, ...]
    description: str = ""
    price_minor: int = 0
    policy: Policy = field(default_factory=Policy)
    is_public: bool = True
    is_active: bool = True


def possible(wish: ServiceWish) -> ServiceWish:
    """The wish with its words cleaned. Refuses with `Invalid` naming the field that cannot be so."""
    for where, reason in _mistakes(wish):
        raise Invalid(field=where, reason=reason)
    return replace(
        wish,
        name=clean_line(wish.name, field="name", longest=LONGEST_NAME),
        description=clean_text(wish.description, field="description", longest=LONGEST_DESCRIPTION),
        phases=tuple(replace(one, name=_part(one.name, "phases", required=False)) for one in wish.phases),
        needs=tuple(replace(one, name=_part(one.name, "needs", required=True)) for one in wish.needs),
    )


def _part(name: str, where: str, *, required: bool) -> str:
    return clean_line(name, field=where, longest=LONGEST_PART, required=required)


Mistakes = Iterator[tuple[str, str]]


def _mistakes(wish: ServiceWish) -> Mistakes:
    if not 0 <= wish.price_minor <= MOST_PRICE:
        yield "price_minor", "is no price"
    if not wish.locations:
        yield "locations", "required"
    yield from _mistakes_of_phases(wish.phases)
    yield from _mistakes_of_needs(wish.needs, len(wish.phases))
    yield from _mistakes_of_policy(wish.policy)


def _mistakes_of_phases(phases: tuple[PhaseWish, ...]) -> Mistakes:
    if not 1 <= len(phases) <= MOST_PHASES:
        yield "phases", f"must be from 1 to {MOST_PHASES}"
    if any(not _MINUTE <= phase.duration <= _YEARS or phase.duration % _MINUTE for phase in phases):
        yield "phases", "must take a minute or more"
    choices = [(phase.duration, phase.choice) for phase in phases if phase.choice is not None]
    if len(choices) > 1:
        yield "phases", "can leave the length of only one of them to the customer"
    for usual, choice in choices:
        steps = (choice.longest - choice.shortest, usual - choice.shortest)
        if not (_MINUTE <= choice.shortest <= usual <= choice.longest <= _YEARS) or choice.step < _MINUTE:
            yield "shortest", "must lie around the usual length"
        elif any(span % choice.step for span in steps):
            yield "step", "must be whole steps apart"


def _mistakes_of_needs(needs: tuple[NeedWish, ...], phases: int) -> Mistakes:
    if not 1 <= len(needs) <= MOST_NEEDS:
        yield "needs", f"must be from 1 to {MOST_NEEDS}"
    for need in needs:
        if not need.candidates:
            yield "needs", "must have somebody or something each"
        if not 1 <= need.units <= MOST_UNITS:
            yield "needs", f"must be for 1 to {MOST_UNITS} units"
        if any(not 0 <= number < phases for number in need.phases):
            yield "needs", "must be in steps that there are"
        for buffer in (need.buffer_before, need.buffer_after):
            if buffer is not None and not timedelta() <= buffer <= 7 * _DAY:
                yield "needs", "must have buffers between nothing and a week"


def _mistakes_of_policy(policy: Policy) -> Mistakes:
    if not _MINUTE <= policy.slot_step <= _DAY or policy.slot_step % _MINUTE:
        yield "slot_step", "must be from a minute to a day"
    if not timedelta() <= policy.slot_anchor < _DAY or policy.slot_anchor % _MINUTE:
        yield "slot_anchor", "must be a time of the day"
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
    if policy.daily_cap is not None and not 1 <= policy.daily_cap <= 1_000_000:
        yield "daily_cap", "must be at least 1"

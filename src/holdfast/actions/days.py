"""Changing when something is open or busy on single dates."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from holdfast.actions._definitions import raise_version
from holdfast.actions._hurting import WouldHurt, hurting_nobody
from holdfast.actions._journal import Fact, record
from holdfast.actions._owners import find_owner, resource_id
from holdfast.actions._transaction import action
from holdfast.core.actor import Actor
from holdfast.core.opening import Owner, Shift, overlap
from holdfast.core.refusal import Invalid, NotFound
from holdfast.core.text import clean_line
from holdfast.data.models import Block, Closure, Override, OverrideShift
from holdfast.data.scope import Scope

__all__ = [
    "WouldHurt",
    "add_block",
    "add_closure",
    "remove_block",
    "remove_closure",
    "remove_override",
    "set_override",
]

LONGEST_REASON = 200


@action()
def add_block(
    *,
    now: datetime,
    organisation_id: int,
    resource_slug: str,
    starts_at: datetime,
    ends_at: datetime,
    actor: Actor,
    reason: str = "",
    anyway: bool = False,
) -> int:
    """Makes a resource busy for an interval that is no booking: lunch, a meeting, a repair.

    Refuses with `NotFound`, `Invalid`, and with `WouldHurt`, unless it is to be done `anyway`; bookings stay.
    """
    if ends_at <= starts_at:
        raise Invalid(field="ends_at", reason="must be after the start")
    scope = Scope(organisation_id)
    blocked = resource_id(scope, resource_slug)
    with hurting_nobody(scope, now, anyway=anyway, resource_ids=[blocked]):
        block = Block.objects.create(
            organisation_id=organisation_id,
            resource_id=blocked,
            during=DateTimeTZRange(starts_at, ends_at, "[)"),
            reason=_reason(reason),
        )
    record(scope, actor, now, [Fact("block_added", None, {"block": block.id})])
    return block.id


@action()
def remove_block(*, now: datetime, organisation_id: int, resource_slug: str, block_id: int, actor: Actor) -> None:
    """Takes a block away; its time is free again. Refuses with `NotFound`."""
    scope = Scope(organisation_id)
    removed, _ = scope.of(Block).filter(id=block_id, resource_id=resource_id(scope, resource_slug)).delete()
    if not removed:
        raise NotFound
    record(scope, actor, now, [Fact("block_removed", None, {"block": block_id})])


@action()
def add_closure(
    *,
    now: datetime,
    organisation_id: int,
    owner: Owner,
    first_date: date,
    last_date: date,
    actor: Actor,
    reason: str = "",
    anyway: bool = False,
) -> int:
    """Closes a place, person or thing on dates, both included: holidays, a person's vacation, a repair.

    Refuses with `NotFound`, `Invalid`, and with `WouldHurt`, unless it is to be done `anyway`; bookings stay.
    """
    if last_date < first_date:
        raise Invalid(field="last_date", reason="is before the first date")
    scope = Scope(organisation_id)
    raise_version(scope)
    owning = find_owner(scope, owner)
    with hurting_nobody(scope, now, anyway=anyway, resource_ids=owning.resource_ids):
        closure = Closure.objects.create(
            organisation_id=organisation_id,
            **owning.columns,
            first_date=first_date,
            last_date=last_date,
            reason=_reason(reason),
        )
    record(scope, actor, now, [Fact("closure_added", None, {"closure": closure.id})])
    return closure.id


@action()
def remove_closure(*, now: datetime, organisation_id: int, owner: Owner, closure_id: int, actor: Actor) -> None:
    """Takes a closure away; its dates have their usual hours again. Refuses with `NotFound`."""
    scope = Scope(organisation_id)
    raise_version(scope)
    removed, _ = scope.of(Closure).filter(id=closure_id, **find_owner(scope, owner).columns).delete()
    if not removed:
        raise NotFound
    record(scope, actor, now, [Fact("closure_removed", None, {"closure": closure_id})])


@action()
def set_override(
    *,
    now: datetime,
    organisation_id: int,
    owner: Owner,
    day: date,
    shifts: Sequence[Shift],
    actor: Actor,
    reason: str = "",
    anyway: bool = False,
) -> int:
    """Gives a place, person or thing other hours on one date, in place of any before; without shifts a day off.

    Refuses with `NotFound`, `Invalid`, and with `WouldHurt`, unless it is to be done `anyway`.
    """
    if overlap(shifts):
        raise Invalid(field="shifts", reason="overlap")
    scope = Scope(organisation_id)
    raise_version(scope)
    owning = find_owner(scope, owner)
    with hurting_nobody(scope, now, anyway=anyway, resource_ids=owning.resource_ids):
        _take_away(scope, {**owning.columns, "date": day})
        override = Override.objects.create(
            organisation_id=organisation_id, **owning.columns, date=day, reason=_reason(reason)
        )
        OverrideShift.objects.bulk_create(
            OverrideShift(
                organisation_id=organisation_id, override=override, opens=shift.opens, closes=shift.closes
            )
            for shift in shifts
        )
    record(scope, actor, now, [Fact("override_set", None, {"override": override.id})])
    return override.id


@action()
def remove_override(
    *, now: datetime, organisation_id: int, owner: Owner, override_id: int, actor: Actor, anyway: bool = False
) -> None:
    """Takes other hours of a date away; it has its usual ones again.

    Refuses with `NotFound`, and with `WouldHurt`, unless it is to be done `anyway`.
    """
    scope = Scope(organisation_id)
    raise_version(scope)
    owning = find_owner(scope, owner)
    with hurting_nobody(scope, now, anyway=anyway, resource_ids=owning.resource_ids):
        if not _take_away(scope, {**owning.columns, "id": override_id}):
            raise NotFound
    record(scope, actor, now, [Fact("override_removed", None, {"override": override_id})])


def _take_away(scope: Scope, which: dict[str, object]) -> bool:
    rows = scope.of(Override).filter(**which)
    scope.of(OverrideShift).filter(override__in=rows).delete()
    removed, _ = rows.delete()
    return removed > 0


def _reason(text: str) -> str:
    return clean_line(text, field="reason", longest=LONGEST_REASON, required=False)

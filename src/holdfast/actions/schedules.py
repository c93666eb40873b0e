"""Changing weekly hours."""

from collections.abc import Sequence
from datetime import date, datetime

from holdfast.actions._definitions import raise_version
from holdfast.actions._hurting import WouldHurt, hurting_nobody
from holdfast.actions._journal import Fact, record
from holdfast.actions._owners import find_owner
from holdfast.actions._transaction import action
from holdfast.core.actor import Actor
from holdfast.core.opening import Owner, Shift, overlap
from holdfast.core.refusal import Invalid, NotFound
from holdfast.data.models import Schedule, ScheduleShift
from holdfast.data.scope import Scope

__all__ = ["WouldHurt", "remove_week", "set_week"]

MOST_SHIFTS = 70


@action()
def set_week(
    *,
    now: datetime,
    organisation_id: int,
    owner: Owner,
    shifts: Sequence[tuple[int, Shift]],
    actor: Actor,
    valid_from: date | None = None,
    valid_until: date | None = None,
    week_id: int | None = None,
    anyway: bool = False,
) -> int:
    """Gives a place, person or thing weekly hours, from a date until a date; or changes those of `week_id`.

    A resource without any has those of its place. Of several weeks in force on a date the one that began last
    rules. Refuses with `NotFound`, `Invalid`, and with `WouldHurt`, unless it is to be done `anyway`.
    """
    _require_possible(shifts, valid_from, valid_until)
    scope = Scope(organisation_id)
    raise_version(scope)
    owning = find_owner(scope, owner)
    with hurting_nobody(scope, now, anyway=anyway, resource_ids=owning.resource_ids, shuts=True):
        dated = {"valid_from": valid_from, "valid_until": valid_until}
        if week_id is None:
            week_id = Schedule.objects.create(organisation_id=organisation_id, **owning.columns, **dated).id
        elif not scope.of(Schedule).filter(id=week_id, **owning.columns).update(**dated):
            raise NotFound
        scope.of(ScheduleShift).filter(schedule_id=week_id).delete()
        ScheduleShift.objects.bulk_create(
            ScheduleShift(
                organisation_id=organisation_id,
                schedule_id=week_id,
                weekday=weekday,
                opens=shift.opens,
                closes=shift.closes,
            )
            for weekday, shift in shifts
        )
    record(scope, actor, now, [Fact("week_set", None, {"week": week_id})])
    return week_id


@action()
def remove_week(
    *, now: datetime, organisation_id: int, owner: Owner, week_id: int, actor: Actor, anyway: bool = False
) -> None:
    """Takes weekly hours away; a resource whose last they were has the hours of its place again.

    Refuses with `NotFound`, and with `WouldHurt`, unless it is to be done `anyway`.
    """
    scope = Scope(organisation_id)
    raise_version(scope)
    owning = find_owner(scope, owner)
    week = scope.of(Schedule).filter(id=week_id, **owning.columns)
    if not week.exists():
        raise NotFound
    with hurting_nobody(scope, now, anyway=anyway, resource_ids=owning.resource_ids, shuts=True):
        scope.of(ScheduleShift).filter(schedule_id=week_id).delete()
        week.delete()
    record(scope, actor, now, [Fact("week_removed", None, {"week": week_id})])


def _require_possible(
    shifts: Sequence[tuple[int, Shift]], valid_from: date | None, valid_until: date | None
) -> None:
    if valid_from and valid_until and valid_until < valid_from:
        raise Invalid(field="valid_until", reason="is before the first date")
    if len(shifts) > MOST_SHIFTS or any(not 0 <= weekday <= 6 for weekday, _ in shifts):
        raise Invalid(field="shifts", reason="are too many, or on no weekday")
    for weekday in range(7):
        if overlap(shift for day, shift in shifts if day == weekday):
            raise Invalid(field="shifts", reason="overlap")

"""Changing when resources and places are open."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from holdfast.actions._definitions import raise_version
from holdfast.actions._journal import Fact, record
from holdfast.actions._transaction import action
from holdfast.core.actor import Actor
from holdfast.core.opening import Shift
from holdfast.core.refusal import Invalid, NotFound
from holdfast.core.text import clean_line
from holdfast.data.models import Block, Closure, Override, OverrideShift, Resource
from holdfast.data.scope import Scope


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
) -> int:
    """Makes a resource busy for an interval that is no booking. Refuses with `NotFound`, `Invalid`.

    Bookings already made in it stay.
    """
    scope = Scope(organisation_id)
    if ends_at <= starts_at:
        raise Invalid(field="ends_at", reason="must be after the start")
    block = Block.objects.create(
        organisation_id=organisation_id,
        resource_id=_resource(scope, resource_slug),
        during=DateTimeTZRange(starts_at, ends_at, "[)"),
        reason=clean_line(reason, field="reason", longest=200, required=False),
    )
    record(scope, actor, now, [Fact("block_added", None, {"block": block.id})])
    return block.id


@action()
def add_closure(
    *,
    now: datetime,
    organisation_id: int,
    resource_slug: str,
    first_date: date,
    last_date: date,
    actor: Actor,
    reason: str = "",
) -> int:
    """Closes a resource on dates, both included: a person's vacation, a room's repair.

    Refuses with `NotFound`, `Invalid`. Bookings already made stay.
    """
    scope = Scope(organisation_id)
    if last_date < first_date:
        raise Invalid(field="last_date", reason="is before the first date")
    closure = Closure.objects.create(
        organisation_id=organisation_id,
        resource_id=_resource(scope, resource_slug),
        first_date=first_date,
        last_date=last_date,
        reason=clean_line(reason, field="reason", longest=200, required=False),
    )
    raise_version(scope)
    record(scope, actor, now, [Fact("closure_added", None, {"closure": closure.id})])
    return closure.id


@action()
def set_override(
    *,
    now: datetime,
    organisation_id: int,
    resource_slug: str,
    day: date,
    shifts: Sequence[Shift],
    actor: Actor,
    reason: str = "",
) -> int:
    """Gives a resource other hours on one date, in place of any set before; without shifts a day off.

    Refuses with `NotFound`, `Invalid`.
    """
    scope = Scope(organisation_id)
    resource_id = _resource(scope, resource_slug)
    before = scope.of(Override).filter(resource_id=resource_id, date=day)
    scope.of(OverrideShift).filter(override__in=before).delete()
    before.delete()
    override = Override.objects.create(
        organisation_id=organisation_id,
        resource_id=resource_id,
        date=day,
        reason=clean_line(reason, field="reason", longest=200, required=False),
    )
    OverrideShift.objects.bulk_create(
        OverrideShift(organisation_id=organisation_id, override=override, opens=shift.opens, closes=shift.closes)
        for shift in shifts
    )
    raise_version(scope)
    record(scope, actor, now, [Fact("override_set", None, {"override": override.id})])
    return override.id


def _resource(scope: Scope, slug: str) -> int:
    resource_id = scope.of(Resource).filter(slug=slug).values_list("id", flat=True).first()
    if resource_id is None:
        raise NotFound
    return resource_id

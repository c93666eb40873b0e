"""When places and resources are open, read row by row: by whose it is, a location or a resource with its id."""

from collections import defaultdict
from typing import Any

from holdfast.core.opening import Closure, Override, Shift, Week
from holdfast.data import models
from holdfast.data.scope import Scope

Owner = tuple[str, int]


def _owner(row: Any) -> Owner:
    return ("resource", row.resource_id) if row.resource_id else ("location", row.location_id)


def read_weeks(scope: Scope) -> defaultdict[Owner, list[Week]]:
    """Weekly hours by whose they are."""
    shifts: defaultdict[int, list[tuple[int, Shift]]] = defaultdict(list)
    for shift in scope.of(models.ScheduleShift).order_by("weekday", "opens"):
        shifts[shift.schedule_id].append((shift.weekday, Shift(shift.opens, shift.closes)))
    found: defaultdict[Owner, list[Week]] = defaultdict(list)
    for row in scope.of(models.Schedule).order_by("id"):
        found[_owner(row)].append(Week(tuple(shifts[row.id]), row.valid_from, row.valid_until))
    return found


def read_overrides(scope: Scope) -> defaultdict[Owner, list[Override]]:
    """Other hours on dates by whose they are."""
    shifts: defaultdict[int, list[Shift]] = defaultdict(list)
    for shift in scope.of(models.OverrideShift).order_by("opens"):
        shifts[shift.override_id].append(Shift(shift.opens, shift.closes))
    found: defaultdict[Owner, list[Override]] = defaultdict(list)
    for row in scope.of(models.Override).order_by("date"):
        found[_owner(row)].append(Override(row.date, tuple(shifts[row.id])))
    return found


def read_closures(scope: Scope) -> defaultdict[Owner, list[Closure]]:
    """Dates on which nothing opens by whose they are."""
    found: defaultdict[Owner, list[Closure]] = defaultdict(list)
    for row in scope.of(models.Closure).order_by("first_date"):
        found[_owner(row)].append(Closure(row.first_date, row.last_date))
    return found

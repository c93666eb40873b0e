"""Changing places."""

from datetime import datetime

from holdfast.actions._definitions import raise_version
from holdfast.actions._hurting import WouldHurt, hurting_nobody
from holdfast.actions._journal import Fact, record
from holdfast.actions._owners import location_id
from holdfast.actions._positions import move, next_position
from holdfast.actions._transaction import action
from holdfast.core.actor import Actor
from holdfast.core.refusal import Invalid
from holdfast.core.slug import make_slug
from holdfast.core.text import clean_line
from holdfast.core.walltime import find_zone
from holdfast.data.models import Location, Resource
from holdfast.data.scope import Scope
from holdfast.queries.holidays import knows_holidays

__all__ = ["WouldHurt", "add_location", "change_location", "move_location"]

LONGEST_NAME = 120
LONGEST_ADDRESS = 300


@action()
def add_location(
    *,
    now: datetime,
    organisation_id: int,
    name: str,
    zone: str,
    actor: Actor,
    address: str = "",
    holiday_country: str = "",
    holiday_region: str = "",
    both_showings: bool = False,
) -> str:
    """A new place, the last in order; its slug. Refuses with `Invalid`."""
    said = _read(name, zone, address, holiday_country, holiday_region)
    scope = Scope(organisation_id)
    raise_version(scope)
    taken = {"new", *scope.of(Location).values_list("slug", flat=True)}
    row = Location.objects.create(
        organisation_id=organisation_id,
        slug=make_slug(said["name"], taken, fallback="place"),
        both_showings=both_showings,
        position=next_position(scope, Location),
        **said,
    )
    record(scope, actor, now, [Fact("location_added", None, {"location": row.id})])
    return row.slug


@action()
def change_location(
    *,
    now: datetime,
    organisation_id: int,
    location_slug: str,
    name: str,
    zone: str,
    actor: Actor,
    address: str = "",
    holiday_country: str = "",
    holiday_region: str = "",
    both_showings: bool = False,
    is_active: bool = True,
    anyway: bool = False,
) -> None:
    """Changes all that is said of a place. At one that is not active nothing new can be booked.

    Refuses with `NotFound`, `Invalid`, and with `WouldHurt`, unless it is to be done `anyway`.
    """
    said = _read(name, zone, address, holiday_country, holiday_region)
    scope = Scope(organisation_id)
    raise_version(scope)
    place = location_id(scope, location_slug)
    there = list(scope.of(Resource).filter(location_id=place).values_list("id", flat=True))
    with hurting_nobody(scope, now, anyway=anyway, resource_ids=there, empties=True):
        scope.of(Location).filter(id=place).update(both_showings=both_showings, is_active=is_active, **said)
    record(scope, actor, now, [Fact("location_changed", None, {"location": place})])


@action()
def move_location(*, now: datetime, organisation_id: int, location_slug: str, earlier: bool, actor: Actor) -> None:
    """Shows a place one further up or down. Refuses with `NotFound`."""
    scope = Scope(organisation_id)
    raise_version(scope)
    moved = move(scope, Location, location_slug, earlier=earlier)
    record(scope, actor, now, [Fact("location_moved", None, {"location": moved})])


def _read(name: str, zone: str, address: str, country: str, region: str) -> dict[str, str]:
    if len(zone) > 60 or find_zone(zone) is None:
        raise Invalid(field="zone", reason="is not a time zone")
    if not knows_holidays(country):
        raise Invalid(field="holiday_country", reason="is no country whose holidays are known")
    if region and not knows_holidays(country, region):
        raise Invalid(field="holiday_region", reason="is no region of this country")
    return {
        "name": clean_line(name, field="name", longest=LONGEST_NAME),
        "zone": zone,
        "address": clean_line(address, field="address", longest=LONGEST_ADDRESS, required=False),
        "holiday_country": country,
        "holiday_region": region,
    }

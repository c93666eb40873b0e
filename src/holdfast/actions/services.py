"""Changing services."""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from holdfast.actions._definitions import raise_version
from holdfast.actions._fillable import Impossible, require_possible
from holdfast.actions._hurting import WouldHurt, hurting_nobody
from holdfast.actions._journal import Fact, record
from holdfast.actions._positions import move, next_position
from holdfast.actions._service_parts import put_parts
from holdfast.actions._transaction import action
from holdfast.core.actor import Actor
from holdfast.core.policy import Policy
from holdfast.core.possible import possible
from holdfast.core.refusal import NotFound
from holdfast.core.service import ServiceWish
from holdfast.core.slug import make_slug
from holdfast.data.models import Organisation, Service
from holdfast.data.scope import Scope

__all__ = ["Impossible", "WouldHurt", "add_service", "change_service", "move_service"]


@action()
def add_service(*, now: datetime, organisation_id: int, wish: ServiceWish, actor: Actor) -> str:
    """A new service, the last in order, in the business's currency; its slug.

    Refuses with `Invalid`, `Impossible`.
    """
    wish, scope = possible(wish), Scope(organisation_id)
    raise_version(scope)
    taken = {"new", "theme", "images", *scope.of(Service).values_list("slug", flat=True)}
    row = Service.objects.create(
        organisation_id=organisation_id,
        slug=make_slug(wish.name, taken, fallback="service"),
        currency=Organisation.objects.values_list("currency", flat=True).get(id=organisation_id),
        position=next_position(scope, Service),
        **_columns(wish),
    )
    put_parts(scope, row.id, wish)
    require_possible(scope, row.id, wish, now)
    record(scope, actor, now, [Fact("service_added", None, {"service": row.id})])
    return row.slug


@action()
def change_service(
    *,
    now: datetime,
    organisation_id: int,
    service_slug: str,
    wish: ServiceWish,
    actor: Actor,
    anyway: bool = False,
) -> None:
    """Changes all that is said of a service; what is booked keeps its time, its price and its rules.

    Needs that bookings were made with are retired, never deleted. Refuses with `NotFound`, `Invalid`,
    `Impossible`, and with `WouldHurt` (somebody who was to come to a booking gives it no more), unless it is to
    be done `anyway`.
    """
    wish, scope = possible(wish), Scope(organisation_id)
    raise_version(scope)
    service_id = scope.of(Service).filter(slug=service_slug).values_list("id", flat=True).first()
    if service_id is None:
        raise NotFound
    with hurting_nobody(scope, now, anyway=anyway, service_id=service_id):
        scope.of(Service).filter(id=service_id).update(**_columns(wish))
        put_parts(scope, service_id, wish)
        require_possible(scope, service_id, wish, now)
    record(scope, actor, now, [Fact("service_changed", None, {"service": service_id})])


@action()
def move_service(*, now: datetime, organisation_id: int, service_slug: str, earlier: bool, actor: Actor) -> None:
    """Shows a service one further up or down. Refuses with `NotFound`."""
    scope = Scope(organisation_id)
    raise_version(scope)
    moved = move(scope, Service, service_slug, earlier=earlier)
    record(scope, actor, now, [Fact("service_moved", None, {"service": moved})])


def _columns(wish: ServiceWish) -> dict[str, Any]:
    own = ("name", "description", "price_minor", "is_public", "is_active")
    rules = {rule.name: _to_column(getattr(wish.policy, rule.name)) for rule in fields(Policy)}
    return {name: getattr(wish, name) for name in own} | rules


def _to_column(rule: Any) -> Any:
    return [one // timedelta(minutes=1) for one in rule] if isinstance(rule, tuple) else rule

"""The order in which things are shown."""

from holdfast.core.refusal import NotFound
from holdfast.data.models import Location, Resource, Service, Skill
from holdfast.data.scope import Scope

Ordered = type[Location] | type[Resource] | type[Service] | type[Skill]


def move(scope: Scope, table: Ordered, slug: str, *, earlier: bool) -> int:
    """Changes places with the neighbour before or after, if there is one; the id of what moved.

    Refuses with `NotFound`. Needs the action's open transaction.
    """
    rows = list(scope.of(table).order_by("position", "id").values_list("id", "slug", "position"))
    order = [row_id for row_id, _, _ in rows]
    at = next((number for number, (_, one, _) in enumerate(rows) if one == slug), None)
    if at is None:
        raise NotFound
    moved: int = order[at]
    to = max(0, at - 1) if earlier else min(len(order) - 1, at + 1)
    order[at], order[to] = order[to], order[at]
    was = {row_id: position for row_id, _, position in rows}
    for position, row_id in enumerate(order):
        if was[row_id] != position:
            scope.of(table).filter(id=row_id).update(position=position)
    return moved


def next_position(scope: Scope, table: Ordered) -> int:
    """The position behind all there are."""
    last = scope.of(table).order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else int(last) + 1

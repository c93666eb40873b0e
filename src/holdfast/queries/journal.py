"""What happened to a booking, for people."""

from dataclasses import dataclass
from datetime import datetime

from holdfast.data.models import Journal, Remark
from holdfast.data.scope import Scope
from holdfast.queries.access import Member
from holdfast.queries.definitions import get_definitions

_MOST = 200


@dataclass(frozen=True, slots=True)
class HappeningView:
    """A fact of the journal: who did what, when.

    `actor` is a name, where a member of staff did it. Where it is about a time: `starts_at`, what was before
    (`was_at`), with whom, and why where nothing was offered then.
    """

    at: datetime
    kind: str
    actor_kind: str
    actor: str
    starts_at: datetime | None = None
    was_at: datetime | None = None
    people: tuple[str, ...] = ()
    reason: str = ""


def list_happenings(*, member: Member, booking_id: int) -> tuple[HappeningView, ...]:
    """The journal of a booking that access has granted, from the beginning; two statements."""
    scope = Scope(member.organisation.id)
    resources = get_definitions(scope).resources
    rows = list(scope.of(Journal).filter(booking_id=booking_id).order_by("id").select_related("actor")[:_MOST])
    remarks = dict(scope.of(Remark).filter(entry__in=[row.id for row in rows]).values_list("entry", "text"))
    return tuple(
        HappeningView(
            at=row.at,
            kind=row.kind,
            actor_kind=row.actor_kind,
            actor="" if row.actor is None else row.actor.name,
            starts_at=_moment(row.facts.get("starts_at")),
            was_at=_moment(row.facts.get("from")),
            people=tuple(
                resources[one].name
                for one in row.facts.get("resources", ())
                if one in resources and resources[one].kind == "person"
            ),
            reason=remarks.get(row.id, ""),
        )
        for row in rows
    )


def _moment(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)

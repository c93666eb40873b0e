"""What the staff note about a booking."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from holdfast.actions._journal import Fact, record
from holdfast.actions._transaction import action
from holdfast.core.actor import Actor
from holdfast.core.refusal import NotFound, Refusal
from holdfast.core.text import clean_text
from holdfast.data.locks import lock_bookings
from holdfast.data.models import Booking
from holdfast.data.scope import Scope


@dataclass(eq=False)
class NotesChanged(Refusal):
    """Somebody else has written other notes meanwhile; read them, then write again."""

    code: ClassVar[str] = "notes_changed"


@action()
def write_desk_notes(
    *, now: datetime, organisation_id: int, booking_id: int, notes: str, was: str, actor: Actor
) -> None:
    """Replaces the staff's notes of a booking, where they still say what the writer has read (`was`).

    Refuses with `NotesChanged`, `Invalid`, `NotFound`. Locks the booking.
    """
    scope = Scope(organisation_id)
    written = clean_text(notes, field="notes", longest=2000)
    if not lock_bookings(scope, [booking_id]):
        raise NotFound
    rows = scope.of(Booking).filter(id=booking_id)
    now_says = rows.values_list("desk_notes", flat=True).get()
    if now_says == written:
        return
    if now_says != clean_text(was, field="was", longest=2000):
        raise NotesChanged
    rows.update(desk_notes=written)
    record(scope, actor, now, [Fact("notes_written", booking_id)])

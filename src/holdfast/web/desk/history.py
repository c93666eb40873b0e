"""A booking's journal in words: who did what, when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from holdfast.queries.journal import HappeningView
from holdfast.web.words import moment

WORDS: Mapping[str, str | Promise] = {
    "held": _("Chose a time"),
    "extended": _("Took more time to decide"),
    "released": _("Let the time go"),
    "lapsed": _("The time to decide ran out"),
    "awaiting_payment": _("Began to pay"),
    "requested": _("Asked for it"),
    "confirmed": _("Confirmed"),
    "declined": _("Declined"),
    "rescheduled": _("Moved"),
    "checked_in": _("The customer came"),
    "completed": _("Done"),
    "no_show": _("The customer did not come"),
    "cancelled": _("Cancelled"),
    "notes_written": _("Wrote the notes"),
}
_ACTORS: Mapping[str, str | Promise] = {
    "customer": _("The customer, online"),
    "staff": _("The desk"),
    "system": _("By itself"),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the history. `details` says when and with whom, `reason` why where nothing was offered."""

    at: datetime
    what: str
    who: str
    details: str
    reason: str


def in_words(happenings: Iterable[HappeningView], zone: str) -> list[Happening]:
    """The history, the latest first."""
    lines = [
        Happening(one.at, _what(one), one.actor or str(_ACTORS[one.actor_kind]), _details(one, zone), one.reason)
        for one in happenings
    ]
    return lines[::-1]


def _what(one: HappeningView) -> str:
    if one.kind == "confirmed" and one.starts_at is not None:
        return gettext("Booked")
    return str(WORDS[one.kind])


def _details(one: HappeningView, zone: str) -> str:
    if one.starts_at is None:
        return ""
    said = moment(one.starts_at, zone)
    if one.was_at is not None and one.was_at != one.starts_at:
        said = gettext("from %(before)s to %(after)s") % {"before": moment(one.was_at, zone), "after": said}
    if one.people:
        said = gettext("%(when)s, with %(people)s") % {"when": said, "people": ", ".join(one.people)}
    return said

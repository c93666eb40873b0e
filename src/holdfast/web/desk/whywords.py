"""Reasons in plain words: why a service cannot start then, and why somebody cannot."""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from holdfast.core.interval import Span
from holdfast.core.reasons import Reason
from holdfast.core.walltime import to_datetime
from holdfast.queries.why_staff import ReasonView
from holdfast.web.words import clock, day, full_moment

register = template.Library()

_CAPS: Mapping[str, str | Promise] = {
    "day": _("Has as many bookings on that day as allowed"),
    "week": _("Has as many bookings in that week as allowed"),
    "month": _("Has as many bookings in that month as allowed"),
}
_CAPS_OF_SERVICE: Mapping[str, str | Promise] = {
    "day": _("This service has as many bookings on that day as it may have."),
    "week": _("This service has as many bookings in that week as it may have."),
    "month": _("This service has as many bookings in that month as it may have."),
}
_BUFFERS: Mapping[str | None, str | Promise] = {
    "ours": _("The time needed before or after it would meet what is there %(span)s"),
    "theirs": _("Needed before or after another booking, %(span)s"),
    "both": _("Too close to what is there %(span)s: both need time between"),
}
_PLAIN: Mapping[str, str | Promise] = {
    "grid": _("It is none of the times at which this service starts."),
    "withheld": _("It is one of the times that are not shown."),
    "notice": _("This time is over."),
    "shared": _("Each need would find somebody, but only the same one, who cannot fill two at once."),
    "gap": _("It would leave a free time beside it that is too short for anything"),
    "inactive": _("Not in use"),
    "elsewhere": _("Is at another place"),
}
THINGS: Mapping[str, str | Promise] = {
    "open": _("Open"),
    "block": _("Blocked"),
    "booked": _("Booked"),
    "buffer": _("Kept free around a booking"),
}


@register.simple_tag
def why_words(view: ReasonView, zone: ZoneInfo) -> str:
    """A reason as a sentence, or of somebody as what comes after their name."""
    reason = view.reason
    if reason.code in _PLAIN:
        return str(_PLAIN[reason.code])
    return _SAYING[reason.code](reason, view, zone)


@register.simple_tag
def why_not_customers(view: ReasonView, zone: ZoneInfo) -> str:
    """Why customers cannot book what staff can, as a sentence."""
    if view.reason.code != "notice":
        return why_words(view, zone)
    first = full_moment(to_datetime(view.reason.bound or 0), zone)
    return gettext("It is too soon: the first moment that they can book is %(moment)s.") % {"moment": first}


@register.filter
def thing_words(kind: str) -> str:
    """What stands in somebody's day."""
    return str(THINGS[kind])


def _span(span: Span | None, zone: ZoneInfo) -> str:
    assert span is not None  # noqa: S101 - these reasons have one
    return f"{clock(to_datetime(span[0]), zone)}–{clock(to_datetime(span[1]), zone)}"


def _window(reason: Reason, _view: ReasonView, zone: ZoneInfo) -> str:
    last = full_moment(to_datetime(reason.bound or 0), zone)
    return gettext("It is too far ahead: the last moment that can be booked is %(moment)s.") % {"moment": last}


def _cap(reason: Reason, _view: ReasonView, _zone: ZoneInfo) -> str:
    return str((_CAPS_OF_SERVICE if reason.resource_id is None else _CAPS)[reason.period or "day"])


def _closed(_reason: Reason, view: ReasonView, zone: ZoneInfo) -> str:
    return gettext("Outside opening hours, %(span)s") % {"span": _span(view.span, zone)}


def _dated(words: str | Promise) -> Callable[[Reason, ReasonView, ZoneInfo], str]:
    def say(reason: Reason, _view: ReasonView, _zone: ZoneInfo) -> str:
        return str(words) % {"day": day(reason.day) if reason.day else ""}

    return say


def _block(_reason: Reason, view: ReasonView, zone: ZoneInfo) -> str:
    return gettext("Blocked %(span)s") % {"span": _span(view.span, zone)}


def _busy(_reason: Reason, view: ReasonView, zone: ZoneInfo) -> str:
    return gettext("Booked %(span)s") % {"span": _span(view.span, zone)}


def _buffer(reason: Reason, view: ReasonView, zone: ZoneInfo) -> str:
    return str(_BUFFERS[reason.whose]) % {"span": _span(view.span, zone)}


def _capacity(reason: Reason, view: ReasonView, zone: ZoneInfo) -> str:
    if reason.span is None:
        return gettext("There are only %(number)s of them") % {"number": reason.number}
    words = gettext("Only %(number)s of them free, %(span)s")
    return words % {"number": reason.number, "span": _span(view.span, zone)}


def _unmet(_reason: Reason, view: ReasonView, _zone: ZoneInfo) -> str:
    if not view.name:
        return gettext("It needs nobody and nothing, and so is open at no time.")
    if not view.candidates:
        return gettext("There is nobody for “%(role)s”.") % {"role": view.name}
    if len(view.candidates) == 1:
        return gettext("“%(role)s” is not free.") % {"role": view.name}
    return gettext("Of %(number)d for “%(role)s” none is free.") % {
        "number": len(view.candidates),
        "role": view.name,
    }


def _not_chosen(_reason: Reason, view: ReasonView, _zone: ZoneInfo) -> str:
    return gettext("Free in place of who was chosen: %(others)s.") % {"others": ", ".join(view.others)}


_SAYING: Mapping[str, Callable[[Reason, ReasonView, ZoneInfo], str]] = {
    "window": _window,
    "cap": _cap,
    "closed": _closed,
    "closure": _dated(_("Away or closed on %(day)s")),
    "holiday": _dated(_("%(day)s is a public holiday")),
    "override": _dated(_("Other hours on %(day)s")),
    "block": _block,
    "busy": _busy,
    "buffer": _buffer,
    "capacity": _capacity,
    "requirement_unmet": _unmet,
    "not_chosen": _not_chosen,
}

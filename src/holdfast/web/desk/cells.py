"""What stands in the columns of a day as HTML; a busy day has a thousand of them (as in `public/cells.py`)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from holdfast.core.booking import State
from holdfast.queries.agenda import ColumnView, EntryView
from holdfast.queries.bookings import BookingView
from holdfast.queries.catalogue import StaffView
from holdfast.web.desk.daygrid import Cell, Column, Item
from holdfast.web.parameters import Address, write_start, write_start_value
from holdfast.web.tags import icon
from holdfast.web.words import clock, state_words

register = template.Library()


@register.simple_tag
def day_items(column: Column, zone: ZoneInfo, organisation: str) -> SafeString:
    """What a resource has on a day, in order of time."""
    before = reverse("desk:booking", args=[organisation, "REF"]).removesuffix("REF")
    items = [_item(item, column.view.slug, zone, before) for item in column.items]
    return mark_safe("\n".join(items))  # noqa: S308 - everything from elsewhere is escaped below


@register.simple_tag
def start_value(starts_at: datetime, zone: ZoneInfo) -> str:
    """A start as a form sends it."""
    return write_start_value(starts_at, zone)


@register.simple_tag
def hand_over_url(organisation: str, booking: BookingView, person: StaffView) -> str:
    """Where a booking is handed to somebody at its time, by a press."""
    day, at = write_start(booking.starts_at, ZoneInfo(booking.zone))
    path = reverse("desk:move", args=[organisation, booking.ref])
    return Address(path, (("staff", person.slug), ("date", day), ("time", at))).but()


@register.simple_tag
def who(entry: EntryView) -> str:
    """The customer's name, or what stands for it while somebody is still typing it."""
    return entry.customer.name if entry.customer else gettext("Somebody, just now")


def _item(item: Item, column: str, zone: ZoneInfo, before: str) -> str:
    if item.entry is not None:
        return _booking(item, item.entry, column, zone, before)
    if item.block is not None:
        return _block(item, zone)
    if item.url:
        said = escape(gettext("Book at %(time)s") % {"time": clock(item.starts_at, zone)})
        return (
            f'<li class="free {item.place}"><a href="{escape(item.url)}" tabindex="-1" rel="nofollow">'
            f"<span>+ {escape(clock(item.starts_at, zone))}</span>"
            f'<span class="hidden">{said}</span></a></li>'
        )
    return f'<li class="shut {item.place}" aria-hidden="true"></li>'


def _booking(item: Item, entry: EntryView, column: str, zone: ZoneInfo, before: str) -> str:
    booking, words = entry.booking, state_words(entry.booking.state)
    more = f' <span class="times">× {booking.quantity}</span>' if booking.quantity > 1 else ""
    note = f'<span class="noted">{icon("note")}</span>' if entry.desk_notes or booking.notes else ""
    return (
        f'<li class="booked is-{booking.state.value} {item.size} {item.place}">'
        f'<a href="{before}{booking.ref}" id="{escape(column)}-{booking.ref}">'
        f'<span class="line"><span class="mark-of">{_mark(booking.state)}</span>'
        f"<span>{escape(clock(booking.starts_at, zone))}"
        f'<span class="until">–{escape(clock(booking.ends_at, zone))}</span></span> '
        f'<strong dir="auto">{escape(who(entry))}</strong>{more}{note}</span> '
        f'<span class="what" dir="auto">{escape(booking.service_name)}</span>'
        f'<span class="hidden"> {escape(words.label)}</span></a></li>'
    )


def _block(item: Item, zone: ZoneInfo) -> str:
    reason = item.block.reason if item.block is not None and item.block.reason else gettext("Blocked")
    return (
        f'<li class="blocked {item.place}"><span class="line">'
        f"{escape(clock(item.starts_at, zone))}–{escape(clock(item.ends_at, zone))} "
        f"<bdi>{escape(reason)}</bdi></span></li>"
    )


@register.simple_tag
def week_items(cell: Cell, column: ColumnView, zone: ZoneInfo, organisation: str) -> SafeString:
    """The bookings of a resource on a day of the week's table."""
    before = reverse("desk:booking", args=[organisation, "REF"]).removesuffix("REF")
    items = [_line(entry, f"{column.slug}-{cell.day:%d}", zone, before) for entry in cell.entries]
    return mark_safe("\n".join(items))  # noqa: S308 - everything from elsewhere is escaped below


def _line(entry: EntryView, key: str, zone: ZoneInfo, before: str) -> str:
    booking, words = entry.booking, state_words(entry.booking.state)
    return (
        f'<li class="booked is-{booking.state.value}">'
        f'<a href="{before}{booking.ref}" id="{escape(key)}-{booking.ref}"><span class="line">'
        f'<span class="mark-of">{_mark(booking.state)}</span>{escape(clock(booking.starts_at, zone))} '
        f'<strong dir="auto">{escape(who(entry))}</strong></span>'
        f'<span class="hidden"> {escape(booking.service_name)} {escape(words.label)}</span></a></li>'
    )


def _mark(state: State) -> SafeString:
    """The icon of a state; a request asks something, where a hold only waits."""
    return icon("question" if state == State.REQUESTED else state_words(state).icon)

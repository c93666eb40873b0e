"""A booking as an iCalendar file (RFC 5545), and as links that online calendars understand."""

import unicodedata
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.utils.translation import gettext
from icalendar import Calendar, Event

from holdfast.core.booking import State
from holdfast.queries.bookings import BookingView
from holdfast.queries.organisations import OrganisationView


def calendar_file(organisation: OrganisationView, booking: BookingView, *, address: str, now: datetime) -> bytes:
    """The file, with the address at which its customer manages the booking.

    Its UID never changes and SEQUENCE only rises, so that calendars move the entry they have.
    """
    event = Event()
    event.add("uid", f"{booking.public_id}@holdfast")
    event.add("sequence", booking.sequence)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", booking.starts_at.astimezone(UTC))
    event.add("dtend", booking.ends_at.astimezone(UTC))
    event.add("summary", _line(_title(organisation, booking)))
    event.add("location", _line(_where(booking)))
    event.add("description", f"{_line(_reference(booking))}\n{address}")
    event.add("url", address)
    event.add("status", _status(booking.state))
    calendar = Calendar()
    calendar.add("prodid", "-//Holdfast//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def google_url(organisation: OrganisationView, booking: BookingView) -> str:
    """Google Calendar's page for a new entry, filled in."""
    starts, ends = (f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" for moment in (booking.starts_at, booking.ends_at))
    return "https://calendar.google.com/calendar/render?" + urlencode(
        {
            "action": "TEMPLATE",
            "text": _title(organisation, booking),
            "dates": f"{starts}/{ends}",
            "location": _where(booking),
            "details": _reference(booking),
        }
    )


def outlook_url(organisation: OrganisationView, booking: BookingView) -> str:
    """Outlook's page for a new entry, filled in."""
    return "https://outlook.live.com/calendar/0/action/compose?" + urlencode(
        {
            "rru": "addevent",
            "subject": _title(organisation, booking),
            "startdt": f"{booking.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "enddt": f"{booking.ends_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "location": _where(booking),
            "body": _reference(booking),
        }
    )


def _reference(booking: BookingView) -> str:
    return gettext("Reference: %(ref)s") % {"ref": booking.ref}


def _title(organisation: OrganisationView, booking: BookingView) -> str:
    return f"{booking.service_name}, {organisation.name}"


def _where(booking: BookingView) -> str:
    return ", ".join(part for part in (booking.location_name, booking.address) if part)


def _status(state: State) -> str:
    if state in {State.CANCELLED, State.DECLINED, State.LAPSED}:
        return "CANCELLED"
    return "TENTATIVE" if state in {State.HELD, State.REQUESTED, State.AWAITING_PAYMENT} else "CONFIRMED"


def _line(text: str) -> str:
    """Without anything that could end a line of the file."""
    return "".join(" " if unicodedata.category(one) in {"Cc", "Zl", "Zp"} else one for one in text)

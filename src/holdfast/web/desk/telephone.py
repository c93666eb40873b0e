"""Booking by telephone: what was typed so far, and the times that can be read out."""

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from holdfast.actions.bookings import Confirmed, book
from holdfast.actions.holds import Idempotency, Line
from holdfast.core.actor import Actor
from holdfast.core.contact import Contact
from holdfast.core.policy import seconds
from holdfast.core.refusal import Invalid
from holdfast.queries.access import Member
from holdfast.queries.catalogue import PlaceView, ServiceView
from holdfast.queries.engine import Wish
from holdfast.queries.telephone import DayOfSlots, groups_for, list_bookable, next_days, people_for
from holdfast.web.parameters import (
    Address,
    read_date,
    read_minutes,
    read_start,
    write_minutes,
    write_start,
    write_start_value,
)
from holdfast.web.public.choices import Choice
from holdfast.web.public.party import Party

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
_DAYS, _TIMES = 4, 8


@dataclass(frozen=True, slots=True)
class Time:
    """A free time as a button."""

    starts_at: datetime
    value: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day with free times, those that are read out, and how many more there are."""

    date: date
    times: tuple[Time, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Field:
    """A field in which one is chosen, or any."""

    name: str
    choice: Choice

    @property
    def options(self) -> list[tuple[str, str | Promise]]:
        """What a select has, the first being any."""
        anyone = _("Any") if self.choice.kind == "which" else _("Anyone")
        return [(one.person.slug, one.person.name) if one.person else ("", anyone) for one in self.choice.options]

    @property
    def chosen(self) -> str:
        """The slug of who is chosen; nothing for any."""
        return next((one.person.slug for one in self.choice.options if one.person and one.is_chosen), "")


@dataclass(frozen=True)
class Call:
    """A call as far as it has come: what is wished for, as the form says it; what is none there is left out.

    `services`: what may be booked; `key` is the same however often the form is sent.
    """

    member: Member
    typed: Mapping[str, str]
    services: Sequence[ServiceView]
    service: ServiceView
    place: PlaceView
    party: Party
    duration: timedelta | None
    day: date | None
    key: str
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the place."""
        return self.place.zone

    @property
    def today(self) -> date:
        """The date at the place."""
        return self.now.astimezone(self.zone).date()

    @property
    def tomorrow(self) -> date:
        """The date after that."""
        return self.today + timedelta(days=1)

    @property
    def length(self) -> int:
        """How long it takes, in seconds."""
        return self.service.length if self.duration is None else seconds(self.duration)

    @property
    def lengths(self) -> Sequence[int]:
        """The lengths to choose from, if there is a choice."""
        return self.service.lengths.all if self.service.lengths else ()

    @property
    def wish(self) -> Wish:
        """What is wished for, as queries take it."""
        return Wish(self.service.slug, self.place.slug, self.party.slugs, duration=self.duration)

    @property
    def fields(self) -> list[Field]:
        """With whom, and with what: a field for each requirement with several to choose from."""
        asked = self.party.choices(lambda written: written or "")
        return [Field(_field(number), choice) for number, choice in enumerate(asked)]

    @property
    def misread(self) -> list[str]:
        """The fields that name what is no choice here, and what was left out for it."""
        said, known = self.typed, {one.slug for group in self.party.groups for one in group.people}
        wrong = {
            "service": said.get("service") not in {None, "", self.service.slug},
            "location": said.get("location") not in {None, "", self.place.slug},
            "staff": not known.issuperset(_named(said)),
        }
        # Of another service the rest would be no choice for a reason that is told already.
        return ["service"] if wrong["service"] else [name for name, is_wrong in wrong.items() if is_wrong]

    @cached_property
    def days(self) -> list[Day]:
        """The next days with free times, in the order in which one reads them out."""
        found = next_days(
            organisation_id=self.member.organisation.id,
            wish=self.wish,
            place=self.place,
            first=max(self.day or self.today, self.today),
            now=self.now,
            most=_DAYS,
        )
        return [self._day(one, whole=one.date == self.day) for one in found]

    def _day(self, one: DayOfSlots, *, whole: bool) -> Day:
        shown = one.slots if whole else one.slots[:_TIMES]
        times = tuple(Time(slot.starts_at, write_start_value(slot.starts_at, self.zone)) for slot in shown)
        return Day(one.date, times, len(one.slots) - len(shown))

    @property
    def typed_start(self) -> datetime | None:
        """The time that was typed, or pressed in the agenda. Refuses with `Invalid` what does not exist."""
        clock = self.typed.get("time", "")
        if clock and self.day is None:
            # A day that was not understood must never become today.
            raise Invalid(field="date", reason="required")
        return read_start(self.day, clock, self.zone) if clock and self.day else None

    def at(self, starts_at: datetime) -> "Call":
        """The call with a time in its fields, as if it had been typed."""
        day, clock = write_start(starts_at, self.zone)
        return replace(self, typed={**self.typed, "date": day, "time": clock}, day=read_date(day))

    def line(self, starts_at: datetime) -> Line:
        """The wish at a time, as actions take it."""
        wish = self.wish
        return Line(wish.service, starts_at, wish.location, wish.staff, duration=wish.duration)


def read_call(member: Member, typed: Mapping[str, str], now: datetime) -> Call | None:
    """The call that a form or an address tells of; nothing where a member has nothing to book."""
    services = list_bookable(member=member)
    if not services:
        return None
    service = next((one for one in services if one.slug == typed.get("service")), None)
    service = service or _given_by(services, _named(typed)) or services[0]
    place = _place(member, service, typed)
    key = typed.get("key", "")
    return Call(
        member=member,
        typed=typed,
        services=services,
        service=service,
        place=place,
        party=_party(member, service, place, typed),
        duration=_duration(service, typed.get("duration", "")),
        day=_day_of(typed.get("day") or typed.get("date", "")),
        key=key if _KEY.fullmatch(key) else secrets.token_urlsafe(16),
        now=now,
    )


def book_call(
    call: Call, contact: Contact, starts_at: datetime, *, override: bool = False, reason: str = ""
) -> Confirmed:
    """Books what a call wishes for, once, however often the form is sent. Refuses as `book` does.

    Back, then something else on the same form, is another wish: each is one for itself.
    """
    line, organisation_id = call.line(starts_at), call.member.organisation.id
    wish = hashlib.sha256(f"{line} {contact}".encode()).hexdigest()
    return book(
        now=call.now,
        organisation_id=organisation_id,
        lines=[line],
        contact=contact,
        actor=Actor("staff", call.member.user_id),
        client=f"desk:{call.member.user_id}",
        override=override,
        reason=reason,
        idempotency=Idempotency(
            organisation_id, "desk.book", str(call.member.user_id), f"{call.key}.{wish}", wish, call.now
        ),
    )[0]


def wish_url(route: str, call: Call, starts_at: datetime | None) -> str:
    """The address of a page about what a call wishes for, at a time if there is one."""
    day, clock = (None, None) if starts_at is None else write_start(starts_at, call.zone)
    choices = (
        ("service", call.service.slug),
        ("location", call.place.slug if len(call.service.locations) > 1 else None),
        ("staff", call.party.slugs),
        ("duration", write_minutes(call.duration) if call.duration else None),
        ("date", day),
        ("time", clock),
    )
    return Address(reverse(route, args=[call.member.organisation.slug]), choices).but()


def _given_by(services: Sequence[ServiceView], named: Sequence[str]) -> ServiceView | None:
    """The first service of the person whose free hour was pressed in the agenda."""
    return next((one for one in services if any(person.slug in named for person in one.staff)), None)


def _party(member: Member, service: ServiceView, place: PlaceView, typed: Mapping[str, str]) -> Party:
    """Who is chosen; a specialist themselves. What is no choice here is left out, as after another service."""
    own = people_for(member=member, service=service, place=place) if member.only_resource_id is not None else ()
    groups = groups_for(member=member, service=service, place=place)
    return Party(groups).naming(",".join([*_named(typed), *(one.slug for one in own[:1])]))


def _named(typed: Mapping[str, str]) -> list[str]:
    """All who are named, in whichever field."""
    said = (value for name, value in typed.items() if name == "staff" or name.startswith("staff-"))
    return [slug for value in said for slug in value.split(",") if slug]


def _field(number: int) -> str:
    return "staff" if number == 0 else f"staff-{number + 1}"


def _place(member: Member, service: ServiceView, typed: Mapping[str, str]) -> PlaceView:
    """The named place, or where the named person works; a specialist's own; else the first."""
    wanted = typed.get("location")
    with_people = {
        person.location_slug
        for place in service.locations
        for person in people_for(member=member, service=service, place=place)
        if member.only_resource_id is not None or person.slug in _named(typed)
    }
    places = [place for place in service.locations if not with_people or place.slug in with_people]
    return next((place for place in places if place.slug == wanted), places[0])


def _duration(service: ServiceView, typed: str) -> timedelta | None:
    try:
        wanted = read_minutes(typed)
    except Invalid:
        return None
    is_offered = service.lengths is not None and service.lengths.offers(seconds(wanted))
    return wanted if is_offered and seconds(wanted) != service.length else None


def _day_of(typed: str) -> date | None:
    try:
        return read_date(typed)
    except Invalid:
        return None

"""What a new business begins with, by its trade: sensible answers that its owner looks through and changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from holdfast.actions.founding import Lengths, Outline

Week = dict[int, list[tuple[time, time]]]


@dataclass(frozen=True, slots=True)
class Preset:
    """A trade: how it is called, what it is for, and what it begins with.

    `price` in hundreds of the currency's smallest unit. Without a `resource` the first to be booked is the owner.
    """

    key: str
    label: str | Promise
    example: str | Promise
    role: str | Promise
    service: str | Promise
    minutes: int
    price: int
    week: Week
    kind: str = "person"
    resource: str | Promise = ""
    capacity: int = 1
    lengths: Lengths | None = None
    break_after: timedelta = timedelta()
    minimum_notice: timedelta = timedelta(hours=1)
    needs_approval: bool = False

    def outline(self, business: str) -> Outline:
        """What to found a business with, in the language in use."""
        return Outline(
            place=business,
            week=self.week,
            resource=str(self.resource),
            kind=self.kind,
            role=str(self.role),
            service=str(self.service),
            minutes=self.minutes,
            price_minor=self.price * 100,
            capacity=self.capacity,
            lengths=self.lengths,
            break_after=self.break_after,
            minimum_notice=self.minimum_notice,
            needs_approval=self.needs_approval,
        )


def _week(days: Iterable[int], *shifts: tuple[int, int]) -> Week:
    return {day: [(_hour(opens), _hour(closes)) for opens, closes in shifts] for day in days}


def _hour(hour: int) -> time:
    # Midnight ends a day as much as it begins one.
    return time(hour % 24)


_MONDAY_TO_FRIDAY, _TUESDAY_TO_SATURDAY, _EVERY_DAY = range(5), range(1, 6), range(7)
_LONG = Lengths(60, 480, 60)

PRESETS = (
    Preset(
        "salon",
        _("Salon"),
        _("Hair, nails, beauty, massage"),
        _("Stylist"),
        _("Cut and finish"),
        45,
        40,
        _week(_TUESDAY_TO_SATURDAY, (9, 18)),
        break_after=timedelta(minutes=5),
    ),
    Preset(
        "clinic",
        _("Practice"),
        _("Doctors, dentists, physiotherapy"),
        _("Practitioner"),
        _("Consultation"),
        30,
        60,
        _week(_MONDAY_TO_FRIDAY, (9, 12), (14, 18)),
    ),
    Preset(
        "coach",
        _("Coach or adviser"),
        _("Lessons, training, advice, therapy"),
        _("Coach"),
        _("First talk"),
        50,
        70,
        _week(_MONDAY_TO_FRIDAY, (9, 17)),
        break_after=timedelta(minutes=10),
        minimum_notice=timedelta(hours=12),
    ),
    Preset(
        "studio",
        _("Studio"),
        _("Yoga, music, dance, photography"),
        _("Teacher"),
        _("Private lesson"),
        60,
        50,
        _week(_MONDAY_TO_FRIDAY, (9, 20)) | _week((5,), (10, 14)),
        break_after=timedelta(minutes=15),
        minimum_notice=timedelta(hours=4),
    ),
    Preset(
        "restaurant",
        _("Restaurant"),
        _("Tables for guests"),
        _("Table"),
        _("Table for up to four"),
        120,
        0,
        _week(range(1, 7), (12, 15), (18, 23)),
        kind="table",
        resource=_("Table 1"),
    ),
    Preset(
        "rental",
        _("Rental"),
        _("Bicycles, cars, boats, tools"),
        _("Bicycle"),
        _("City bicycle"),
        120,
        10,
        _week(_EVERY_DAY, (9, 18)),
        kind="vehicle",
        resource=_("City bicycles"),
        capacity=5,
        lengths=_LONG,
    ),
    Preset(
        "hall",
        _("Hall or room"),
        _("Meetings, sports, celebrations"),
        _("Hall"),
        _("Hall by the hour"),
        120,
        80,
        _week(_EVERY_DAY, (8, 22)),
        kind="room",
        resource=_("Hall"),
        lengths=_LONG,
        break_after=timedelta(minutes=30),
        minimum_notice=timedelta(days=1),
        needs_approval=True,
    ),
    Preset(
        "guesthouse",
        _("Guesthouse"),
        _("Rooms by the day; nights are planned"),
        _("Room"),
        _("Day room"),
        480,
        60,
        _week(_EVERY_DAY, (8, 20)),
        kind="room",
        resource=_("Room 1"),
        break_after=timedelta(hours=1),
    ),
)
_BY_KEY = {preset.key: preset for preset in PRESETS}


def preset_of(key: str) -> Preset:
    """The preset of a key, the first where it is none."""
    return _BY_KEY.get(key, PRESETS[0])

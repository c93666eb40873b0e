"""The demonstration clinic: doctors, nurses, rooms and one ultrasound device, in two cities with different clocks.

Adelaide is half an hour behind Brisbane in winter and half an hour ahead of it in summer.
"""

from collections.abc import Sequence
from datetime import time, timedelta

from holdfast.actions._worlds import (
    Choice,
    Crowd,
    Example,
    Need,
    Offered,
    Place,
    Thing,
    Week,
    World,
    monday_after,
    next_weekday,
)

ADELAIDE, BRISBANE = "adelaide", "brisbane"

_EARLY = ((time(8), time(12)), (time(12, 30), time(17)))
_DAY = ((time(9), time(13)), (time(14), time(17, 30)))
_EVENING = ((time(14), time(17)), (time(17, 30), time(20)))
_WEEKEND = ((time(9), time(13)),)
_WORKDAYS = range(5)
_OPEN_IN_ADELAIDE: Week = {**dict.fromkeys(_WORKDAYS, ((time(8), time(20)),)), **dict.fromkeys((5, 6), _WEEKEND)}
_OPEN_IN_BRISBANE: Week = {**dict.fromkeys(_WORKDAYS, ((time(8), time(18)),)), 5: _WEEKEND}

_IN_ADELAIDE = ("amelia", "rohan", "grace", "tomas")
_IN_BRISBANE = ("isla", "noah")
_DOCTORS = (*_IN_ADELAIDE, *_IN_BRISBANE)
_NURSES = ("nina", "owen")
_ROOMS = ("room-1", "room-2", "brisbane-room")
_TREATMENT_ROOMS = ("treatment-room", "brisbane-treatment-room")
_OPINIONS = "Second opinions"
_FIVE, _TEN, _FIFTEEN = (timedelta(minutes=minutes) for minutes in (5, 10, 15))

_THINGS = (
    Thing(
        "amelia",
        "Dr Amelia Hart",
        "person",
        "Owner. Internal medicine, ultrasound.",
        dict.fromkeys(range(4), _DAY),
        skills=(_OPINIONS,),
    ),
    Thing(
        "rohan",
        "Dr Rohan Mehta",
        "person",
        "Heart and circulation, ultrasound.",
        dict.fromkeys((0, 1, 2, 4), _DAY),
        skills=(_OPINIONS,),
    ),
    Thing(
        "grace",
        "Dr Grace Liu",
        "person",
        "General practice, in the evening and at the weekend.",
        {**dict.fromkeys((1, 3), _EVENING), **dict.fromkeys((5, 6), _WEEKEND)},
    ),
    Thing(
        "tomas",
        "Dr Tomas Keller",
        "person",
        "Skin, minor procedures.",
        dict.fromkeys((0, 2, 3, 4), _DAY),
        skills=(_OPINIONS,),
    ),
    Thing("nina", "Nina Abbott, nurse", "person", "", dict.fromkeys(_WORKDAYS, _EARLY)),
    Thing("room-1", "Consulting room 1", "room"),
    Thing("room-2", "Consulting room 2", "room"),
    Thing("treatment-room", "Treatment room", "room"),
    Thing("ultrasound", "Ultrasound device", "equipment"),
    Thing("isla", "Dr Isla Brennan", "person", "Internal medicine.", dict.fromkeys(range(4), _DAY), BRISBANE),
    Thing(
        "noah", "Dr Noah Tran", "person", "Skin, minor procedures.", dict.fromkeys((0, 1, 3, 4), _DAY), BRISBANE
    ),
    Thing("owen", "Owen Clarke, nurse", "person", "", dict.fromkeys(_WORKDAYS, _EARLY), BRISBANE),
    Thing("brisbane-room", "Consulting room", "room", place=BRISBANE),
    Thing("brisbane-treatment-room", "Treatment room", "room", place=BRISBANE),
)


def _doctor(*who: str, phases: Sequence[int] = (), after: timedelta = _FIVE) -> Need:
    return Need("Doctor", who, phases, after=after, customer_chooses=True)


def _room(*which: str, after: timedelta = _TEN) -> Need:
    """A room is cleaned after each patient, which takes longer than the doctor's notes."""
    return Need("Room", which, after=after)


_HALF_HOURS = {"slot_step": timedelta(minutes=30)}

_SERVICES = (
    Offered(
        "consultation",
        "First consultation",
        "For a new question, or your first visit. Bring what other doctors wrote.",
        21000,
        [("Consultation", 40)],
        [_doctor(*_DOCTORS), _room(*_ROOMS)],
        weight=4,
        settings={**_HALF_HOURS, "minimum_notice": timedelta(hours=1)},
    ),
    Offered(
        "follow-up",
        "Follow-up visit",
        "Results, prescriptions, how it has been going.",
        9500,
        [("Visit", 20)],
        [_doctor(*_DOCTORS), _room(*_ROOMS)],
        weight=6,
        settings=_HALF_HOURS,
    ),
    Offered(
        "ultrasound",
        "Ultrasound scan",
        "You get ready in peace, then the doctor scans and tells you what there is to see.",
        28000,
        [("Getting ready", 10), ("Scan", 30)],
        [
            _doctor("amelia", "rohan", phases=(1,)),
            _room("room-1", "room-2"),
            # One device for both rooms; it is disinfected where it stands and then rolled on.
            Need("Device", ("ultrasound",), phases=(1,), before=_FIVE, after=_FIFTEEN),
        ],
        weight=3,
        settings=_HALF_HOURS,
        places=(ADELAIDE,),
    ),
    Offered(
        "health-check",
        "Health check",
        "A nurse measures first, then a doctor takes time for you.",
        34000,
        [("Measurements", 25), ("With the doctor", 30)],
        [
            Need("Nurse", _NURSES, (0,), after=_FIVE),
            _doctor("amelia", "rohan", "isla", phases=(1,)),
            _room(*_TREATMENT_ROOMS),
        ],
        weight=2,
        settings={
            **_HALF_HOURS,
            "minimum_notice": timedelta(days=1),
            "change_notice": timedelta(days=1),
            "daily_cap": 4,
        },
    ),
    Offered(
        "talk",
        "Time to talk",
        "With your own doctor, for what needs longer. You say how long.",
        24000,
        [("Talk", 60)],
        [_doctor("isla", "grace", "noah", after=_TEN), _room(*_ROOMS)],
        weight=1,
        settings=_HALF_HOURS,
        choice=Choice(shortest=30, longest=120, step=30),
    ),
    Offered(
        "procedure",
        "Minor procedure",
        "Small operations on the skin. A doctor looks at each request first; we answer within two days.",
        48000,
        [("Preparation", 15), ("Procedure", 45), ("Rest", 30)],
        [
            # The nurse prepares and stays with the patient afterwards; the doctor comes for the procedure.
            _doctor("tomas", "noah", phases=(1,), after=_TEN),
            Need("Nurse", _NURSES, (0, 2), after=_FIVE),
            _room(*_TREATMENT_ROOMS, after=_FIFTEEN),
        ],
        needs_approval=True,
        settings={
            "slot_step": timedelta(hours=1),
            "minimum_notice": timedelta(days=3),
            "change_notice": timedelta(days=2),
            "approval_within": timedelta(days=2),
        },
    ),
    Offered(
        "second-opinion",
        "Second opinion",
        "Two doctors hear you together, with your family if you like, and talk it over before you go.",
        52000,
        [("With both doctors", 45), ("Between the doctors", 15)],
        [
            Need("Doctors", kind="person", skills=(_OPINIONS,), how_many=2, after=_FIVE, customer_chooses=True),
            # Both rooms: the wall between them is moved aside.
            Need("Rooms", ("room-1", "room-2"), (0,), takes_all=True, after=_TEN),
        ],
        settings={
            "fixed_starts": [9 * 60, 11 * 60 + 30, 14 * 60 + 30],
            "minimum_notice": timedelta(days=1),
            "change_notice": timedelta(days=1),
            "weekly_cap": 4,
            "customer_monthly_cap": 1,
        },
        places=(ADELAIDE,),
    ),
)

# Set aside by the Australian regulator for invented people.
_CROWD = Crowd(
    first_names=(
        *("Olivia", "Jack", "Mia", "Arjun", "Chloe", "Liam", "Hana", "Ethan", "Ruby"),
        *("Marcus", "Zoe", "Ali", "Freya", "Oscar", "Mei", "Dylan", "Sienna", "Theo"),
    ),
    last_names=(
        *("Nguyen", "Taylor", "Walker", "Singh", "Murphy", "Rossi"),
        *("Campbell", "Papadakis", "Chen", "Fraser", "Haddad", "Wilson"),
    ),
    phones=[
        *("+61491570006", "+61491570110", "+61491570156", "+61491570157", "+61491570158", "+61491570159"),
        *("+61491570313", "+61491570737", "+61491571266", "+61491571491", "+61491571804", "+61491572549"),
    ],
)


def _exceptions(world: World) -> None:
    """A vacation in each city, and an evening that begins earlier."""
    today = world.now.date()
    for person, weeks in (("tomas", 2), ("isla", 3)):
        vacation = monday_after(today, weeks)
        world.add_vacation(person, vacation, vacation + timedelta(days=6), "Vacation")
    world.add_override("grace", next_weekday(today, 3), time(12), time(18), "Works earlier")


CLINIC = Example(
    slug="clinic",
    name="Corella Clinic",
    about="Doctors for the whole family, in Adelaide and in Brisbane: general and internal medicine, heart, skin, "
    "ultrasound. Choose your doctor, or whoever is free first. In an emergency, call 000.",
    phone="+61870100142",
    accent="#1c5d8c",
    currency="AUD",
    # Printed at the first start and fit for nothing but a demonstration.
    password="demo-clinic-corella",  # noqa: S106
    places=[
        Place(
            ADELAIDE,
            "Adelaide",
            "Australia/Adelaide",
            _OPEN_IN_ADELAIDE,
            "14 Jacaranda Walk, Adelaide SA 5000",
            holiday_country="AU",
            holiday_region="SA",
            wishes=17,
        ),
        Place(
            BRISBANE,
            "Brisbane",
            "Australia/Brisbane",
            _OPEN_IN_BRISBANE,
            "3 Paperbark Lane, Brisbane QLD 4000",
            holiday_country="AU",
            holiday_region="QLD",
            wishes=9,
        ),
    ],
    things=_THINGS,
    services=_SERVICES,
    staff=(*_DOCTORS, *_NURSES),
    crowd=_CROWD,
    exceptions=_exceptions,
)

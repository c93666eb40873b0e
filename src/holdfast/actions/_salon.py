"""The demonstration salon: people, chairs, services, a real week."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from holdfast.actions._worlds import Need, Offered, Thing, World
from holdfast.data import models

SLUG = "salon"
ZONE = "Europe/Lisbon"
LOGIN = "anna@salon.example"
# Printed at the first start and fit for nothing but a demonstration.
PASSWORD = "demo-salon-aurora"  # noqa: S105

_MORNING, _AFTERNOON = (time(9), time(13)), (time(14), time(19))
_FULL = (_MORNING, _AFTERNOON)
_LATE = ((time(11), time(15)), (time(16), time(20)))
_SATURDAY = ((time(9), time(17)),)
OPEN: Mapping[int, Sequence[tuple[time, time]]] = {
    **dict.fromkeys((1, 2, 3, 4), ((time(9), time(20)),)),
    5: _SATURDAY,
}

STYLISTS = ("anna", "beatriz", "carla", "diogo")
_CHAIRS = ("chair-1", "chair-2", "chair-3")
_FIVE, _TEN, _FIFTEEN = (timedelta(minutes=minutes) for minutes in (5, 10, 15))

THINGS = (
    Thing("anna", "Anna Moreira", "person", "Owner. Cuts and colour.", {**dict.fromkeys((1, 2, 3, 4), _FULL)}),
    Thing(
        "beatriz",
        "Beatriz Lopes",
        "person",
        "Colour and bridal.",
        {**dict.fromkeys((1, 3, 4), _FULL), 5: _SATURDAY},
    ),
    Thing(
        "carla", "Carla Nunes", "person", "Curls and long hair.", {**dict.fromkeys((2, 3, 4), _LATE), 5: _SATURDAY}
    ),
    Thing(
        "diogo",
        "Diogo Reis",
        "person",
        "Short cuts and beards.",
        {**dict.fromkeys((1, 2, 4), _LATE), 5: _SATURDAY},
    ),
    Thing("chair-1", "Chair by the window", "equipment"),
    Thing("chair-2", "Middle chair", "equipment"),
    Thing("chair-3", "Quiet chair", "equipment"),
    Thing("steamer", "Hair steamer", "equipment"),
)


def _stylist(*who: str, phases: Sequence[int] = (), after: timedelta = _FIVE) -> Need:
    return Need("Stylist", who, phases, after=after, customer_chooses=True)


# The chair is swept after each customer, which takes longer than the stylist's own pause.
_CHAIR = Need("Chair", _CHAIRS, before=timedelta(), after=_TEN)

SERVICES = (
    Offered(
        "cut",
        "Cut and finish",
        "Wash, cut and blow-dry. We talk about what you want first.",
        4200,
        [("Cut and finish", 45)],
        [_stylist(*STYLISTS), _CHAIR],
        weight=6,
    ),
    Offered(
        "short-cut",
        "Short cut",
        "Scissors or clippers, washed and styled.",
        2600,
        [("Cut", 30)],
        [_stylist("anna", "carla", "diogo"), _CHAIR],
        weight=5,
    ),
    Offered(
        "colour",
        "Colouring",
        "Colour applied, time to take, then rinsed and finished. Bring something to read.",
        8900,
        [("Apply", 45), ("Takes", 35), ("Rinse and finish", 40)],
        # While the colour takes, the stylist is free for somebody else; the chair is not.
        [_stylist("anna", "beatriz", "carla", phases=(0, 2), after=_TEN), _CHAIR],
        weight=3,
    ),
    Offered(
        "beard",
        "Beard trim",
        "Shaped with a hot towel.",
        1800,
        [("Trim", 20)],
        [_stylist("diogo", after=timedelta()), _CHAIR],
        weight=3,
    ),
    Offered(
        "treatment",
        "Repair treatment",
        "Deep care under steam for hair that has been through a lot.",
        5500,
        [("Care", 50)],
        [
            _stylist("beatriz", "carla"),
            _CHAIR,
            Need("Steamer", ("steamer",), before=_FIVE, after=_FIFTEEN),
        ],
        weight=2,
        settings={"minimum_notice": timedelta(hours=2)},
    ),
    Offered(
        "bridal",
        "Bridal styling",
        "A trial and the day itself begin with this talk. We confirm within a day.",
        12000,
        [("Styling", 90)],
        [_stylist("anna", "beatriz", after=_FIFTEEN), _CHAIR],
        weight=1,
        needs_approval=True,
        settings={
            "minimum_notice": timedelta(days=2),
            "change_notice": timedelta(days=1),
            "slot_step": timedelta(minutes=30),
            "approval_within": timedelta(days=1),
            "daily_cap": 2,
        },
    ),
)


def build(now: datetime) -> World:
    """The salon's definitions, with one vacation and one override in the weeks to come."""
    organisation = models.Organisation.objects.create(
        slug=SLUG,
        name="Salon Aurora",
        email="hello@salon.example",
        phone="+351210000000",
        accent="#8a3b5c",
        currency="EUR",
        is_demo=True,
        created_at=now,
    )
    location = models.Location.objects.create(
        organisation=organisation,
        slug="chiado",
        name="Salon Aurora, Chiado",
        zone=ZONE,
        address="Rua das Flores 12, 1200-194 Lisboa",
        holiday_country="PT",
    )
    world = World(organisation, location, now)
    world.add_week(OPEN)
    world.add_resources(THINGS)
    for position, offered in enumerate(SERVICES):
        world.add_service(position, offered)
    monday = now.date() - timedelta(days=now.weekday())
    world.add_vacation("carla", monday + timedelta(days=14), monday + timedelta(days=20), "Vacation")
    world.add_override("anna", _next_weekday(now.date(), 2), time(12), time(20), "Training in the morning")
    return world


def _next_weekday(day: date, weekday: int) -> date:
    """The first such weekday at least three days on."""
    return day + timedelta(days=3 + (weekday - day.weekday() - 3) % 7)

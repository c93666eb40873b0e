"""The demonstration salon: people, chairs, services, a real week."""

from collections.abc import Sequence
from datetime import time, timedelta

from holdfast.actions._worlds import (
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

_MORNING, _AFTERNOON = (time(9), time(13)), (time(14), time(19))
_FULL = (_MORNING, _AFTERNOON)
_LATE = ((time(11), time(15)), (time(16), time(20)))
_SATURDAY = ((time(9), time(17)),)
_OPEN: Week = {
    **dict.fromkeys((1, 2, 3, 4), ((time(9), time(20)),)),
    5: _SATURDAY,
}

_STYLISTS = ("anna", "beatriz", "carla", "diogo")
_CHAIRS = ("chair-1", "chair-2", "chair-3")
_FIVE, _TEN, _FIFTEEN = (timedelta(minutes=minutes) for minutes in (5, 10, 15))

_THINGS = (
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

_SERVICES = (
    Offered(
        "cut",
        "Cut and finish",
        "Wash, cut and blow-dry. We talk about what you want first.",
        4200,
        [("Cut and finish", 45)],
        [_stylist(*_STYLISTS), _CHAIR],
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


# No number of Portugal begins like these: none is set aside for invented people there.
_NOBODY = "+351900"
_CROWD = Crowd(
    first_names=(
        *("Inês", "João", "Maria", "Pedro", "Sofia", "Tiago", "Rita", "Miguel", "Marta"),
        *("Rui", "Leonor", "Hugo", "Clara", "Nuno", "Alice", "Vasco", "Helena", "Luís"),
    ),
    last_names=(
        *("Silva", "Santos", "Ferreira", "Pereira", "Oliveira", "Costa"),
        *("Rodrigues", "Martins", "Sousa", "Fernandes", "Gomes", "Carvalho"),
    ),
    phones=[f"{_NOBODY}{number:06}" for number in range(100_101, 1_000_000, 5_417)],
)


def _exceptions(world: World) -> None:
    """A vacation, and a day with other hours."""
    today = world.now.date()
    vacation = monday_after(today, 2)
    world.add_vacation("carla", vacation, vacation + timedelta(days=6), "Vacation")
    world.add_override("anna", next_weekday(today, 2), time(12), time(20), "Training in the morning")


SALON = Example(
    slug="salon",
    name="Salon Aurora",
    about="A small salon in Chiado: four stylists, three chairs, no hurry. We cut, colour and care for hair of "
    "every kind, and before the first snip we talk about what you want.",
    phone=f"{_NOBODY}100100",
    accent="#8a3b5c",
    currency="EUR",
    # Printed at the first start and fit for nothing but a demonstration.
    password="demo-salon-aurora",  # noqa: S106
    places=[
        Place(
            "chiado",
            "Salon Aurora, Chiado",
            "Europe/Lisbon",
            _OPEN,
            "Rua das Flores 12, 1200-194 Lisboa",
            holiday_country="PT",
        )
    ],
    things=_THINGS,
    services=_SERVICES,
    staff=_STYLISTS,
    crowd=_CROWD,
    exceptions=_exceptions,
)

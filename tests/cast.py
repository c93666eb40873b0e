"""A named cast: businesses with their people and their week, so that each test reads like a story.

`salon`: Anna and Ben cut hair on two chairs, Monday to Friday nine to five, in Lisbon. `clinic`: Doctor Cruz
works alone and approves each request; in New York. `rental`: eight bicycles, in Berlin. `club`: fifty courts.
`chain`: Anna in Lisbon, Ben and Cleo an hour behind her on the Azores, in one business. `studio`: Anna and Ben
train in one of two rooms; the customer chooses both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from holdfast.actions._definitions import raise_version
from holdfast.actions._worlds import Choice, Need, Offered, Place, Thing, World
from holdfast.actions.bookings import Confirmed, confirm_hold
from holdfast.actions.holds import Hold, Line, place_hold
from holdfast.core.actor import CUSTOMER, Actor
from holdfast.core.contact import Contact
from holdfast.core.policy import HoldLimits
from holdfast.data import models
from holdfast.data.scope import Scope

# A Saturday; the week that begins two days later is the one the tests book in.
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
WEEK = dict.fromkeys(range(5), ((time(9), time(17)),))
ALWAYS = dict.fromkeys(range(7), ((time(0), time(0)),))
PLENTY = HoldLimits(per_client=100_000, in_all=100_000)
STAFF = Actor("staff")
DORA = Contact("Dora Dias", "dora@example.org", "+447700900123")
EMIL = Contact("Emil Eco", "emil@example.org")


@dataclass(frozen=True)
class Cast:
    """An organisation and what tests ask of it."""

    world: World

    @property
    def id(self) -> int:
        return self.world.organisation.id

    @property
    def scope(self) -> Scope:
        return Scope(self.id)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.world.location.zone)

    def at(self, clock: str, day: date = MONDAY) -> datetime:
        """A wall time of the place as an instant, on the Monday unless said otherwise."""
        return datetime.combine(day, time.fromisoformat(clock), self.zone).astimezone(UTC)

    def hold(
        self,
        service: str,
        clock: str = "10:00",
        *,
        staff: str | None = None,
        day: date = MONDAY,
        client: str = "client",
        limits: HoldLimits = PLENTY,
        now: datetime = NOW,
        actor: Actor = CUSTOMER,
    ) -> Hold:
        line = Line(service, self.at(clock, day), None, staff)
        return place_hold(
            now=now, organisation_id=self.id, lines=[line], actor=actor, client=client, limits=limits
        )

    def basket_id(self, hold: Hold) -> int:
        return self.scope.of(models.Basket).get(public_id=hold.public_id).id

    def confirm(self, hold: Hold, contact: Contact = DORA, *, now: datetime = NOW) -> Confirmed:
        confirmed = confirm_hold(
            now=now, organisation_id=self.id, basket_id=self.basket_id(hold), contact=contact, actor=CUSTOMER
        )
        return confirmed[0]

    def book(self, service: str, clock: str = "10:00", **wish: object) -> Confirmed:
        return self.confirm(self.hold(service, clock, **wish))  # type: ignore[arg-type]

    def booking(self, confirmed: Confirmed) -> models.Booking:
        return self.scope.of(models.Booking).get(public_id=confirmed.public_id)


def make(
    slug: str,
    zone: str,
    week: Mapping[int, Sequence[tuple[time, time]]],
    things: Sequence[Thing],
    services: Sequence[Offered],
    *,
    capacities: Mapping[str, int] | None = None,
) -> Cast:
    """An organisation with one place."""
    organisation = models.Organisation.objects.create(slug=slug, name=slug.title(), created_at=NOW)
    world = World(organisation, NOW)
    world.add_place(Place("here", "Here", zone, week))
    world.add_resources(things)
    for name, capacity in (capacities or {}).items():
        models.Resource.objects.filter(id=world.resources[name].id).update(capacity=capacity)
    for position, offered in enumerate(services):
        world.add_service(position, offered)
    raise_version(Scope(organisation.id))
    return Cast(world)


def salon(slug: str = "salon") -> Cast:
    """Anna, Ben, two chairs; a cut, a colouring that frees the stylist, a shave nobody else's buffer minds."""
    stylist = Need("Stylist", ("anna", "ben"), after=timedelta(minutes=5), customer_chooses=True)
    chair = Need("Chair", ("chair-1", "chair-2"), after=timedelta(minutes=10))
    colourist = Need("Stylist", ("anna", "ben"), phases=(0, 2), customer_chooses=True)
    return make(
        slug,
        "Europe/Lisbon",
        WEEK,
        [
            Thing("anna", "Anna", "person"),
            Thing("ben", "Ben", "person"),
            Thing("chair-1", "Chair 1", "equipment"),
            Thing("chair-2", "Chair 2", "equipment"),
        ],
        [
            Offered("cut", "Cut", "", 3000, [("Cut", 30)], [stylist, chair]),
            Offered(
                "colour", "Colour", "", 8000, [("Apply", 30), ("Wait", 30), ("Finish", 30)], [colourist, chair]
            ),
            Offered(
                "trial",
                "Trial",
                "",
                1000,
                [("Trial", 30)],
                [stylist, chair],
                settings={
                    "daily_cap": 2,
                    "minimum_notice": timedelta(hours=2),
                    "change_notice": timedelta(days=1),
                },
            ),
        ],
    )


def clinic(slug: str = "clinic") -> Cast:
    """Doctor Cruz, who approves each request."""
    return make(
        slug,
        "America/New_York",
        WEEK,
        [Thing("cruz", "Dr. Cruz", "person")],
        [
            Offered(
                "visit",
                "Visit",
                "",
                0,
                [("Visit", 30)],
                [Need("Doctor", ("cruz",), customer_chooses=True)],
                needs_approval=True,
            )
        ],
    )


def rental(slug: str = "rental", bicycles: int = 8) -> Cast:
    """A pool of bicycles; `tour-1` to `tour-3` take as many of them for two hours."""
    return make(
        slug,
        "Europe/Berlin",
        ALWAYS,
        [Thing("bicycles", "Bicycles", "vehicle")],
        [
            Offered(
                f"tour-{party}",
                f"Tour for {party}",
                "",
                1000 * party,
                [("Tour", 120)],
                [Need("Bicycle", ("bicycles",), units=party)],
            )
            for party in (1, 2, 3)
        ],
        capacities={"bicycles": bicycles},
    )


def club(slug: str = "club", courts: int = 50) -> Cast:
    """Many courts, all alike."""
    names = [f"court-{number}" for number in range(1, courts + 1)]
    return make(
        slug,
        "Europe/Berlin",
        ALWAYS,
        [Thing(name, name.title(), "room") for name in names],
        [Offered("game", "Game", "", 2000, [("Game", 60)], [Need("Court", names)])],
    )


def chain(slug: str = "chain") -> Cast:
    """Two places: all three cut, Cleo alone gives massages, Anna and Cleo talk as long as is wished."""
    organisation = models.Organisation.objects.create(slug=slug, name=slug.title(), created_at=NOW)
    world = World(organisation, NOW)
    world.add_place(Place("lisbon", "Lisbon", "Europe/Lisbon", WEEK))
    world.add_place(Place("horta", "Horta", "Atlantic/Azores", WEEK))
    world.add_resources(
        [
            Thing("anna", "Anna", "person", place="lisbon"),
            Thing("ben", "Ben", "person", place="horta"),
            Thing("cleo", "Cleo", "person", place="horta"),
        ]
    )

    def by(*people: str) -> list[Need]:
        return [Need("Who", people, customer_chooses=True)]

    for position, offered in enumerate(
        [
            Offered("cut", "Cut", "", 3000, [("Cut", 30)], by("anna", "ben", "cleo")),
            Offered("massage", "Massage", "", 5000, [("Massage", 60)], by("cleo"), places=("horta",)),
            Offered("talk", "Talk", "", 0, [("Talk", 30)], by("anna", "cleo"), choice=Choice(30, 90, 30)),
        ]
    ):
        world.add_service(position, offered)
    raise_version(Scope(organisation.id))
    return Cast(world)


def studio(slug: str = "studio") -> Cast:
    """Anna and Ben, the Blue and the Green room: one chooses of both for a training, of none for a talk."""
    trainer = Need("Trainer", ("anna", "ben"), customer_chooses=True)
    room = Need("Room", ("blue", "green"), customer_chooses=True)
    return make(
        slug,
        "Europe/Lisbon",
        WEEK,
        [
            Thing("anna", "Anna", "person"),
            Thing("ben", "Ben", "person"),
            Thing("blue", "Blue room", "room"),
            Thing("green", "Green room", "room"),
        ],
        [
            Offered("training", "Training", "", 4000, [("Training", 60)], [trainer, room]),
            Offered("talk", "Talk", "", 0, [("Talk", 30)], [Need("Trainer", ("anna", "ben"))]),
        ],
    )

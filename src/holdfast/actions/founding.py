"""Founding a business in an installation: the first owner, and something to book from the first minute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

from holdfast.actions._definitions import raise_version
from holdfast.actions._journal import Fact, record
from holdfast.actions._people import end_password_links, make_user
from holdfast.actions._transaction import action
from holdfast.actions._worlds import Choice, Need, Offered, Place, Thing, World
from holdfast.core.actor import Actor
from holdfast.core.refusal import Invalid
from holdfast.core.slug import make_slug
from holdfast.core.text import clean_line
from holdfast.core.walltime import find_zone
from holdfast.data.models import Installation, Membership, Organisation, User
from holdfast.data.scope import Scope
from holdfast.queries.access import StartUsed

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Owner:
    """Who founds: somebody with a log-in, or the name, address and password of a new one.

    The password has been checked by Django's validators.
    """

    user_id: int | None = None
    name: str = ""
    email: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Lengths:
    """The minutes a customer may choose from."""

    shortest: int
    longest: int
    step: int


@dataclass(frozen=True, slots=True)
class Outline:
    """What a new business begins with: one place with its week, one person or thing, one service.

    `week` has the shifts of each weekday (Monday 0). Where `resource` says no name it is the owner's.
    """

    place: str
    week: Mapping[int, Sequence[tuple[time, time]]]
    resource: str
    kind: str
    role: str
    service: str
    minutes: int
    price_minor: int
    capacity: int = 1
    lengths: Lengths | None = None
    break_after: timedelta = timedelta()
    minimum_notice: timedelta = timedelta(hours=1)
    needs_approval: bool = False


@dataclass(frozen=True, slots=True)
class Founded:
    """A business just founded, and who owns it."""

    slug: str
    user_id: int


@action()
def make_start_link(*, now: datetime, only_first: bool = False) -> tuple[UUID, int] | None:
    """What the link is made of by which somebody may found a business here: public id and version.

    With `only_first` nothing where a business of somebody's own is there already. Locks nothing.
    """
    if only_first and Organisation.objects.filter(is_demo=False).exists():
        return None
    Installation.objects.bulk_create([Installation(public_id=uuid4(), created_at=now)], ignore_conflicts=True)
    row = Installation.objects.get()
    return row.public_id, row.link_version


@action()
def found_organisation(
    *,
    now: datetime,
    link_version: int,
    name: str,
    owner: Owner,
    outline: Outline,
    zone: str,
    country: str = "",
    currency: str = "EUR",
    language: str = "en",
) -> Founded:
    """Founds a business with its owner, by a link that opens once, and makes what can be booked in it at once.

    `country` (ISO 3166-1) closes it on the holidays there. Refuses with `StartUsed`, `AddressTaken`, `Invalid`.
    Takes the link first, so that of two who use it at the same time one finds it used.
    """
    _use_link(link_version)
    if find_zone(zone) is None:
        raise Invalid(field="zone", reason="is not a time zone")
    called = clean_line(name, field="business", longest=LONGEST_NAME)
    user = _user(owner, now)
    organisation = Organisation.objects.create(
        slug=make_slug(called, set(Organisation.objects.values_list("slug", flat=True))),
        name=called,
        email=user.email,
        currency=currency,
        language=language,
        created_at=now,
    )
    world = World(organisation, now)
    _furnish(world, outline, user.name, zone, country)
    Membership.objects.create(
        organisation=organisation,
        user=user,
        role=Membership.Role.OWNER,
        resource=next(iter(world.resources.values())) if outline.kind == "person" else None,
        created_at=now,
    )
    scope = Scope(organisation.id)
    raise_version(scope)
    record(scope, Actor("staff", user.id), now, [Fact("organisation_founded")])
    return Founded(organisation.slug, user.id)


def _use_link(version: int) -> None:
    """Whoever raises the version has used the link; the others wait for them, and find it raised."""
    if not Installation.objects.filter(link_version=version).update(link_version=version + 1):
        raise StartUsed


def _user(owner: Owner, now: datetime) -> User:
    if owner.user_id is not None:
        # Whoever handed over a link for a new password did so for less power.
        end_password_links([owner.user_id])
        return User.objects.get(id=owner.user_id, is_active=True)
    return make_user(email=owner.email, name=owner.name, password=owner.password, now=now)


def _furnish(world: World, outline: Outline, owner: str, zone: str, country: str) -> None:
    """The place, the person or thing, and the service: what customers can book as soon as the page is open."""
    called = outline.resource or owner
    thing = make_slug(called, set())
    world.add_place(
        Place(make_slug(outline.place, set()), outline.place, zone, outline.week, holiday_country=country)
    )
    world.add_resources([Thing(thing, called, outline.kind)])
    if outline.capacity > 1:
        row = world.resources[thing]
        row.capacity = outline.capacity
        row.save(update_fields=["capacity"])
    chosen = outline.lengths
    world.add_service(
        0,
        Offered(
            make_slug(outline.service, set()),
            outline.service,
            "",
            outline.price_minor,
            [(outline.service, outline.minutes)],
            [Need(outline.role, (thing,), after=outline.break_after, customer_chooses=outline.kind == "person")],
            needs_approval=outline.needs_approval,
            settings={"minimum_notice": outline.minimum_notice},
            choice=None if chosen is None else Choice(chosen.shortest, chosen.longest, chosen.step),
        ),
    )

"""The demonstrations, put in and taken out."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, ClassVar
from uuid import UUID

import tzdata
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import ForeignKey, Model

from holdfast.actions._believable import Bustle, Imagined, imagine_bookings, imagine_people
from holdfast.actions._caps import caps_at
from holdfast.actions._clinic import CLINIC
from holdfast.actions._definitions import raise_version
from holdfast.actions._salon import SALON
from holdfast.actions._transaction import action
from holdfast.actions._worlds import Example, World, build
from holdfast.core.booking import LIVE, State, new_ref
from holdfast.core.capacity import Taken
from holdfast.core.contact import found_by
from holdfast.core.refusal import Refusal
from holdfast.core.walltime import local_date, to_datetime, to_local
from holdfast.data import models
from holdfast.data.keys import Owned
from holdfast.data.scope import Scope
from holdfast.queries.definitions import get_definitions

_SEED = 20_260_101
_PEOPLE = 160


_EXAMPLES = {example.slug: example for example in (SALON, CLINIC)}
NAMES = tuple(_EXAMPLES)


@dataclass(frozen=True, slots=True)
class Demo:
    """What to show of a demonstration."""

    organisation_slug: str
    login_email: str
    password: str


@dataclass(eq=False)
class AlreadySeeded(Refusal):
    """The demonstration is there already; remove it first."""

    code: ClassVar[str] = "already_seeded"


@action()
def seed_demo(*, now: datetime, names: Sequence[str] = NAMES) -> list[Demo]:
    """Puts in those of the named examples that are not there, each with a quarter of bookings around a moment.

    The same moment gives the same ones. Refuses with `AlreadySeeded` when all of them are there.
    """
    there = set(models.Organisation.objects.filter(slug__in=names).values_list("slug", flat=True))
    wanted = [_EXAMPLES[name] for name in names if name not in there]
    if not wanted:
        raise AlreadySeeded
    return [_seed(example, now) for example in wanted]


def _seed(example: Example, now: datetime) -> Demo:
    random = Random(_SEED)  # noqa: S311 - the same bookings every time
    world = build(example, now)
    _add_staff(world, example)
    scope = Scope(world.organisation.id)
    raise_version(scope)
    definitions = get_definitions(scope)
    people = imagine_people(example.crowd, random, _PEOPLE)
    customers = models.Customer.objects.bulk_create(
        models.Customer(
            organisation=world.organisation,
            name=one.name,
            email=one.email,
            phone=one.phone,
            found_by=found_by(name=one.name, email=one.email, phone=one.phone),
            created_at=now,
        )
        for one in people
    )
    bustles = [
        Bustle(
            definitions.locations[world.locations[place.slug].id],
            place.wishes,
            [(one.slug, one.weight) for one in example.services if not one.places or place.slug in one.places],
        )
        for place in example.places
    ]
    imagined = imagine_bookings(definitions, bustles, random, now=now, people=len(people))
    _write_bookings(world, imagined, customers, random)
    return Demo(example.slug, example.email(example.staff[0]), example.password)


@action()
def remove_demo(*, now: datetime) -> int:
    """Takes out every demonstration organisation with all that belongs to it; how many there were.

    People who log in elsewhere keep their log-in. Runs as the owner of the tables: the application's own role
    cannot delete from the journal.
    """
    organisations = list(models.Organisation.objects.filter(is_demo=True))
    with _journal_unsealed():
        for organisation in organisations:
            _remove(organisation)
    return len(organisations)


def _remove(organisation: models.Organisation) -> None:
    scope = Scope(organisation.id)
    users = list(scope.of(models.Membership).values_list("user_id", flat=True))
    for model in _children_first():
        scope.of(model).delete()
    gone = models.User.objects.filter(id__in=users)
    gone.exclude(id__in=models.Membership.objects.values("user_id")).delete()
    organisation.delete()


@contextmanager
def _journal_unsealed() -> Iterator[None]:
    """Where one role is owner and application, it has sealed the journal against itself: unsealed meanwhile.

    Without that even the database's own look for rows that refer to a booking is refused.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT pg_get_userbyid(relowner) = current_user AND NOT has_table_privilege(oid, 'UPDATE')
            FROM pg_class WHERE oid = 'holdfast_journal'::regclass"""
        )
        row = cursor.fetchone()
        is_sealed = row is not None and row[0]
        if is_sealed:
            cursor.execute("GRANT UPDATE, DELETE ON holdfast_journal TO CURRENT_USER")
        yield
        if is_sealed:
            # Checks that wait for the commit would find the journal sealed again.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("REVOKE UPDATE, DELETE ON holdfast_journal FROM CURRENT_USER")


def _children_first() -> list[type[Owned]]:
    """The tables of an organisation, each before those it refers to."""
    owned: list[type[Owned]] = [
        model for model in apps.get_app_config("holdfast").get_models() if issubclass(model, Owned)
    ]
    parents: dict[type[Model], set[Any]] = {
        model: {field.related_model for field in model._meta.get_fields() if isinstance(field, ForeignKey)}
        for model in owned
    }
    ordered: list[type[Owned]] = []
    while len(ordered) < len(owned):
        left = [model for model in owned if model not in ordered]
        ordered += [
            model for model in left if not any(model in parents[other] for other in left if other != model)
        ]
    return ordered


def _add_staff(world: World, example: Example) -> None:
    password = make_password(example.password)
    for slug in example.staff:
        resource = world.resources[slug]
        user = models.User.objects.create(
            email=example.email(slug), name=resource.name, password=password, created_at=world.now
        )
        models.Membership.objects.create(
            organisation=world.organisation,
            user=user,
            role="owner" if slug == example.staff[0] else "specialist",
            resource=resource,
            created_at=world.now,
        )


def _write_bookings(
    world: World, imagined: Sequence[Imagined], customers: Sequence[models.Customer], random: Random
) -> None:
    organisation = world.organisation
    baskets = models.Basket.objects.bulk_create(
        models.Basket(
            organisation=organisation,
            public_id=UUID(int=random.getrandbits(128), version=4),
            customer=customers[one.person],
            created_at=_made_at(one, world.now),
        )
        for one in imagined
    )
    bookings = models.Booking.objects.bulk_create(
        _booking(world, one, basket, random) for one, basket in zip(imagined, baskets, strict=True)
    )
    pairs = list(zip(imagined, bookings, strict=True))
    models.Assignment.objects.bulk_create(
        models.Assignment(
            organisation=organisation, booking=booking, requirement_id=role_id, resource_id=resource_id
        )
        for one, booking in pairs
        for role_id, resource_id in one.roles
    )
    models.Allocation.objects.bulk_create(
        models.Allocation(organisation=organisation, booking=booking, **_row(resource_id, taken))
        for one, booking in pairs
        if one.state in LIVE
        for resource_id, taken in one.rows
    )
    models.AllocationHistory.objects.bulk_create(
        models.AllocationHistory(organisation=organisation, booking=booking, **_row(resource_id, taken))
        for one, booking in pairs
        if one.state in {State.COMPLETED, State.NO_SHOW}
        for resource_id, taken in one.rows
    )
    models.Journal.objects.bulk_create(
        models.Journal(
            organisation=organisation,
            at=booking.created_at,
            kind=one.state.value,
            booking=booking,
            actor_kind="system",
            facts={"demo": True},
        )
        for one, booking in pairs
    )
    _write_counters(world, pairs)


def _write_counters(world: World, pairs: Sequence[tuple[Imagined, models.Booking]]) -> None:
    """The caps that live bookings count in (I2, I16)."""
    counted: defaultdict[tuple[str, str, int], list[models.Booking]] = defaultdict(list)
    definitions = get_definitions(Scope(world.organisation.pk))
    for one, booking in pairs:
        if one.state in LIVE:
            caps = caps_at(definitions, one.service, one.roles, local_date(one.at, one.location.zone))
            for (subject, period), most in caps.items():
                counted[subject, period, most].append(booking)
    for (subject, period, cap), bookings in counted.items():
        counter = models.Counter.objects.create(
            organisation=world.organisation, subject=subject, period=period, used=len(bookings), cap=cap
        )
        models.CounterClaim.objects.bulk_create(
            models.CounterClaim(organisation=world.organisation, booking=booking, counter=counter, amount=1)
            for booking in bookings
        )


def _made_at(one: Imagined, now: datetime) -> datetime:
    """Most people book about a week ahead; nobody books in the future."""
    return min(now, to_datetime(one.at) - timedelta(days=1 + one.person % 12))


def _booking(world: World, one: Imagined, basket: models.Basket, random: Random) -> models.Booking:
    made_at = basket.created_at
    is_waiting = one.state == State.REQUESTED
    return models.Booking(
        organisation=world.organisation,
        public_id=UUID(int=random.getrandbits(128), version=4),
        ref=new_ref(random),
        basket=basket,
        state=one.state.value,
        service_id=one.service.id,
        location_id=one.location.id,
        customer_id=basket.customer_id,
        starts_at=to_datetime(one.at),
        ends_at=to_datetime(one.at + one.service.length),
        zone=one.location.zone.key,
        local_start=to_local(one.at, one.location.zone).replace(tzinfo=None).isoformat(),
        zone_data=tzdata.IANA_VERSION,
        price_minor=one.service.price.minor,
        currency=one.service.price.currency,
        policy=one.service.policy.to_json(),
        deadline_at=world.now + one.service.policy.approval_within if is_waiting else None,
        created_at=made_at,
        confirmed_at=None if is_waiting else made_at,
    )


def _row(resource_id: int, taken: Taken) -> dict[str, Any]:
    during = DateTimeTZRange(to_datetime(taken.start), to_datetime(taken.end), "[)")
    return {"resource_id": resource_id, "unit": taken.unit, "during": during}

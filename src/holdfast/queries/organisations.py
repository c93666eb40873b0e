"""Organisations by the name in their address."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from holdfast.core.refusal import NotFound, Refusal, TooMany
from holdfast.core.service import Caps
from holdfast.core.slug import is_slug
from holdfast.data.keys import Owned
from holdfast.data.models import Organisation
from holdfast.data.scope import listed
from holdfast.queries.definitions import note_version
from holdfast.queries.images import ImageView


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """A business as everybody may see it."""

    id: int
    public_id: UUID
    slug: str
    name: str
    about: str
    email: str
    phone: str
    accent: str
    currency: str
    language: str
    is_demo: bool
    holds_per_client: int
    holds_in_all: int
    definitions_version: int
    logo: ImageView | None


_MOST_KEPT = 500
_ids: dict[str, int] = {}
_slugs: dict[int, str] = {}
R = TypeVar("R")
# Asked in every request, with the logo in the same statement.
_OWN = [f"o.{name}" for name in OrganisationView.__dataclass_fields__ if name != "logo"]
_COLUMNS = ", ".join([*_OWN, *(f"i.{name}" for name in ImageView.__dataclass_fields__)])
_TABLES = (
    "holdfast_organisation o LEFT JOIN holdfast_image i ON i.organisation_id = o.id AND i.resource_id IS NULL"
)


def get_organisation(slug: str) -> OrganisationView:
    """The organisation of a slug, whatever its case. Refuses with `NotFound`."""
    wanted = slug.lower()
    if not is_slug(wanted):
        raise NotFound
    return _get("lower(o.slug) = %s", wanted)


def answer_of(slug: str, answer: Callable[[int], R]) -> R:
    """What `answer` gives for the organisation of a slug (its id), mostly without a statement to find it.

    It is asked about the organisation that had the slug when this process last looked, and once more about the
    one that has it now, if it refuses (but for limits) or if its statement showed another slug. So it must change
    nothing, and must read busy time, which comes with the slug (`queries/busy.py`).
    """
    known = _ids.get(slug.lower())
    if known is not None:
        with suppress(_Outdated):
            return _from_memory(slug.lower(), known, answer)
    return answer(get_organisation(slug).id)


def note_slug(organisation_id: int, slug: str) -> None:
    """Says which organisation had a slug just now."""
    if len(_slugs) >= _MOST_KEPT:
        forget_slugs()
    _slugs[organisation_id] = slug
    _ids[slug] = organisation_id


def forget_slugs() -> None:
    """Empties what this process remembers."""
    _ids.clear()
    _slugs.clear()


class _Outdated(Exception):  # noqa: N818 - what is remembered may not be so any more
    pass


def _from_memory(slug: str, known: int, answer: Callable[[int], R]) -> R:
    try:
        given = answer(known)
    except TooMany:
        raise
    except Refusal:
        raise _Outdated from None
    if _slugs.get(known) != slug:
        raise _Outdated
    return given


def get_organisation_by_id(organisation_id: int) -> OrganisationView:
    """The organisation of an id that another query gave. Refuses with `NotFound`."""
    return _get("o.id = %s::bigint", organisation_id)


def get_customer_caps(*, organisation_id: int) -> Caps:
    """How many bookings one customer may have in all of the business. Refuses with `NotFound`."""
    names = [f"customer_{period}_cap" for period in ("daily", "weekly", "monthly")]
    row = Organisation.objects.filter(id=organisation_id).values_list(*names).first()
    if row is None:
        raise NotFound
    return Caps(*row)


def find_organisations_by_id(organisation_ids: Sequence[int]) -> dict[int, OrganisationView]:
    """The organisations of ids that another query gave."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM {_TABLES} WHERE o.id = ANY(%s::bigint[])",  # noqa: S608 - names of this room
            [listed(organisation_ids)],
        )
        return {row[0]: _noted(row) for row in cursor.fetchall()}


def find_with_organisation(
    table: type[Owned], organisation: UUID, public_id: UUID
) -> tuple[OrganisationView, int, int] | None:
    """What a token names: the organisation, and a row's id and token version; `None` where either is missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.id, r.token_version, {_COLUMNS} FROM {_TABLES}"  # noqa: S608 - names of this room
            f" JOIN {table._meta.db_table} r ON r.organisation_id = o.id AND r.public_id = %s"
            " WHERE o.public_id = %s",
            [public_id, organisation],
        )
        row = cursor.fetchone()
    return None if row is None else (_noted(row[2:]), row[0], row[1])


def organisation_ids() -> list[int]:
    """All organisations, for the jobs that look after each."""
    return list(Organisation.objects.order_by("id").values_list("id", flat=True))


def overdue_organisation_ids() -> list[int]:
    """Organisations with holds or requests whose time has passed; looks across all, to look into few."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT organisation_id FROM holdfast_booking
            WHERE state IN ('held', 'requested') AND deadline_at <= (SELECT holdfast_clock())
            ORDER BY organisation_id"""
        )
        return [organisation_id for (organisation_id,) in cursor.fetchall()]


def organisations() -> list[OrganisationView]:
    """All organisations, for the first page of an installation."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM {_TABLES} ORDER BY o.name LIMIT 200")  # noqa: S608 - names of this room
        return [_view(row) for row in cursor.fetchall()]


def has_own_organisation() -> bool:
    """Whether there is a business besides the demonstrations."""
    return Organisation.objects.filter(is_demo=False).exists()


def _get(condition: str, value: str | int) -> OrganisationView:
    # Written out, it takes a quarter of the time that building the query does.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM {_TABLES} WHERE {condition}", [value])  # noqa: S608 - conditions of this room
        row = cursor.fetchone()
    if row is None:
        raise NotFound
    return _noted(row)


def _noted(row: Sequence[Any]) -> OrganisationView:
    view = _view(row)
    note_version(view.id, view.definitions_version)
    note_slug(view.id, view.slug)
    return view


def _view(row: Sequence[Any]) -> OrganisationView:
    logo = None if row[-1] is None else ImageView(*row[-3:])
    return OrganisationView(*(*row[:-3], logo))

"""Organisations by the name in their address."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from holdfast.core.refusal import NotFound
from holdfast.core.slug import is_slug
from holdfast.data.models import Organisation
from holdfast.queries.definitions import note_version


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """A business as everybody may see it."""

    id: int
    public_id: UUID
    slug: str
    name: str
    email: str
    phone: str
    accent: str
    currency: str
    language: str
    is_demo: bool
    holds_per_client: int
    holds_in_all: int
    definitions_version: int


_FIELDS = tuple(OrganisationView.__dataclass_fields__)


def get_organisation(slug: str) -> OrganisationView:
    """The organisation of a slug, whatever its case. Refuses with `NotFound`."""
    wanted = slug.lower()
    if not is_slug(wanted):
        raise NotFound
    return _get("lower(slug) = %s", wanted)


def get_organisation_by_id(organisation_id: int) -> OrganisationView:
    """The organisation of an id that another query gave. Refuses with `NotFound`."""
    return _get("id = %s::bigint", organisation_id)


def find_organisation_id(public_id: UUID) -> int | None:
    """The organisation named in a token."""
    return Organisation.objects.filter(public_id=public_id).values_list("id", flat=True).first()


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
    return [OrganisationView(*row) for row in Organisation.objects.order_by("name").values_list(*_FIELDS)[:200]]


def _get(condition: str, value: str | int) -> OrganisationView:
    # Asked in every request: written out, it takes a quarter of the time that building the query does.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(_FIELDS)} FROM holdfast_organisation WHERE {condition}", [value])  # noqa: S608 - conditions of this room
        row = cursor.fetchone()
    if row is None:
        raise NotFound
    view = OrganisationView(*row)
    note_version(view.id, view.definitions_version)
    return view

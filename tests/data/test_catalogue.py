"""What the database's own catalogue says of the schema."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from holdfast.data import models
from tests import cast

# What belongs to nobody: the business itself, people who log in, the installation, and tables of libraries.
WITHOUT_ORGANISATION = {"holdfast_organisation", "holdfast_user", "holdfast_installation"}


@pytest.fixture
def cursor(db: None) -> Iterator[Any]:
    with connection.cursor() as cursor:
        yield cursor


def _tables(cursor: Any) -> set[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'holdfast%'")
    return {name for (name,) in cursor.fetchall()}


def test_every_table_but_a_short_list_carries_its_organisation(cursor: Any) -> None:
    cursor.execute(
        """SELECT table_name FROM information_schema.columns
        WHERE table_schema = 'public' AND column_name = 'organisation_id' AND is_nullable = 'NO'"""
    )
    carrying = {name for (name,) in cursor.fetchall()}

    assert _tables(cursor) - carrying == WITHOUT_ORGANISATION


def test_every_table_of_an_organisation_has_its_composite_key(cursor: Any) -> None:
    cursor.execute(
        """SELECT conrelid::regclass::text FROM pg_constraint
        WHERE contype = 'u' AND pg_get_constraintdef(oid) = 'UNIQUE (organisation_id, id)'"""
    )
    keyed = {name for (name,) in cursor.fetchall()}

    # The history of allocations is referred to by nobody, but is no exception either.
    assert _tables(cursor) - keyed == WITHOUT_ORGANISATION


def test_every_reference_inside_an_organisation_is_composite_and_does_nothing_by_itself(cursor: Any) -> None:
    cursor.execute(
        """SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE contype = 'f' AND conrelid::regclass::text LIKE 'holdfast%'"""
    )
    for table, definition in cursor.fetchall():
        outside = any(f"REFERENCES {name}(id)" in definition for name in WITHOUT_ORGANISATION)
        assert outside or definition.startswith("FOREIGN KEY (organisation_id, "), (table, definition)
        assert "ON DELETE" not in definition
        assert "ON UPDATE" not in definition


def test_every_column_that_refers_has_a_constraint(cursor: Any) -> None:
    from django.apps import apps

    cursor.execute(
        """SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey) WHERE c.contype = 'f'"""
    )
    constrained = set(cursor.fetchall())
    columns = {
        (model._meta.db_table, field.column)
        for model in apps.get_app_config("holdfast").get_models()
        for field in model._meta.local_fields
        if field.is_relation
    }
    assert columns <= constrained


def test_every_unique_and_exclusion_constraint_contains_the_organisation(cursor: Any) -> None:
    cursor.execute(
        """SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE contype IN ('u', 'x') AND conrelid::regclass::text LIKE 'holdfast%'"""
    )
    for table, definition in cursor.fetchall():
        assert table in WITHOUT_ORGANISATION or "organisation_id" in definition, (table, definition)


def test_no_table_has_a_trigger_of_its_own(cursor: Any) -> None:
    cursor.execute(
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'holdfast%'"
    )
    assert cursor.fetchall() == []


def test_the_application_owns_nothing(cursor: Any) -> None:
    cursor.execute("SELECT current_user")
    assert cursor.fetchone() == ("holdfast_app",)
    cursor.execute("SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = 'holdfast_app'")
    assert cursor.fetchall() == []


def test_a_row_cannot_point_into_another_organisation(db: None) -> None:
    salon, clinic = cast.salon(), cast.clinic()
    foreign = clinic.world.resources["cruz"]

    with pytest.raises(IntegrityError, match="within"), transaction.atomic():
        models.Closure.objects.create(
            organisation=salon.world.organisation,
            resource=foreign,
            first_date=cast.MONDAY,
            last_date=cast.MONDAY,
        )


def test_the_database_itself_refuses_an_overlap(db: None) -> None:
    salon = cast.salon()
    salon.hold("cut", staff="anna")
    row = models.Allocation.objects.filter(resource__slug="anna").get()

    with pytest.raises(IntegrityError, match="allocation_no_overlap"), transaction.atomic():
        models.Allocation.objects.create(
            organisation_id=salon.id,
            resource_id=row.resource_id,
            unit=row.unit,
            during=row.during,
            booking_id=row.booking_id,
        )


@pytest.mark.parametrize("slug", ["desk", "api", "b", "h", "accounts", "static"])
def test_no_business_can_be_called_like_one_of_our_own_roads(db: None, slug: str) -> None:
    with pytest.raises(IntegrityError, match="organisation_slug_not_reserved"), transaction.atomic():
        models.Organisation.objects.create(slug=slug, name="Road", created_at=cast.NOW)

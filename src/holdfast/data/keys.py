"""Composite keys: a row can only point at rows of its own organisation."""

from collections.abc import Iterable
from typing import Any

from django.db import migrations, models


class Owned(models.Model):
    """A row of one organisation; `(organisation, id)` is what others refer to."""

    organisation: models.ForeignKey[Any, Any] = models.ForeignKey(
        "holdfast.Organisation", on_delete=models.DO_NOTHING, db_index=False, related_name="+"
    )

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["organisation", "id"], name="%(class)s_key")]


def within(to: str, **options: Any) -> Any:
    """A reference to a row of the same organisation; `composite_keys` adds its constraint."""
    options.setdefault("related_name", "+")
    return models.ForeignKey(
        f"holdfast.{to}", on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, **options
    )


def composite_keys(references: Iterable[tuple[str, str, str]]) -> migrations.RunSQL:
    """Foreign keys `(organisation_id, column) → (organisation_id, id)` for (model, field, target model).

    Without actions on delete or update: nothing cascades, and the tables can be distributed by organisation.
    """
    forward: list[Any] = []
    backward: list[Any] = []
    for model, field, target in references:
        name = f"{model}_{field}_within"
        forward.append(
            f"ALTER TABLE holdfast_{model} ADD CONSTRAINT {name} "
            f"FOREIGN KEY (organisation_id, {field}_id) REFERENCES holdfast_{target} (organisation_id, id)"
        )
        backward.append(f"ALTER TABLE holdfast_{model} DROP CONSTRAINT {name}")
    return migrations.RunSQL(forward, backward)

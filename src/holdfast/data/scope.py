"""The one place where a query starts: at an organisation.

Row-level security can be forced here later as a second wall.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, models


def listed(values: Iterable[int]) -> str:
    """Numbers as PostgreSQL writes an array: quicker than the driver's own lists."""
    return "{" + ",".join(map(str, values)) + "}"


Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything of one organisation, and nothing else."""

    organisation_id: int

    def of(self, model: type[Row]) -> "models.QuerySet[Row]":
        """The organisation's rows of a table."""
        return model._default_manager.filter(organisation_id=self.organisation_id)

    def rows(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """The rows a statement returns; it must filter by `%(org)s`, which is this organisation."""
        if "%(org)s" not in sql:
            raise ValueError("a statement must name its organisation as %(org)s")
        with connection.cursor() as cursor:
            cursor.execute(sql, {"org": self.organisation_id, **parameters})
            return cursor.fetchall() if cursor.description else []

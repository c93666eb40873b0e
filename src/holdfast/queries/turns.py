"""Whose turn it is."""

from collections.abc import Collection

from holdfast.data.scope import Scope, listed


def read_turns(scope: Scope, resource_ids: Collection[int]) -> dict[int, int]:
    """A number for each resource that was ever chosen for a role: the lower, the longer ago."""
    rows = scope.rows(
        """SELECT wanted.id, last.id
        FROM unnest(%(resources)s::bigint[]) AS wanted (id)
        CROSS JOIN LATERAL (
            SELECT id FROM holdfast_assignment
            WHERE organisation_id = %(org)s::bigint AND resource_id = wanted.id
            ORDER BY id DESC LIMIT 1
        ) AS last""",
        resources=listed(sorted(resource_ids)),
    )
    return dict(rows)

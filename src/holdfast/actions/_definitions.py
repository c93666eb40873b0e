"""What every change of definitions ends with."""

from holdfast.data.scope import Scope


def raise_version(scope: Scope) -> None:
    """Makes every process read the organisation's definitions again; needs the action's open transaction."""
    scope.rows(
        """UPDATE holdfast_organisation SET definitions_version = definitions_version + 1
        WHERE id = %(org)s::bigint"""
    )

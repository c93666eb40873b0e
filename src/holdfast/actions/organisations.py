"""Changing what a business says of itself."""

import re
from datetime import datetime

from holdfast.actions._definitions import raise_version
from holdfast.actions._journal import Fact, record
from holdfast.actions._transaction import action
from holdfast.core.actor import Actor
from holdfast.core.refusal import Invalid, NotFound
from holdfast.core.text import clean_text
from holdfast.data.models import Organisation
from holdfast.data.scope import Scope

LONGEST_ABOUT = 600
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@action()
def describe_organisation(
    *, now: datetime, organisation_id: int, actor: Actor, about: str | None = None, accent: str | None = None
) -> None:
    """Changes the words on the business's first page, its colour, or both; `None` leaves one as it is.

    Refuses with `NotFound`, `Invalid`. Locks nothing.
    """
    said: dict[str, str] = {}
    if about is not None:
        said["about"] = clean_text(about, field="about", longest=LONGEST_ABOUT)
    if accent is not None:
        if not _COLOUR.fullmatch(accent):
            raise Invalid(field="accent", reason="must be # and six digits or letters from a to f, like #8a3b5c")
        said["accent"] = accent.lower()
    if not said:
        raise Invalid(field="about", reason="required")
    if not Organisation.objects.filter(id=organisation_id).update(**said):
        raise NotFound
    scope = Scope(organisation_id)
    raise_version(scope)
    record(scope, actor, now, [Fact("organisation_described", None, {"changed": sorted(said)})])

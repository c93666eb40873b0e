"""Who is free sooner than who is wished for."""

from dataclasses import dataclass
from datetime import timedelta

from holdfast.queries.substitutes import list_substitutes
from holdfast.web.public.party import Party
from holdfast.web.public.picker import Search, Time

# A specialist whose next free time is further off than this is "far": colleagues are offered.
_FAR = timedelta(days=7)
_MOST_COLLEAGUES = 3


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone who gives the same service sooner, or something with which it can be had sooner, and when.

    `names`: with whom and what it then is.
    """

    names: str
    time: Time


def sooner(search: Search, party: Party, earliest: Time | None) -> tuple[Colleague, ...]:
    """Others who are free sooner than who is wished for, if that is far off; nobody otherwise.

    Of several who are wished for one is replaced, and the others stay.
    """
    if search.wish.staff is None or (earliest is not None and earliest.starts_at - search.now <= _FAR):
        return ()
    found = list_substitutes(
        organisation_id=search.organisation_id,
        wish=search.wish,
        around=search.now,
        now=search.now,
        until=None if earliest is None else earliest.starts_at,
        moving=search.moving,
        limit=_MOST_COLLEAGUES,
    )
    instead = [(one.slot, party.naming(one.staff)) for one in found]
    return tuple(Colleague(other.names, search.time(slot, staff=other.written)) for slot, other in instead)

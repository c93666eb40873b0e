"""What is chosen before a time: where, how long, with whom; each option is a link."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from holdfast.queries.catalogue import PlaceView, StaffView
from holdfast.queries.substitutes import list_substitutes
from holdfast.web.public.picker import Search, Time

# A specialist whose next free time is further off than this is "far": colleagues are offered.
_FAR = timedelta(days=7)
_MOST_COLLEAGUES = 3


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. `key` names it in the page; a length is in seconds."""

    key: str
    url: str
    is_chosen: bool
    place: PlaceView | None = None
    length: int | None = None
    person: StaffView | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with its options; `kind` is `where`, `how-long` or `who`."""

    kind: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone who gives the same service sooner, and when."""

    person: StaffView
    time: Time


def choose_who(people: Sequence[StaffView], chosen: StaffView | None, links: Iterable[str]) -> Choice:
    """Anyone, or one of the people; the first link is anyone's."""
    anyone, *each = links
    options = [Option("anyone", anyone, chosen is None)]
    options += [
        Option(person.slug, url, person == chosen, person=person) for person, url in zip(people, each, strict=True)
    ]
    return Choice("who", tuple(options))


def sooner(search: Search, earliest: Time | None) -> tuple[Colleague, ...]:
    """Colleagues who are free sooner than who is wished for, if that is far off; nobody otherwise."""
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
    return tuple(
        Colleague(one.person, search.time(one.slot, staff=one.person.slug)) for one in found if one.person
    )

"""What is chosen before a time: where, how long, with whom; each option is a link."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfast.queries.catalogue import PlaceView, StaffView
from holdfast.web.public.picker import Search, Time

# A specialist whose next free time is further off than this is "far": colleagues are offered.
_FAR = timedelta(days=7)
_MOST_COLLEAGUES = 3
_LOOKED_AT = 40


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


def sooner(
    anyone: Search, people: Sequence[StaffView], wished: StaffView, earliest: Time | None, now: datetime
) -> tuple[Colleague, ...]:
    """Colleagues who are free sooner, where the wished one has nothing for long; nobody otherwise.

    `anyone` is the search without the wish for a person, and makes links to whom it finds.
    """
    if earliest is not None and earliest.starts_at - now <= _FAR:
        return ()
    by_slug = {person.slug: person for person in people if person.slug != wished.slug}
    found: dict[str, Colleague] = {}
    for slot in anyone.first_free(now, _LOOKED_AT) if by_slug else ():
        if earliest is not None and slot.starts_at >= earliest.starts_at:
            break
        for slug in slot.staff:
            if slug in by_slug and slug not in found:
                found[slug] = Colleague(by_slug[slug], anyone.time(slot, staff=slug))
        if len(found) >= _MOST_COLLEAGUES:
            break
    return tuple(found.values())[:_MOST_COLLEAGUES]

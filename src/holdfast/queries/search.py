"""Finding customers and bookings by what somebody typed, typing mistakes forgiven.

First whoever has all typed words in name, address or number; only where nobody has, whoever has them with two
letters the wrong way round, and then whoever has words like them.
Measured in `bench/search.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F, Max
from django.db.models.functions import Abs, Extract

from holdfast.core.booking import REF_LENGTH, State
from holdfast.core.text import fold
from holdfast.data.scope import Scope, listed
from holdfast.queries.access import Member, seen_by
from holdfast.queries.agenda import EntryView, entries_of

_MOST_WORDS = 6
# Of so many who fit, the bookings are looked at. Where more fit, so many bookings around now and as many of the
# latest decide whose.
_CONSIDERED = 300
_LOOKED_AT = 800
# Words shorter than that are not guessed at: everything is like them.
_GUESSED = 4
_MOST_SWAPS = 12

_FIND = """
WITH fitting AS MATERIALIZED (
    SELECT c.id, c.name, c.email, c.phone, {likeness} AS likeness FROM holdfast_customer c
    WHERE c.organisation_id = %(org)s::bigint AND {conditions} {mine}
    {nearest} LIMIT %(considered)s::int
), near AS MATERIALIZED (
    SELECT DISTINCT b.customer_id FROM holdfast_location l CROSS JOIN LATERAL (
        (SELECT customer_id FROM holdfast_booking WHERE organisation_id = %(org)s::bigint AND location_id = l.id
            AND starts_at >= %(now)s::timestamptz ORDER BY starts_at LIMIT %(looked_at)s::int / 2)
        UNION ALL
        (SELECT customer_id FROM holdfast_booking WHERE organisation_id = %(org)s::bigint AND location_id = l.id
            AND starts_at < %(now)s::timestamptz ORDER BY starts_at DESC LIMIT %(looked_at)s::int / 2)
        UNION ALL
        (SELECT customer_id FROM holdfast_booking WHERE organisation_id = %(org)s::bigint AND location_id = l.id
            ORDER BY starts_at DESC LIMIT %(looked_at)s::int)
    ) b
    WHERE l.organisation_id = %(org)s::bigint AND (SELECT count(*) FROM fitting) >= %(considered)s::int
)
SELECT * FROM fitting UNION
SELECT c.id, c.name, c.email, c.phone, {likeness} FROM near n
JOIN holdfast_customer c ON c.organisation_id = %(org)s::bigint AND c.id = n.customer_id
WHERE {conditions} {mine}
"""


@dataclass(frozen=True, slots=True)
class FoundCustomer:
    """A customer who fits; `last_booked_at` is when their latest booking starts, of those the member may see."""

    id: int
    name: str
    email: str
    phone: str
    last_booked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """What fits: bookings closest to now first, and customers, the best first."""

    bookings: Sequence[EntryView]
    customers: Sequence[FoundCustomer]


# Id, name, address, number, and how much they are like what was typed.
_Fitting = Sequence[tuple[Any, ...]]


def find_customers(*, member: Member, typed: str, now: datetime, limit: int = 8) -> list[FoundCustomer]:
    """Customers who fit what was typed, the best first; a specialist finds only those who booked with them.

    Five statements at most. Nothing is found by a single letter.
    """
    return _customers(member, _fitting(member, typed, now))[:limit]


def find_bookings(*, member: Member, typed: str, now: datetime, limit: int = 20) -> Sequence[EntryView]:
    """The booking of a reference, else those of customers who fit, closest to now first; theirs to see."""
    return _named(member, typed) or _bookings_of(member, _fitting(member, typed, now), now, limit)


def find_all(*, member: Member, typed: str, now: datetime, limit: int = 20) -> Found:
    """Bookings and customers in one search, for a page that shows both."""
    fitting = _fitting(member, typed, now)
    bookings = _named(member, typed) or _bookings_of(member, fitting, now, limit)
    return Found(bookings, _customers(member, fitting)[:limit])


def is_ref(typed: str, ref: str) -> bool:
    """Whether what was typed is the reference, however it is written."""
    return _ref(typed) == ref


def _named(member: Member, typed: str) -> Sequence[EntryView]:
    rows = seen_by(member).filter(ref=_ref(typed)).exclude(state=State.LAPSED)
    return entries_of(member, list(rows.select_related("customer")))


def _bookings_of(member: Member, fitting: _Fitting, now: datetime, limit: int) -> Sequence[EntryView]:
    if not fitting:
        return ()
    distance = Abs(Extract(ExpressionWrapper(F("starts_at") - now, output_field=DurationField()), "epoch"))
    rows = seen_by(member).filter(customer_id__in=[row[0] for row in fitting]).exclude(state=State.LAPSED)
    rows = rows.annotate(distance=distance).order_by("distance", "id").select_related("customer")
    return entries_of(member, list(rows[:limit]))


def _customers(member: Member, fitting: _Fitting) -> list[FoundCustomer]:
    if not fitting:
        return []
    rows = seen_by(member).filter(customer_id__in=[row[0] for row in fitting]).values("customer_id")
    last = dict(rows.annotate(last=Max("starts_at")).values_list("customer_id", "last"))

    def best_last(row: tuple[Any, ...]) -> tuple[float, float, int]:
        booked = last.get(row[0])
        return row[4], booked.timestamp() if booked else float("-inf"), row[0]

    best = sorted(fitting, key=best_last, reverse=True)
    return [FoundCustomer(id_, name, email, phone, last.get(id_)) for id_, name, email, phone, _ in best]


def _fitting(member: Member, typed: str, now: datetime) -> _Fitting:
    """Customers whom the member may find, in no order."""
    words = _words(typed)
    if sum(map(len, words)) < 2:
        return []
    scope = Scope(member.organisation.id)
    given = {"now": now, **_who(member)}
    for find in (_exactly, _swapped, _nearly):
        found = find(scope, given, words)
        if found:
            return found
    return []


def _ref(typed: str) -> str:
    """What was typed as a reference would be written; nothing that can be none."""
    ref = re.sub(r"[\s-]", "", typed).upper()
    return ref if len(ref) == REF_LENGTH and ref.isascii() and ref.isalnum() else ""


def _exactly(scope: Scope, given: dict[str, Any], words: Sequence[str]) -> _Fitting:
    conditions = [f"c.found_by LIKE %(word{number})s::text" for number in range(len(words))]
    patterns = {f"word{number}": _pattern(word) for number, word in enumerate(words)}
    return _find(scope, given, conditions, "0", patterns)


def _swapped(scope: Scope, given: dict[str, Any], words: Sequence[str]) -> _Fitting:
    conditions: list[str] = []
    values: dict[str, str] = {}
    for number, word in enumerate(words):
        forms = [word, *_swaps(word)] if len(word) >= _GUESSED and word.isalpha() else [word]
        named = {f"form{number}_{place}": _pattern(form) for place, form in enumerate(forms)}
        conditions.append(f"({' OR '.join(f'c.found_by LIKE %({name})s::text' for name in named)})")
        values |= named
    return _find(scope, given, conditions, "0", values)


def _nearly(scope: Scope, given: dict[str, Any], words: Sequence[str]) -> _Fitting:
    guessed = [number for number, word in enumerate(words) if len(word) >= _GUESSED and not word.isdigit()]
    if not guessed:
        return []
    conditions: list[str] = []
    values: dict[str, str] = {}
    for number, word in enumerate(words):
        is_guessed, place = number in guessed, f"%(word{number})s::text"
        conditions.append(f"{place} <%% c.found_by" if is_guessed else f"c.found_by LIKE {place}")
        values[f"word{number}"] = word if is_guessed else _pattern(word)
    likeness = " + ".join(f"word_similarity(%(word{number})s::text, c.found_by)" for number in guessed)
    return _find(scope, given, conditions, likeness, values)


def _who(member: Member) -> dict[str, Any]:
    """Nothing for whoever finds everybody, else those who booked with them: asked for once, since they are few."""
    if member.only_resource_id is None:
        return {}
    customers = seen_by(member).filter(customer_id__isnull=False).values_list("customer_id", flat=True)
    return {"mine": listed(customers.distinct())}


def _find(
    scope: Scope, given: dict[str, Any], conditions: Sequence[str], likeness: str, values: dict[str, str]
) -> _Fitting:
    statement = _FIND.format(
        mine="AND c.id = ANY(%(mine)s::bigint[])" if "mine" in given else "",
        conditions=" AND ".join(conditions),
        likeness=likeness,
        nearest="" if likeness == "0" else "ORDER BY likeness DESC",
    )
    considered = None if "mine" in given else _CONSIDERED
    return scope.rows(statement, **values, **given, considered=considered, looked_at=_LOOKED_AT)


def _swaps(word: str) -> list[str]:
    """The word with two neighbours the wrong way round: few of its groups of three letters are still the same."""
    places = range(min(len(word) - 1, _MOST_SWAPS))
    return [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in places if word[at] != word[at + 1]]


def _pattern(word: str) -> str:
    """Short words begin a word, as nearly every other holds them somewhere."""
    escaped = re.sub(r"([\\%_])", r"\\\1", word)
    return f"% {escaped}%" if len(word) < 3 else f"%{escaped}%"


def _words(typed: str) -> list[str]:
    """The words to look for; a telephone number is one, however it is spaced."""
    text = fold(typed.replace("\0", ""))
    if re.fullmatch(r"[+(]?[\d\s()/.-]{4,}", text):
        # As it stands in the country, or with its code: what follows the zeros is in both.
        return [re.sub(r"\D", "", text).lstrip("0")]
    return text.split()[:_MOST_WORDS]

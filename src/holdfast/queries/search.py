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

from django.db.models import DurationField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import Abs, Extract

from holdfast.core.booking import REF_LENGTH, State
from holdfast.core.text import fold
from holdfast.data.models import Assignment, Booking
from holdfast.data.scope import Scope, listed
from holdfast.queries.access import Member
from holdfast.queries.agenda import EntryView
from holdfast.queries.bookings import CustomerView, booking_views

_MOST_WORDS = 6
# Of so many who fit, those with the latest bookings are shown.
_CONSIDERED = 60
# Words shorter than that are not guessed at: everything is like them.
_GUESSED = 4
_MOST_SWAPS = 12

# Whom a specialist may find: asked for once, since they are few.
_MINE = """
SELECT DISTINCT b.customer_id FROM holdfast_assignment a
JOIN holdfast_booking b ON b.organisation_id = a.organisation_id AND b.id = a.booking_id
WHERE a.organisation_id = %(org)s::bigint AND a.resource_id = %(resource)s::bigint AND b.customer_id IS NOT NULL
"""

_FIND = """
WITH fitting AS MATERIALIZED (
    SELECT c.id, c.name, c.email, c.phone, {likeness} AS likeness FROM holdfast_customer c
    WHERE c.organisation_id = %(org)s::bigint AND {conditions} {mine}
    {nearest} LIMIT %(considered)s::int
)
SELECT f.id, f.name, f.email, f.phone, last.booked_at
FROM fitting f LEFT JOIN LATERAL (
    SELECT max(b.starts_at) AS booked_at FROM holdfast_booking b
    {of_whom}
    WHERE b.organisation_id = %(org)s::bigint AND b.customer_id = f.id
) last ON true
ORDER BY f.likeness DESC, last.booked_at DESC NULLS LAST, f.id DESC
LIMIT %(limit)s::int
"""
_OF_MINE = """JOIN holdfast_assignment a ON a.organisation_id = b.organisation_id AND a.booking_id = b.id
        AND a.resource_id = %(resource)s::bigint"""


@dataclass(frozen=True, slots=True)
class FoundCustomer:
    """A customer who fits; `last_booked_at` is when their latest booking starts, of those the member may see."""

    id: int
    name: str
    email: str
    phone: str
    last_booked_at: datetime | None


def find_customers(*, member: Member, typed: str, limit: int = 8) -> list[FoundCustomer]:
    """Customers who fit what was typed, the best first; a specialist finds only those who booked with them.

    Four statements at most. Nothing is found by a single letter.
    """
    words = _words(typed)
    if sum(map(len, words)) < 2:
        return []
    scope = Scope(member.organisation.id)
    who = _who(scope, member)
    for find in (_exactly, _swapped, _nearly):
        found = find(scope, who, words, limit)
        if found:
            return found
    return []


def find_bookings(*, member: Member, typed: str, now: datetime, limit: int = 20) -> list[EntryView]:
    """The booking of a reference, else those of customers who fit, closest to now first; theirs to see."""
    scope = Scope(member.organisation.id)
    bookings = scope.of(Booking).exclude(state=State.LAPSED)
    if member.only_resource_id is not None:
        mine = scope.of(Assignment).filter(resource_id=member.only_resource_id).values("booking_id")
        bookings = bookings.filter(id__in=mine)
    named = list(bookings.filter(ref=_ref(typed)).select_related("customer"))
    return _entries(scope, named or _bookings_of(scope, member, bookings, typed, now, limit))


def is_ref(typed: str, ref: str) -> bool:
    """Whether what was typed is the reference, however it is written."""
    return _ref(typed) == ref


def _bookings_of(
    scope: Scope, member: Member, bookings: "QuerySet[Booking]", typed: str, now: datetime, limit: int
) -> list[Booking]:
    customers = [one.id for one in find_customers(member=member, typed=typed, limit=_CONSIDERED)]
    if not customers:
        return []
    distance = Abs(Extract(ExpressionWrapper(F("starts_at") - now, output_field=DurationField()), "epoch"))
    found = bookings.filter(customer_id__in=customers).annotate(distance=distance)
    return list(found.order_by("distance", "id").select_related("customer")[:limit])


def _entries(scope: Scope, rows: Sequence[Booking]) -> list[EntryView]:
    views = booking_views(scope.organisation_id, rows)
    return [
        EntryView(
            booking=view,
            customer=row.customer and CustomerView(row.customer.name, row.customer.email, row.customer.phone),
            customer_id=row.customer_id,
        )
        for view, row in zip(views, rows, strict=True)
    ]


def _ref(typed: str) -> str:
    """What was typed as a reference would be written; nothing that can be none."""
    ref = re.sub(r"[\s-]", "", typed).upper()
    return ref if len(ref) == REF_LENGTH and ref.isascii() and ref.isalnum() else ""


def _exactly(scope: Scope, who: dict[str, Any], words: Sequence[str], limit: int) -> list[FoundCustomer]:
    conditions = [f"c.found_by LIKE %(word{number})s::text" for number in range(len(words))]
    patterns = {f"word{number}": _pattern(word) for number, word in enumerate(words)}
    return _find(scope, who, conditions, "0", patterns, limit)


def _swapped(scope: Scope, who: dict[str, Any], words: Sequence[str], limit: int) -> list[FoundCustomer]:
    conditions: list[str] = []
    values: dict[str, str] = {}
    for number, word in enumerate(words):
        forms = [word, *_swaps(word)] if len(word) >= _GUESSED and word.isalpha() else [word]
        named = {f"form{number}_{place}": _pattern(form) for place, form in enumerate(forms)}
        conditions.append(f"({' OR '.join(f'c.found_by LIKE %({name})s::text' for name in named)})")
        values |= named
    return _find(scope, who, conditions, "0", values, limit)


def _nearly(scope: Scope, who: dict[str, Any], words: Sequence[str], limit: int) -> list[FoundCustomer]:
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
    return _find(scope, who, conditions, likeness, values, limit)


def _who(scope: Scope, member: Member) -> dict[str, Any]:
    """Nothing for whoever finds everybody, else whose bookings are seen, and their customers."""
    only = member.only_resource_id
    if only is None:
        return {}
    return {"resource": only, "mine": listed(row[0] for row in scope.rows(_MINE, resource=only))}


def _find(
    scope: Scope,
    who: dict[str, Any],
    conditions: Sequence[str],
    likeness: str,
    values: dict[str, str],
    limit: int,
) -> list[FoundCustomer]:
    statement = _FIND.format(
        mine="AND c.id = ANY(%(mine)s::bigint[])" if who else "",
        of_whom=_OF_MINE if who else "",
        conditions=" AND ".join(conditions),
        likeness=likeness,
        nearest="" if likeness == "0" else "ORDER BY likeness DESC",
    )
    rows = scope.rows(statement, **values, **who, considered=max(_CONSIDERED, limit), limit=limit)
    return [FoundCustomer(*row) for row in rows]


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

"""What `bench.search` runs beside the filled database."""

import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django must be ready before its models are met

from holdfast.data.models import Booking, Customer, Resource  # noqa: E402
from holdfast.data.scope import Scope  # noqa: E402
from holdfast.queries.access import Member  # noqa: E402
from holdfast.queries.organisations import get_organisation  # noqa: E402
from holdfast.queries.search import find_bookings, find_customers  # noqa: E402

AIM_MS = 50


def main(each: int) -> None:
    """Prints the rows."""
    organisation = get_organisation("scale")
    scope = Scope(organisation.id)
    resource = scope.of(Resource).order_by("id").values_list("id", flat=True)[0]
    desk = Member(organisation, 0, "front_desk", None)
    specialist = Member(organisation, 0, "specialist", resource)
    people = _some_people(scope, each)
    refs = list(scope.of(Booking).order_by("-id").values_list("ref", flat=True)[:each])
    print(
        f"\nSearching {scope.of(Booking).count():,} bookings of {scope.of(Customer).count():,} customers; ", end=""
    )
    print(f"the aim is {AIM_MS} ms", flush=True)
    kinds = _kinds(people)
    now = timezone.now()
    for name, typed in kinds.items():
        _row(f"customer by {name}", lambda one: find_customers(member=desk, typed=one, now=now), typed)
    for who, member in (("", desk), ("a specialist's own: ", specialist)):
        for name in ("surname", "first name (10,000 have it)", "whole name with a mistake"):
            find = _find_bookings(member, now)
            _row(f"{who}bookings by {name}", find, kinds[name])
    _row("booking by reference", _find_bookings(desk, now), refs)


def _find_bookings(member: Member, now: Any) -> Callable[[str], Any]:
    return lambda typed: find_bookings(member=member, typed=typed, now=now)


def _some_people(scope: Scope, each: int) -> Sequence[Customer]:
    ids = list(scope.of(Customer).values_list("id", flat=True))
    return list(scope.of(Customer).filter(id__in=random.Random(1).sample(ids, each)))


def _kinds(people: Sequence[Customer]) -> dict[str, list[str]]:
    surnames = [one.name.split()[1] for one in people]
    return {
        "surname": surnames,
        "first name (10,000 have it)": [one.name.split()[0] for one in people],
        "whole name": [one.name for one in people],
        "surname with a mistake": [_mistyped(one) for one in surnames],
        "whole name with a mistake": [_mistyped(one.name) for one in people],
        "address": [one.email for one in people],
        "telephone number": [one.phone[4:] for one in people],
        "three letters": [one[:3] for one in surnames],
        "nobody's name": ["Xqvzwy Kjqxzv"] * len(people),
    }


def _mistyped(word: str) -> str:
    """The word without a letter in its middle."""
    middle = len(word) // 2
    return word[:middle] + word[middle + 1 :]


def _row(name: str, ask: Callable[[str], Any], typed: Sequence[str]) -> None:
    ask(typed[0])
    taken, found = [], 0
    for one in typed:
        began = time.perf_counter()
        found += bool(ask(one))
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    p95 = taken[int(len(taken) * 0.95)]
    print(f"  {name:<48}{statistics.median(taken):>7.1f} ms, p95 {p95:>7.1f} ms", end="")
    print(f", found {found / len(typed):>4.0%}: {'met' if p95 <= AIM_MS else 'MISSED'}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))

"""What a crowd can want at once. Each fails where the promise does not hold, and returns what happened."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random

from tests.stampede.arena import BICYCLES, Arena, at, booking, day
from tests.stampede.crowd import Ask, Stampede, stampede

TAKEN, BUSY = "409 slot_taken", "429 busy"
_TEN = 10 * 60


def one_slot(arena: Arena, attempts: int, number: int = 0) -> Stampede:
    """All want Anna at ten."""
    wish = {"service": "visit", "staff": "anna", "starts_at": at(number, _TEN).isoformat()}
    seen = stampede(arena.port, [booking(wish)] * attempts)
    _demand_typed(seen)
    assert seen.said["201"] == 1
    _demand_bookings(arena, number, 1)
    return seen


def overlapping(arena: Arena, attempts: int) -> Stampede:
    """Half hours and hours and a half of Anna's, all across each other, on ten days one after the other."""
    random = Random(1)
    wishes = [
        (random.choice(["visit", "long"]), number * 10 // attempts + 1, _TEN + 15 * random.randrange(16))
        for number in range(attempts)
    ]
    asked = [
        booking({"service": service, "staff": "anna", "starts_at": at(number, minute).isoformat()})
        for service, number, minute in wishes
    ]
    seen = stampede(arena.port, asked)
    _demand_typed(seen)
    free = {
        (service, number): arena.offered(service, day(number), staff="anna")
        for service in ("visit", "long")
        for number in range(1, 11)
    }
    for (service, number, minute), answer in zip(wishes, seen.answers, strict=True):
        if answer.said == TAKEN:
            assert at(number, minute) not in free[service, number], "refused, and yet there is room"
    arena.assert_sound()
    return seen


def opposite(arena: Arena, attempts: int) -> Stampede:
    """Anna and Ben together, in this order and in the other, at twenty times one after the other."""
    moments = [at(12, _TEN + 30 * number).isoformat() for number in range(20)]
    asked = []
    for number in range(attempts):
        moment = moments[number * len(moments) // attempts]
        pair = [{"service": "visit", "staff": name, "starts_at": moment} for name in ("anna", "ben")]
        asked.append(booking(pair if number % 2 else pair[::-1]))
    seen = stampede(arena.port, asked)
    _demand_typed(seen)
    assert seen.said["201"] == len(moments)
    _demand_bookings(arena, 12, 2 * len(moments))
    return seen


def pool(arena: Arena, attempts: int) -> Stampede:
    """Parties of one to three want bicycles, at five times one after the other; each time eight are there."""
    random = Random(2)
    wishes = [(random.randint(1, 3), _TEN + 120 * (number * 5 // attempts)) for number in range(attempts)]
    asked = [
        booking({"service": "ride", "quantity": party, "starts_at": at(13, minute).isoformat()})
        for party, minute in wishes
    ]
    seen = stampede(arena.port, asked)
    _demand_typed(seen)
    sold: Counter[int] = Counter()
    refused: dict[int, set[int]] = {}
    for (party, minute), answer in zip(wishes, seen.answers, strict=True):
        if answer.status == 201:
            sold[minute] += party
        elif answer.said == TAKEN:
            refused.setdefault(minute, set()).add(party)
    for minute, parties in refused.items():
        assert sold[minute] <= BICYCLES
        assert all(party > BICYCLES - sold[minute] for party in parties), "refused, and yet there is room"
        for party in parties:
            assert at(13, minute) not in arena.offered("ride", day(13), quantity=party)
    assert set(sold.values()) == {BICYCLES}
    arena.assert_sound()
    return seen


def one_key(arena: Arena, attempts: int) -> Stampede:
    """A hundred at once send the same request with the same key, up to twenty times."""
    rounds = min(20, max(1, attempts // 100))
    answers, seconds, asked = [], 0.0, []
    for number in range(rounds):
        ask = _keyed(number)
        seen = stampede(arena.port, [ask] * 100, processes=2, threads=50)
        assert {answer.status for answer in seen.answers} == {201}, seen.said
        assert len({answer.body for answer in seen.answers}) == 1, "one key, one answer"
        answers += seen.answers
        asked += seen.asked
        seconds += seen.seconds
    _demand_bookings(arena, 14, rounds)
    reused = stampede(arena.port, [Ask(ask.path, _other(ask), ask.headers)], processes=1, threads=1)
    assert reused.said == Counter({"422 idempotency_key_reused": 1})
    return Stampede(asked, answers, seconds)


VARIANTS: Sequence[tuple[str, Callable[[Arena, int], Stampede]]] = (
    ("one slot", one_slot),
    ("overlapping ranges", overlapping),
    ("two resources, both orders", opposite),
    ("a pool of 8, parties of 1 to 3", pool),
    ("one key, 100 at once", one_key),
)


def _keyed(number: int) -> Ask:
    wish = {"service": "visit", "staff": "ben", "starts_at": _moment(number).isoformat()}
    return booking(wish, **{"Idempotency-Key": f"the-same-for-all-{number:04}"})


def _moment(number: int) -> datetime:
    return at(14, 30 * number)


def _other(ask: Ask) -> dict[str, object]:
    return {**json.loads(json.dumps(ask.body)), "notes": "something else"}


def _demand_typed(seen: Stampede) -> None:
    """Whoever did not win was told so in a typed way."""
    assert set(seen.said) <= {"201", TAKEN, BUSY}, seen.said
    for answer in seen.answers:
        if answer.status == 429:
            assert int(answer.headers["retry-after"]) > 0
        if answer.status >= 400:
            assert answer.headers["content-type"].startswith("application/problem+json")


def _demand_bookings(arena: Arena, number: int, count: int) -> None:
    rows = arena.rows(
        "SELECT count(*) FROM holdfast_booking WHERE state = 'confirmed' AND starts_at >= %s AND starts_at < %s",
        at(number, 0),
        at(number + 1, 0),
    )
    assert rows == [(count,)]
    arena.assert_sound()

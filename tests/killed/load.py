"""Customers who book, hold, confirm and cancel all the time, and remember what they were promised."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise, product
from threading import Event, Lock, Thread

from tests.stampede.arena import CUSTOMER, LANES, SLUG, at, booking
from tests.stampede.crowd import Answer, Ask, Caller

_CUSTOMERS = 8
_PAUSE = 0.02
_HALF_HOURS = 48
_DAYS = 85


@dataclass
class Promises:
    """What was answered with a success: the state of each booking, with the token that opens it."""

    state: dict[str, str] = field(default_factory=dict)
    token: dict[str, str] = field(default_factory=dict)
    said: Counter[str] = field(default_factory=Counter)
    # When the request that last succeeded was sent, and when each success came.
    served_at: float = 0.0
    successes: list[float] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def keep(self, ref: str, token: str, state: str, sent_at: float) -> None:
        with self.lock:
            self.state[ref], self.token[ref] = state, token
            self.served_at = max(self.served_at, sent_at)
            self.successes.append(time.monotonic())

    def doubt(self, ref: str) -> None:
        """A change was asked for and not answered: it may have happened or not."""
        with self.lock:
            self.state[ref] = "?"

    def silence(self, since: float) -> float:
        """The longest time without a success since a moment."""
        with self.lock:
            times = sorted(moment for moment in self.successes if moment >= since)
        return max((after - before for before, after in pairwise([since, *times])), default=0.0)

    def hear(self, said: str) -> None:
        with self.lock:
            self.said[said] += 1


class Load:
    """Runs from `with` to its end; each customer has lanes of his own, so that nothing but a fault refuses him."""

    def __init__(self, port: int) -> None:
        self.promises = Promises()
        self._port = port
        self._stop = Event()
        self._threads = [Thread(target=self._work, args=(number,)) for number in range(_CUSTOMERS)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _work(self, number: int) -> None:
        caller = Caller(self._port, patience=10)
        for turn, wish in enumerate(_wishes(number)):
            if self._stop.is_set():
                break
            if turn % 4 == 3:
                self._hold(caller, wish)
            else:
                self._book(caller, wish, then_cancel=turn % 4 == 1)
            self._stop.wait(_PAUSE)
        caller.close()

    def _ask(self, caller: Caller, ask: Ask) -> Answer | None:
        try:
            answer = caller.ask(ask)
        except OSError as error:
            self.promises.hear(f"no answer ({type(error).__name__})")
            self._stop.wait(0.1)
            return None
        self.promises.hear(str(answer.status))
        return answer

    def _book(self, caller: Caller, wish: dict[str, str], *, then_cancel: bool) -> None:
        sent_at = time.monotonic()
        answer = self._ask(caller, booking(wish))
        if answer is None or answer.status != 201:
            return
        (made,) = answer.data["bookings"]
        self.promises.keep(made["ref"], made["token"], made["state"], sent_at)
        if then_cancel:
            self._cancel(caller, made["ref"], made["token"])

    def _cancel(self, caller: Caller, ref: str, token: str) -> None:
        self.promises.doubt(ref)
        sent_at = time.monotonic()
        path = f"/api/v1/orgs/{SLUG}/bookings/{ref}/cancel"
        answer = self._ask(caller, Ask(path, {}, {"Authorization": f"Bearer {token}"}))
        if answer is not None and answer.status == 200:
            self.promises.keep(ref, token, answer.data["state"], sent_at)

    def _hold(self, caller: Caller, wish: dict[str, str]) -> None:
        held = self._ask(caller, Ask(f"/api/v1/orgs/{SLUG}/holds", wish))
        if held is None or held.status != 201:
            return
        sent_at = time.monotonic()
        path, token = f"/api/v1/orgs/{SLUG}/holds/{held.data['id']}/confirm", held.data["token"]
        answer = self._ask(caller, Ask(path, {"customer": CUSTOMER}, {"Authorization": f"Bearer {token}"}))
        if answer is not None and answer.status == 200:
            (made,) = answer.data["bookings"]
            self.promises.keep(made["ref"], made["token"], made["state"], sent_at)


def _wishes(number: int) -> Iterator[dict[str, str]]:
    """Ever another time of a lane of this customer's."""
    lanes = range(1 + number, LANES + 1, _CUSTOMERS)
    for day, half_hour, lane in product(range(1, _DAYS), range(_HALF_HOURS), lanes):
        yield {"service": f"lane-{lane}", "starts_at": at(day, 30 * half_hour).isoformat()}

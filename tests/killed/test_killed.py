"""Parts are killed outright while customers book: what was promised is kept, and all comes back by itself.

Six kills in the gate; `HOLDFAST_KILLS=60 pytest tests/killed -s` for more, with figures.
"""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from random import Random

import pytest

from tests.killed.kills import CYCLE, Killer, web_processes
from tests.killed.load import Load, Promises
from tests.newcomer.processes import eventually, is_alive
from tests.stampede.arena import SLUG, WORKERS, Arena, arena
from tests.stampede.crowd import Ask, stampede

KILLS = int(os.environ.get("HOLDFAST_KILLS", "6"))


@pytest.fixture
def running() -> Iterator[Arena]:
    with tempfile.TemporaryDirectory(prefix="holdfast-killed-") as folder:
        Path(folder).chmod(0o755)
        with arena(Path(folder) / "home") as made:
            yield made


@pytest.mark.timeout(60 + 20 * KILLS)
def test_whatever_is_killed_no_answered_booking_is_lost_and_all_serves_again(running: Arena) -> None:
    random = Random(7)
    with Load(running.port) as load:
        killer = Killer(running.run, load, int(WORKERS))
        for victim in islice(cycle(CYCLE), KILLS):
            time.sleep(random.uniform(0.3, 1.2))
            killer.kill(victim)
    promises = load.promises
    lost = _lost(running, promises)
    _tell(killer, promises)
    assert lost == []
    running.assert_sound()


def test_a_web_process_that_is_just_starting_ends_with_the_main_process(running: Arena) -> None:
    """It would stay on the port, share the customers with the new ones, and outlive `serve` itself."""
    main = running.run.child("granian")
    old = web_processes(main)
    os.kill(min(old), signal.SIGKILL)
    assert eventually(lambda: len(web_processes(main)) == len(old) and web_processes(main) != old)
    family = web_processes(main)
    time.sleep(0.1)
    os.kill(main, signal.SIGKILL)
    try:
        assert eventually(lambda: not any(is_alive(pid) for pid in family), 5)
    finally:
        for pid in filter(is_alive, family):
            os.kill(pid, signal.SIGKILL)


def _lost(running: Arena, promises: Promises) -> list[tuple[str, str, str]]:
    """The bookings that are not as was answered."""
    promised = [(ref, state) for ref, state in promises.state.items() if state != "?"]
    assert len(promised) > 10 * KILLS
    asked = [
        Ask(f"/api/v1/orgs/{SLUG}/bookings/{ref}", headers={"Authorization": f"Bearer {promises.token[ref]}"})
        for ref, _ in promised
    ]
    seen = stampede(running.port, asked, processes=2)
    return [
        (ref, state, answer.said)
        for (ref, state), answer in zip(promised, seen.answers, strict=True)
        if answer.status != 200 or answer.data["state"] != state
    ]


def _tell(killer: Killer, promises: Promises) -> None:
    lines = [
        f"{victim}: killed {len(silent)} times; nobody was served for {max(silent):.1f} s at most, "
        f"every part there again after {max(killer.whole[victim]):.1f} s at most"
        for victim, silent in killer.silent.items()
    ]
    known = [state for state in promises.state.values() if state != "?"]
    lines += [
        f"{len(known):,} answered bookings, of them {known.count('cancelled'):,} cancelled, looked up afterwards",
        ", ".join(f"{count:,} × {said}" for said, count in promises.said.most_common()),
    ]
    sys.stdout.write("\n" + "\n".join(lines) + "\n")

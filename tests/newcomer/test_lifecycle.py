"""`serve` starts everything, keeps it running, and takes everything along when it ends."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.newcomer.processes import Run, descendants, environment, eventually, holdfast, serving


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_everything_cleanly_and_soon(used_home: Path, sign: signal.Signals) -> None:
    with serving(used_home) as run:
        started = time.monotonic()
        run.process.send_signal(sign)
        time.sleep(0.05)
        run.process.send_signal(sign)
        assert run.process.wait(10) == 0
        assert time.monotonic() - started < 5
        assert run.said().rstrip().endswith("Stopped.")
        assert "Traceback" not in run.said()
    assert "database system is shut down" in (used_home / "postgres.log").read_text()


def test_the_second_start_finds_everything_again(home: Path) -> None:
    with serving(home):
        key = (home / "secret_key").read_text()
    with serving(home) as run:
        assert (home / "secret_key").read_text() == key
        assert f"http://localhost:{run.port}/desk" in run.said()


@pytest.mark.parametrize("moment", [0.1, 0.4, 0.8, 1.3])
def test_a_start_can_be_broken_off_at_any_moment(home: Path, moment: float) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Run, "wait_until_ready", lambda _: time.sleep(moment))
        with serving(home) as run:
            time.sleep(0.05)
            # While Python itself is still starting, a first signal may be lost; people press again.
            while run.process.poll() is None:
                run.process.send_signal(signal.SIGINT)
                time.sleep(0.5)
            code = run.process.returncode
    # In the first instants Python itself has not read a line of ours yet.
    assert code == 0 or moment == 0.1, run.said()
    with serving(home):
        pass


@pytest.mark.parametrize("part", ["granian", "-m holdfast worker", "postgres -D"])
def test_a_killed_part_is_started_again(used_home: Path, part: str) -> None:
    with serving(used_home) as run:
        before = run.child(part)
        family = descendants(before)
        os.kill(before, signal.SIGKILL)
        assert eventually(lambda: "ended unexpectedly and is started again" in run.said(), 10)

        def is_back() -> bool:
            try:
                return run.child(part) != before
            except (AssertionError, FileNotFoundError):
                return False

        assert eventually(is_back, 15)
        assert eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family), 10)
        assert eventually(run.is_healthy, 15)
        assert run.stop() == 0


def test_a_killed_web_worker_is_replaced(used_home: Path) -> None:
    with serving(used_home) as run:
        web = run.child("granian")
        before = descendants(web)
        assert len(before) == 2
        os.kill(min(before), signal.SIGKILL)
        assert eventually(lambda: len(descendants(web)) == 2 and descendants(web) != before, 10)
        assert eventually(run.is_healthy)


def test_killing_the_supervisor_leaves_no_orphan_and_no_damage(used_home: Path) -> None:
    with serving(used_home) as run:
        run.process.kill()
        run.process.wait()
    assert eventually(lambda: (used_home / "postgres.log").read_text().rstrip().endswith("is shut down"), 5)
    with serving(used_home):
        pass


def test_a_part_that_keeps_failing_stops_everything(used_home: Path) -> None:
    with serving(used_home) as run:
        for _ in range(5):
            assert eventually(lambda: bool(_pid(run, "-m holdfast worker")), 10)
            os.kill(_pid(run, "-m holdfast worker"), signal.SIGKILL)
            time.sleep(0.1)
        assert run.process.wait(20) == 1
        assert "The job worker ended 5 times within a minute" in run.said()


def test_the_address_of_the_running_database_is_known(used_home: Path) -> None:
    with serving(used_home):
        told = holdfast("url", environment=environment(used_home))
        assert told.stdout.startswith("postgresql://holdfast_owner@/holdfast?host=")
    assert holdfast("url", environment=environment(used_home)).returncode == 1


def _pid(run: Run, part: str) -> int:
    try:
        return run.child(part)
    except (AssertionError, FileNotFoundError):
        return 0

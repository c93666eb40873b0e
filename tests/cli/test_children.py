"""A process that keeps failing is started again ever later, then given up."""

import subprocess
import sys
import time

from holdfast.cli.children import Child, Failures


def test_the_pauses_grow_and_the_fifth_failure_within_a_minute_is_the_last() -> None:
    failures = Failures()
    pauses = []
    for second in range(5):
        assert not failures.too_many
        failures.add(1000.0 + second)
        pauses.append(failures.pause)
    assert pauses == [0.25, 0.5, 1.0, 2.0, 4.0]
    assert failures.too_many


def test_old_failures_are_forgotten() -> None:
    failures = Failures()
    for second in range(0, 500, 20):
        failures.add(float(second))
        assert not failures.too_many


def test_an_end_is_seen_once_and_sets_the_next_start() -> None:
    child = Child("it", [sys.executable, "-c", "pass"], {})
    child.start().wait()
    before = time.monotonic()
    assert child.has_ended()
    assert not child.has_ended()
    assert before < child.next_start < time.monotonic() + 0.3


def test_stopping_is_polite_then_sure() -> None:
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    )
    child = Child("it", [sys.executable, "-c", stubborn], {})
    process = child.start(output=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout:
        process.stdout.readline()
        child.stop(0.2)
    assert process.returncode == -9
    child.stop(0.2)

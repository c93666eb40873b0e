"""A child ends with its parent, even when the parent is killed."""

import os
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the signal exists on Linux alone")

PARENT = """
import subprocess, sys, time
from holdfast.cli.lifetime import dying_with_us
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], preexec_fn=dying_with_us())
print(child.pid, flush=True)
time.sleep(60)
"""


def is_alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_child_of_a_killed_parent_ends() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 5
    while is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(child)


def test_a_parent_that_died_before_the_call_is_noticed() -> None:
    code = f"from holdfast.cli.lifetime import die_with_parent; die_with_parent(parent={os.getpid() + 999_999})"
    ended = subprocess.run(
        [sys.executable, "-c", f"{code}; print('still here')"], capture_output=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (-signal.SIGTERM, b"")


def test_it_loads_next_to_nothing() -> None:
    code = "import sys, holdfast.cli.lifetime; print('django' in sys.modules, 'argparse' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "False"]

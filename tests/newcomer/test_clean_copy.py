"""A newcomer copies the tree and types `make run`: as root, and as an ordinary user."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.newcomer.processes import Run, descendants, environment, eventually, free_port, is_alive

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = (".git", ".venv*", "var", "__pycache__", ".*_cache", ".hypothesis", "node_modules", "*.egg-info")
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
ORDINARY = "nobody"

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not on this machine")


@pytest.fixture
def copy() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="holdfast-copy-") as folder:
        Path(folder).chmod(0o755)
        target = Path(folder) / "holdfast"
        shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*LEFT_OUT))
        yield target


@contextmanager
def making(copy: Path, prefix: list[str], **more: str) -> Iterator[Run]:
    """`make run` in the copy, from nothing to the first page."""
    port = free_port()
    given = {**environment(copy / "var", **more), "PORT": str(port)}
    # It says itself where the state is and which settings are used.
    for name in ("HOLDFAST_HOME", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "VENV"):
        given.pop(name, None)
    output = copy.parent / "output"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [*prefix, "make", "run"],
            cwd=copy,
            env=given,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    run = Run(process, output, port)
    family: set[int] = set()
    try:
        assert eventually(lambda: run.is_healthy() or process.poll() is not None, 240), run.said()
        assert process.poll() is None, run.said()
        family = descendants(process.pid)
        yield run
    finally:
        if process.poll() is None:
            run.stop()
    assert eventually(lambda: not any(is_alive(pid) for pid in family), 10)


def test_make_run_as_we_are(copy: Path) -> None:
    with making(copy, []) as run:
        assert eventually(lambda: "Stop with Ctrl-C" in run.said(), 10)
        run.stop()
        assert "Stopped." in run.said()
        assert "Traceback" not in run.said()
    with making(copy, []) as run:
        assert "Installing" not in run.said(), "the second run has nothing to install"
        run.process.send_signal(signal.SIGKILL)
        run.process.wait()


@pytest.mark.skipif(os.geteuid() != 0, reason="we are an ordinary user already")
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv is not on this machine")
def test_make_run_as_an_ordinary_user(copy: Path) -> None:
    subprocess.run(["chown", "-R", ORDINARY, copy.parent], check=True)
    prefix = ["setpriv", f"--reuid={ORDINARY}", "--regid=nogroup", "--clear-groups"]
    with making(copy, prefix, PATH=SYSTEM_PATH, HOME=str(copy.parent)) as run:
        for pid in descendants(run.process.pid):
            assert Path(f"/proc/{pid}").stat().st_uid != 0
        run.stop()
        assert "Stopped." in run.said()

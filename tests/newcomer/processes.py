"""Whole runs of `holdfast serve` on a free port, watched from outside."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# On a machine that is busy otherwise a start can take a minute.
PATIENCE = 120.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, **more: str) -> dict[str, str]:
    """Ours, without what would lead a command to another database, folder or port."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HOLDFAST_", "DATABASE_", "PG")) and name != "PORT"
    }
    return {**kept, "HOLDFAST_HOME": str(home), **more}


def holdfast(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "holdfast", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def demand_one_sentence(ended: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """A foreseen failure: that exit code, one line on stderr with those words, and no traceback."""
    assert ended.returncode == code, ended.stderr + ended.stdout
    assert "Traceback" not in ended.stderr + ended.stdout
    lines = [line for line in ended.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, ended.stderr
    assert lines[0].startswith("holdfast: ")
    for word in words:
        assert word in lines[0]


def eventually(question: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if question():
            return True
        time.sleep(0.05)
    return False


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def descendants(pid: int) -> set[int]:
    """All processes below that one, by the system's own list."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def command_line(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return ""


@dataclass
class Run:
    """A `serve` under way."""

    process: subprocess.Popen[bytes]
    output: Path
    port: int

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def get(self, path: str = "/healthz") -> str:
        """The body of the page, or nothing where there is no good answer."""
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer,
        ):
            return str(answer.read().decode())
        return ""

    def is_healthy(self) -> bool:
        return "ok" in self.get()

    def wait_until_ready(self) -> None:
        ready = eventually(lambda: "Stop with Ctrl-C" in self.said() or self.process.poll() is not None)
        assert ready, self.said()
        assert self.process.poll() is None, self.said()
        assert eventually(self.is_healthy, 10), self.said()

    def child(self, words: str) -> int:
        """The direct child whose command line holds those words."""
        for pid in descendants(self.process.pid):
            # One of them may end while it is looked at.
            with contextlib.suppress(OSError):
                direct = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
                if words in command_line(pid) and int(direct) == self.process.pid:
                    return pid
        raise AssertionError(f"no child with {words!r}")

    def stop(self, sign: int = signal.SIGTERM) -> int:
        self.process.send_signal(sign)
        return self.process.wait(PATIENCE)


def _hear_hangups() -> None:
    """Whoever runs the tests under nohup hands its deafness down; `serve` would rightly keep it."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@contextmanager
def serving(home: Path, *arguments: str, **more: str) -> Iterator[Run]:
    """Start `serve --empty`, wait for it, and see afterwards that nothing of it is left."""
    port = free_port()
    home.mkdir(parents=True, exist_ok=True)
    output = home.parent / f"{home.name}.output"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "holdfast", "serve", *(arguments or ("--empty",))],
            env=environment(home, PORT=str(port), **more),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            preexec_fn=_hear_hangups,  # noqa: PLW1509 - no other thread runs in these tests
        )
    run = Run(process, output, port)
    family: set[int] = set()
    try:
        run.wait_until_ready()
        family = descendants(process.pid)
        yield run
        family |= descendants(process.pid)
    finally:
        if process.poll() is None:
            run.stop()
    assert eventually(lambda: not any(is_alive(pid) for pid in family), 10), [
        command_line(pid) for pid in family if is_alive(pid)
    ]

"""Killing a part outright, and seeing everything come back by itself."""

import os
import signal
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from pathlib import Path

from holdfast.cli.children import FAILURES_ALLOWED, WITHIN
from tests.killed.load import Load
from tests.newcomer.processes import Run, command_line, descendants, eventually, is_alive

WEB, MAIN, WORKER, DATABASE, BACKEND = (
    "a web process",
    "the web server's main process",
    "the job worker",
    "the database server",
    "a database connection's process",
)
# The first six meet each of them.
CYCLE = (WEB, DATABASE, WORKER, MAIN, BACKEND, WEB, MAIN, DATABASE, WEB, WEB)
# Which parts of `serve` end with a victim, as far as it counts them.
_COUNTED = {WEB: (), MAIN: (MAIN,), WORKER: (WORKER,), DATABASE: (DATABASE, WORKER), BACKEND: (WORKER,)}
AGAIN_WITHIN = 30.0


@dataclass
class Killer:
    """Kills parts of a run under load, no more often than `serve` forgives (five ends of a part in a minute)."""

    run: Run
    load: Load
    web_processes: int
    silent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    whole: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _struck: tuple[int, float] = (0, 0.0)
    _ends: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def kill(self, victim: str) -> None:
        """Kills it, and waits until customers are served again and every part runs."""
        self._pause(victim)
        family: set[int] = set()
        # The worker may still be on its way out or back, because the database was gone a moment ago.
        assert eventually(lambda: self._strike(victim, family), AGAIN_WITHIN), f"{victim}: {self.run.said()}"
        pid, killed_at = self._struck
        for part in _COUNTED[victim]:
            self._ends[part].append(killed_at)
        assert eventually(lambda: self._serves_since(killed_at), AGAIN_WITHIN), f"{victim}: {self.run.said()}"
        assert eventually(lambda: self._is_whole(pid), AGAIN_WITHIN), f"{victim}: {self.run.said()}"
        whole_at = time.monotonic()
        assert eventually(lambda: self._serves_since(whole_at), AGAIN_WITHIN), f"{victim}: {self.run.said()}"
        assert eventually(lambda: not self._astray(family), 10), [
            command_line(one) for one in self._astray(family)
        ]
        self.whole[victim].append(whole_at - killed_at)
        self.silent[victim].append(self.load.promises.silence(killed_at))

    def _astray(self, family: set[int]) -> set[int]:
        """Processes of before that live on without belonging to the run."""
        return {pid for pid in family - descendants(self.run.process.pid) if is_alive(pid)}

    def _serves_since(self, moment: float) -> bool:
        return self.load.promises.served_at > moment

    def _is_whole(self, dead: int) -> bool:
        try:
            parts = [self.run.child(words) for words in ("granian", "holdfast worker", "postgres")]
        except AssertionError:
            return False
        return dead not in parts and len(self._web(parts[0])) == self.web_processes

    def _strike(self, victim: str, family: set[int]) -> bool:
        """Kills one that is there, and notes which, when, and who lived just before."""
        try:
            pid = self._find(victim)
            family |= descendants(self.run.process.pid)
            self._struck = (pid, time.monotonic())
            os.kill(pid, signal.SIGKILL)
        except (AssertionError, ProcessLookupError):
            return False
        return True

    def _find(self, victim: str) -> int:
        if victim == MAIN:
            return self.run.child("granian")
        if victim == WORKER:
            return self.run.child("holdfast worker")
        if victim == DATABASE:
            return self.run.child("postgres")
        if victim == WEB:
            main = self.run.child("granian")
            assert self._web(main)
            return min(self._web(main))
        server = self.run.child("postgres")
        assert eventually(lambda: bool(self._backends(server)), 10)
        return min(self._backends(server))

    def _web(self, main: int) -> set[int]:
        return web_processes(main)

    def _backends(self, server: int) -> set[int]:
        return {pid for pid in _children(server) if "holdfast_app holdfast" in command_line(pid)}

    def _pause(self, victim: str) -> None:
        for part in _COUNTED[victim]:
            ends = self._ends[part]
            while len(ends) >= FAILURES_ALLOWED - 2 and ends[-(FAILURES_ALLOWED - 2)] > time.monotonic() - WITHIN:
                time.sleep(0.2)


def web_processes(main: int) -> set[int]:
    """The processes that answer, below granian's main one."""
    return {pid for pid in _children(main) if "granian" in command_line(pid)}


def _children(pid: int) -> set[int]:
    found = set()
    for one in descendants(pid):
        try:
            parent = int(Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid:
            found.add(one)
    return found

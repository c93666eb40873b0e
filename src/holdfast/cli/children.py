"""A process of ours that is kept running: restarted with back-off, and given up when it keeps failing."""

import signal
import subprocess
import time
from collections import deque
from dataclasses import dataclass, field

from holdfast.cli.lifetime import dying_with_us

FAILURES_ALLOWED = 5
WITHIN = 60.0
_FIRST_PAUSE = 0.25


@dataclass
class Failures:
    """The recent ends of one process, and how long to wait before the next start."""

    times: deque[float] = field(default_factory=deque)

    def add(self, now: float) -> None:
        self.times.append(now)
        while self.times and self.times[0] <= now - WITHIN:
            self.times.popleft()

    @property
    def too_many(self) -> bool:
        return len(self.times) >= FAILURES_ALLOWED

    @property
    def pause(self) -> float:
        return float(_FIRST_PAUSE * 2 ** (len(self.times) - 1)) if self.times else 0.0


@dataclass
class Child:
    """One command with its environment."""

    name: str
    command: list[str]
    environment: dict[str, str]
    failures: Failures = field(default_factory=Failures)
    process: subprocess.Popen[bytes] | None = None
    next_start: float = 0.0

    def start(self, *, output: int | None = None) -> subprocess.Popen[bytes]:
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            # Ctrl-C is for the supervisor, who stops its children in order.
            start_new_session=True,
            preexec_fn=dying_with_us(signal.SIGTERM),  # noqa: PLW1509 -- the supervisor has one thread
            stdout=output,
        )
        return self.process

    def has_ended(self) -> bool:
        """Newly ended: it counts as a failure and gets a time for the next start."""
        if self.process is None or self.process.poll() is None:
            return False
        now = time.monotonic()
        self.process = None
        self.failures.add(now)
        self.next_start = now + self.failures.pause
        return True

    def stop(self, patience: float) -> None:
        """Politely, then surely."""
        if self.process is None:
            return
        for sign in (signal.SIGTERM, signal.SIGKILL):
            if self.process.poll() is None:
                self.process.send_signal(sign)
            try:
                self.process.wait(patience)
                break
            except subprocess.TimeoutExpired:
                continue
        self.process = None

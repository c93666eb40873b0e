"""Waiting that a signal ends at once: Ctrl-C, SIGTERM, a closed terminal, a child that ended."""

import os
import select
import signal
from types import FrameType


class Interruption:
    """Notes that we are asked to stop. Asking twice is harmless."""

    def __init__(self) -> None:
        self._asked = False
        self._reader, writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # nohup has it ignored on purpose.
            if signal.getsignal(sign) is not signal.SIG_IGN or sign != signal.SIGHUP:
                signal.signal(sign, self._note)
        # Without a handler of ours the end of a child would not wake us.
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def asked(self) -> bool:
        return self._asked

    def wait(self, seconds: float) -> None:
        """Return after that time, or as soon as any of the signals comes."""
        if self._asked:
            return
        ready, _, _ = select.select([self._reader], [], [], seconds)
        if ready:
            os.read(self._reader, 4096)

    def forget(self) -> None:
        """From here on nobody can stop us any more: all that is left is to end by ourselves.

        While Python tears itself down it takes its handlers back, and one more Ctrl-C would turn a clean stop
        into a death by signal.
        """
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, signal.SIG_IGN)

    def _note(self, _sign: int, _frame: FrameType | None) -> None:
        self._asked = True

"""A child that ends with its parent, however the parent ended. Light: each web worker loads this first."""

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def die_with_parent(sign: int = signal.SIGTERM, *, parent: int | None = None) -> None:
    """Ask Linux to send `sign` to this process when its parent ends; elsewhere do nothing.

    `parent` is the pid the parent is known to have; a process made by multiprocessing knows it itself.
    """
    if sys.platform != "linux":
        return
    if parent is None:
        made_by = multiprocessing.parent_process()
        parent = made_by.pid if made_by else None
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    # The parent may have died between the fork and the call; then no signal would ever come.
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), sign)


def dying_with_us(sign: int = signal.SIGTERM) -> Callable[[], None]:
    """A `preexec_fn` for Popen: the child gets `sign` when the calling process ends.

    The signal comes when the *thread* that forked ends, so start children from the main thread. It is
    forgotten when the user id changes; Popen changes that first and calls this after.
    """
    parent = os.getpid()

    def prepare() -> None:
        die_with_parent(sign, parent=parent)

    return prepare

"""What went wrong in a way we foresaw: one plain sentence, what to do about it, and an exit code."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of the `holdfast` command."""

    FINE = 0
    FAILED = 1
    USAGE = 2
    PORT_BUSY = 3
    ALREADY_RUNNING = 4
    OTHER_MAJOR = 5
    DATABASE_UNREACHABLE = 6
    EXTENSION_MISSING = 7
    DISK_FULL = 8
    NO_BINARIES = 9
    HOME_UNUSABLE = 10
    BAD_SETTING = 11
    DATABASE_TOO_OLD = 12
    DATABASE_FAILED = 13


class CommandFailure(Exception):  # noqa: N818 -- foreseen, and ends the command as such
    """Ends the command with this sentence on stderr and this exit code."""

    def __init__(self, sentence: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


# The last is PostgreSQL's hint where it could write only a part.
DISK_FULL_SIGNS = (
    "No space left on device",
    "Disk quota exceeded",
    "File too large",
    "Check free disk space",
)


def disk_full(where: object) -> CommandFailure:
    """No room was left while writing there."""
    return CommandFailure(
        f"The disk that holds {where} is full: make room (a fresh database needs about 100 MB) "
        "and start again; what was stored is unharmed.",
        Exit.DISK_FULL,
    )


@contextmanager
def writing(where: object) -> Iterator[None]:
    """Turn the refusals of a file system into sentences."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise disk_full(where) from error
        raise CommandFailure(
            f"Cannot write to {where} ({error.strerror or error}): make it writable for this user, "
            "or set HOLDFAST_HOME to a folder that is.",
            Exit.HOME_UNUSABLE,
        ) from error

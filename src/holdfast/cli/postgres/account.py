"""The system user the database runs as: PostgreSQL refuses root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from holdfast.cli.failure import CommandFailure, Exit


class SwitchOptions(TypedDict, total=False):
    """Popen's options that change the user of a child."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """A user with an entry in the system's list of users; PostgreSQL fails for a bare number."""

    name: str
    uid: int
    gid: int

    @property
    def is_another(self) -> bool:
        return self.uid != os.geteuid()

    def switch(self) -> SwitchOptions:
        """Popen's options: none where we are that user already."""
        if not self.is_another:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, folder: Path) -> bool:
        """Tried, not computed from the modes: access lists and mounts have a say too."""
        tried = subprocess.run(
            ["/bin/sh", "-c", 'cd -- "$1"', "sh", folder],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            **self.switch(),
        )
        return tried.returncode == 0

    def own(self, folder: Path) -> None:
        """Make a folder private to this user."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.is_another:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def choose_account(data: Path) -> Account:
    """The owner of an existing data folder; else ourselves, or as root `postgres` or `nobody`."""
    if os.geteuid() != 0:
        return _of_uid(os.geteuid())
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return _of_uid(owner)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise CommandFailure(
        "PostgreSQL does not run as root, and this system has neither a user postgres nor nobody: "
        "run Holdfast as an ordinary user, or set DATABASE_URL.",
        Exit.DATABASE_FAILED,
    )


def _of_uid(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise CommandFailure(
            f"PostgreSQL does not run for user id {uid}, which has no entry in /etc/passwd: "
            "run Holdfast as a user who has one, or set DATABASE_URL.",
            Exit.DATABASE_FAILED,
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)

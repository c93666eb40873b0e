"""Where the database lives: in HOLDFAST_HOME, or elsewhere when its user cannot get there."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from holdfast.cli.failure import CommandFailure, Exit, writing
from holdfast.cli.postgres.account import Account, choose_account

PORT = 5432
_LONGEST_SOCKET_PATH = 107
# Holds the folder's path when it is not in the home.
_NOTE = "database_is_in"
_SYSTEM_STATE = Path("/var/lib")


@dataclass(frozen=True)
class Place:
    """A folder with the data, the socket and, where needed, a copy of the programs."""

    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def major(self) -> int | None:
        """The PostgreSQL major the data belongs to; None where there is no data yet."""
        try:
            return int((self.data / "PG_VERSION").read_text().strip())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise CommandFailure(
                f"{self.data} is not a data folder this user can read: set HOLDFAST_HOME to another folder.",
                Exit.HOME_UNUSABLE,
            ) from error

    def socket_folder(self) -> Path:
        """A private folder for the socket, short enough for its address: one that others can enter
        would let every local user connect as a superuser."""
        folder = self.folder / "socket"
        socket_path = os.fsencode(folder / f".s.PGSQL.{PORT}")
        # A comma would be read as a list of folders.
        if len(socket_path) > _LONGEST_SOCKET_PATH or b"," in socket_path:
            folder = Path(tempfile.mkdtemp(prefix="holdfast-", dir=_runtime_folder()))
        self.account.own(folder)
        return folder


def find_place(home: Path, say: Callable[[str], None]) -> Place:
    """The place this home has used before, or a new one, said plainly when it is outside the home."""
    note = home / _NOTE
    if note.exists():
        return _made(Path(note.read_text().strip()))
    inside = _made(home / "database")
    if not inside.account.is_another or inside.account.can_enter(inside.folder):
        return inside
    if inside.data.exists():
        raise CommandFailure(
            f"The user {inside.account.name}, who runs the database, cannot reach {inside.data}: "
            "let that user pass through its parent folders.",
            Exit.HOME_UNUSABLE,
        )
    shutil.rmtree(inside.folder)
    outside = _made(_SYSTEM_STATE / f"holdfast-{hashlib.sha256(os.fsencode(home)).hexdigest()[:10]}")
    with writing(note):
        note.write_text(f"{outside.folder}\n")
    say(
        f"The user {outside.account.name}, who runs the database, cannot reach {home}; "
        f"the data is kept in {outside.folder}."
    )
    return outside


def place_used(home: Path) -> Place | None:
    """The place of earlier starts; nothing is made."""
    note = home / _NOTE
    folder = Path(note.read_text().strip()) if note.exists() else home / "database"
    return Place(folder, choose_account(folder / "data")) if folder.exists() else None


def _made(folder: Path) -> Place:
    with writing(folder):
        folder.mkdir(exist_ok=True)
        if os.stat(folder).st_uid == os.geteuid():
            folder.chmod(0o755)
    return Place(folder, choose_account(folder / "data"))


def _runtime_folder() -> str | None:
    """The user's own run-time folder; as root a shared one, which the database's user can pass."""
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    usable = os.geteuid() != 0 and len(os.fsencode(own)) < 60 and os.access(own, os.W_OK)
    return own if own and usable else "/tmp"  # noqa: S108 -- mkdtemp makes a private folder in it

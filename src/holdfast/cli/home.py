"""HOLDFAST_HOME: the folder with everything that must outlive a run, and the lock on it."""

import fcntl
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from holdfast.cli.failure import CommandFailure, Exit, writing


@dataclass(frozen=True)
class Home:
    """An existing, writable folder."""

    path: Path

    @property
    def lock_file(self) -> Path:
        return self.path / "lock"

    @property
    def postgres_log(self) -> Path:
        return self.path / "postgres.log"

    @property
    def static(self) -> Path:
        """The static files, in a folder for each state of them."""
        return self.path / "static"

    @property
    def maintenance(self) -> Path:
        """While it is there, every page says that somebody is at work."""
        return self.path / "maintenance.json"

    @property
    def demo_note(self) -> Path:
        """What to print about the demo on later starts."""
        return self.path / "demo.json"

    def lock(self) -> TextIO:
        """Hold the folder until the returned file is closed. The system lets go when we are killed.

        It comes before anything else: a second start would otherwise migrate the first one's database.
        """
        with writing(self.lock_file):
            held = self.lock_file.open("a+")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.seek(0)
            holder = held.read().strip()
            held.close()
            raise CommandFailure(
                f"Another Holdfast{f' (process {holder})' if holder else ''} is running on {self.path}: "
                "stop it first, or set HOLDFAST_HOME to another folder.",
                Exit.ALREADY_RUNNING,
            ) from None
        with writing(self.lock_file):
            # Unbuffered: a full disk must show here, not when the file is closed.
            os.ftruncate(held.fileno(), 0)
            os.write(held.fileno(), str(os.getpid()).encode())
        return held

    def is_running(self) -> bool:
        """Whether another process holds the lock."""
        try:
            with self.lock_file.open("a") as tried:
                fcntl.flock(tried, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def secret_key(self) -> str:
        """The key that signs links and sessions, made on the first start."""
        kept = self.path / "secret_key"
        if not kept.exists():
            unfinished = self.path / f"secret_key.{os.getpid()}"
            with writing(kept):
                unfinished.unlink(missing_ok=True)
                descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "w") as file:
                    file.write(secrets.token_urlsafe(50))
                    file.flush()
                    os.fsync(file.fileno())
                try:
                    # Unlike a rename, a link never replaces a key that another command has just made.
                    os.link(unfinished, kept)
                except FileExistsError:
                    pass
                finally:
                    unfinished.unlink()
        try:
            return kept.read_text().strip()
        except OSError as error:
            raise CommandFailure(
                f"The secret key in {kept} cannot be read by this user: run Holdfast as the user who "
                "made it, or set HOLDFAST_HOME to another folder.",
                Exit.HOME_UNUSABLE,
            ) from error


def home_path() -> Path:
    return Path(os.environ.get("HOLDFAST_HOME", "").strip() or "var").expanduser().absolute()


def open_home() -> Home:
    """The folder HOLDFAST_HOME, made where it is missing; the database's user must be able to pass it."""
    path = home_path()
    with writing(path):
        if not path.exists():
            path.mkdir(parents=True)
            path.chmod(0o755)
        if not path.is_dir():
            raise NotADirectoryError(20, "it is not a folder")
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(13, "permission denied")
    return Home(path)

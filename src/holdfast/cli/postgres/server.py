"""The bundled PostgreSQL as a direct child: started, waited for, stopped."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from holdfast.cli.failure import DISK_FULL_SIGNS, CommandFailure, Exit, disk_full, writing
from holdfast.cli.lifetime import dying_with_us
from holdfast.cli.postgres.binaries import Binaries
from holdfast.cli.postgres.cluster import ADMIN, APPLICATION, ENVIRONMENT, OWNER, prepare_database, role_url
from holdfast.cli.postgres.place import PORT, Place

SETTINGS = {
    "max_connections": "60",
    "shared_buffers": "48MB",
    "maintenance_work_mem": "32MB",
    "min_wal_size": "32MB",
    "max_wal_size": "256MB",
    "huge_pages": "off",
    "jit": "off",
    "max_logical_replication_workers": "0",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "logging_collector": "off",
}
# PostgreSQL says these while processes of a killed predecessor still hold on, for up to two seconds.
_PREDECESSOR_SIGNS = ("shared memory block", "lock file", "another postmaster")
_PATIENCE = 10.0
# A start that finds a large log begins a new one and keeps this one.
_LOG_LIMIT = 8 * 1024 * 1024


@dataclass
class Server:
    """A PostgreSQL that ends with us. `folders` are removed when it is stopped."""

    place: Place
    binaries: Binaries
    log: Path
    settings: dict[str, str] = field(default_factory=dict)
    folders: list[Path] = field(default_factory=list)
    process: subprocess.Popen[bytes] = field(init=False)
    socket: Path = field(init=False)

    @property
    def app_url(self) -> str:
        return role_url(APPLICATION, self.socket)

    @property
    def owner_url(self) -> str:
        return role_url(OWNER, self.socket)

    @property
    def admin_url(self) -> str:
        return role_url(ADMIN, self.socket)

    def start(self, give_up: Callable[[], bool] = lambda: False) -> None:
        """Start and wait until it answers; try again while a killed predecessor lets go."""
        if not hasattr(self, "socket"):
            self.socket = self.place.socket_folder()
            if self.socket.parent != self.place.folder:
                self.folders.append(self.socket)
        deadline = time.monotonic() + _PATIENCE
        while True:
            said_before = self._start_once()
            if self._is_ready(deadline + _PATIENCE, give_up):
                break
            said = self._said(said_before)
            self._stop_process()
            full = any(sign in said for sign in DISK_FULL_SIGNS)
            waits = any(sign in said for sign in _PREDECESSOR_SIGNS) and not full
            if give_up() or not waits or time.monotonic() > deadline:
                raise self._failure(said)
            time.sleep(0.2)
        try:
            prepare_database(self.binaries, self.socket)
        except CommandFailure:
            self._stop_process()
            raise

    def stop(self) -> None:
        """A fast shutdown: sessions are ended, everything is on disk."""
        if hasattr(self, "process"):
            self._stop_process()
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)

    def _start_once(self) -> int:
        """Start the child; the size of the log before it."""
        settings = {
            **SETTINGS,
            # Fewer processes: the three readers of PostgreSQL 18 are for larger servers than this.
            **({"io_method": "sync"} if self.binaries.major >= 18 else {}),
            **self.settings,
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": '"' + str(self.socket).replace('"', '""') + '"',
            "unix_socket_permissions": "0700",
        }
        with writing(self.log):
            if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
                self.log.replace(self.log.with_suffix(".log.1"))
            log = self.log.open("ab")
        with log:
            # Before the start: what fails at once has said why before we would look.
            said_before = os.fstat(log.fileno()).st_size
            self.process = subprocess.Popen(
                [
                    *(self.binaries.program("postgres"), "-D", str(self.place.data)),
                    *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
                ],
                cwd="/",
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C is for the supervisor, who stops the database last.
                start_new_session=True,
                # SIGINT is PostgreSQL's fast shutdown, so it stops cleanly even when we are killed.
                preexec_fn=dying_with_us(signal.SIGINT),  # noqa: PLW1509 -- see there
                **self.place.account.switch(),
            )
        return said_before

    def _is_ready(self, deadline: float, give_up: Callable[[], bool]) -> bool:
        """Wait for the eighth line of postmaster.pid, as pg_ctl does: no connection, no client library."""
        while self.process.poll() is None and time.monotonic() < deadline and not give_up():
            lines = _postmaster_file(self.place)
            if len(lines) > 7 and lines[0] == str(self.process.pid) and lines[7].strip() == "ready":
                return True
            time.sleep(0.02)
        return False

    def _said(self, offset: int) -> str:
        with self.log.open("rb") as log:
            log.seek(offset)
            return log.read().decode(errors="replace")

    def _failure(self, said: str) -> CommandFailure:
        if any(sign in said for sign in DISK_FULL_SIGNS):
            return disk_full(self.place.folder)
        fatal = [line.split("] ", 1)[-1] for line in said.splitlines() if "FATAL" in line or "PANIC" in line]
        reason = fatal[-1] if fatal else "it gave no reason"
        return CommandFailure(
            f"The database in {self.place.data} did not start ({reason}): see {self.log}.",
            Exit.DATABASE_FAILED,
        )

    def _stop_process(self) -> None:
        """From the polite to the sure. Children of a killed server leave by themselves."""
        for sign, patience in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 3.0)):
            if self.process.poll() is not None:
                return
            self.process.send_signal(sign)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                continue


def running_socket(place: Place) -> Path | None:
    """The socket's folder of a server that is running there and accepts connections."""
    lines = _postmaster_file(place)
    return Path(lines[4]) if len(lines) > 7 and lines[7].strip() == "ready" else None


def _postmaster_file(place: Place) -> list[str]:
    try:
        return (place.data / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, PermissionError):
        return []
